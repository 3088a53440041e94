"""Which addresses may be connected to: what a hostile feed must not reach is refused.

A host's name is resolved once, and the connection is made to the addresses that were checked
here: an answer that changes in between changes nothing.
"""

from __future__ import annotations

import ipaddress
import socket
import urllib.request
from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

# Ranges of IPv6 in which an address of IPv4 is written (RFC 4291, 6052, 8215, 3056, 4380).
_NAT64 = tuple(map(ipaddress.IPv6Network, ("64:ff9b::/96", "64:ff9b:1::/48")))
_COMPATIBLE = ipaddress.IPv6Network("::/96")


class ForbiddenAddressError(OSError):
    """A host is, or resolves to, an address that no public source has."""


class Guard:
    """Judges addresses; `allowed` are networks that the operator lets sources be in."""

    def __init__(self, allowed: Iterable[str] = ()) -> None:
        self.allowed: tuple[Network, ...] = tuple(ipaddress.ip_network(n) for n in allowed)

    def reason(self, address: str) -> str | None:
        """Return why an address is refused, or None where it may be connected to."""
        try:
            ip: Address = ipaddress.ip_address(address.partition("%")[0])
        except ValueError:
            return "not an address"
        if any(ip in network for network in self.allowed):
            return None
        inner = _inner(ip)
        if inner is not None:
            return self.reason(str(inner))
        for name, applies in (
            ("loopback", ip.is_loopback),
            ("link-local", ip.is_link_local),
            ("multicast", ip.is_multicast),
            ("unspecified", ip.is_unspecified),
            ("private", ip.is_private),
            ("reserved", ip.is_reserved or not ip.is_global),
        ):
            if applies:
                return name
        return None

    def check_literal(self, url: str) -> None:
        """Refuse an address whose host is itself a forbidden address.

        ForbiddenAddressError names it. Names are checked when they are resolved.
        """
        host = (urlsplit(url).hostname or "").strip("[]")
        try:
            ipaddress.ip_address(host.partition("%")[0])
        except ValueError:
            return
        if reason := self.reason(host):
            raise ForbiddenAddressError(f"{host} is a {reason} address")


class GuardedResolver(AbstractResolver):
    """Resolves names, and gives only addresses that may be connected to.

    The operator's own proxies, which the environment names, are reached wherever they are.
    """

    def __init__(self, guard: Guard, resolver: AbstractResolver | None = None) -> None:
        self._guard = guard
        self._resolver = resolver or ThreadedResolver()
        self._proxies = {urlsplit(url).hostname for url in urllib.request.getproxies().values()}

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        found = await self._resolver.resolve(host, port, family)
        if host in self._proxies:
            return found
        return self._permitted(host, found)

    def _permitted(self, host: str, found: Sequence[ResolveResult]) -> list[ResolveResult]:
        refused = [(f["host"], self._guard.reason(f["host"])) for f in found]
        permitted = [f for f, (_, why) in zip(found, refused, strict=True) if why is None]
        if not permitted and refused:
            address, why = refused[0]
            raise ForbiddenAddressError(f"{host} is at {address}, a {why} address")
        return permitted

    async def close(self) -> None:
        await self._resolver.close()


def _inner(ip: Address) -> Address | None:
    """Return the IPv4 address that an IPv6 address stands for, if it does."""
    if ip.version == 4:
        return None
    if ip.ipv4_mapped is not None:
        return ip.ipv4_mapped
    if ip.sixtofour is not None:
        return ip.sixtofour
    if ip.teredo is not None:
        return ip.teredo[1]
    if any(ip in network for network in _NAT64):
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    if ip in _COMPATIBLE and int(ip) > 1:
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return None
