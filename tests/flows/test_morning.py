"""A flood in a real night: held against the night before, named first in the morning; and the list that is made."""

import json
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import factories
import pytest
from installation import Installation, house, report

from domain.hold import Hold, HoldOf, HoldState
from domain.lead import LeadState
from domain.listing import Listing, Seller
from domain.listing_json import write_line
from domain.report import RANK
from flows.house import House
from flows.morning import interval, reviewers, told
from leads.holds import Facts, flood, measured
from leads.precision import Share
from leads.store import Sieve
from settings import Settings

USUAL, MANY = 6, 90


def offers(number: int, first: int = 0) -> list[Listing]:
    """Offers that name a mark, each of a seller of its own."""
    return [
        factories.listing(f"L-{n}", f"Velmora 加厚外套 {n}", source="", seen_at=None, seller=Seller(f"S-{n}", f"店{n}"))
        for n in range(first, first + number)
    ]


def write(folder: Path, sold: list[Listing]) -> None:
    plain = [factories.listing(f"P-{n}", f"素色棉布 {n} 米", source="", seen_at=None) for n in range(30)]
    (folder / "feed.jsonl").write_text("".join(write_line(one, folder) for one in [*sold, *plain]), encoding="utf-8")


@pytest.fixture
def corner(tmp_path: Path) -> Installation:
    """A shop where a mark is usually named six times."""
    (tmp_path / "registry.csv").write_text(
        "right_id,kind,mark_text,images,holder,nice_classes,status\n"
        "TM-1,trademark,Velmora,,Velmora Works,25,registered\n",
        encoding="utf-8",
    )
    (tmp_path / "sources.toml").write_text(
        '[sources.corner]\nplatform = "feed"\nstart = ["feed.jsonl"]\nmin_listings = 3\n', encoding="utf-8"
    )
    write(tmp_path, offers(USUAL))
    return Installation(
        tmp_path, {"MARKHOUND_DAILY_LEADS": "4", "MARKHOUND_EXPLORE_SHARE": "0.25", "MARKHOUND_QUARANTINE_SHARE": "1"}
    )


def stage(at: Installation, name: str) -> dict[str, Any]:
    (found,) = [one for one in cast(list[dict[str, Any]], report(at.folder)["stages"]) if one["stage"] == name]
    return found


def states(at: Installation) -> dict[LeadState, int]:
    return {state: number for state, number in house(at).leads.counts().items() if number}


def test_a_storm_is_held_back_named_first_and_released_whole(corner: Installation) -> None:
    corner.run("scan")
    assert states(corner) == {LeadState.OPEN: USUAL}, "a first night has no past to be held against"
    assert stage(corner, RANK)["counts"] | {"expected": 0, "ties_per_1000": 0} == {
        "listed": 4, "explored": 1, "expected": 0, "ties_per_1000": 0, "storms": 0, "held_back": 0, "expired": 0,
    }  # fmt: skip
    write(corner.folder, offers(USUAL + MANY))
    corner.run("scan")
    assert states(corner) == {LeadState.OPEN: USUAL, LeadState.HELD: MANY}, "nothing is lost"
    assert [one["code"] for one in stage(corner, "queue")["problems"]] == ["flood"]
    (said,) = stage(corner, RANK)["problems"]
    assert said["code"] == "storm"
    assert "群体性侵权" in said["message"]
    assert f"{USUAL + MANY} of {USUAL + MANY + 30} listings of corner" in said["message"]
    text = max((corner.folder / "data" / "runs").glob("*/report.md")).read_text(encoding="utf-8")
    assert text.index("possible storm") < text.index("Today’s list") < text.index("| source | stage")
    assert "nothing can be said of it" in text, "no lead was judged blind"
    (hold,) = house(corner).leads.holds.find()
    assert (hold.of, hold.value, hold.hits, hold.state) == (HoldOf.WORD, "velmora", USUAL + MANY, HoldState.WAITING)
    listed = json.loads(corner.run("held", "list", "--json"))
    assert [(one["hold_id"], one["leads"]) for one in listed] == [(hold.hold_id, MANY)]
    corner.run("held", "release", hold.hold_id, "--why", "they do sell it", "--reviewer", "Lin")
    assert states(corner) == {LeadState.OPEN: USUAL + MANY}
    write(corner.folder, offers(USUAL + MANY + 20))
    corner.run("scan")
    assert LeadState.HELD not in states(corner), "what was looked at may come twice as often"


