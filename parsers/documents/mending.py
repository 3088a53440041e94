"""Faults of hand-made XML, mended byte for byte, so that nothing they touch is lost."""

from __future__ import annotations

import re
from html.entities import name2codepoint

_REFERENCE = rb"&(?!\#\d{1,7};|\#[xX][0-9a-fA-F]{1,6};)(?:[A-Za-z][A-Za-z0-9]{0,30};)?"
# Each alternative takes the rest where its end is missing, so that no search begins twice.
_PASSAGE = re.compile(
    rb"(?P<whole><!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)|<\?.*?(?:\?>|\Z)|<![A-Za-z][^>]*(?:>|\Z)"
    rb"|</?[A-Za-z_](?>=\s*\"[^\"]*\"|=\s*'[^']*'|[^<>])*+>)"
    rb"|(?P<bare><|" + _REFERENCE + rb")",
    re.DOTALL,
)
_AMPERSAND = re.compile(_REFERENCE)
_FORBIDDEN = bytes((*range(1, 9), 11, 12, *range(14, 32)))
"""Characters that no document has (XML 1.0, 2.2)."""
_ENTITIES = {
    **{f"&{name};".encode(): f"&#{code};".encode() for name, code in name2codepoint.items()},
    **{f"&{name};".encode(): f"&{name};".encode() for name in ("amp", "lt", "gt", "quot")},
    b"&": b"&amp;",
    b"<": b"&lt;",
}
_OUTLINE = re.compile(rb"<outline\b[^<]*>", re.IGNORECASE)
_VALUE = re.compile(  # up to the quote after which another attribute, or the end of the tag, comes
    rb"(?<![\w:.-])([\w:.-]+\s*=\s*)\"([^<]{0,2000}?)\"(?=\s+[\w:.-]+\s*=\s*[\"']|\s*/?>\s*\Z)"
)


def with_entities(body: bytes) -> bytes:
    """Return XML in which each bare `&`, each `<` that opens no tag and what only HTML has a name for is an entity.

    White space before it, and characters that no XML has, are left out. Works on any encoding in which ASCII stands
    for itself; others are returned as they are.
    """
    if b"\x00" in body:
        return body
    return _PASSAGE.sub(_mended, body.lstrip().translate(None, _FORBIDDEN))


def with_quotes(body: bytes) -> bytes:
    """Return OPML in which the quotes within values of outlines are written as entities."""
    return _OUTLINE.sub(lambda tag: _VALUE.sub(_requoted, tag.group()), body)


def _mended(passage: re.Match[bytes]) -> bytes:
    if bare := passage["bare"]:
        return _ENTITIES.get(bare, bare)
    whole: bytes = passage["whole"]
    if whole.startswith((b"<!", b"<?")) or b"&" not in whole:
        return whole
    return _AMPERSAND.sub(lambda found: _ENTITIES.get(found[0], found[0]), whole)


def _requoted(value: re.Match[bytes]) -> bytes:
    return value[1] + b'"' + value[2].replace(b'"', b"&quot;") + b'"'
