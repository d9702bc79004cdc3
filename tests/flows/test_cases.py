"""Cases: a page that did not change since an earlier night is proved by that night's record."""

import hashlib
from datetime import datetime, timedelta
from pathlib import Path

import factories
import pytest

from benchmarks.records import exchange, information, unmodified
from domain.capture import Capture, CaptureKind
from domain.match import Match
from evidence.seal import seal
from exports.case import Errand
from flows.cases import NoCaseError, case_of, gather
from flows.house import House, open_house
from leads.store import Found, Sieve
from settings import Settings
from tests.exports.filled_house import confirm

URL = "https://shop.example/item/1"
BODY = "<html>维摩拉".encode()
NEXT = factories.NOW + timedelta(days=1)


def night(house: House, run_id: str, records: bytes, days: int) -> None:
    folder = house.settings.runs_dir / run_id / "town"
    folder.mkdir(parents=True)
    (folder / "pages.warc.gz").write_bytes(information() + records)
    for name in ("listings.jsonl", "crawl.json"):
        (folder / name).write_text(f"{run_id}\n")
    seal(folder, (run_id, "town"), house.base, house.blobs, house.ledger, factories.NOW + timedelta(days=days))


@pytest.fixture
def house(tmp_path: Path) -> House:
    return open_house(Settings(data_dir=tmp_path / "data", database_url=""))


def lead_of(house: House, run_id: str, taken_at: datetime = NEXT) -> str:
    capture = Capture(CaptureKind.PAGE, URL, hashlib.sha256(BODY).hexdigest(), len(BODY), "text/html", taken_at)
    listing = factories.listing(captures=(capture,))
    house.leads.queue([Found(listing, factories.right(), factories.match())], run_id, NEXT)
    (lead,) = house.leads.every([])
    confirm(house, lead.lead_id)
    return lead.lead_id


def test_a_page_that_a_server_confirmed_comes_with_the_earlier_record_and_both_runs(house: House) -> None:
    night(house, "run-1", exchange(URL, factories.NOW, "text/html", BODY), 0)
    night(house, "run-2", unmodified(URL, NEXT, BODY), 1)
    lead = house.leads.leads([lead_of(house, "run-2")])
    case = case_of(house, lead, Errand("market", "zh"), lambda signal, _: signal.detail)
    assert [one.run_id for one in case.custody] == ["run-1", "run-2"]
    assert case.custody[1].previous == case.custody[0].digest
    record = case.items[0].exhibits[0].record
    assert record is not None
    assert record.warc.parent.parent.name == "run-1"
    assert record.confirmed is not None
    assert record.confirmed.warc.parent.parent.name == "run-2"


def test_a_record_that_is_nowhere_is_said_to_be_gone(house: House) -> None:
    night(house, "run-1", b"", 0)
    case = case_of(house, house.leads.leads([lead_of(house, "run-1")]), Errand("market", "zh"), lambda s, _: s.detail)
    assert case.items[0].exhibits[0].missing == "gone"
    assert dict(case.left_out) == {"gone": 1}


def test_a_case_is_about_one_right(house: House) -> None:
    with pytest.raises(NoCaseError, match="only what a person confirmed leaves"):
        case_of(house, [], Errand("market", "zh"), lambda s, _: s.detail)
    found = [
        Found(
            factories.listing(f"L-{n}"),
            factories.right(f"TM-{n}"),
            Match(f"L-{n}", f"TM-{n}", 0.9, "t", (factories.main_signal(),)),
        )
        for n in (1, 2)
    ]
    house.leads.queue(found, "run-1", factories.NOW)
    for lead in house.leads.every([]):
        confirm(house, lead.lead_id)
    leads = gather(house, Sieve()).leads
    with pytest.raises(NoCaseError, match=r"about 2 \(TM-1, TM-2\)"):
        case_of(house, leads, Errand("market", "zh"), lambda s, _: s.detail)
    assert len(gather(house, Sieve()).by_case()) == 2


def test_a_page_that_was_not_asked_again_is_proved_by_the_record_of_its_own_time(house: House) -> None:
    night(house, "run-1", exchange(URL, factories.NOW, "text/html", BODY), 0)
    night(house, "run-2-again-1", exchange(URL, NEXT, "text/html", BODY), 1)
    night(house, "run-3", b"", 2)
    lead = house.leads.leads([lead_of(house, "run-3", factories.NOW)])
    case = case_of(house, lead, Errand("market", "zh"), lambda signal, _: signal.detail)
    (exhibit,) = case.items[0].exhibits
    assert exhibit.record is not None
    assert exhibit.record.warc.parent.parent.name == "run-1"
    assert [(one.run_id, one.proof is not None) for one in case.custody] == [("run-1", True), ("run-3", True)]
    (house.settings.runs_dir / "run-1" / "town" / "pages.warc.gz").unlink()
    case = case_of(house, lead, Errand("market", "zh"), lambda signal, _: signal.detail)
    assert [one.run_id for one in case.custody] == ["run-2-again-1", "run-3"], "another that holds the same will do"