def test_the_night_s_list_is_what_the_verbs_and_the_queue_show(corner: Installation) -> None:
    corner.run("scan")
    listed = json.loads(corner.run("leads", "list", "--today", "--json"))
    assert [one["why_here"]["place"] for one in listed] == [1, 2, 3, 4]
    (drawn,) = [one["why_here"] for one in listed if one["why_here"]["explored"]]
    assert drawn["propensity"] == 1 / 3
    assert "drawn by chance" in corner.run(
        "leads", "show", next(one["lead_id"] for one in listed if one["why_here"]["explored"])
    )
    assert len(house(corner).leads.sift(Sieve((LeadState.OPEN,), today=True)).leads) == 4


def test_never_again_by_verb_holds_coming_nights_too(corner: Installation) -> None:
    corner.run("scan")
    said = corner.run("never", "add", "TM-1", "seller", "corner/S-1", "--why", "licensed", "--reviewer", "Lin")
    assert "1 lead(s) held back now" in said
    name = said.partition(":")[0]
    write(corner.folder, [*offers(USUAL), replace(offers(1, 90)[0], seller=Seller("S-1", "店1"))])
    corner.run("scan")
    assert states(corner) == {LeadState.OPEN: USUAL - 1, LeadState.HELD: 2}
    assert json.loads(corner.run("never", "list", "--right", "TM-1", "--json"))[0]["leads"] == 2
    corner.run("never", "remove", name, "--reviewer", "Lin")
    assert states(corner) == {LeadState.OPEN: USUAL + 1}
    assert json.loads(corner.run("never", "list", "--json")) == []
    (gone,) = json.loads(corner.run("never", "list", "--removed", "--json"))
    assert gone["state"] == "released"
    child = corner.start("never", "remove", name, "--reviewer", "Lin")
    out, _ = child.communicate(timeout=60)
    assert (child.returncode, "Traceback" in out) == (2, False)
    child = corner.start("held", "keep", name, "--why", "x", "--until", "soon", "--reviewer", "Lin")
    out, _ = child.communicate(timeout=60)
    assert child.returncode == 2
    assert "no day" in out


def test_as_many_reviewers_as_have_an_account_or_as_the_office_says() -> None:
    def count(settings: Settings, *accounts: object) -> int:
        return reviewers(
            cast(House, SimpleNamespace(settings=settings, accounts=SimpleNamespace(every=lambda: accounts)))
        )

    decides, reads = (SimpleNamespace(active=True, may=lambda what, yes=yes: yes) for yes in (True, False))
    gone = SimpleNamespace(active=False, may=lambda what: True)
    assert count(Settings(), decides, decides, reads, gone) == 2
    assert count(Settings()) == 1
    assert count(Settings(reviewers=7), decides) == 7


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        (Facts(90, 90, 40, 12, 30, 5, 0), "群体性侵权"),
        (Facts(90, 90, 2, 1, 1, 88, 0), "one seller stands for most of it"),
        (Facts(90, 90, 4, 9, 9, 30, 0), "several sellers"),
    ],
)
def test_a_flood_is_called_what_it_looks_like(facts: Facts, words: str) -> None:
    hold: Hold = measured(flood("TM-1", HoldOf.RIGHT, "", "town", factories.NOW), 90, 5_000, 50)
    said = told(hold, facts)
    assert words in said
    assert "90 of 5,000 listings of town, where up to 50 are usual" in said


def test_an_interval_is_rounded_outwards() -> None:
    assert interval(Share(46, 50)) == "92 % (95 % interval 81 % to 97 %, Wilson)"
    low, high = Share(46, 50).interval
    assert low >= 0.81
    assert high <= 0.97


def test_a_step_without_a_hold_is_one_sentence(corner: Installation) -> None:
    corner.run("init")
    child = corner.start("held", "release", "0" * 32, "--reviewer", "Lin")
    out, _ = child.communicate(timeout=60)
    assert child.returncode == 2
    assert "there is no hold" in out
