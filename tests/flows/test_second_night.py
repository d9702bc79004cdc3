"""The second night costs what changed: the same matches for the rest, a history for each offer, and what is gone."""

import json

from installation import Installation, found, house

from flows.history_stage import _is_gone


def stages(at: Installation) -> dict[str, dict[str, int]]:
    """Counts of the newest run's stages."""
    newest = max((at.folder / "data" / "runs").glob("*/report.json"))
    return {stage["stage"]: dict(stage["counts"]) for stage in json.loads(newest.read_text())["stages"]}


def lines(at: Installation) -> list[dict[str, object]]:
    newest = max((at.folder / "data" / "runs").glob("*/*/matches.jsonl"))
    return [json.loads(line) for line in newest.read_text(encoding="utf-8").splitlines()]


def test_what_says_the_same_is_not_matched_again(small: Installation) -> None:
    small.run("scan")
    before, leads = lines(small), found(house(small).leads)
    small.run("scan")
    counts = stages(small)
    assert counts["match"]["carried"] == counts["match"]["listings"] == counts["history"]["unchanged"] > 0
    assert lines(small) == before
    assert found(house(small).leads) == leads
    assert counts["queue"]["seen_again"] == len(before)


def test_a_changed_listing_is_matched_and_the_order_is_kept(small: Installation) -> None:
    small.run("scan")
    before = lines(small)
    feed = small.folder / "feed.jsonl"
    text = feed.read_text(encoding="utf-8")
    feed.write_text(text.replace("Velmora 加厚外套", "Velmora 加厚外套 特价"), encoding="utf-8")
    small.run("scan")
    counts = stages(small)
    assert counts["history"]["changed"] == counts["match"]["listings"] - counts["match"]["carried"] == 1
    assert [line["listing_id"] for line in lines(small)] == [line["listing_id"] for line in before]
    store = house(small)
    lead = next(lead for lead in store.leads.every([]) if lead.listing.listing_id == "L-1")
    history = store.history.of(lead.listing.source, "L-1")
    assert history is not None
    assert [span.facts.title for span in history.spans] == ["Velmora 加厚外套", "Velmora 加厚外套 特价"]
    assert "特价" in small.run("leads", "show", lead.lead_id)


def test_another_registry_matches_all_anew(small: Installation) -> None:
    small.run("scan")
    registry = small.folder / "registry.csv"
    text = registry.read_text(encoding="utf-8")
    registry.write_text(text.replace("Velmora Works", "Velmora House"), encoding="utf-8")
    small.run("scan")
    assert "carried" not in stages(small)["match"]


def test_a_lead_says_since_when_its_listing_is_gone_and_no_longer_when_it_is_back(small: Installation) -> None:
    small.run("scan")
    feed = small.folder / "feed.jsonl"
    whole = feed.read_text(encoding="utf-8")
    left = [line for line in whole.splitlines(keepends=True) if '"L-1"' not in line]
    feed.write_text("".join(left), encoding="utf-8")
    sources = small.folder / "sources.toml"
    sources.write_text(sources.read_text(encoding="utf-8").replace("min_listings = 3", "min_listings = 2"), "utf-8")
    small.run("scan")
    lead = next(lead for lead in house(small).leads.every([]) if lead.listing.listing_id == "L-1")
    assert lead.gone_since is not None
    assert lead.gone_since > lead.last_seen
    assert "gone since" in small.run("leads", "show", lead.lead_id)
    assert stages(small)["history"]["gone"] == 1
    feed.write_text(whole, encoding="utf-8")
    small.run("scan")
    again = house(small).leads.get(lead.lead_id)
    assert again is not None
    assert again.gone_since is None
    assert stages(small)["history"]["back"] == 1


def test_what_was_not_asked_for_is_gone_only_if_all_was_read() -> None:
    class Index:
        def __init__(self, status: int | None) -> None:
            self.status = status

        def answer(self, key: bytes) -> int | None:
            return self.status

    def gone(status: int | None, *, whole: bool) -> bool:
        return _is_gone(Index(status), whole)("https://shop.example/1")  # type: ignore[arg-type]

    assert gone(404, whole=False)
    assert gone(410, whole=True)
    assert not gone(None, whole=False)
    assert gone(None, whole=True)
    assert not gone(0, whole=True)
    assert not gone(500, whole=True)
    assert gone(200, whole=True)


def test_a_second_night_without_the_first_one_s_files_is_a_first_one(small: Installation) -> None:
    small.run("scan")
    (first,) = (small.folder / "data" / "runs").iterdir()
    for path in first.glob("*/matches.jsonl"):
        path.unlink()
    small.run("scan")
    assert "carried" not in stages(small)["match"]
