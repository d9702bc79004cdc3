"""What the machine must have: room, a clock that goes forward, fonts, the key that packs are signed with."""

import os
import shutil
import tempfile
import time
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from cli.checks.finding import DoubtfulError, Look, UnaskedError
from cli.output import VerbError

FREE_BYTES = 5_000_000_000  # a night of a city office captures some gigabytes
NIGHTS = 7  # whose size is looked at
ROOM_FOR = 2  # nights as large as the largest of these
FREE_FILES = 100_000  # a picture is a file, and a night of a city office has tens of thousands of new ones
SKEW = timedelta(seconds=60)  # between two clocks of a well-kept network: far less


def disk(look: Look) -> str:
    """There is room for the next nights, by what the last ones took."""
    place = look.settings.data_dir.absolute()
    there = next(folder for folder in (place, *place.parents) if folder.is_dir())
    free = shutil.disk_usage(there).free
    largest = _largest_night(look)
    needed = max(FREE_BYTES, ROOM_FOR * largest)
    if free < needed:
        why = f"; nights took up to {largest / 1e9:.1f} GB" if largest else ""
        raise VerbError(
            f"only {free / 1e9:.1f} GB free where the data lies{why}; make room for {(needed - free) / 1e9:.1f} GB more"
        )
    files = os.statvfs(there)
    if files.f_files and files.f_favail < FREE_FILES:
        raise DoubtfulError(
            f"only {files.f_favail:,} more files fit on the disk of {there}; make a file system with more"
        )
    return f"{free / 1e9:.0f} GB free" + (f", room for {free // largest:,} nights like the largest" if largest else "")


def _largest_night(look: Look) -> int:
    """Bytes that were sealed in the largest of the last nights."""
    from flows import runs

    sizes = [0]
    for path in runs.reports(look.settings.runs_dir)[:NIGHTS]:
        try:
            stages = runs.read(path).stages
        except (runs.ReportError, OSError):
            continue
        sizes.append(sum(stage.count("bytes") for stage in stages if stage.stage == "seal"))
    return max(sizes)


def clock(look: Look) -> str:
    """The clock agrees with the data folder's disk and the database server, and is not behind what was written."""
    from database import server_time

    place = look.settings.data_dir
    if place.is_dir():
        _compare("the disk of the data folder", _disk_time(place) - time.time())
    latest, what = _last_written(look)
    if latest is not None and latest > look.now + SKEW:
        raise VerbError(
            f"the clock says {look.now:%Y-%m-%d %H:%M} UTC, and {what} at {latest:%Y-%m-%d %H:%M}; set the clock "
            "(`timedatectl`) before a night: captures would bear times before those that are sealed already"
        )
    server = server_time(look.house.registry.engine)
    if server is not None:
        _compare("the database server", (server - look.now).total_seconds())
    return f"{look.now:%Y-%m-%d %H:%M} UTC" + (f", and {what} before" if latest else "")


def _compare(whose: str, seconds: float) -> None:
    if abs(seconds) > SKEW.total_seconds():
        way = "ahead" if seconds > 0 else "behind"
        raise DoubtfulError(f"the clock of {whose} is {abs(seconds):,.0f} s {way}; let both machines use a time server")


def _disk_time(place: Path) -> float:
    with tempfile.TemporaryFile(dir=place) as file:
        return os.fstat(file.fileno()).st_mtime


def _last_written(look: Look) -> tuple[datetime | None, str]:
    """When something was last written that bears a time, and what."""
    from flows import runs

    found: list[tuple[datetime, str]] = []
    for path in runs.reports(look.settings.runs_dir)[:1]:
        try:
            found.append((runs.read(path).finished_at, "the last run ended"))
        except (runs.ReportError, OSError):
            continue
    with suppress(UnaskedError):
        found += [(link.sealed_at, "the last run was sealed") for link in look.house.ledger.links()[-1:]]
    return max(found) if found else (None, "")


def fonts(look: Look) -> str:
    """PDFs can print Chinese."""
    from exports.chinese_fonts import NoChineseFontError, family
    from flows.cases import PACKS

    try:
        return family(look.settings.data_dir / PACKS / "fonts")
    except NoChineseFontError as error:
        raise DoubtfulError(f"packs and monthly reports as PDF cannot be made: {error}") from error


def signing_key(look: Look) -> str:
    """The key that packs are signed with is there and only its owner's."""
    from exports.signing import UnusableKeyError, signer

    try:
        return f"fingerprint {signer(look.settings.data_dir).fingerprint[:16]}…"
    except UnusableKeyError as error:
        raise DoubtfulError(str(error)) from error
