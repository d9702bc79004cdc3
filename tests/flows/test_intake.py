"""A complaint becomes leads on top of the queue at once: a real shop on loopback, a real registry."""

import struct
import zlib
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import factories
import pytest

from complaints.store import Wanted
from domain.complaint import NAMED, Channel, Complaint, ComplaintState, From, Given, RefusedComplaintError
from domain.decision import Decision, Reason, Verdict
from domain.lead import LeadState
from domain.source import Source
from evidence.verify import verify
from flows.complaints_morning import complaints as morning
from flows.complaints_stage import name_right, work_all
from flows.house import House, open_house
from flows.intake import addresses_in, take
from flows.learn import decided
from flows.watch import Silent
from leads.complained import leads_of, state
from leads.store import Found
from registry.importer import importer_for
from registry.load import Plan, load
from settings import Settings
from tests.crawlers.loopback_shop import AGENT, Shop, product_page, serving

NOW = factories.NOW


@pytest.fixture
def shop() -> Iterator[Shop]:
    with serving() as made:
        yield made


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    settings = Settings(
        data_dir=tmp_path / "data", user_agent=AGENT, picture_parts=0, picture_texts=0, workers=1, language="en"
    )
    opened = open_house(settings)
    logo = factories.picture(tmp_path / "logo.png", 5)
    (tmp_path / "registry.csv").write_text(
        "right_id,kind,mark_text,images,holder,nice_classes,status\n"
        f"TM-1,trademark,Velmora,,Velmora Works,25,registered\nTM-2,trademark,,{logo.name},Quistrel Co,18,registered\n"
        "TM-3,trademark,Ostrevan,,Ostrevan AG,25,registered\n",
        encoding="utf-8",
    )
    path = tmp_path / "registry.csv"
    load(opened.registry, path, importer_for(path), Plan("registry"), keep_picture=opened.blobs.copy, now=NOW)
    yield opened
    opened.registry.engine.dispose()


def sell(shop: Shop, path: str, name: str, **more: Any) -> str:
    offer = {"@type": "Offer", "price": "19.90", "priceCurrency": "CNY"}
    shop.page(path, product_page(name=name, sku=path.strip("/"), offers=offer, **more))
    return f"{shop.url}{path}"


def complain(house: House, **given: Any) -> Complaint:
    return take(house, Given(**given), Channel.COMMAND, "Lin", NOW).complaint


def work(house: House, *sources: Source) -> None:
    work_all(house, sources, Silent())


def again(house: House, complaint: Complaint) -> Complaint:
    found = house.complaints.get(complaint.complaint_id)
    assert found is not None
    return found


def test_a_page_that_is_complained_of_is_captured_compared_and_first_in_the_queue(shop: Shop, house: House) -> None:
    old = Found(factories.listing("L-9"), factories.right(), factories.match("L-9", "TM-1", 0.99))
    house.leads.queue([old], "night", NOW)
    house.leads.today.make(10, 0.0, "night", NOW)
    url = sell(shop, "/coat", "Velmora 加厚外套")
    one = complain(house, addresses=(f"{url}?名=外套#图",), text="此商品为假冒", contact="王小满 13800138000")
    work(house, shop.source())
    one = again(house, one)
    (name,) = one.leads
    lead = house.leads.get(name)
    assert lead is not None
    assert (lead.right.right_id, lead.listing.source, lead.state) == ("TM-1", "shop", LeadState.OPEN)
    assert [path.partition("?")[0] for path in shop.paths() if path != "/robots.txt"] == ["/coat"]
    assert house.leads.today.urgent.of([name]) == {name: one.due_on}
    turns = house.leads.today.turns([name, old.lead_id])
    assert turns[name].place < turns[old.lead_id].place
    house.leads.today.make(10, 0.0, "next", NOW + timedelta(days=1))
    turns = house.leads.today.turns([name, old.lead_id])
    assert (turns[name].place, turns[old.lead_id].place) == (1, 2)
    assert [link.source for link in house.ledger.links()] == ["shop", "complaint_words"]
    assert list(verify(house.ledger, house.base, blobs=house.blobs, pictures=(), anchors=())) == []
    work(house, shop.source())
    assert [path.partition("?")[0] for path in shop.paths() if path != "/robots.txt"] == ["/coat"], (
        "what is done is not done again"
    )


