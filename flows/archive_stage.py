"""The stage that keeps what was seen in a compact form, so that a right that comes later is compared with it at once.

Only listings that are new, or say something else than when they were last seen, are added.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import numpy as np

from domain.identity import listing_key
from domain.listing import Listing
from domain.listing_json import parse_line, write_line
from domain.report import StageReport
from domain.source import Source
from flows import picture_forms, runs
from flows.carried import LISTINGS, contents
from flows.house import House
from flows.picture_forms import FORM, Forms, begins, made
from flows.runs import Run
from flows.seen_archive import FOLDER, SeenArchive
from flows.seen_shard import SeenIn, row, rows_of
from flows.stages import in_store
from flows.watch import Watch

MOST_MADE = 50_000  # forms of pictures that no match decoded, made in one night: about ten minutes of them
IN_USE = "seen-in-use"  # lock of those who read


def archive(house: House, source: Source, run: Run, watch: Watch) -> StageReport:
    """Adds what a source's night brought to the archive of what was seen."""
    kept = SeenArchive(house.base / FOLDER / source.name)
    folder = run.source(source.name)
    rows = rows_of(row(listing_key(source.name, name), content, 0) for name, content in contents(folder))
    unknown = kept.unknown(rows)
    forms = picture_forms.read(folder / picture_forms.NAME)
    added, made_now, without = int(unknown.sum()), 0, 0
    if added:
        draft = kept.draft([SeenIn(run.run_id, run.started_at)])
        wanted: dict[str, str] = {}
        try:
            for number, listing in _unknown(house, source, folder, unknown.tolist()):
                draft.add(write_line(listing, house.base).encode(), rows[number].tobytes())
                wanted.update((one.digest, one.location) for one in listing.pictures if one.location)
            watch.advanced("archive", source.name, added)
            own, made_now, without = _forms(wanted, forms, kept)
            draft.keep(own)
        except BaseException:
            draft.drop()
            raise
    gathered = _gather(house, source, run)
    counts = [("added", added), ("known", len(rows) - added), ("forms_made", made_now), ("without_form", without)]
    counts += [("gathered", gathered)] if gathered else []
    return StageReport("archive", source.name, 0.0, tuple(counts), tuple(kept.problems))


def _unknown(house: House, source: Source, folder: Path, unknown: list[bool]) -> Iterator[tuple[int, Listing]]:
    with (folder / LISTINGS).open("rb") as lines:
        for number, (line, wanted) in enumerate(zip(lines, unknown, strict=True)):
            if wanted:
                listing, _ = parse_line(line, folder.absolute())
                yield number, in_store(replace(listing, source=source.name), house.blobs)


def _forms(wanted: dict[str, str], taken: Forms, kept: SeenArchive) -> tuple[Forms, int, int]:
    """Forms of pictures by digest: taken by the match, or made here; how many were made, how many are wanting."""
    there = np.union1d(taken["picture"][:, 0], kept.pictures())
    digests = sorted(wanted)
    missing = [one for one, known in zip(digests, np.isin(begins(digests), there).tolist(), strict=True) if not known]
    records = [made(wanted[one], one) for one in missing[:MOST_MADE]]
    done = sum(map(bool, records))
    return np.concatenate([taken, np.frombuffer(b"".join(records), FORM)]), done, len(missing) - done


def _gather(house: House, source: Source, run: Run) -> int:
    """Makes one shard of many where nobody reads them, without what was gone long ago; how many listings it has."""
    kept = SeenArchive(house.base / FOLDER / source.name)
    if not kept.is_scattered:
        return 0
    with runs.locked(house.base / "locks" / IN_USE) as alone:
        if not alone:
            return 0
        long_ago = run.started_at - timedelta(days=house.settings.seen_days)
        return kept.gather(house.history.gone_before(source.name, long_ago), partial(pictures_in, house.base))


def pictures_in(base: Path, line: bytes) -> Iterator[str]:
    """Digests of the pictures of a line of the archive."""
    listing, _ = parse_line(line, base)
    return (one.digest for one in listing.pictures)
