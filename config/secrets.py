"""What of an address is a secret, and the address without it."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable
from html import escape
from urllib.parse import parse_qsl, quote, quote_plus, unquote, unquote_plus, urlsplit, urlunsplit

_NAMED = re.compile(
    r"(?:^|[_.-])(?:api[_-]?key|access[_-]?key|auth|authkey|credentials?|jwt|key|pass|passwd|password|pwd|"
    r"secret|session|session[_-]?id|sid|sig|signature|token)(?:$|[_.-])|(?:token|secret|password|apikey)$",
    re.IGNORECASE,
)
_HIDDEN = "***"
_CODE = re.compile(r"%[0-9A-F]{2}")
_LONG, _VERY_LONG = 12, 20  # characters of a piece of a path that may be a key, and that is one
_SHORT = 4  # characters of a secret that is worth hiding


def reveals(url: str) -> str | None:
    """Return what of the address is a secret by its place or name, or None: never the secret itself."""
    parts = urlsplit(url)
    if parts.username is not None or parts.password is not None:
        return "a user name or password"
    names = [name for name, value in parse_qsl(parts.query) if value and _NAMED.search(name)]
    return f"the parameter {names[0]!r}" if names else None


def public(url: str) -> str:
    """Return the address with what is secret in it hidden; what is no address is hidden whole."""
    try:
        parts = urlsplit(url)
        host = parts.netloc.rpartition("@")[2]
    except ValueError:
        return _HIDDEN
    query = "&".join(map(_hidden, parts.query.split("&"))) if parts.query else ""
    return urlunsplit((parts.scheme, host, parts.path, query, ""))


def server(url: str) -> str:
    """Return the scheme and host of an address, and nothing else of it."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return _HIDDEN
    host = parts.netloc.rpartition("@")[2]
    return f"{parts.scheme}://{host}" if host else f"{parts.scheme}:"


def pieces(url: str) -> list[str]:
    """Return the pieces of a secret address that must be shown nowhere, the longest first.

    The address itself, its user name, password and parameters, and what in its path looks like a key;
    each in every form in which it may be written.
    """
    parts = urlsplit(url)
    user, _, host = parts.netloc.rpartition("@")
    pairs = [pair.partition("=")[::2] for pair in parts.query.split("&")]
    named = {value for name, value in pairs if _NAMED.search(name)}
    words = {unquote(w) for pair in pairs for w in pair} | {*re.split(r"[/;=,]", parts.path)}
    words |= {w.partition(".")[0] for w in words} | {parts.username or ""}
    found = {url, user, parts.password or "", *named, *filter(_is_random, words)}
    if parts.path.strip("/"):
        found.add(urlunsplit(("", host, parts.path, parts.query, "")))
    if user:
        found.add(b64encode(unquote(user).encode()).decode())
    return longest_first(form for piece in found if len(piece) >= _SHORT for form in forms(piece))


def forms(secret: str) -> set[str]:
    """Return a secret as it may be written in addresses, HTML and JSON, and in small letters."""
    plain = {secret, unquote(secret), unquote_plus(secret)}
    quoted = {quote(p, safe) for p in plain for safe in ("", "/")} | {quote_plus(p) for p in plain}
    quoted |= {quote(q, "") for q in quoted}  # an address within an address
    small = {_CODE.sub(lambda code: code[0].lower(), q) for q in quoted}
    written = plain | quoted | small
    # Twice: a feed holds HTML as text.
    escaped = {escape(w) for w in written}
    written |= escaped | {escape(e) for e in escaped} | {w.replace("/", "\\/") for w in written}
    return written | {w.lower() for w in written}


def longest_first(texts: Iterable[str]) -> list[str]:
    """Return texts in the order in which they are to be replaced: none before what it is part of."""
    return sorted({*texts}, key=lambda text: (-len(text), text))


def _is_random(piece: str) -> bool:
    """True for a piece that nobody writes as a word: long, with digits among its letters, or very long."""
    if len(piece) >= _VERY_LONG and piece.isalnum():
        return True
    return (
        len(piece) >= _LONG
        and bool(re.search(r"\d", piece))
        and bool(re.search(r"[A-Za-z]", piece))
    )


def _hidden(parameter: str) -> str:
    name, _, value = parameter.partition("=")
    return f"{name}={_HIDDEN}" if value and _NAMED.search(name) else parameter
