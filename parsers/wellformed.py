"""Well-formed feeds read with lxml: the fast path, which may refuse but never differ.

It reads RSS 0.9x and 2.0, RDF (RSS 1.0) and Atom 1.0 as feedparser does, element by element in their
order, and refuses whatever it does not know to read alike: feedparser reads that. The tests hold
both against each other over feedparser's own files.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urljoin

from lxml import etree

from parsers.records import Document, Wishes

_ATOM = "{http://www.w3.org/2005/Atom}"
_RSS1 = "{http://purl.org/rss/1.0/}"
_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_CONTENT = "{http://purl.org/rss/1.0/modules/content/}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_MEDIA = "{http://search.yahoo.com/mrss/}"
_ITUNES = "{http://www.itunes.com/dtds/podcast-1.0.dtd}"
_WEB = ("http://", "https://")
_SY = "{http://purl.org/rss/1.0/modules/syndication/}"
_PERIODS = {"hourly": 60, "daily": 1440, "weekly": 10_080, "monthly": 43_200, "yearly": 525_600}
_XML = "{http://www.w3.org/XML/1998/namespace}"

_DECLARED = re.compile(rb"^<\?xml[^>]*?encoding\s*=\s*['\"]([\w.-]+)['\"][^>]*\?>")
_DECLARATION = re.compile(r"^<\?xml[^>]*\?>")
_SCHEME = re.compile(r"^([A-Za-z][A-Za-z0-9+-.]*://)(/*)(.*?)")
_ENTITY_LEFT = re.compile("&([A-Za-z0-9_]+);")
_CONTROL = re.compile("[\x80-\x9f]")  # which feedparser takes for letters of Windows
_UNICODE = frozenset({"utf-8", "utf8", "us-ascii", "ascii"})
_CHINESE = {"gb2312": "gb18030", "gbk": "gbk", "gb18030": "gb18030"}
# Of these modules of RSS every element is kept aside by feedparser under a name of its own.
_ASIDE = (
    "{http://purl.org/rss/1.0/modules/slash/}", "{http://wellformedweb.org/CommentAPI/}",
    "{http://purl.org/syndication/thread/1.0}", "{http://purl.org/rss/1.0/modules/syndication/}",
    "{http://rssnamespace.org/feedburner/ext/1.0}", "{http://www.georss.org/georss}",
    "{com-wordpress:feed-additions:1}", "{http://prismstandard.org/namespaces/basic/2.0/}",
    "{http://prismstandard.org/namespaces/1.2/basic/}",
)  # fmt: skip
_HARMLESS = frozenset(
    [
        *("category comments enclosure".split()),
        *(f"{_RSS1}{n}" for n in ("category",)),
        *(f"{_ATOM}{n}" for n in ("category", "rights")),
        *(f"{_DC}{n}" for n in "subject identifier type format language publisher rights source".split()),
        *(f"{_MEDIA}{n}" for n in "thumbnail keywords rating copyright text".split()),
        *(f"{_ITUNES}{n}" for n in "duration explicit keywords season episode episodetype block order subtitle".split()),
    ]
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An entry as a feed writes it. `base` completes the addresses in `html`."""

    guid: str | None
    url: str | None
    title: str
    author: str | None
    date: str | None
    html: str
    base: str


class _Refused(Exception):  # noqa: N818  not an error: feedparser reads what this path does not
    pass


def items(document: Document) -> tuple[list[Item], Wishes] | None:
    """Return the items of a well-formed feed and its wishes, or None where feedparser must read it."""
    try:
        root = _root(document)
        found = [_item(e, kind, base) for e, kind, base in _elements(root, document.location)]
        return found, _wishes(root)
    except (_Refused, etree.XMLSyntaxError, UnicodeDecodeError, ValueError):
        return None


def _root(document: Document) -> etree._Element:
    body = document.body
    if b"<!DOCTYPE" in body:
        raise _Refused
    text = body.decode(_encoding(document))
    # No entities but XML's own, no network, and libxml2's limits on depth and size.
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        encoding="utf-8",
    )
    return etree.fromstring(_DECLARATION.sub("", text, count=1).encode(), parser)


