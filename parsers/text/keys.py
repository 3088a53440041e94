"""Keys: derived from what is said, so that any process at any time finds the same."""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache

_TARGET = re.compile(r"\]\([^()\s]*\)")  # one after the other: each is found by its first letters
_ADDRESS = re.compile(r"https?://\S+")
_NUMBER = re.compile(r"\d")
_DIGITS, _SPACES = b"0123456789", b" \t\n\r\x0b\x0c\x1c\x1d\x1e\x1f"  # those of ASCII


def key(*parts: str) -> str:
    """Return a 64-bit key of the parts, as 16 hexadecimal digits: the same in any process."""
    digest = hashlib.blake2b("\x1f".join(parts).encode("utf-8", "surrogatepass"), digest_size=8)
    return digest.hexdigest()


def digest(body: bytes) -> str:
    """Return the key of some bytes."""
    return key(body.decode("latin-1"))


def printed_key(source: str, *printed: str | None) -> str:
    """Return the key of an entry as it is printed: where it is known, nothing in it need be read."""
    return key("printed", source, *(part or "" for part in printed))


def version_of(text: str) -> str:
    """Return the key of what a text says, numbers left out: counters change with every read."""
    plain = said(text)
    if plain.isascii():
        return key("version", plain.encode().translate(None, _DIGITS).decode())
    return key("version", _NUMBER.sub("", plain))


@lru_cache(maxsize=4)  # an entry's text is asked for by each of its keys
def said(text: str) -> str:
    """Return a text without white space and addresses, which change and say nothing."""
    if "://" in text:
        text = _ADDRESS.sub("", _TARGET.sub("", text))
    if text.isascii():
        return text.encode().translate(None, _SPACES).decode()
    return "".join(text.replace(" ", "").split())  # in fewer pieces