def test_what_cannot_be_fetched_or_found_is_kept_says_so_and_reaches_a_person(
    shop: Shop, house: House, tmp_path: Path
) -> None:
    shop.answers["/away"] = lambda handler: handler.reply(
        b"", status=302, Location=f"http://localhost:{shop.server.server_port}/inside"
    )
    inside = sell(shop, "/inside", "Velmora 内部页")
    shop.page("/blank", "<html><title>Velmora 店铺首页</title><body>no offer here</body></html>")
    stranger = inside.replace("127.0.0.1", "localhost")
    other_port = "http://127.0.0.1:1/x"
    contact = "王小满 wang@mail.example"
    told = {
        "redirected": complain(house, addresses=(f"{shop.url}/away",), text="不明商品甲"),
        "private": complain(house, addresses=(stranger, other_port), text="不明商品乙"),
        "no web": complain(
            house, addresses=("file:///etc/passwd", "javascript:alert(1)"), text="<script>不明</script>"
        ),
        "by words": complain(house, text="店主王小满出售 Velmora 仿品,电话 138-0013-8000", contact=contact),
        "by picture": complain(house, text="见图", pictures=((tmp_path / "logo.png").read_bytes(),)),
        "by title": complain(house, addresses=(f"{shop.url}/blank",)),
        "bomb": complain(house, text="不明商品丙", pictures=(bomb(),)),
        "named": complain(house, text="不明商品丁", by=From.HOLDER, right_id="TM-3"),
        "named wrongly": complain(house, text="不明商品戊", by=From.HOLDER, right_id="TM-99"),
    }
    work(house, shop.source())
    told = {name: again(house, one) for name, one in told.items()}
    assert all(one.done_at is not None for one in told.values())
    assert "/inside" not in shop.paths()
    says = {name: "; ".join(one.says) for name, one in told.items()}
    assert "is no host of this source" in says["redirected"]
    assert says["private"].count("could not be captured") == 2
    assert says["private"].count("not public") == 2
    assert says["no web"].count("only http and https") == 2
    assert "picture 1 cannot be read" in says["bomb"]
    assert "no right TM-99" in says["named wrongly"]
    assert "no offer was found" in says["by title"]
    rights = {name: [house.leads.get(lead).right.right_id for lead in one.leads] for name, one in told.items()}  # type: ignore[union-attr]
    assert rights == {
        "redirected": [], "private": [], "no web": [], "bomb": [], "named wrongly": [],
        "by words": ["TM-1"], "by picture": ["TM-2"], "by title": ["TM-1"], "named": ["TM-3"],
    }  # fmt: skip
    waiting = {one.complaint_id for one in house.complaints.find(Wanted(without_lead=True), 20)}
    assert waiting == {one.complaint_id for name, one in told.items() if not rights[name]}
    named = house.leads.get(told["named"].leads[0])
    assert named is not None
    assert [signal.name for signal in named.signals] == [NAMED]
    sure = Decision("e" * 32, named.lead_id, Verdict.INFRINGING, Reason.COUNTERFEIT, "", "Lin", NOW, named.evidence)
    house.leads.decide(sure)
    assert decided(house) == [], "what only a complainant said teaches no scorer"
    lead = name_right(house, told["bomb"], "TM-3", NOW)
    assert again(house, told["bomb"]).leads == (lead,)
    assert name_right(house, told["bomb"], "TM-98", NOW) is None
    assert_nothing_names_a_person(house, "王小满", "wang@mail.example", "138-0013-8000")


def assert_nothing_names_a_person(house: House, *words: str) -> None:
    """Neither a lead, nor a log, nor a file of any run holds them; the one table of contacts does."""
    kept = [str(lead) for lead in house.leads.every([])]
    kept += [str(entry) for _, entry in house.accounts.audit.newest(100)]
    kept += [
        path.read_bytes().decode("utf-8", "replace") for path in house.settings.runs_dir.rglob("*") if path.is_file()
    ]
    assert not [word for word in words for text in kept if word in text]
    (one,) = [one for one in house.complaints.find(Wanted(), 50) if house.complaints.contact(one.complaint_id)]
    assert house.complaints.forget_contact(one.complaint_id)
    assert house.complaints.contact(one.complaint_id) == ""


