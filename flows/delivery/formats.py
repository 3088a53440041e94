"""Digests in the forms that services read: a template each, in templates/; a folder of the user's goes before ours."""

from __future__ import annotations

import re
import textwrap
from functools import lru_cache
from pathlib import Path
from typing import Literal
from unicodedata import east_asian_width

from jinja2 import (
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    StrictUndefined,
    TemplateError,
    select_autoescape,
)

from config import MendableError
from flows.delivery.digests import Digest
from flows.delivery.phrases import PHRASES

Form = Literal["text", "markdown", "html", "mail", "telegram", "slack", "push"]

TEMPLATES = Path(__file__).parent / "templates"
_FILES: dict[Form, str] = {
    "text": "text.txt",
    "markdown": "markdown.md",
    "html": "fragment.html",
    "mail": "mail.html",
    "telegram": "telegram.html",
    "slack": "slack.txt",
    "push": "push.txt",
}
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|~])")
_SLACK = str.maketrans({"*": "∗", "`": "ˋ", "~": "∼", "<": "‹", ">": "›", "|": "¦"})
_CALLS = re.compile(r"!(?=\S)")
_ENDS_LINK = {">": "%3E", "<": "%3C", ")": "%29", "(": "%28", " ": "%20"}
_COLUMNS, _LINE = 96, 78
_EMPTY_LINES = re.compile(r"\n{3,}")


class TemplateFaultError(MendableError):
    """A template of the user's cannot be used; the message names it, and what to mend."""


def written(digest: Digest, form: Form, own: Path | None = None) -> str:
    """Return the digest in a form; `own`: a folder whose templates go before those of the project.

    `html` is a fragment, `mail` a page; neither holds a script or anything that is fetched from elsewhere.
    TemplateFaultError where a template cannot be used.
    """
    name = _FILES[form]
    try:
        template = _environment(own).get_template(name)
        text = template.render(digest=digest, said=PHRASES[digest.language])
    except TemplateError as error:
        number = getattr(error, "lineno", None)
        place = f"{(own or TEMPLATES) / name}{f', line {number}' if number else ''}"
        raise TemplateFaultError(
            f"{place}: {error}; mend the template, or remove it to use the project's own"
        ) from error
    return _EMPTY_LINES.sub("\n\n", text).strip("\n") + "\n"


@lru_cache(maxsize=4)
def _environment(own: Path | None) -> Environment:
    folders = [str(folder) for folder in (own, TEMPLATES) if folder is not None]
    made = Environment(
        loader=ChoiceLoader([FileSystemLoader(folder) for folder in folders]),
        autoescape=select_autoescape(enabled_extensions=("html",), default=False),
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        keep_trailing_newline=True,
    )
    made.filters.update(
        markdown=escaped,
        slack=_slack,
        bare=_bare,
        address=_address,
        wrapped=_wrapped,
        underlined=_underlined,
    )
    return made


def escaped(text: str) -> str:
    """Return text that makes no Markdown."""
    return _MARKDOWN.sub(r"\\\1", text)


def _slack(text: str) -> str:
    """Return text that makes no mark-up of Slack's, which knows no escapes.

    Nor calls anybody: Apprise makes `!channel>` a call, with whatever stands before it.
    """
    return _CALLS.sub("！", text.translate(_SLACK))


def _bare(link: str) -> str:
    """Return an address that ends no link of Slack's early."""
    return link.replace("|", "%7C").replace(">", "%3E").replace("<", "%3C").replace(" ", "%20")


def _address(link: str) -> str:
    """Return an address that ends no Markdown link early."""
    return "".join(_ENDS_LINK.get(c, c) for c in link)


def _width(text: str) -> int:
    return sum(2 if east_asian_width(c) in "WF" else 1 for c in text)


def _underlined(text: str, mark: str) -> str:
    return f"{text}\n{mark * min(_width(text), _LINE)}"


def _wrapped(text: str, first: str = "", rest: str = "") -> str:
    """Wrap to columns as a terminal counts them: Chinese characters take two."""
    if _width(text) == len(text):
        return textwrap.fill(
            text,
            _COLUMNS,
            initial_indent=first,
            subsequent_indent=rest,
            break_long_words=False,
            break_on_hyphens=False,
        )
    lines, line = [], first
    for piece in re.findall(r"[ -~À-ſ]+?(?:\s+|$|(?=[^ -~À-ſ]))|.", text):
        if _width(line) + _width(piece.rstrip()) > _COLUMNS and line.strip():
            lines.append(line.rstrip())
            line = rest + piece.lstrip()
        else:
            line += piece
    return "\n".join([*lines, line.rstrip()])