def _encoding(document: Document) -> str:
    """Return the encoding that feedparser would take, where that is plain (RFC 3023)."""
    body = document.body
    marked = body.startswith(b"\xef\xbb\xbf")
    declared = _DECLARED.match(body[3:] if marked else body)
    of_xml = declared.group(1).decode("ascii").lower() if declared else ""
    kind, _, parameters = (document.media_type or "application/xml").partition(";")
    charset = re.search(r"charset\s*=\s*[\"']?([\w.-]+)", parameters, re.IGNORECASE)
    of_http = charset.group(1).lower() if charset else ""
    if marked:
        if {of_xml, of_http} - _UNICODE - {""}:
            raise _Refused
        return "utf-8-sig"
    if of_http and of_xml and of_http != of_xml and not {of_http, of_xml} <= _UNICODE:
        raise _Refused
    named = of_http or of_xml
    if not named and kind.strip().lower().startswith("text/") and not body.isascii():
        raise _Refused
    if (named or "utf-8") in _UNICODE:
        return "utf-8"
    if named in _CHINESE:
        return _CHINESE[named]
    raise _Refused


def _elements(root: etree._Element, location: str) -> Iterator[tuple[etree._Element, str, str]]:
    """Yield the elements of items, with the kind of feed and the base of their addresses."""
    base = _based(root, location)
    if root.tag == "rss" and [c.tag for c in root] == ["channel"]:
        kind, items_in, name = "rss", root[0], "item"
        base = _based(items_in, base)
    elif root.tag == f"{_RDF}RDF":
        kind, items_in, name = "rdf", root, f"{_RSS1}item"
        known = {f"{_RSS1}{n}" for n in ("channel", "item", "image", "textinput")}
        if any(e.tag not in known for e in root):
            raise _Refused
    elif root.tag == f"{_ATOM}feed":
        kind, items_in, name = "atom", root, f"{_ATOM}entry"
    else:
        raise _Refused
    # An entry anywhere else, or of another name space, is one to feedparser as well.
    found = [e for e in items_in if e.tag == name]
    if sum(1 for _ in root.iter("{*}item", "{*}entry")) != len(found):
        raise _Refused
    for element in found:
        yield element, kind, base


def _wishes(root: etree._Element) -> Wishes:
    """Return what the feed says of itself: ttl, skipHours, sy:updatePeriod and sy:updateFrequency."""
    top = root[0] if root.tag == "rss" else root.find(f"{_RSS1}channel")
    if top is None:
        top = root
    skipped = (hour.text or "" for hour in top.iterfind("skipHours/hour"))
    return wishes(
        top.findtext("ttl"),
        top.findtext(f"{_SY}updatePeriod"),
        top.findtext(f"{_SY}updateFrequency"),
        skipped,
    )


def wishes(
    ttl: str | None, period: str | None, frequency: str | None, skipped: Iterable[str] = ()
) -> Wishes:
    """Return wishes as their elements print them; what is no number or period is no wish."""
    minutes = _number(ttl)
    each = _PERIODS.get((period or "").strip().lower())
    if each is not None:
        minutes = max(minutes or 0, each / max(_number(frequency) or 1, 1))
    hours = {int(h) % 24 for h in map(str.strip, skipped) if h.isdigit() and int(h) <= 24}
    return Wishes(minutes=minutes or None, skip_hours=frozenset(hours if len(hours) < 24 else ()))


def _number(written: str | None) -> float | None:
    text = (written or "").strip()
    return float(text) if text.isascii() and text.isdigit() and len(text) < 7 else None


def _based(element: etree._Element, outer: str) -> str:
    """Return the base of the addresses in an element (XML Base)."""
    own = element.get(f"{_XML}base")
    if "base" in element.attrib or (own and ":" in own and not own.startswith(_WEB)):
        raise _Refused
    return (_completed(outer, own) or outer) if own else outer


def _completed(base: str, address: str) -> str:
    """Return the address completed, spelt as feedparser spells it."""
    if not address:
        return address
    try:
        return urljoin(base, _SCHEME.sub(r"\1\3", address))
    except ValueError:
        return ""


def _item(element: etree._Element, kind: str, base: str) -> Item:
    made = _Made(element, {"rss": "", "rdf": _RSS1, "atom": _ATOM}[kind], _based(element, base))
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
        if about := element.get(f"{_RDF}about"):
            self.fields["id"] = about
        if "lastmod" in element.attrib or "href" in element.attrib:
            raise _Refused

    def take(self, child: etree._Element) -> None:
        tag = str(child.tag)
        known = tag in _HARMLESS or tag.startswith(_ASIDE)
        read = _aside if known else _READ.get(tag)
        if read is None or not (tag[0] == "{" or not self.prefix):
            raise _Refused
        read(self, child)

    def item(self) -> Item:
        fields = self.fields
        bodies = [*self.contents, self.summary or ("", self.base)]
        html, base = max(bodies, key=lambda body: len(body[0]))
        return Item(
            guid=fields.get("id"),
            url=fields.get("link"),
            title=fields.get("title", ""),
            author=fields.get("author"),
            date=fields.get("published") or fields.get("updated"),
            html=html,
            base=base if html else "",
        )

    def once(self, name: str, value: str) -> None:
        if name in self.fields:
            raise _Refused
        self.fields[name] = value

    def address(self, child: etree._Element, written: str) -> str:
        return _completed(_based(child, self.base), written)


