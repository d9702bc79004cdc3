"""Listings without a lead that were drawn for a look: their sellers and texts go, that they were drawn stays."""

from flows.retention.kind import Finding, Ground, Kind


def find(ground: Ground) -> Finding:
    """Counts them."""
    found = [
        (key, at) for key, at in ground.house.pseudonyms.old_samples(ground.before("samples")) if key not in ground.held
    ]
    return Finding(len(found), 0, min((at for _, at in found), default=None))


def remove(ground: Ground) -> Finding:
    """Takes sellers and texts out."""
    told = find(ground)
    keys = [key for key, _ in ground.house.pseudonyms.old_samples(ground.before("samples")) if key not in ground.held]
    ground.house.pseudonyms.empty_samples(keys)
    return told


KIND = Kind("samples", 400, ("listings drawn for a look", "抽查的商品链接"), find, remove)
