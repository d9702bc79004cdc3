"""Which groups are raised as a lead of their own, and under which name."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.identity import digest
from domain.network import GroupKind, GroupLead, Tie

WINDOW = timedelta(days=14)
"""The short time of a mass infringement: two weekly markets and the days around a sale."""

BEFORE = timedelta(days=56)
"""How far back its usual number of sellers is looked for."""

MASS_SELLERS = 8
"""Sellers on one right within the window, the least that are raised; a street of shops, not three of them."""

MASS_TIMES = 3.0
"""How many times the usual number of the window that must be."""


@dataclass(frozen=True, slots=True)
class Standing:
    """The leads of one seller that stand: open, changed, unsure or confirmed.

    Attributes:
        confirmed_at: when the first of them was confirmed, UTC; None where none is.
        newest: when the newest open one was first found, UTC; None where none is open.
    """

    confirmed_at: datetime | None
    newest: datetime | None


@dataclass(frozen=True, slots=True)
class Crowd:
    """Sellers with leads on one right that were first found within the window; `usual`, how many there are in as long
    a time before."""

    right_id: str
    sellers: tuple[str, ...]
    usual: float


@dataclass(frozen=True, slots=True)
class Joined:
    """A group of sellers with what joins them."""

    sellers: tuple[str, ...]
    ties: tuple[Tie, ...]


def raised(
    joined: Sequence[Joined], standing: Mapping[str, Standing], crowds: Iterable[Crowd], known: Sequence[GroupLead],
    at: datetime,
) -> list[GroupLead]:  # fmt: skip
    """Every group lead of a night.

    Args:
        joined: groups of sellers, none of them in two.
        standing: of every seller with a standing lead.
        crowds: rights with many new sellers.
        known: what was raised before; a group keeps the name and day of the one that most of it was in.
        at: the run's clock.
    """
    found = [_joined(group, standing, at) for group in joined]
    alone = standing.keys() - {seller for group in joined for seller in group.sellers}
    found += [one for seller in sorted(alone) if (one := _again((seller,), (), standing, at)) is not None]
    before = {one.group_id: one for one in known}
    named = [_named(one, before, _heirs(found, known)) for one in found]
    mass = [_mass(crowd, before, at) for crowd in crowds if is_mass(crowd)]
    return named + mass


def is_mass(crowd: Crowd) -> bool:
    """Whether so many sellers on one right are out of the ordinary."""
    return len(crowd.sellers) >= max(MASS_SELLERS, MASS_TIMES * crowd.usual)


def _joined(group: Joined, standing: Mapping[str, Standing], at: datetime) -> GroupLead:
    again = _again(group.sellers, group.ties, standing, at)
    if again is not None:
        return again
    return GroupLead(_fresh(group.sellers), GroupKind.NETWORK, "", group.sellers, group.ties, at, at)


def _again(
    sellers: tuple[str, ...], why: tuple[Tie, ...], standing: Mapping[str, Standing], at: datetime
) -> GroupLead | None:
    """The group as one that came back: a lead first found after another one of it was confirmed."""
    here = [standing[seller] for seller in sellers if seller in standing]
    confirmed = min((one.confirmed_at for one in here if one.confirmed_at is not None), default=None)
    newest = max((one.newest for one in here if one.newest is not None), default=None)
    if confirmed is None or newest is None or newest <= confirmed:
        return None
    return GroupLead(_fresh(sellers), GroupKind.REPEAT, "", sellers, why, confirmed, at)


def _mass(crowd: Crowd, before: Mapping[str, GroupLead], at: datetime) -> GroupLead:
    name = digest("mass", crowd.right_id)[:32]
    return GroupLead(name, GroupKind.MASS, crowd.right_id, crowd.sellers, (), at - WINDOW, at)


def _fresh(sellers: Sequence[str]) -> str:
    return digest("network", *sellers)[:32]


def _heirs(found: Sequence[GroupLead], known: Iterable[GroupLead]) -> dict[str, str]:
    """By the fresh name of a group, that of an earlier one that shares most of its sellers with it."""
    of = {seller: one.group_id for one in found for seller in one.sellers}
    pairs: list[tuple[int, str, str]] = []
    for old in known:
        if old.kind is GroupKind.MASS:
            continue
        shared: dict[str, int] = {}
        for seller in old.sellers:
            if seller in of:
                shared[of[seller]] = shared.get(of[seller], 0) + 1
        pairs += [(-count, old.group_id, new) for new, count in shared.items() if 2 * count > len(old.sellers) / 2]
    heirs: dict[str, str] = {}
    for _, old_id, new in sorted(pairs):
        if new not in heirs and old_id not in heirs.values():
            heirs[new] = old_id
    return heirs


def _named(one: GroupLead, before: Mapping[str, GroupLead], heirs: Mapping[str, str]) -> GroupLead:
    name = heirs.get(one.group_id, one.group_id)
    earlier = before.get(name)
    since = earlier.since if earlier is not None and earlier.kind is one.kind else one.since
    return GroupLead(name, one.kind, one.right_id, one.sellers, one.ties, since, one.made_at)
