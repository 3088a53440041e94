"""Which addresses may be connected to: what a hostile feed must not reach is refused.

A host's name is resolved once, and the connection is made to the addresses that were checked
here: an answer that changes in between changes nothing.
"""

from __future__ import annotations

import ipaddress
import socket
import urllib.request
from collections.abc import Callable, Iterable, Sequence
from urllib.parse import urlsplit

from aiohttp import AddrInfoType
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver
from yarl import URL

from config import MendableError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

# Ranges of IPv6 in which an address of IPv4 is written (RFC 4291, 6052, 8215, 3056, 4380).
_NAT64 = tuple(map(ipaddress.IPv6Network, ("64:ff9b::/96", "64:ff9b:1::/96")))
_COMPATIBLE = ipaddress.IPv6Network("::/96")
# Not global by IANA's registries, which Python 3.11 does not know whole: 192.0.0.192 answers with the
# metadata of Oracle's cloud, and what 64:ff9b:1::/48 translates to only the translator knows. Azure's
# machines are told their secrets by an address that looks like any other.
_RESERVED = tuple(
    map(
        ipaddress.ip_network,
        ("192.0.0.0/24", "168.63.129.16/32", "64:ff9b:1::/48", "3fff::/20", "5f00::/16"),
    )
)
_LOOPBACK = ("127.0.0.1", "::1")


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
            ("private", ip.is_private or (ip.version == 6 and ip.is_site_local)),
            ("reserved", ip.is_reserved or not ip.is_global or any(ip in n for n in _RESERVED)),
        ):
            if applies:
                return name
        return None

    def check_literal(self, host: str) -> None:
        """Refuse a host, as the client will use it, that is itself a forbidden address.

        ForbiddenAddressError names it. Names are checked when they are resolved; a proxy resolves them
        itself, and short, octal and hexadecimal numbers too, so what needs no resolver is known here.
        """
        bare = host.strip("[]").rstrip(".").lower()
        if bare == "localhost" or bare.endswith(".localhost"):  # RFC 6761, 6.3
            if all(map(self.reason, _LOOPBACK)):
                self.check_address(_LOOPBACK[0], host)
            return
        try:
            ipaddress.ip_address(bare.partition("%")[0])
        except ValueError:
            try:
                bare = socket.inet_ntoa(socket.inet_aton(bare))
            except (OSError, ValueError):
                return
        self.check_address(bare, host)

    def check_address(self, address: str, host: str) -> None:
        """Refuse an address; ForbiddenAddressError names it, and the host that led there."""
        if reason := self.reason(address):
            led = "" if host.strip("[]") == address else f"{host} is at "
            raise ForbiddenAddressError(f"{led}{address}, a {reason} address")


class Proxies:
    """The operator's own proxies, which the environment names: reached wherever they are."""

    def __init__(self) -> None:
        self._by_scheme = {
            scheme: url if "://" in url else f"http://{url}"
            for scheme, url in urllib.request.getproxies().items()
            if scheme in {"http", "https"}  # no_proxy, too, is said to be one
        }
        self._addresses: set[tuple[str, int]] = set()
        self.hosts = {_host_and_port(*proxy) for proxy in self._by_scheme.items()}

    def of(self, address: URL) -> str | None:
        """Return the proxy through which an address is to be asked, if any.

        It is the proxy that resolves the host then, and its keeper who says where it may lead.
        """
        if not self._by_scheme or urllib.request.proxy_bypass(address.host or ""):
            return None
        return self._by_scheme.get(address.scheme)

    def note(self, host: str, port: int, addresses: Iterable[str]) -> bool:
        """Remember where a proxy is; True when host and port are a proxy's."""
        if (host.lower(), port) not in self.hosts:
            return False
        self._addresses |= {(address, port) for address in addresses}
        return True

    def is_one(self, address: str, port: int) -> bool:
        """True for the address and port of a proxy."""
        return (address, port) in self._addresses or (address.lower(), port) in self.hosts


def _host_and_port(scheme: str, url: str) -> tuple[str, int]:
    try:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        # It is not repeated in the message: proxies have passwords.
        raise MendableError(
            f"the environment variable {scheme}_proxy holds no address; write http://host:port"
        ) from None
    return (parts.hostname or "").lower(), port


def guarded_sockets(guard: Guard, proxies: Proxies) -> Callable[[AddrInfoType], socket.socket]:
    """Return the function that makes sockets, for addresses that may be connected to and no others.

    It sees the very address of the connection: whatever led to it, nothing is resolved after it.
    """

    def made(info: AddrInfoType) -> socket.socket:
        family, kind, protocol, _, address = info
        host, port = str(address[0]), int(address[1])
        if not proxies.is_one(host, port):
            guard.check_address(host, host)
        return socket.socket(family=family, type=kind, proto=protocol)

    return made


class GuardedResolver(AbstractResolver):
    """Resolves names, and gives only addresses that may be connected to."""

    def __init__(
        self, guard: Guard, proxies: Proxies | None = None, resolver: AbstractResolver | None = None
    ) -> None:
        self._guard, self._proxies = guard, proxies or Proxies()
        self._resolver = resolver or ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        found = await self._resolver.resolve(host, port, family)
        if self._proxies.note(host, port, (f["host"] for f in found)):
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
