"""Leads that were rejected and are off sale: sellers get pseudonyms; their captures go with `captures`."""

from domain.preservation import PreserveOf
from flows.retention.kind import Finding, Ground, Kind
from leads.preservations import Life


def _waiting(ground: Ground) -> list[str]:
    keys = [key for key, life in ground.lives.items() if life is Life.REJECTED and key not in ground.held]
    held = [one.value for one in ground.holds if one.of is PreserveOf.SELLER]
    return ground.house.pseudonyms.waiting(keys, held)


def find(ground: Ground) -> Finding:
    """Counts listings whose seller is named yet."""
    return Finding(len(_waiting(ground)))


def remove(ground: Ground) -> Finding:
    """Puts pseudonyms in their place, and destroys the keys of years that are over."""
    found = ground.house.pseudonyms.replace(_waiting(ground), ground.now)
    ground.house.pseudonyms.end_keys(ground.now.year)
    return Finding(found)


KIND = Kind(
    "rejected",
    730,
    ("listings of rejected leads whose seller is named", "已排除线索中仍记名的商品链接"),
    find,
    remove,
)
