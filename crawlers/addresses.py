"""Which network addresses a crawl may connect to, decided where a name becomes an address.

Twisted connects to exactly those addresses that the reactor's name resolver hands out, for names and for
literals in any spelling (0x7f.1, 2130706433, [::ffff:10.0.0.1]). So the check stands there: an address is checked when
it is about to be used, and a name that changes its address in between (DNS rebinding) gains nothing.
"""

from collections.abc import Callable, Sequence
from typing import Any

from twisted.internet.interfaces import IAddress, IHostnameResolver, IHostResolution, IResolutionReceiver
from zope.interface import implementer  # type: ignore[import-untyped]  # ships no types

from domain.addresses import may_connect


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
