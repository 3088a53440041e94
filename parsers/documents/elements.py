"""The elements of a well-formed feed's item, read in their order as feedparser's handlers do."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urljoin

from lxml import etree

from parsers.documents.feed_item import PAGES, WEB, FeedItem, link_among, noted

ATOM = "{http://www.w3.org/2005/Atom}"
RSS1 = "{http://purl.org/rss/1.0/}"
RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_CONTENT = "{http://purl.org/rss/1.0/modules/content/}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_MEDIA = "{http://search.yahoo.com/mrss/}"
_ITUNES = "{http://www.itunes.com/dtds/podcast-1.0.dtd}"
_XML = "{http://www.w3.org/XML/1998/namespace}"
_ARXIV = "{http://arxiv.org/schemas/atom}"
# Nothing of these is kept, whatever stands in them; feedparser fails on some.
PLACES = ("{http://www.georss.org/georss}", "{http://www.opengis.net/gml}")

_SCHEME = re.compile(r"^([A-Za-z][A-Za-z0-9+-.]*://)(/*)(.*?)")
_COMPLETE = re.compile(
    r"https?://(?!/)[!\"$-:<->@-Z\\^-~]+(?:\?[!\"$-:<->@-Z\\^-~]+)?"
)  # which joining leaves alone
_ENTITY_LEFT = re.compile("&([A-Za-z0-9_]+);")
_CONTROL = re.compile("[\x80-\x9f]")  # which feedparser takes for letters of Windows
# Of these modules of RSS every element is kept aside by feedparser under a name of its own.
_ASIDE = (
    "{http://purl.org/rss/1.0/modules/slash/}", "{http://wellformedweb.org/CommentAPI/}",
    "{http://purl.org/syndication/thread/1.0}", "{http://purl.org/rss/1.0/modules/syndication/}",
    "{http://rssnamespace.org/feedburner/ext/1.0}",
    "{com-wordpress:feed-additions:1}", "{http://prismstandard.org/namespaces/basic/2.0/}",
    "{http://prismstandard.org/namespaces/1.2/basic/}",
)  # fmt: skip
_HARMLESS = frozenset(
    [
        *("category comments".split()),
        *(f"{RSS1}{n}" for n in ("category",)),
        *(f"{ATOM}{n}" for n in ("category", "rights")),
        *(f"{_DC}{n}" for n in "subject identifier type format language publisher rights source".split()),
        *(f"{_MEDIA}{n}" for n in "thumbnail keywords rating copyright text".split()),
        *(f"{_ITUNES}{n}" for n in "duration explicit keywords season episode episodetype block order subtitle".split()),
    ]
)  # fmt: skip


class Refused(Exception):  # noqa: N818  not an error: feedparser reads what this path does not
    pass


def based(element: etree._Element, outer: str) -> str:
    """Return the base of the addresses in an element (XML Base)."""
    own = element.get(f"{_XML}base")
    if "base" in element.attrib or (own and ":" in own and not own.startswith(WEB)):
        raise Refused
    return (_completed(outer, own) or outer) if own else outer


def _completed(base: str, address: str) -> str:
    """Return the address completed, spelt as feedparser spells it."""
    if not address or _COMPLETE.fullmatch(address):
        return address
    try:
        return urljoin(base, _SCHEME.sub(r"\1\3", address))
    except ValueError:
        return ""


def read_item(element: etree._Element, kind: str, base: str) -> FeedItem:
    """Return the item that an element holds."""
    prefix = {"rss": "", "rdf": RSS1, "atom": ATOM}[kind]
    inner = based(element, base)
    made = _Made(element, prefix, inner)
    for child in element:
        made.take(child)
    return made.item()


class _Made:
    """An item in the making: its elements are taken in their order, as feedparser does."""

    def __init__(self, element: etree._Element, prefix: str, base: str) -> None:
        self.base, self.prefix = base, prefix
        self.fields: dict[str, str] = {}
        self.contents: list[tuple[str, str]] = []
        self.summary: tuple[str, str] | None = None
        self.links: list[tuple[str, str, str]] = []
        if about := element.get(f"{RDF}about"):
            self.fields["id"] = about
        if "lastmod" in element.attrib or "href" in element.attrib:
            raise Refused

    def take(self, child: etree._Element) -> None:
        tag = str(child.tag)
        if tag.startswith(PLACES):
            if not all(str(part.tag).startswith(PLACES) for part in child.iter()):
                raise Refused
            return
        known = tag in _HARMLESS or tag.startswith(_ASIDE)
        read = _aside if known else _READ.get(tag)
        if read is None or not (tag[0] == "{" or not self.prefix):
            raise Refused
        read(self, child)

    def item(self) -> FeedItem:
        fields = self.fields
        bodies = [*self.contents, self.summary or ("", self.base)]
        html, base = max(bodies, key=lambda body: len(body[0]))
        return FeedItem(
            guid=fields.get("id"),
            url=link_among(fields.get("link"), self.links),
            title=fields.get("title", ""),
            author=fields.get("author"),
            date=fields.get("published") or fields.get("updated"),
            html=noted(html, fields.get("announced")),
            base=base if html else "",
        )

    def once(self, name: str, value: str) -> None:
        if name in self.fields:
            raise Refused
        self.fields[name] = value

    def address(self, child: etree._Element, written: str) -> str:
        return _completed(based(child, self.base), written)


def _aside(_: _Made, child: etree._Element) -> None:
    if len(child):
        raise Refused


def _text(child: etree._Element) -> str:
    """Return the element's text as feedparser stores it."""
    if len(child) or "mode" in child.attrib:
        raise Refused
    text = (child.text or "").strip()
    if not text.isascii():
        if _CONTROL.search(text):
            raise Refused
        try:
            text = text.encode("iso-8859-1").decode("utf-8")
        except (UnicodeEncodeError, UnicodeDecodeError):
            return text
    return text