def _aside(_: _Made, child: etree._Element) -> None:
    if len(child):
        raise _Refused


def _text(child: etree._Element) -> str:
    """Return the element's text as feedparser stores it."""
    if len(child) or "mode" in child.attrib:
        raise _Refused
    text = (child.text or "").strip()
    if not text.isascii():
        if _CONTROL.search(text):
            raise _Refused
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
        raise _Refused
    return _text(child)


def _title(made: _Made, child: etree._Element) -> None:
    made.once("title", _typed(child))


def _link_text(made: _Made, child: etree._Element) -> None:
    if set(child.attrib) - {f"{_XML}base"}:
        raise _Refused
    address = made.address(child, _text(child)).replace("&amp;", "&")
    made.fields["link"] = _ENTITY_LEFT.sub(r"&\g<1>", address)


def _link_to(made: _Made, child: etree._Element) -> None:
    href = child.get("href")
    if href is None or "url" in child.attrib or "uri" in child.attrib or len(child):
        raise _Refused
    relation = (child.get("rel") or "alternate").lower()
    kind = (child.get("type") or "text/html").lower()
    if relation == "alternate" and kind in {"text/html", "html", "xhtml", "application/xhtml+xml"}:
        made.fields["link"] = made.address(child, href)


def _guid(made: _Made, child: etree._Element) -> None:
    attributes = {name.lower(): value for name, value in child.attrib.items()}
    linked = attributes.get("ispermalink", "true") == "true"
    value = made.address(child, _text(child)) if linked else _text(child)
    if "id" in made.fields:
        raise _Refused
    made.fields["id"] = value
    if linked:
        made.fields.setdefault("link", value)


def _summary(made: _Made, child: etree._Element) -> None:
    if made.summary is not None:
        raise _Refused
    made.summary = (_typed(child), _based(child, made.base))


def _content(made: _Made, child: etree._Element) -> None:
    if made.contents:
        raise _Refused
    made.contents.append((_typed(child), _based(child, made.base)))


def _published(made: _Made, child: etree._Element) -> None:
    made.once("published", _text(child))


def _updated(made: _Made, child: etree._Element) -> None:
    made.once("updated", _text(child))


def _author(made: _Made, child: etree._Element) -> None:
    made.fields["author"] = _text(child)


def _person(made: _Made, child: etree._Element) -> None:
    """An Atom author: name and address as "name (address)"."""
    found = {part.tag: _text(part) for part in child}
    if len(found) != len(child) or set(found) - {f"{_ATOM}name", f"{_ATOM}email", f"{_ATOM}uri"}:
        raise _Refused
    if (child.text or "").strip():
        raise _Refused
    if "author" in made.fields:
        raise _Refused
    name, email = found.get(f"{_ATOM}name"), found.get(f"{_ATOM}email")
    if not name and not email:
        raise _Refused
    made.fields["author"] = f"{name} ({email})" if name and email else name or email or ""


def _media(made: _Made, child: etree._Element) -> None:
    """An image with a title of its own, which counts only where the item has none yet."""
    for part in child.iter():
        if part is child or part.tag in {f"{_MEDIA}thumbnail", f"{_MEDIA}content"}:
            continue
        if part.tag != f"{_MEDIA}title" or "title" not in made.fields or len(part):
            raise _Refused


_READ: dict[str, Callable[[_Made, etree._Element], None]] = {
    "title": _title, "link": _link_text, "guid": _guid, "description": _summary, "author": _author,
    "pubDate": _published,
    f"{_RSS1}title": _title, f"{_RSS1}link": _link_text, f"{_RSS1}description": _summary,
    f"{_ATOM}title": _title, f"{_ATOM}link": _link_to, f"{_ATOM}id": _guid, f"{_ATOM}summary": _summary,
    f"{_ATOM}content": _content, f"{_ATOM}published": _published, f"{_ATOM}updated": _updated,
    f"{_ATOM}author": _person,
    f"{_CONTENT}encoded": _content, f"{_DC}creator": _author, f"{_DC}date": _updated,
    f"{_ITUNES}author": _author,
    f"{_MEDIA}content": _media,
}  # fmt: skip
