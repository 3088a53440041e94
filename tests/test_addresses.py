"""Which addresses sources may be at, and that the one that was checked is the one connected to."""

from __future__ import annotations

import asyncio
import socket
from typing import Any

import pytest
from aiohttp import ClientSession, TCPConnector
from aiohttp.abc import AbstractResolver, ResolveResult
from conftest import Web

from flows.fetching.address_guard import ForbiddenAddressError, Guard, GuardedResolver


class Changing(AbstractResolver):
    """A resolver whose answer changes after the first: what an attacker's name server does."""

    def __init__(self) -> None:
        self.asked = 0

    async def resolve(
        self,
        host: str,
        port: int = 0,
        family: Any = 0,  # noqa: ARG002  asked for by the base class
    ) -> list[ResolveResult]:
        self.asked += 1
        address = "127.0.0.1" if self.asked == 1 else "10.0.0.1"
        return [
            ResolveResult(
                hostname=host, host=address, port=port, family=socket.AF_INET, proto=0, flags=0
            )
        ]

    async def close(self) -> None:
        """Nothing to close."""


def test_the_connection_is_made_to_the_address_that_was_checked(web: Web) -> None:
    web.serves("/good", "fine")
    resolver = Changing()
    guarded = GuardedResolver(Guard(["127.0.0.1/32"]), resolver=resolver)

    async def ask() -> tuple[int, str]:
        connector = TCPConnector(resolver=guarded, use_dns_cache=False)
        async with ClientSession(connector=connector) as session:
            url = f"http://rebinding.example:{web.server.server_port}/good"
            async with session.get(url) as answer:
                first = answer.status
            with pytest.raises(ForbiddenAddressError):
                await guarded.resolve("rebinding.example", 80)
            return first, "refused"

    assert asyncio.run(ask()) == (200, "refused")
    assert resolver.asked == 2


@pytest.mark.parametrize(
    "address",
    ["8.8.8.8", "2001:4860:4860::8888", "::ffff:8.8.8.8", "64:ff9b::808:808", "1.1.1.1"],
)
def test_public_addresses_are_permitted(address: str) -> None:
    assert Guard().reason(address) is None


def test_an_operator_permits_a_network() -> None:
    assert Guard(["10.0.0.0/8"]).reason("10.1.2.3") is None
    assert Guard(["10.0.0.0/8"]).reason("::ffff:10.1.2.3") is None
    assert Guard(["10.0.0.0/8"]).reason("192.168.0.1") == "private"


def test_a_name_that_leads_home_is_refused() -> None:
    async def resolve() -> None:
        await GuardedResolver(Guard()).resolve("localhost", 80)

    with pytest.raises(ForbiddenAddressError, match=r"localhost is at .*, a loopback address"):
        asyncio.run(resolve())


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("192.0.0.192", "reserved"),
        ("168.63.129.16", "reserved"),
        ("fec0::1", "private"),
        ("3fff::1", "reserved"),
        ("64:ff9b:1:7f00:0:200:808:808", "reserved"),
        ("64:ff9b:1::7f00:2", "loopback"),
    ],
)
def test_what_the_standard_library_takes_for_public_is_refused(address: str, reason: str) -> None:
    assert Guard().reason(address) == reason


@pytest.mark.parametrize(
    "host",
    ["localhost", "LOCALHOST.", "a.localhost", "127.1", "2130706433", "0x7f.1", "0177.0.0.1"],
)
def test_what_a_proxy_would_find_at_home_is_refused_before_it_is_asked(host: str) -> None:
    with pytest.raises(ForbiddenAddressError, match=r"at 127\.0\.0\.1, a loopback address"):
        Guard().check_literal(host)
    Guard(["127.0.0.0/8"]).check_literal(host)


def test_a_name_with_digits_is_a_name() -> None:
    for host in ("3com.example", "1.1.1.1.example", "x127.1", "example.org"):
        Guard().check_literal(host)
