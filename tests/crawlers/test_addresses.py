"""Which addresses may be connected to, and that the checked address is the one handed out."""

from ipaddress import IPv4Address
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twisted.internet.address import IPv4Address as Address
from twisted.internet.address import IPv6Address as Address6

from crawlers.addresses import GuardedResolver, may_connect


@pytest.mark.parametrize(
    "text",
    [
        "127.0.0.1", "10.0.0.1", "172.16.5.5", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "240.0.0.1", "255.255.255.255", "198.18.0.1", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1",
        "::ffff:127.0.0.1", "::ffff:169.254.169.254", "64:ff9b::7f00:1", "2002:7f00:1::", "2001:db8::1",
        "192.0.0.192", "168.63.129.16", "100.100.100.200", "fd00:ec2::254", "fec0::1", "3fff::1", "64:ff9b:1::7f00:1",
        "::127.0.0.1", "::ffff:0:127.0.0.1", "2001:0:4136:e378:8000:63bf:80ff:fffe", "2002:a9fe:a9fe::",
    ],
)  # fmt: skip
def test_what_is_not_public_is_refused(text: str) -> None:
    assert not may_connect(text, private_allowed=False)


@pytest.mark.parametrize("text", ["1.1.1.1", "223.5.5.5", "2400:3200::1", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_what_is_public_is_allowed(text: str) -> None:
    assert may_connect(text, private_allowed=False)


@pytest.mark.parametrize("text", ["127.0.0.1", "::1", "10.0.0.1", "192.168.0.9", "fd00::1"])
def test_an_own_host_may_be_private(text: str) -> None:
    assert may_connect(text, private_allowed=True)


@pytest.mark.parametrize(
    "text",
    [
        "169.254.169.254",
        "fe80::1",
        "224.0.0.1",
        "0.0.0.0",
        "::",
        "::ffff:169.254.169.254",
        "100.100.100.200",
        "fd00:ec2::254",
        "64:ff9b::a9fe:a9fe",
        "168.63.129.16",
    ],
)
def test_but_never_link_local_multicast_or_unspecified(text: str) -> None:
    assert not may_connect(text, private_allowed=True)


@given(st.ip_addresses(v=4))
def test_an_address_dressed_as_ipv6_is_judged_as_itself(address: IPv4Address) -> None:
    plain = may_connect(str(address), private_allowed=False)
    assert may_connect(f"::ffff:{address}", private_allowed=False) == plain
    assert may_connect(f"64:ff9b::{int(address) >> 16:x}:{int(address) & 0xFFFF:x}", private_allowed=False) == plain


class Receiver:
    def __init__(self) -> None:
        self.addresses: list[str] = []

    def resolutionBegan(self, resolution: Any) -> None: ...

    def addressResolved(self, address: Any) -> None:
        self.addresses.append(address.host)

    def resolutionComplete(self) -> None: ...


class Rebinding:
    """A name server that answers something else each time."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers = list(answers)

    def resolveHostName(self, receiver: Any, name: str, port: int, *more: Any) -> Any:
        receiver.resolutionBegan(None)
        for host in self.answers.pop(0):
            receiver.addressResolved((Address6 if ":" in host else Address)("TCP", host, port))
        receiver.resolutionComplete()
        return None


def asked(resolver: GuardedResolver, name: str, port: int = 80) -> list[str]:
    receiver = Receiver()
    resolver.resolveHostName(receiver, name, port)
    return receiver.addresses


def test_a_name_that_changes_its_address_gains_nothing() -> None:
    resolver = GuardedResolver(Rebinding(["1.1.1.1"], ["127.0.0.1"], ["1.1.1.1", "10.0.0.1", "::1"]), ())
    assert asked(resolver, "shop.example") == ["1.1.1.1"]
    assert asked(resolver, "shop.example") == []
    assert resolver.refused("Shop.Example", 80) == ("127.0.0.1",)
    assert asked(resolver, "shop.example") == ["1.1.1.1"]


def test_private_hosts_are_named_by_host_or_by_host_and_port() -> None:
    resolver = GuardedResolver(Rebinding(*[["127.0.0.1"]] * 4), ("own.example", "Other.example:8080"))
    assert asked(resolver, "own.example", 1) == ["127.0.0.1"]
    assert asked(resolver, "other.example", 8080) == ["127.0.0.1"]
    assert asked(resolver, "other.example", 8081) == []
    assert asked(resolver, "sub.own.example", 1) == []


def test_of_two_look_ups_at_once_the_one_that_ended_says_what_was_refused() -> None:
    """A look-up that is still under way must not make the refusal of the other seem an unknown name."""
    waiting: list[Any] = []

    class Slow:
        def resolveHostName(self, receiver: Any, *more: Any) -> None:
            waiting.append(receiver)

    resolver = GuardedResolver(Slow(), ())
    for _ in range(2):
        resolver.resolveHostName(Receiver(), "evil.example", 80)
    waiting[0].addressResolved(Address("TCP", "10.0.0.1", 80))
    waiting[0].resolutionComplete()
    assert resolver.refused("evil.example", 80) == ("10.0.0.1",)
