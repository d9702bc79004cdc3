"""What offers said over time (title, price, pictures): goes so long after they are gone, where no lead needs it."""

from flows.retention.kind import Finding, Ground, Kind
from leads.preservations import Life


def find(ground: Ground) -> Finding:
    """Counts offers; of them those stay that leads or holds need."""
    count, oldest = ground.house.history.old(ground.before("offers"))
    return Finding(count, 0, oldest)


def remove(ground: Ground) -> Finding:
    """Drops them with their past."""
    _, oldest = ground.house.history.old(ground.before("offers"))
    kept = {key for key, life in ground.lives.items() if life is not Life.REJECTED} | ground.held
    return Finding(ground.house.history.drop_gone(ground.before("offers"), kept, ground.spared), 0, oldest)


KIND = Kind(
    "offers", 400, ("offers that are gone, with what they said over time", "已下架商品的历史记录"), find, remove
)
