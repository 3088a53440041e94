"""Where a source is asked: its address, or the secret one that an environment variable or a file holds."""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit

from config import Source
from config.secrets import pieces, public
from flows.fetching.kept_secrets import SecretMissingError, kept

_HIDDEN = "***"


def address_of(source: Source) -> str:
    """Return the address to ask; SecretMissingError names the place that should hold it."""
    if source.url is not None:
        return source.url
    place, url = kept(source.url_env, source.url_file)
    try:
        parts = urlsplit(url)
        good = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        good = False
    if not good or any(c.isspace() for c in url):
        raise SecretMissingError(f"{place} holds no http(s) address")
    return url


def shown(source: Source, url: str) -> str:
    """Return an address of the source as it may be stored: of a secret one only its server."""
    if source.url is not None:
        return public(url)
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], "/", "", ""))


def redacted(source: Source, text: str) -> str:
    """Return a text about the source without any piece of its secret address."""
    for piece in _secrets(source):
        text = text.replace(piece, _HIDDEN)
    return text


def redacted_body(source: Source, body: bytes) -> bytes:
    """Return what the source answered without its secret address, which feeds repeat in themselves."""
    wide = ("utf-16-le", "utf-16-be") if b"\0" in body else ()
    for encoding in ("utf-8", *wide):
        for piece in _secrets(source):
            body = body.replace(piece.encode(encoding), _HIDDEN.encode(encoding))
    return body


def _secrets(source: Source) -> list[str]:
    if source.url is not None or not source.fetched:
        return []
    try:
        return pieces(address_of(source))
    except SecretMissingError:
        return []
