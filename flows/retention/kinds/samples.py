"""Listings without a lead that were drawn for a look: their sellers and texts go, that they were drawn stays."""

from datetime import datetime

from flows.retention.kind import Finding, Ground, Kind


def _due(ground: Ground) -> dict[str, datetime]:
    found = ground.house.pseudonyms.old_samples(ground.before("samples"), ground.spared)
    return {key: at for key, at in found if key not in ground.held}


def find(ground: Ground) -> Finding:
    """Counts them."""
    due = _due(ground)
    return Finding(len(due), 0, min(due.values(), default=None))


def remove(ground: Ground) -> Finding:
    """Takes sellers and texts out."""
    due = _due(ground)
    ground.house.pseudonyms.empty_samples(sorted(due))
    return Finding(len(due), 0, min(due.values(), default=None))


KIND = Kind("samples", 400, ("listings drawn for a look", "抽查的商品链接"), find, remove)
