"""A shadow run says what another scorer or threshold would change, and changes nothing itself."""

import json

import factories
import pytest
from installation import Installation, found, house

from domain.decision import Decision, Reason, Verdict
from domain.fields import MalformedError
from flows.house import House
from flows.shadow import NoNightError, Replay, Shadow, nights, shadow
from flows.watch import Silent
from leads.precision import Share
from matching.additive import Additive

TITLES_ONLY = Additive("titles-only", -4.0, {"mark_in_title": ((0.0, 0.0), (1.0, 6.0))}, ((-6.0, -6.0), (6.0, 6.0)))


@pytest.fixture(scope="module")
def scanned(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """One night of two leads: by a name, confirmed; by a picture, rejected."""
    folder = tmp_path_factory.mktemp("shadow")
    logo, copy = (factories.picture(folder / name, 5) for name in ("logo.png", "copy.png"))
    (folder / "registry.csv").write_text(
        "right_id,kind,mark_text,images,holder,nice_classes,status\n"
        f"TM-1,trademark,Velmora,,Velmora Works,25,registered\nTM-2,trademark,,{logo.name},Quistrel Co,18,registered\n",
        encoding="utf-8",
    )
    lines = [
        {"listing_id": "L-1", "url": "https://shop.example/1", "title": "Velmora 加厚外套"},
        {"listing_id": "L-2", "url": "https://shop.example/2", "title": "帆布袋", "images": [str(copy)]},
    ]
    (folder / "feed.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    (folder / "sources.toml").write_text(
        '[sources.corner]\nplatform = "feed"\nstart = ["feed.jsonl"]\nmin_listings = 2\n', encoding="utf-8"
    )
    at = Installation(folder)
    at.run("scan")
    store = house(at)
    for lead in store.leads.every([]):
        verdict = Verdict.INFRINGING if lead.listing.listing_id == "L-1" else Verdict.NOT_INFRINGING
        decision = Decision(
            f"d-{lead.lead_id}", lead.lead_id, verdict, Reason.UNSTATED, "", "Ana", factories.NOW, lead.evidence
        )
        store.leads.decide(decision)
    (folder / "data" / "scorers").mkdir()
    (folder / "data" / "scorers" / "titles-only.json").write_text(TITLES_ONLY.text(), encoding="utf-8")
    return at


def replayed(opened: House, replay: Replay) -> Shadow:
    return shadow(opened, nights(opened, [], 7), replay, Silent())


def test_what_is_in_force_differs_from_nothing(scanned: Installation) -> None:
    done = replayed(house(scanned), Replay())
    assert done.difference.is_empty
    assert done.notes == ()
    assert (done.difference.before.leads, done.difference.before.decided) == (2, Share(1, 2))


def test_another_scorer_weighs_what_the_night_wrote_and_the_queue_stays(scanned: Installation) -> None:
    opened = house(scanned)
    queue = found(opened.leads)
    done = replayed(opened, Replay(scorer="titles-only"))
    (lost,) = done.difference.lost
    assert lost.verdict is Verdict.NOT_INFRINGING
    assert done.difference.after.at_budget == Share(1, 1)
    assert "--rematch" in done.notes[0]
    assert found(opened.leads) == queue


def test_a_threshold_above_all_scores_loses_all(scanned: Installation) -> None:
    done = replayed(house(scanned), Replay(min_score=1.0))
    assert len(done.difference.lost) == 2
    assert done.difference.after.leads == 0


def test_matching_again_finds_what_the_night_found(scanned: Installation) -> None:
    done = replayed(house(scanned), Replay(rematch=True))
    assert done.difference.is_empty
    assert "today" in done.notes[0]


def test_the_verb_prints_tables_and_json(scanned: Installation) -> None:
    said = scanned.run("shadow", "--min-score", "1")
    assert "Velmora" in said
    assert "1 of 2: 50%" in said
    value = json.loads(scanned.run("shadow", "--min-score", "1", "--json"))
    assert {move["verdict"] for move in value["lost"]} == {"infringing", "not_infringing"}
    assert value["before"]["at_budget"]["interval"] == list(Share(1, 2).interval)


def test_nights_and_scorers_that_nobody_knows_are_named(scanned: Installation) -> None:
    opened = house(scanned)
    with pytest.raises(NoNightError, match="no finished night 20200101"):
        nights(opened, ["20200101T000000Z-abc"], 7)
    with pytest.raises(LookupError, match="there is no scorer 'nobody'"):
        replayed(opened, Replay(scorer="nobody"))


def test_a_damaged_night_is_named_by_its_line(scanned: Installation) -> None:
    opened = house(scanned)
    (path,) = (scanned.folder / "data" / "runs").glob("*/corner/weighed.jsonl")
    whole = path.read_bytes()
    path.write_bytes(whole[:-40])
    try:
        with pytest.raises(MalformedError, match=r"corner/weighed.jsonl, line 2"):
            replayed(opened, Replay())
    finally:
        path.write_bytes(whole)
