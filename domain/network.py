"""Sellers joined by what they share, and groups of leads that are raised as one."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class FactKind(StrEnum):
    """What sellers may share. `RIGHT` only ever supports other kinds: many shops refer to one right."""

    LICENCE = "licence"
    PHONE = "phone"
    WECHAT = "wechat"
    QQ = "qq"
    EMAIL = "email"
    MESSENGER = "messenger"
    ADDRESS = "address"
    PICTURE = "picture"
    TEMPLATE = "template"
    RIGHT = "right"


class GroupKind(StrEnum):
    """Why leads are raised as a group.

    `NETWORK`: several sellers that independent facts join. `REPEAT`: a seller, or such a network, with a confirmed lead
    and new ones found after it. `MASS`: many sellers on one right within a short time (群体性侵权).
    """

    NETWORK = "network"
    REPEAT = "repeat"
    MASS = "mass"


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that a listing says about who sells it.

    Attributes:
        kind: what it is.
        value: folded, so that the same is written alike; it never leaves the process.
        shown: what a person may read later: contacts and addresses masked.
    """

    kind: FactKind
    value: str
    shown: str


@dataclass(frozen=True, slots=True)
class Trace:
    """A fact of a seller as it is kept.

    Attributes:
        seller: "source/seller id or name", as the queue filters by it.
        kind, shown: of the fact.
        key: keyed digest of kind and value, 16 hex digits: equal for equal facts, and no way back to them.
        url: of a listing that says it.
    """

    seller: str
    kind: FactKind
    key: str
    shown: str
    url: str


@dataclass(frozen=True, slots=True)
class Tie:
    """One reason why two sellers are joined.

    Attributes:
        one, other: the sellers, in order.
        kind, shown: of the shared fact; of a template "" is shown.
        holders: how many sellers of the market share it.
        strength: what it adds, 0..1; reasons of one class add up to their class's limit (leads/network/weights.py).
        one_url, other_url: a listing of each that says it.
    """

    one: str
    other: str
    kind: FactKind
    shown: str
    holders: int
    strength: float
    one_url: str = ""
    other_url: str = ""


@dataclass(frozen=True, slots=True)
class GroupLead:
    """Leads that are raised as one, on top of their members.

    Attributes:
        group_id: 32 hex digits; a network keeps it while most of its members stay.
        kind: why.
        right_id: of `MASS` the right, else "".
        sellers: its members, in order of their names.
        ties: reasons that join them, strongest first; none for `MASS` or a single seller.
        since: of `MASS` the beginning of the short time; of `REPEAT` the first confirmation; else when it was first
            raised. UTC.
        made_at: clock of the run that last raised it, UTC.
    """

    group_id: str
    kind: GroupKind
    right_id: str
    sellers: tuple[str, ...]
    ties: tuple[Tie, ...]
    since: datetime
    made_at: datetime
