"""Raw captures of listings without a lead, and of leads whose own period is over: WARC, pictures, listings as read."""

import secrets
from collections import defaultdict
from collections.abc import Generator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime

from domain.preservation import PreserveOf
from domain.problem import Problem
from domain.tombstone import Deletion
from evidence.ledger import Sealed
from evidence.tombstones import (
    HALF,
    OvertakenError,
    UnsoundError,
    deletions,
    end,
    finish,
    give_up,
    is_deletion,
    is_done,
    record,
    standing,
    sweep,
    takes,
)  # fmt: skip
from flows import runs
from flows.cases import LOCK as PACKING
from flows.retention.folders import Folder, Heading, Kept, Plan, Wants, seller_half
from flows.retention.kind import Finding, Ground, Kind
from leads.preservations import Life

LATEST = 2  # newest runs of a source that stay whatever their age: the next night is held against them
RULES = ("captures", "rejected", "confirmed")


def find(ground: Ground) -> Finding:
    """Counts what would go."""
    problems: list[Problem] = []
    plans = list(_plans(ground, problems, write=False))
    return _told(plans, problems)


def remove(ground: Ground) -> Finding:
    """First carries out what was cut off, then finds what may go, writes it into the chain, and deletes it."""
    house, problems = ground.house, list[Problem]()
    name = f"{ground.now.astimezone(UTC):%Y%m%dT%H%M%SZ}-retain-{secrets.token_hex(3)}"
    with runs.one_at_a_time(house.base / "locks", PACKING, lambda: None):
        resume(ground, name, problems)
        plans: list[Plan] = []
        # Closed in any case: it holds the lock of a source.
        with closing(_plans(ground, problems, write=True)) as found:
            for plan in found:
                place = f"{name}-{len(plans):05d}"
                try:
                    done = record(plan.deletion, place, house.base, house.ledger, house.preservations.last)
                    finish(done, house.base)
                except OvertakenError as error:
                    problems.append(Problem(plan.deletion.folder, 0, str(error), "overtaken"))
                    break
                plans.append(plan)
        _sweep(ground)
    return _told(plans, problems)


def resume(ground: Ground, name: str, problems: list[Problem]) -> None:
    """Carries out deletions that stand in the chain and were cut off.

    Where somebody has come to need a part of one since, the rest of it is given up, and the chain says so.
    """
    house = ground.house
    for number, one in enumerate(deletions(house.ledger, house.base)):
        if is_done(one, house.base):
            continue
        try:
            if not _is_needed(ground, one):
                finish(one, house.base)
                continue
            left = replace(give_up(one, house.base), by=ground.by, at=ground.now, holds=ground.last_hold)
            done = record(left, f"{name}-{number:05d}-instead", house.base, house.ledger, house.preservations.last)
            end(one, house.base)
            end(done, house.base)
        except (OSError, ValueError, UnsoundError, OvertakenError) as error:
            problems.append(Problem(one.folder, 0, str(error), "unsound"))


def _is_needed(ground: Ground, deletion: Deletion) -> bool:
    needed = {key for key, life in ground.lives.items() if life is Life.NEEDED} | ground.held
    salt = ground.house.leads.networks.salt()
    sellers = {seller_half(one.value, salt) for one in ground.holds if one.of is PreserveOf.SELLER}
    return takes(deletion, {bytes.fromhex(key[: 2 * HALF]) for key in needed}, sellers)


def _sweep(ground: Ground) -> None:
    house = ground.house
    images = {image.rpartition("/")[2] for right in house.registry.rights() for image in right.images}
    sweep(deletions(house.ledger, house.base), house.ledger, house.base, house.blobs, images)


def _plans(ground: Ground, problems: list[Problem], *, write: bool) -> Generator[Plan, None, None]:
    """What may go, source by source, newest run first: what a later run wants of an earlier one is known by then."""
    house, before = ground.house, ground.before("captures")
    last = standing(deletions(house.ledger, house.base))
    needed = frozenset(key for key, life in ground.lives.items() if life is Life.NEEDED)
    sellers = frozenset(one.value for one in ground.holds if one.of is PreserveOf.SELLER)
    kept = Kept(needed, ground.held, sellers, house.leads.networks.salt())
    heading = Heading(ground.rule(*RULES), ground.by, ground.now, ground.last_hold)
    for source, links in _by_source(ground).items():
        with runs.one_at_a_time(house.base / "locks", source, lambda: None):
            wants = Wants()
            for number, link in enumerate(links):
                tombs = {name: tomb for name, (tomb, _) in last.get(link.folder, {}).items()}
                folder = Folder(link, house.base, tombs)
                try:
                    if number < LATEST or link.sealed_at >= before:
                        wants.take(folder.path)
                        continue
                    plan = folder.plan(kept, wants, heading, write=write)
                except (OSError, ValueError, UnsoundError) as error:
                    # What this run wants of earlier ones is not known now, so those are left alone, too.
                    problems.append(Problem(link.folder, 0, " ".join(str(error).split()), "unsound"))
                    break
                if plan is not None:
                    yield plan


def _by_source(ground: Ground) -> dict[str, list[Sealed]]:
    found: dict[str, list[Sealed]] = defaultdict(list)
    for link in reversed(ground.house.ledger.links()):
        if not is_deletion(link):
            found[link.source].append(link)
    return found


def _told(plans: list[Plan], problems: list[Problem]) -> Finding:
    times = [_began(plan.deletion.run_id) for plan in plans]
    known = [one for one in times if one is not None]
    files = sum(len(plan.deletion.tombstones) for plan in plans)
    return Finding(files, sum(plan.size for plan in plans), min(known, default=None), tuple(problems))


def _began(run_id: str) -> datetime | None:
    try:
        return datetime.strptime(run_id.partition("-")[0], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        return None


KIND = Kind(
    "captures",
    180,
    ("files of runs: captures, pictures and listings without a lead", "采集原始文件(无线索的网页、图片、商品链接)"),
    find,
    remove,
)