def bomb() -> bytes:
    """A PNG of a few kilobytes that says it has 60,000 x 60,000 pixels."""
    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    parts = (b"IHDR", head), (b"IDAT", zlib.compress(b"\0" * 4_000_000)), (b"IEND", b"")
    chunks = (struct.pack(">I", len(d)) + k + d + struct.pack(">I", zlib.crc32(k + d)) for k, d in parts)
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def test_the_same_complaint_is_one_and_another_person_s_is_another(house: House) -> None:
    given = {"addresses": ("https://shop.example/1",), "text": "假货", "contact": "甲"}
    first = complain(house, **given)
    assert complain(house, **given).receipt == first.receipt
    assert complain(house, **given | {"text": " 假货 \n"}).receipt == first.receipt
    assert complain(house, **given | {"contact": "乙"}).receipt != first.receipt
    assert house.complaints.count(Wanted()) == 2
    assert first.due_on == date(2026, 12, 7)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({}, "needs an address, a text or a picture"),
        ({"pictures": (b"PK",)}, "cannot be read"),
        ({"addresses": tuple(f"https://shop.example/{n}" for n in range(10_000))}, "10,000 addresses"),
        ({"addresses": ("https://shop.example/" + "a" * 5_000,)}, "more than 2,000 characters"),
        ({"text": "a" * 10_001}, "shorten it"),
        ({"text": "a", "due_on": date(2026, 11, 1)}, "is over"),
        ({"text": "a", "pictures": (b"x",) * 11}, "11 pictures"),
    ],
)
def test_what_cannot_be_taken_is_refused_in_one_sentence(house: House, given: dict[str, Any], says: str) -> None:
    with pytest.raises(RefusedComplaintError, match=says):
        complain(house, **given)
    assert house.complaints.count(Wanted()) == 0


def test_an_address_is_found_in_what_an_app_copies() -> None:
    assert addresses_in(["【某宝】https://m.shop.example/a?b=1 点击链接,直接打开", " ", "shop.example/7"]) == (
        "https://m.shop.example/a?b=1",
        "shop.example/7",
    )


def test_a_morning_closes_what_is_over_and_names_what_is_overdue(house: House) -> None:
    late = complain(house, text="不明商品甲", due_on=date(2026, 11, 22))
    over = complain(house, text="Velmora 外套")
    report = morning(house, (), date(2026, 11, 25), Silent())
    assert (report.count("looked_at"), report.count("open"), report.count("overdue")) == (2, 2, 1)
    (problem,) = report.problems
    assert problem.where == late.complaint_id
    assert "since 2026-11-22, 3 day(s) now" in problem.message
    (name,) = again(house, over).leads
    lead = house.leads.get(name)
    assert lead is not None
    at = NOW + timedelta(days=2)
    house.leads.decide(Decision("d" * 32, name, Verdict.NOT_INFRINGING, Reason.UNSTATED, "", "Lin", at, lead.evidence))
    report = morning(house, (), date(2026, 11, 25), Silent())
    assert (report.count("open"), report.count("overdue")) == (1, 1)
    one = again(house, over)
    assert state(house.leads, one, leads_of(house.leads, [one])) is ComplaintState.CLOSED
    newer = take(house, Given(text="Velmora 外套", contact="丙"), Channel.PAGE, "Lin", at + timedelta(days=1)).complaint
    house.complaints.done(newer, "x", at + timedelta(days=1), (), [name])
    newer = again(house, newer)
    assert state(house.leads, newer, leads_of(house.leads, [newer])) is ComplaintState.LOOKED_AT, (
        "decided before it came"
    )


def test_one_complaint_that_breaks_keeps_no_other_from_being_worked_on(house: House, tmp_path: Path) -> None:
    broken = complain(house, text="见图", pictures=((tmp_path / "logo.png").read_bytes(),))
    house.blobs.path_of(broken.pictures[0]).unlink()
    sound = complain(house, text="Velmora 外套")
    work(house)
    assert len(again(house, sound).leads) == 1
    broken = again(house, broken)
    assert broken.done_at is not None
    assert "could not be worked on: FileNotFoundError" in broken.says[0]
