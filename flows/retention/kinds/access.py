"""Who looked at what: lines of the audit log."""

from functools import partial

from flows.retention.kind import Finding, Ground, Kind


def find(views: bool, name: str, ground: Ground) -> Finding:
    """Counts lines."""
    count, oldest = ground.house.accounts.audit.older(views, ground.before(name))
    return Finding(count, 0, oldest)


def remove(views: bool, name: str, ground: Ground) -> Finding:
    """Deletes them, once it is written down that they go."""
    told = find(views, name, ground)
    if told.count:
        ground.house.accounts.audit.cut(views, ground.before(name), ground.by, ground.now, ground.rule(name))
    return told


KIND = Kind(
    "access",
    365,
    ("lines of who looked at what", "查看记录"),
    partial(find, True, "access"),
    partial(remove, True, "access"),
)
