"""A disk that gets full at any place of a night: one sentence, no half file, and the next start ends the night."""

import os
import resource
from pathlib import Path
from typing import Any

import pytest

from cli.app import sentence
from domain.report import NightReport
from exports.export import export
from exports.format import formats
from flows.night import refresh
from flows.runs import Run
from flows.watch import Silent
from tests.faults.conftest import Ledger, differing
from tests.faults.full_disk import FullDisk
from tests.faults.market import Market, left

EVERY = int(os.environ.get("FAULTS_EVERY", "20"))  # of how many places one is tried; `make faults` tries all


def ended(market: Market, disk: FullDisk) -> tuple[NightReport | None, str]:
    """A night on that disk, and what a person reads of it."""
    with disk:
        try:
            report = market.night()
        except Exception as error:  # noqa: BLE001 (the rim: cli.app does the same)
            return None, sentence(error)
    return report, "; ".join(stage.error for stage in report.failed)


@pytest.mark.parametrize("only_once", [False, True], ids=["stays full", "full for a moment"])
def test_a_night_whose_disk_gets_full_anywhere_is_ended_by_the_next_start(
    market: Market, undisturbed: dict[str, Any], faults: Ledger, only_once: bool
) -> None:
    market.restore("halfway")
    with FullDisk() as whole:
        market.night()
    first = 1 if only_once or EVERY < 4 else 4
    for place in range(first, len(whole.places) + 1, EVERY):
        market.restore("halfway")
        disk = FullDisk(place, only_once=only_once)
        report, said = ended(market, disk)
        faults.struck(min(1, disk.failed))
        where = whole.places[place - 1]
        if report is None or report.failed:
            assert "disk" in said, f"{where}: {said}"
            assert "Traceback" not in said
            again = market.night()
            assert again.failed == (), where
        assert differing(market, undisturbed) == {}, where


def test_a_registry_that_finds_no_room_leaves_the_old_one_and_comes_in_the_next_time(
    market: Market, faults: Ledger
) -> None:
    def registry(disk: FullDisk) -> tuple[list[str], list[Any]]:
        with disk, market.opened() as house:
            run = Run("r", market.at.folder, house.registry.registers()[0].imported_at)
            said = [report.error for report in refresh(house, run, Silent())]
        with market.opened() as house:
            found = left(house)
        return said, [found[name] for name in ("rights", "register_versions", "registers")]

    market.restore("evening")
    with market.opened() as house:
        before = [left(house)[name] for name in ("rights", "register_versions", "registers")]
    _, after = registry(whole := FullDisk())
    assert after != before
    for place in range(1, len(whole.places) + 1, 3 * EVERY):
        market.restore("evening")
        disk = FullDisk(place)
        said, found = registry(disk)
        faults.struck(min(1, disk.failed))
        assert any("disk" in one for one in said), (whole.places[place - 1], said)
        assert found in (before, after)
        said, found = registry(FullDisk())
        assert (set(said), found) == ({""}, after), whole.places[place - 1]


def test_an_export_that_finds_no_room_leaves_the_file_of_before(tmp_path: Path, faults: Ledger) -> None:
    out = tmp_path / "leads.csv"
    out.write_text("before", encoding="utf-8")
    for place in range(1, 4):
        with FullDisk(place) as disk, pytest.raises(OSError, match="No space left") as raised:
            export([], formats()["csv"], out)
        faults.struck(min(1, disk.failed))
        assert sentence(raised.value).startswith("the disk is full; make room, then run it again")
        assert out.read_text(encoding="utf-8") == "before"
        assert list(tmp_path.iterdir()) == [out]


@pytest.mark.parametrize("limit", [100, 30_000])
def test_a_crawl_that_finds_no_room_goes_on_from_what_it_had_fetched(
    market: Market, faults: Ledger, limit: int
) -> None:
    """A real one: the kernel refuses what makes a file longer than that (EFBIG), to all processes of the scan."""
    market.restore("evening")
    offers = market.at.folder / "feed.jsonl"
    before = offers.read_text(encoding="utf-8")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    filler = "".join(
        f'{{"listing_id":"F-{n}","url":"https://s.example/{n}","title":"{n * 7919:x}"}}\n' for n in range(900)
    )
    offers.write_text(before + filler * (limit > 1000), encoding="utf-8")
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
        report, said = ended(market, FullDisk())
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        offers.write_text(before, encoding="utf-8")
    faults.struck(1)
    assert report is None or report.failed
    assert "disk" in said, said
    again = market.night()
    assert again.failed == ()
    assert len(list((market.data / "runs").iterdir())) == 2, "the run that was cut short was taken up again"
    crawl = next(stage for stage in again.stages if stage.stage == "crawl")
    lines = next((market.data / "runs" / again.run_id).glob("*/listings.jsonl")).read_bytes().count(b"\n")
    assert crawl.count("listings") == lines == 4
