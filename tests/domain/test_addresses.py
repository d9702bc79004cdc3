"""Which addresses may be connected to."""

from ipaddress import IPv4Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.addresses import may_connect


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
