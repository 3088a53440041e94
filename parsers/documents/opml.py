"""Lists of sources as OPML (opml.org, 2.0): read with whatever is odd named, written without loss."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, get_args

from lxml import etree
from pydantic import ValidationError

from config import Source
from config.secrets import reveals, server
from config.sources import Group
from parsers.documents.mending import with_entities, with_quotes
from parsers.text.addresses import web_address

_OURS = "urn:laurelwire:source"  # what OPML has no attribute for
_KEPT = ("language", "group", "enabled", "kind", "full_text", "page")
_LONGEST = 100  # characters of a name


@dataclass(slots=True, kw_only=True)
class ImportedSources:
    """The sources of a list, and for each line that gives none the reason."""

    sources: list[Source] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def read(body: bytes, taken: Sequence[Source], **chosen: Any) -> ImportedSources:
    """Return the sources that an OPML file lists, folders within folders, in their order.

    `taken` are sources there are already: their addresses are refused, their names are not used
    again. `chosen` are fields given to every source that the list does not say itself.
    """
    root = _root(body)
    listed = ImportedSources()
    if root is None or _name(root) != "opml":
        listed.refused.append("the file is no OPML: its outermost element is not <opml>")
        return listed
    urls = {source.url for source in taken if source.url}
    names = {source.name for source in taken}
    for outline, folder in _outlines(root, ()):
        attributes = _attributes(outline)
        label = _shown(attributes.get("title") or attributes.get("text") or "")
        url = web_address(attributes.get("xmlurl") or attributes.get("url") or "")
        place = f"line {outline.sourceline}: {label or _shown(url) or 'an outline without text'}"
        if not url:
            listed.refused.append(f"{place}: no xmlUrl")
        elif url in urls:
            listed.refused.append(f"{place}: {_shown(url)} is listed already")
        elif (attributes.get("type") or "rss").lower() in {"link", "include"}:
            listed.refused.append(f"{place}: type {attributes['type']!r} is no feed")
        else:
            try:
                source = _source(attributes, url, _free(label or _host(url), names), folder, chosen)
            except (ValidationError, ValueError) as error:
                listed.refused.append(f"{place}: {why(error)}")
                continue
            listed.sources.append(source)
            urls.add(url)
            names.add(source.name)
    if not listed.sources and not listed.refused:
        listed.refused.append("the list is empty")
    return listed


def _root(body: bytes) -> etree._Element | None:
    """Return the outermost element; of a list that is not well formed, what can be mended is first."""
    for mend, recover in (
        (bytes, False),
        (with_entities, False),
        (_mended, False),
        (_mended, True),
    ):
        # No entities but XML's own, no network; what cannot be mended is read as far as it goes.
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, recover=recover
        )
        with suppress(etree.XMLSyntaxError, ValueError):
            return etree.fromstring(mend(body), parser)
    return None


def _mended(body: bytes) -> bytes:
    return with_entities(with_quotes(body))


def written(sources: Sequence[Source]) -> bytes:
    """Return OPML of the sources that are read over HTTP; `read` gives the same ones back."""
    root = etree.Element("opml", {"version": "2.0"}, nsmap={"laurelwire": _OURS})
    etree.SubElement(etree.SubElement(root, "head"), "title").text = "Laurelwire: sources"
    body = etree.SubElement(root, "body")
    folders = {"": body}
    for source in sources:
        if source.url is None:  # seeds, and addresses with a secret in them
            continue
        outline = etree.SubElement(_folder(folders, source.folder), "outline")
        outline.set("type", "rss")
        outline.set("text", source.name)
        outline.set("xmlUrl", str(source.url))
        if source.site:
            outline.set("htmlUrl", source.site)
        attributes = source.model_dump(mode="json", exclude_unset=False)
        for name in _KEPT:
            value = attributes[name]
            if value is not None:
                outline.set(
                    f"{{{_OURS}}}{name}", value if isinstance(value, str) else json.dumps(value)
                )
    return etree.tostring(root, pretty_print=True, xml_declaration=True, encoding="utf-8")


def toml(source: Source) -> str:
    """Return a source as a [[source]] table; what is as by default is left out."""
    fields = source.model_dump(mode="json", exclude_defaults=True)
    page = fields.pop("page", None)
    lines = [f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in fields.items()]
    if page:
        inner = ", ".join(
            f"{k} = {json.dumps(v, ensure_ascii=False)}" for k, v in page.items() if v
        )
        lines.append(f"page = {{ {inner} }}")
    return "\n".join(["[[source]]", *lines, ""])


def _source(
    attributes: dict[str, str], url: str, name: str, folder: tuple[str, ...], chosen: dict[str, Any]
) -> Source:
    given = dict(chosen)
    if folder and folder[-1].lower() in get_args(Group):
        given["group"] = folder[-1].lower()
    language = attributes.get("language", "").lower()
    if language.startswith(("zh", "en")):
        given["language"] = language[:2]
    for key in _KEPT:
        value = attributes.get(f"{_OURS} {key}")
        if value is not None:
            given[key] = value if key in {"language", "group", "kind"} else json.loads(value)
    site = attributes.get("htmlurl") or None
    return Source(name=name, url=url, folder="/".join(folder), site=site, **given)


def _outlines(
    element: etree._Element, folder: tuple[str, ...]
) -> Iterator[tuple[etree._Element, tuple[str, ...]]]:
    """Yield outlines that are no folder, with the folders they stand in; without recursion."""
    waiting = [(child, folder) for child in reversed(element)]
    while waiting:
        child, above = waiting.pop()
        if not isinstance(child.tag, str):
            continue
        if _name(child) != "outline":
            waiting += [(inner, above) for inner in reversed(child)]
            continue
        attributes = _attributes(child)
        has_url = attributes.get("xmlurl") or attributes.get("url")
        if len(child) and not has_url:
            label = (
                (attributes.get("title") or attributes.get("text") or "").strip().replace("/", "∕")
            )
            below = (*above, label) if label else above
            waiting += [(inner, below) for inner in reversed(child)]
            continue
        yield child, above
        waiting += [(inner, above) for inner in reversed(child)]


def _folder(folders: dict[str, etree._Element], path: str) -> etree._Element:
    if path not in folders:
        above, _, label = path.rpartition("/")
        folders[path] = etree.SubElement(_folder(folders, above), "outline", {"text": label})
    return folders[path]


def _free(label: str, names: set[str]) -> str:
    """Return a name that no source has yet."""
    plain = " ".join(label.split())[: _LONGEST - 6] or "source"
    name, number = plain, 2
    while name in names:
        name, number = f"{plain} ({number})", number + 1
    return name


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname.lower()


def _attributes(outline: etree._Element) -> dict[str, str]:
    return {_name_of(str(name)): str(value).strip() for name, value in outline.attrib.items()}


def _name_of(attribute: str) -> str:
    """Return an attribute's name in small letters; of ours, with the name space before it."""
    qualified = etree.QName(attribute)
    name = qualified.localname.lower()
    return f"{_OURS} {name}" if qualified.namespace == _OURS else name


def why(error: ValueError) -> str:
    """Return why a source is refused, without what was given."""
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        return str(first["msg"]).removeprefix("Value error, ")
    return str(error)


def _shown(text: str) -> str:
    """Return a text, of an address that is refused for its secret only the server."""
    with suppress(ValueError):
        return server(text) if "://" in text and reveals(text) else text
    return "what is no address"


def _host(url: str) -> str:
    return server(url).partition("//")[2]
