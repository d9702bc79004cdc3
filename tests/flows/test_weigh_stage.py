"""What reviewers decided and what such offers cost moves the next night's matches, those carried over too."""

import json
from pathlib import Path

import factories
import pytest
from installation import Installation, house

from domain.decision import Decision, Reason, Verdict
from flows.runs import reports

HEADER = "right_id,kind,mark_text,holder,nice_classes,status\n"
SOURCE = '[sources.feed]\nplatform = "feed"\nstart = ["listings.jsonl"]\nmin_listings = 3\n'


def installed(folder: Path, prices: list[str]) -> Installation:
    (folder / "registry.csv").write_text(HEADER + "TM-1,trademark,Velmora,Velmora Works,25,registered\n")
    (folder / "sources.toml").write_text(SOURCE)
    lines = [
        {
            "listing_id": f"L-{number}",
            "url": f"https://shop.example/item/{number}",
            "title": f"Velmora 加厚外套 {'甲乙丙丁戊己庚辛壬癸'[number]}款",
            "price": price,
            "currency": "CNY",
            "seller": {"id": f"S-{number % 5}", "name": f"小铺{number % 5}"},
        }
        for number, price in enumerate(prices)
    ]
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    (folder / "listings.jsonl").write_text(text, encoding="utf-8")
    return Installation(folder)


def newest(at: Installation, name: str) -> dict[str, dict[str, float]]:
    """Of each listing's match in a file of the newest run: strength by signal, and the score."""
    run = reports(at.folder / "data" / "runs")[0].parent
    lines = (run / "feed" / name).read_text(encoding="utf-8").splitlines()
    return {
        one["listing_id"]: {s["name"]: s["strength"] for s in one["signals"]} | {"score": one["score"]}
        for one in map(json.loads, lines)
    }


def test_a_price_far_under_those_of_the_run_is_weighed(tmp_path: Path) -> None:
    at = installed(tmp_path, [*["1000"] * 9, "60"])
    at.run("scan")
    first, found = newest(at, "matches.jsonl"), newest(at, "weighed.jsonl")
    assert [name for name, one in found.items() if "price_low" in one] == ["L-9"]
    assert found["L-9"]["score"] > first["L-9"]["score"] == first["L-0"]["score"]
    lead = next(lead for lead in house(at).leads.every([]) if lead.listing.listing_id == "L-9")
    assert "price_low" in {signal.name for signal in lead.signals}
    assert lead.score == found["L-9"]["score"]


def test_what_was_decided_speaks_the_next_night_for_offers_that_did_not_change(tmp_path: Path) -> None:
    at = installed(tmp_path, ["1000"] * 10)
    at.run("scan")
    assert not any("seller_history" in one for one in newest(at, "weighed.jsonl").values())
    store = house(at).leads
    for lead in list(store.every([])):
        verdict = {"L-1": Verdict.INFRINGING, "L-2": Verdict.NOT_INFRINGING}.get(lead.listing.listing_id)
        if verdict is not None:
            name, at_time = f"d-{lead.listing.listing_id}", factories.NOW
            store.decide(Decision(name, lead.lead_id, verdict, Reason.UNSTATED, "", "Lin", at_time, lead.evidence))
    at.run("scan")
    found = newest(at, "weighed.jsonl")
    # S-1 offers L-1 and L-6, S-2 offers L-2 and L-7; an offer's own decision is no history of it.
    spoken = {name: one["seller_history"] for name, one in found.items() if "seller_history" in one}
    assert set(spoken) == {"L-6", "L-7"}
    assert spoken["L-6"] > 0 > spoken["L-7"]
    run = json.loads(reports(at.folder / "data" / "runs")[0].read_text(encoding="utf-8"))
    counts = {stage["stage"]: stage["counts"] for stage in run["stages"]}
    assert counts["match"]["carried"] == 10
    assert counts["weigh"]["moved"] == 2


@pytest.mark.parametrize("cut", ["weighed.jsonl.part", "weighed.jsonl"])
def test_a_run_that_was_cut_off_while_weighing_gives_the_same(tmp_path: Path, cut: str) -> None:
    at = installed(tmp_path, [*["1000"] * 9, "60"])
    at.run("scan")
    report = reports(at.folder / "data" / "runs")[0]
    folder = report.parent / "feed"
    whole = (folder / "weighed.jsonl").read_bytes()
    for name in ("weigh.json", "queue.json", "sample.json", "weighed.jsonl"):
        (folder / name).unlink()
    report.unlink()
    (folder / cut).write_bytes(whole[: len(whole) // 2])
    at.run("scan")
    assert (folder / "weighed.jsonl").read_bytes() == whole
    assert len(list(house(at).leads.every([]))) == 10
