"""Mark-up within a line: what is a tag of HTML, and what only looks like one."""

from __future__ import annotations

import re
from html import unescape

_NAMES = (
    "a abbr acronym address article aside audio b base bdi bdo big blockquote body br button canvas "
    "caption center cite code col data dd del details dfn div dl dt em embed fieldset figcaption figure "
    "font footer form h[1-6] head header hr html i iframe img input ins kbd label legend li link main map "
    "mark math meta nav noscript object ol option p param picture pre q rp rt ruby s samp script section "
    "select small source span strike strong style sub summary sup svg table tbody td template textarea "
    "tfoot th thead time title tr tt u ul var video wbr applet blink frame frameset marquee nobr "
    # of formulas, and of the titles of journals
    "mfrac mi mn mo mover mrow msqrt msub msubsup msup mtext munder semantics annotation "
    "(?:jats|mml):[a-z]+ bold italic scp"
).split()
_ATTRIBUTE = r"\s+[a-z:-]+\s*=\s*(?:\"[^\"<>\n]*\"|'[^'<>\n]*'|[^\s\"'<>=]+)"
TAG = rf"(?i:</?(?:{'|'.join(_NAMES)})(?:{_ATTRIBUTE}){{0,20}}\s*/?>)"
"""A tag: `<i>`, `<a href="b">`; not `<5 and n>`, `<me@example.org>` or `<b and c>`."""

_TAG = re.compile(TAG)
_HIDDEN = re.compile(
    r"<!doctype\b[^<>]{0,200}>|<!--.{0,2000}?-->|<(script|style)\b[^<>]{0,200}>.{0,2000}?</\1\s*>",
    re.IGNORECASE | re.DOTALL,
)
_BREAK = re.compile(r"(?i:</?(?:br|p|div|h[1-6]|li|tr|td|hr)\b)")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_EMPHASIS = re.compile(r"(\*\*|__)(?=\S)([^*_\n]+)(?<=\S)\1")


def title_line(written: str) -> str:
    """Return a title as one line of text: without tags, and with everything else that it says.

    Many write `p<0.05` or `R&D` as it is, and many escape mark-up once more than they should.
    """
    text = _without_tags(written) if "<" in written else written
    if "&" in text:
        text = _without_tags(_ENTITY.sub(lambda entity: unescape(entity.group()), text))
    return " ".join(_EMPHASIS.sub(r"\2", text).split())


def _without_tags(text: str) -> str:
    shown = _HIDDEN.sub("", text)
    return _TAG.sub(lambda tag: " " if _BREAK.match(tag.group()) else "", shown)
