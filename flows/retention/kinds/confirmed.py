"""Leads that were confirmed: kept as they are; their captures go with `captures` so long after the last outcome."""

from flows.retention.kind import Finding, Ground, Kind
from leads.preservations import Life


def find(ground: Ground) -> Finding:
    """Counts listings whose captures are no longer needed for any of their leads."""
    return Finding(sum(life is Life.CONFIRMED and key not in ground.held for key, life in ground.lives.items()))


KIND = Kind(
    "confirmed",
    1826,
    ("listings of confirmed leads, so long after their last outcome", "已确认线索的商品链接(自最后处置结果起计)"),
    find,
    find,  # nothing of its own: decisions, leads and packs stay, files go with `captures`
)
