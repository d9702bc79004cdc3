"""Which network addresses may be connected to, decided where a name becomes an address.

Twisted connects to exactly those addresses that the reactor's name resolver hands out, for names and for
literals in any spelling (0x7f.1, 2130706433, [::ffff:10.0.0.1]). So the check stands there: an address is checked when
it is about to be used, and a name that changes its address in between (DNS rebinding) gains nothing.
"""

from collections.abc import Callable, Sequence
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any

from twisted.internet.interfaces import IAddress, IHostnameResolver, IHostResolution, IResolutionReceiver
from zope.interface import implementer  # type: ignore[import-untyped]  # ships no types

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
        private_allowed: whether its host is among the source's private hosts. Link-local (cloud metadata),
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


@implementer(IResolutionReceiver)
class _Sieve:
    """Hands on the addresses that may be connected to, and notes the others."""

    def __init__(self, receiver: Any, allowed: bool, on_end: Callable[["_Sieve"], None]) -> None:
        self._receiver = receiver
        self._allowed = allowed
        self._on_end = on_end
        self.refused: list[str] = []

    def resolutionBegan(self, resolution: IHostResolution) -> None:  # noqa: N802 (Twisted's interface)
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: IAddress) -> None:  # noqa: N802
        host = str(getattr(address, "host", ""))
        if may_connect(host, private_allowed=self._allowed):
            self._receiver.addressResolved(address)
        else:
            self.refused.append(host)

    def resolutionComplete(self) -> None:  # noqa: N802
        self._on_end(self)
        self._receiver.resolutionComplete()


@implementer(IHostnameResolver)
class GuardedResolver:
    """The reactor's resolver behind the check; Scrapy installs it (TWISTED_DNS_RESOLVER)."""

    def __init__(self, inner: Any, private_hosts: Sequence[str]) -> None:
        self._inner = inner
        self._private = frozenset(host.casefold() for host in private_hosts)
        self._sieves: dict[tuple[str, int], _Sieve] = {}
        self._reactor: Any = None

    @classmethod
    def from_crawler(cls, crawler: Any, reactor: Any) -> "GuardedResolver":
        """Scrapy passes the process, of which only `settings` is of use."""
        resolver = cls(reactor.nameResolver, crawler.settings.getlist("MARKHOUND_PRIVATE_HOSTS"))
        resolver._reactor = reactor
        return resolver

    def install_on_reactor(self) -> None:
        """From here on no connection is made past the check."""
        self._reactor.installNameResolver(self)

    def allows_private(self, host: str, port: int) -> bool:
        """Whether the source names this host, or host and port, as its own."""
        host = host.casefold()
        return host in self._private or f"{host}:{port}" in self._private

    def refused(self, host: str, port: int) -> tuple[str, ...]:
        """Addresses of that host that the latest look-up refused."""
        sieve = self._sieves.get((host.casefold(), port))
        return tuple(sieve.refused) if sieve else ()

    def resolveHostName(  # noqa: N802 (Twisted's interface)
        self,
        resolutionReceiver: Any,  # noqa: N803
        hostName: str,  # noqa: N803
        portNumber: int = 0,  # noqa: N803
        addressTypes: Sequence[type[IAddress]] | None = None,  # noqa: N803
        transportSemantics: str = "TCP",  # noqa: N803
    ) -> IHostResolution:
        """Twisted's interface: resolves, and lets only checked addresses through."""
        place = hostName.casefold(), portNumber

        def end(sieve: _Sieve) -> None:  # not before: of two look-ups at once, one may still know nothing
            self._sieves[place] = sieve

        sieve = _Sieve(resolutionReceiver, self.allows_private(hostName, portNumber), end)
        found: IHostResolution = self._inner.resolveHostName(
            sieve, hostName, portNumber, addressTypes, transportSemantics
        )
        return found
