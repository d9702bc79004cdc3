"""A registered picture that fires nearly everywhere: the night reports it, its leads are not queued, others are."""

from collections.abc import Sequence
from pathlib import Path

import factories
import pytest
from installation import Installation, house, report
from PIL import Image, ImageDraw, ImageFont

from domain.hold import HoldOf, HoldStep, Step
from domain.lead import LeadState
from domain.listing import Listing
from domain.listing_json import write_line

MANY = 60


def placeholder(path: Path) -> Path:
    """What a shop shows where there is no picture."""
    image = Image.new("RGB", (400, 400), "#eeeeee")
    pen = ImageDraw.Draw(image)
    pen.rounded_rectangle((90, 110, 310, 290), 20, outline="#999999", width=10)
    pen.text((110, 170), "NO PICTURE", "#777777", ImageFont.load_default(32))
    image.save(path)
    return path


@pytest.fixture
def street(tmp_path: Path) -> Installation:
    """Many listings that show a placeholder, which is registered by mistake; one of them names the mark; two copies."""
    blank = placeholder(tmp_path / "blank.png")
    logo, copy = factories.picture(tmp_path / "logo.png", 5), factories.picture(tmp_path / "copy.png", 5)
    (tmp_path / "registry.csv").write_text(
        "right_id,kind,mark_text,images,holder,nice_classes,status\n"
        f"TM-1,trademark,Velmora,{blank.name},Velmora Works,25,registered\n"
        f"TM-2,trademark,,{logo.name},Quistrel Co,18,registered\n",
        encoding="utf-8",
    )
    titles = ["Velmora 加厚外套", *("帆布袋" for _ in range(MANY))]
    sold = [
        factories.listing(f"L-{n}", title, source="", seen_at=None, images=(str(blank),))
        for n, title in enumerate(titles)
    ]
    sold += [
        factories.listing(f"C-{n}", "帆布袋", source="", seen_at=None, images=(str(copy), str(blank))) for n in (1, 2)
    ]
    return opened(tmp_path, sold)


def opened(folder: Path, sold: Sequence[Listing], **variables: str) -> Installation:
    (folder / "feed.jsonl").write_text("".join(write_line(one, folder) for one in sold), encoding="utf-8")
    (folder / "sources.toml").write_text(
        '[sources.corner]\nplatform = "feed"\nstart = ["feed.jsonl"]\nmin_listings = 3\n', encoding="utf-8"
    )
    return Installation(folder, variables)


def queued(at: Installation, *states: LeadState) -> dict[tuple[str, str], set[str]]:
    """Signals of each lead in these states, by listing and right; of each that awaits a person if none are given."""
    return {
        (lead.listing.listing_id, lead.right.right_id): {signal.name for signal in lead.signals}
        for lead in house(at).leads.every(states or (LeadState.OPEN, LeadState.CHANGED))
    }


def test_what_is_put_aside_is_reported_and_queues_nothing(street: Installation) -> None:
    street.run("scan")
    leads = queued(street)
    assert set(leads) == {("L-0", "TM-1"), ("C-1", "TM-2"), ("C-2", "TM-2")}
    assert "picture_copy" not in leads["L-0", "TM-1"], "the name alone speaks"
    assert "picture_copy" in leads["C-1", "TM-2"]
    (stage,) = [one for one in report(street.folder)["stages"] if one["stage"] == "queue"]  # type: ignore[attr-defined]
    assert stage["counts"]["pictures_quarantined"] == 1
    assert stage["counts"]["held_back"] == MANY + 2 == len(queued(street, LeadState.HELD)), "nothing is lost"
    (problem,) = stage["problems"]
    assert problem["code"] == "quarantined"
    assert "TM-1" in problem["message"]
    assert f"{MANY + 2} of {MANY + 3} listings" in problem["message"]
    (page,) = (street.folder / "data" / "runs").glob("*/report.md")
    assert "put aside: TM-1" in page.read_text(encoding="utf-8")


def test_what_somebody_looked_at_and_released_is_queued_and_stays_so(street: Installation) -> None:
    street.run("scan")
    (hold,) = house(street).leads.holds.find()
    assert (hold.of, hold.hits, hold.listings) == (HoldOf.VIEW, MANY + 3, MANY + 3)
    house(street).leads.holds.step(HoldStep(hold.hold_id, Step.RELEASED, "Lin", factories.NOW, "they do sell it"))
    assert len(queued(street)) == MANY + 5
    street.run("scan")
    assert queued(street, LeadState.HELD) == {}
    assert house(street).leads.holds.find() == ()


def test_where_an_office_wants_them_they_are_queued(street: Installation) -> None:
    everything = Installation(street.folder, {"MARKHOUND_QUARANTINE_SHARE": "1"})
    everything.run("scan")
    assert len(queued(everything)) == MANY + 5


def test_match_says_which_a_scan_would_put_aside_and_writes_them_all_the_same(street: Installation) -> None:
    child = street.start("match", "--registry", "registry.csv", "--listings", "feed.jsonl", "--out", "out.jsonl")
    said, _ = child.communicate(timeout=120)
    assert child.returncode == 0, said
    assert "pictures quarantined: 1; their matches are written" in said
    assert "TM-1: its picture blank.png alone fires on 62 of 63 listings" in said
    assert "TM-2: its picture" not in said
    assert len((street.folder / "out.jsonl").read_text(encoding="utf-8").splitlines()) == MANY + 5
