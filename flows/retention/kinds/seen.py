"""The archive of what was seen, that rematching reads: listings go so long after they are gone (MARKHOUND_SEEN_DAYS).

The nights do that whenever they gather an archive (flows/archive_stage.py); here the same is done at once.
"""

from datetime import datetime
from functools import partial
from pathlib import Path

from flows import runs
from flows.archive_stage import IN_USE, pictures_in
from flows.retention.kind import Finding, Ground, Kind
from flows.seen_archive import FOLDER, SeenArchive


def _archives(ground: Ground) -> list[Path]:
    return sorted(path for path in (ground.house.base / FOLDER).glob("*") if path.is_dir())


def _due(ground: Ground, source: str) -> frozenset[str]:
    gone = ground.house.history.gone_before(source, ground.before("seen"))
    # What a legal hold keeps of a seller is not in this list by key, so such a source waits for its release.
    return frozenset() if source in ground.spared else gone - ground.held


def find(ground: Ground) -> Finding:
    """Counts listings."""
    count = 0
    for path in _archives(ground):
        due = _due(ground, path.name)
        count += sum(one.key in due for one in SeenArchive(path).newest()) if due else 0
    return Finding(count)


def remove(ground: Ground) -> Finding:
    """Makes each archive anew without them, unless somebody reads it."""
    count, oldest = 0, list[datetime]()
    for path in _archives(ground):
        due = _due(ground, path.name)
        with runs.locked(ground.house.base / "locks" / IN_USE) as alone:
            if alone and due:
                kept = SeenArchive(path)
                before = kept.listings
                count += before - kept.gather(due, partial(pictures_in, ground.house.base))
    return Finding(count, 0, min(oldest, default=None))


KIND = Kind("seen", 400, ("listings in the archive of what was seen", "留存库中的商品链接"), find, remove)
