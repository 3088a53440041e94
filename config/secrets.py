"""What of an address is a secret, and the address without it."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, quote, urlsplit, urlunsplit

_NAMED = re.compile(
    r"(?:^|[_.-])(?:api[_-]?key|access[_-]?key|auth|authkey|credentials?|jwt|key|pass|passwd|password|pwd|"
    r"secret|session|session[_-]?id|sid|sig|signature|token)(?:$|[_.-])|(?:token|secret|password|apikey)$",
    re.IGNORECASE,
)
_HIDDEN = "***"
_LONG = 12  # characters of a piece of a path that may be a key
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


def pieces(url: str) -> list[str]:
    """Return the pieces of a secret address that must be shown nowhere, the longest first.

    The address itself, its user name, password and parameters, and what in its path looks like a key.
    """
    parts = urlsplit(url)
    pairs = parse_qsl(parts.query)
    named = {value for name, value in pairs if _NAMED.search(name) and len(value) >= _SHORT}
    random = {p for p in [*(v for _, v in pairs), *parts.path.split("/")] if _is_random(p)}
    user = parts.netloc.rpartition("@")[0]
    found = {url, user, parts.password or "", *named, *random, *(quote(v) for v in named)}
    return sorted((piece for piece in found if len(piece) >= _SHORT), key=len, reverse=True)


def _is_random(piece: str) -> bool:
    """True for a piece that nobody writes as a word: long, with digits among its letters."""
    return (
        len(piece) >= _LONG
        and bool(re.search(r"\d", piece))
        and bool(re.search(r"[A-Za-z]", piece))
    )


def _hidden(parameter: str) -> str:
    name, _, value = parameter.partition("=")
    return f"{name}={_HIDDEN}" if value and _NAMED.search(name) else parameter
