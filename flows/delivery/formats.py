"""Digests in the forms that services read: plain text, Markdown and HTML."""

from __future__ import annotations

import html
import re
import textwrap
from collections.abc import Iterable
from typing import Literal
from unicodedata import east_asian_width

from flows.delivery.digests import PHRASES, Digest, DigestEvent

Form = Literal["text", "markdown", "html"]

_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|~])")
_QUOTE = "margin:.3em 0;padding-left:.7em;border-left:3px solid #c9a227;color:#444"


def written(digest: Digest, form: Form) -> str:
    """Return the digest in a form; HTML is a fragment that stands alone in a mail."""
    return {"text": _as_text, "markdown": _as_markdown, "html": _as_html}[form](digest)


def _groups(items: Iterable[DigestEvent]) -> list[tuple[str, list[tuple[str, list[DigestEvent]]]]]:
    headings: dict[str, dict[str, list[DigestEvent]]] = {}
    for item in items:
        headings.setdefault(item.heading, {}).setdefault(item.subheading, []).append(item)
    return [(heading, list(subs.items())) for heading, subs in headings.items()]


def _as_text(digest: Digest) -> str:
    lines = [digest.title, "=" * min(_width(digest.title), 78)]
    for heading, subs in _groups(digest.items):
        lines += ["", heading, "-" * min(_width(heading), 78)]
        for subheading, items in subs:
            lines += ["", f"{subheading} ({len(items)})"]
            for item in items:
                lines += _wrapped(item.title, "  * ", "    ")
                lines += _wrapped(item.people, "    ", "    ")
                lines += [f"    {link}" for link in item.links]
                if item.evidence:
                    lines += _wrapped(f"“{item.evidence}”", "    ", "    ")
    return "\n".join(lines + _rest(digest, "")) + "\n"


def _as_markdown(digest: Digest) -> str:
    lines = [f"# {escaped(digest.title)}"]
    for heading, subs in _groups(digest.items):
        lines += ["", f"## {escaped(heading)}"]
        for subheading, items in subs:
            lines += ["", f"### {escaped(subheading)} ({len(items)})", ""]
            for item in items:
                lines.append(f"- **{escaped(item.title)}**")
                if item.people:
                    lines.append(f"  {escaped(item.people)}")
                lines += [f"  <{link.replace('>', '%3E')}>" for link in item.links]
                if item.evidence:
                    lines.append(f"  > {escaped(item.evidence)}")
    return "\n".join(lines + _rest(digest, "*")) + "\n"


def _as_html(digest: Digest) -> str:
    """Return a fragment that stands alone in a mail: no script, style sheet or remote content."""
    out = [f"<h1>{html.escape(digest.title)}</h1>"]
    for heading, subs in _groups(digest.items):
        out.append(f"<h2>{html.escape(heading)}</h2>")
        for subheading, items in subs:
            out.append(f"<h3>{html.escape(subheading)} ({len(items)})</h3>\n<ul>")
            for item in items:
                out.append(f"<li><strong>{html.escape(item.title)}</strong>")
                if item.people:
                    out.append(f"<br>{html.escape(item.people)}")
                for link in item.links:
                    safe = html.escape(link, quote=True)
                    out.append(f'<br><a href="{safe}">{safe}</a>')
                if item.evidence:
                    out.append(
                        f'<blockquote style="{_QUOTE}">{html.escape(item.evidence)}</blockquote>'
                    )
                out.append(f"<small>{html.escape(item.source)}</small></li>")
            out.append("</ul>")
    out += [f"<p>{html.escape(line)}</p>" for line in _rest(digest, "") if line]
    return "\n".join(out) + "\n"


def _rest(digest: Digest, mark: str) -> list[str]:
    if not digest.left:
        return []
    return ["", f"{mark}{PHRASES[digest.language]['more'].format(n=digest.left)}{mark}"]


def escaped(text: str) -> str:
    """Return text that makes no Markdown."""
    return _MARKDOWN.sub(r"\\\1", text)


def _width(text: str) -> int:
    return sum(2 if east_asian_width(c) in "WF" else 1 for c in text)


def _wrapped(text: str, first: str, rest: str, columns: int = 96) -> list[str]:
    """Wrap to columns as a terminal counts them: Chinese characters take two."""
    if not text:
        return []
    if _width(text) == len(text):
        return textwrap.wrap(
            text,
            columns,
            initial_indent=first,
            subsequent_indent=rest,
            break_long_words=False,
            break_on_hyphens=False,
        )
    lines, line = [], first
    for piece in re.findall(r"[ -~À-ſ]+?(?:\s+|$|(?=[^ -~À-ſ]))|.", text):
        if _width(line) + _width(piece.rstrip()) > columns and line.strip():
            lines.append(line.rstrip())
            line = rest + piece.lstrip()
        else:
            line += piece
    return [*lines, line.rstrip()]
