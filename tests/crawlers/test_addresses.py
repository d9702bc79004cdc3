"""The address that was checked is the one that is handed out."""

from typing import Any

from twisted.internet.address import IPv4Address as Address
from twisted.internet.address import IPv6Address as Address6

from crawlers.addresses import GuardedResolver


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