def _typed(child: etree._Element) -> str:
    """Return text whose type says that it is text or escaped HTML."""
    if (child.get("type") or "html").lower() not in {
        "text",
        "html",
        "text/plain",
        "text/html",
    } or "src" in child.attrib:
        raise Refused
    return _text(child)


def _title(made: _Made, child: etree._Element) -> None:
    made.once("title", _typed(child))


def _link_text(made: _Made, child: etree._Element) -> None:
    if set(child.attrib) - {f"{_XML}base"}:
        raise Refused
    address = made.address(child, _text(child)).replace("&amp;", "&")
    made.fields["link"] = _ENTITY_LEFT.sub(r"&\g<1>", address)
    made.links.append(("alternate", "text/html", made.fields["link"]))


def _link_to(made: _Made, child: etree._Element) -> None:
    href = child.get("href")
    if href is None or "url" in child.attrib or "uri" in child.attrib or len(child):
        raise Refused
    relation = (child.get("rel") or "alternate").lower()
    kind = (child.get("type") or "text/html").lower()
    address = made.address(child, href)
    made.links.append((relation, kind, address))
    if relation == "alternate" and kind in PAGES:
        made.fields["link"] = address


def _enclosure(made: _Made, child: etree._Element) -> None:
    if len(child) or "uri" in child.attrib or "href" in child.attrib:
        raise Refused
    made.links.append(("enclosure", child.get("type") or "", child.get("url") or ""))


def _of_arxiv(made: _Made, child: etree._Element) -> None:
    """What arXiv adds, which feedparser keeps aside under the prefix it is written with."""
    if child.prefix != "arxiv" or len(child):
        raise Refused
    if child.tag == f"{_ARXIV}announce_type":
        made.once("announced", _text(child))


def _guid(made: _Made, child: etree._Element) -> None:
    attributes = {name.lower(): value for name, value in child.attrib.items()}
    linked = attributes.get("ispermalink", "true") == "true"
    value = made.address(child, _text(child)) if linked else _text(child)
    if "id" in made.fields:
        raise Refused
    made.fields["id"] = value
    if linked:
        made.fields.setdefault("link", value)


def _summary(made: _Made, child: etree._Element) -> None:
    if made.summary is not None:
        raise Refused
    made.summary = (_typed(child), based(child, made.base))


def _content(made: _Made, child: etree._Element) -> None:
    if made.contents:
        raise Refused
    made.contents.append((_typed(child), based(child, made.base)))


def _published(made: _Made, child: etree._Element) -> None:
    made.once("published", _text(child))


def _updated(made: _Made, child: etree._Element) -> None:
    made.once("updated", _text(child))


def _author(made: _Made, child: etree._Element) -> None:
    made.fields["author"] = _text(child)


def _person(made: _Made, child: etree._Element) -> None:
    """An Atom author: name and address as "name (address)"."""
    found = {part.tag: _text(part) for part in child}
    if len(found) != len(child) or set(found) - {f"{ATOM}name", f"{ATOM}email", f"{ATOM}uri"}:
        raise Refused
    if (child.text or "").strip():
        raise Refused
    if "author" in made.fields:
        raise Refused
    name, email = found.get(f"{ATOM}name"), found.get(f"{ATOM}email")
    if not name and not email:
        raise Refused
    made.fields["author"] = f"{name} ({email})" if name and email else name or email or ""


def _media(made: _Made, child: etree._Element) -> None:
    """An image with a title of its own, which counts only where the item has none yet."""
    for part in child.iter():
        if part is child or part.tag in {f"{_MEDIA}thumbnail", f"{_MEDIA}content"}:
            continue
        if part.tag != f"{_MEDIA}title" or "title" not in made.fields or len(part):
            raise Refused


_READ: dict[str, Callable[[_Made, etree._Element], None]] = {
    "title": _title, "link": _link_text, "guid": _guid, "description": _summary, "author": _author,
    "pubDate": _published,
    f"{RSS1}title": _title, f"{RSS1}link": _link_text, f"{RSS1}description": _summary,
    f"{ATOM}title": _title, f"{ATOM}link": _link_to, f"{ATOM}id": _guid, f"{ATOM}summary": _summary,
    f"{ATOM}content": _content, f"{ATOM}published": _published, f"{ATOM}updated": _updated,
    f"{ATOM}author": _person,
    f"{_CONTENT}encoded": _content, f"{_DC}creator": _author, f"{_DC}date": _updated,
    f"{_ITUNES}author": _author,
    f"{_MEDIA}content": _media, "enclosure": _enclosure,
    **{f"{_ARXIV}{n}": _of_arxiv for n in "announce_type DOI journal_reference comment primary_category".split()},
}  # fmt: skip
