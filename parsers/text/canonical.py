"""The address under which copies of one page meet, by the rules of config/addresses.toml."""

from __future__ import annotations

import re
from functools import lru_cache
from posixpath import normpath
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlencode, urlsplit

from config.addresses import ADDRESS_RULES

_RULES = ADDRESS_RULES
_TRACKING = re.compile(
    "|".join(
        re.escape(name.removesuffix("*")) + (".*" if name.endswith("*") else "")
        for name in _RULES.tracking
    )
)
_READER = re.compile(rf"^(?:{'|'.join(map(re.escape, _RULES.readers))})\.(?=[^.]+\.)")
_READER_WITHIN = re.compile(r"(?<=\w\.)m\.(?=(?:wikipedia|wiktionary|wikinews)\.org$)")
_INDEX = re.compile(rf"/(?:{'|'.join(map(re.escape, _RULES.index))})$", re.IGNORECASE)
_TELEPHONE = re.compile(
    rf"(?:{'|'.join(map(re.escape, sorted(_RULES.telephone, key=len, reverse=True)))})$",
    re.IGNORECASE,
)
_SESSION = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/?#;]*", re.IGNORECASE)
_HTML = ".html"
_DEEPEST = 4  # wrappers within wrappers
_PORTS = {None, 80, 443}
_SAFE = "/:@!$&'()*+,;=~-._"  # of a path, as RFC 3986 has it; what else is there is written in hexadecimal


@lru_cache(maxsize=4096)
def canonical(url: str) -> str:
    """Return the address under which copies of one page meet, without scheme.

    What says how a reader came there is dropped: hosts for telephones, tracking parameters, fragments (but those that a
    page is told by, `#!`), index pages, a trailing slash. An address that only leads elsewhere is that other one. What
    cannot be parsed is returned as it is.
    """
    try:
        parts = _unwrapped(url.strip())
        host = _host(parts.hostname or "")
        port = "" if parts.port in _PORTS else f":{parts.port}"
    except ValueError:
        return url.strip()
    named = parse_qsl(parts.query, keep_blank_values=True)
    kept = sorted((name, value) for name, value in named if not _TRACKING.fullmatch(name.lower()))
    query = f"?{urlencode(kept)}" if kept else ""
    fragment = f"#{parts.fragment}" if parts.fragment.startswith("!") else ""
    return f"{host}{port}{_path(parts.path)}{query}{fragment}"


def _unwrapped(url: str) -> SplitResult:
    """Return the parts of the address that a wrapper leads to, or of this one."""
    parts = urlsplit(url)
    for _ in range(_DEEPEST):
        inner = _target(parts)
        if inner is None:
            break
        parts = urlsplit(inner)
    return parts


def _target(parts: SplitResult) -> str | None:
    host = _host(parts.hostname or "")
    for place, names in _RULES.wrappers.items():
        its, _, path = place.partition("/")
        if (host != its and not host.endswith(f".{its}")) or parts.path.strip("/") != path:
            continue
        asked = dict(parse_qsl(parts.query))
        found = (unquote(parts.query) if name == "" else asked.get(name, "") for name in names)
        return next((url for url in found if url.startswith(("http://", "https://"))), None)
    for its, lead in _RULES.copies.items():
        if (host == its or host.endswith(f".{its}")) and parts.path.startswith(lead):
            kept = re.sub(r"^(?:[acivr]+/)?(?:s/)?", "", parts.path.removeprefix(lead))
            if "." in kept.partition("/")[0]:
                return f"https://{kept}{'?' + parts.query if parts.query else ''}"
    return None


def _host(written: str) -> str:
    """Return a host in small letters and ASCII, without what says on what it is read."""
    host = written.rstrip(".").lower()
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError:
            return host
    if (known := _RULES.hosts.get(host)) is not None:
        return known
    host = _READER_WITHIN.sub("", _READER.sub("", host))
    return _RULES.hosts.get(host, host)


def _path(written: str) -> str:
    """Return a path spelt in one way: `%7e` and `~` are one, `%2F` is no slash."""
    path = "%2F".join(
        quote(unquote(part), safe=_SAFE) for part in re.split("%2[fF]", _SESSION.sub("", written))
    )
    if "/." in path or "//" in path:
        path = normpath(re.sub("/{2,}", "/", path))
    path = _INDEX.sub("", path).rstrip("/")
    if (short := _TELEPHONE.sub("", path)) != path:
        path = f"{short}{_HTML}" if path.lower().endswith(".amp.html") else short
    return path.rstrip("/")
