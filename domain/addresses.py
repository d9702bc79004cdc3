"""Which network addresses may be connected to: what strangers name must not lead into one's own network."""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

_NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052
_NEVER = tuple(
    map(
        ip_network,
        (
            "192.0.0.0/24",  # RFC 6890; a cloud's metadata service answers at 192.0.0.192
            "168.63.129.16/32",  # a cloud's host agent, on an address that is public elsewhere
            "100.100.100.200/32",  # metadata
            "fd00:ec2::254/128",  # metadata
            "fec0::/10",  # site-local, RFC 3879
            "3fff::/20",  # documentation, RFC 9637
        ),
    )
)
"""Refused although Python 3.11's tables call them public, or although an own host may be private."""


def embedded(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """The IPv4 address that an IPv6 address stands for (mapped, NAT64, 6to4, Teredo), else itself."""
    if isinstance(address, IPv4Address):
        return address
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else address)


def may_connect(text: str, *, private_allowed: bool) -> bool:
    """Whether an address may be connected to.

    Args:
        text: an IPv4 or IPv6 address, with or without a zone.
        private_allowed: whether its host was named as one's own. Link-local (cloud metadata),
            multicast, reserved and unspecified addresses stay refused even then.
    """
    address = embedded(ip_address(text.partition("%")[0]))
    if any(address.version == net.version and address in net for net in _NEVER):
        return False
    if address.is_loopback:  # ::1 also counts as reserved, so it comes first
        return private_allowed
    if address.is_link_local or address.is_multicast or address.is_unspecified or address.is_reserved:
        return False
    return address.is_global or (private_allowed and address.is_private)
