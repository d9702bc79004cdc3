"""A night joins sellers by what their listings say, over all sources, and again when one comes back elsewhere."""

from datetime import timedelta
from pathlib import Path

import factories
import numpy as np
import pytest
from factories import NOW

from domain.listing import Listing, Seller
from domain.listing_json import write_line
from domain.network import FactKind, GroupKind
from domain.source import Source
from flows import facts_file
from flows.facts_stage import facts
from flows.house import House, open_house
from flows.networks_stage import join_sellers
from flows.runs import Run
from flows.watch import Silent
from leads.store import Found
from settings import Settings
from tests.leads.network.test_facts import text

DAY = timedelta(days=1)
PHOTOS = ("p1.jpg", "p2.jpg", "p3.jpg")


@pytest.fixture
def house(tmp_path: Path) -> House:
    return open_house(Settings(data_dir=tmp_path / "data", database_url=""))


def offer(number: int, seller: str, said: str = "", images: tuple[str, ...] = (), source: str = "town") -> Listing:
    title = f"Velmora 外套 {seller} {number}"
    seller_ = Seller(seller, seller)
    return factories.listing(
        f"L-{number}", title, description=said, seller=seller_, images=images, source=source, seen_at=None
    )


def night(house: House, run: Run, listings: list[Listing], suspected: tuple[str, ...], source: str = "town") -> None:
    """Writes what a sweep would have left, queues, and notes the facts."""
    folder = run.source(source)
    folder.mkdir(parents=True)
    lines = "".join(write_line(listing, folder) for listing in listings)
    (folder / "listings.jsonl").write_text(lines, encoding="utf-8")
    right = factories.right()
    found = [one for one in listings if one.seller.name in suspected]
    house.leads.queue([Found(one, right, factories.match(one.listing_id)) for one in found], run.run_id, run.started_at)
    facts(house, Source(source, "feed", ("x",)), run, Silent())


def run_of(house: House, day: int) -> Run:
    name = f"202611{22 + day}T010000Z-aaaaaa"
    return Run(name, house.settings.runs_dir / name, NOW + day * DAY)


def test_sellers_of_two_sources_who_share_a_contact_and_photos_become_one_group_lead(house: House) -> None:
    run = run_of(house, 0)
    night(house, run, [offer(1, "a", "加微❤ qingfeng88", PHOTOS), offer(2, "c", text(3))], ("a", "c"))
    other = [offer(1, "b", "VX:qingfeng88", PHOTOS, "lane"), offer(2, "d", "电话 13900001111", (), "lane")]
    night(house, run, other, (), "lane")
    report = join_sellers(house, run)
    assert (report.count("network"), report.count("market")) == (1, 4)
    (found,) = house.leads.networks.find()
    assert found.sellers == ("lane/b", "town/a"), "the other one has no lead of its own, and is named all the same"
    raised = house.leads.networks.get(found.group_id)
    assert raised is not None
    (wechat,) = [tie for tie in raised.ties if tie.kind is FactKind.WECHAT]
    assert wechat.shown == "qi***8", "masked"
    assert {tie.kind for tie in raised.ties} == {FactKind.WECHAT, FactKind.PICTURE}


def test_what_everybody_shows_joins_nobody(house: House) -> None:
    run = run_of(house, 0)
    offers = [offer(n, f"s{n}", "客服 13800138000", ("chart.jpg", "stock.jpg")) for n in range(80)]
    night(house, run, offers, ("s1", "s2", "s3"))
    assert join_sellers(house, run).count("network") == 0


def test_a_seller_who_was_confirmed_and_has_gone_is_known_by_what_it_showed(house: House) -> None:
    from domain.decision import Decision, Reason, Verdict

    first, second = run_of(house, 0), run_of(house, 3)
    night(house, first, [offer(1, "old", "加V qingfeng88", PHOTOS)], ("old",))
    (lead,) = house.leads.page([]).leads
    at = NOW + DAY
    house.leads.decide(Decision("d", lead.lead_id, Verdict.INFRINGING, Reason.UNSTATED, "", "Lin", at, lead.evidence))
    night(house, second, [offer(9, "new", "微信:qingfeng88", PHOTOS)], ("new",))
    join_sellers(house, second)
    (found,) = house.leads.networks.find()
    assert (found.kind, found.sellers) == (GroupKind.REPEAT, ("town/new", "town/old"))


def test_a_source_that_was_not_read_tonight_counts_as_it_was_last_seen(house: House) -> None:
    first, second = run_of(house, 0), run_of(house, 1)
    night(house, first, [offer(1, "b", "VX:qingfeng88", PHOTOS, "lane")], (), "lane")
    night(house, second, [offer(1, "a", "微信 qingfeng88", PHOTOS)], ("a",))
    assert join_sellers(house, second).count("network") == 1


def test_the_stages_done_twice_are_done_once(house: House) -> None:
    run = run_of(house, 0)
    night(house, run, [offer(1, "a", "微信 qingfeng88", PHOTOS), offer(2, "b", "VX qingfeng88", PHOTOS)], ("a", "b"))
    once = join_sellers(house, run).counts
    before = (run.source("town") / facts_file.NAME).read_bytes()
    facts(house, Source("town", "feed", ("x",)), run, Silent())
    assert (run.source("town") / facts_file.NAME).read_bytes() == before
    assert join_sellers(house, run).counts == once


def test_a_damaged_file_of_facts_counts_as_none(house: House) -> None:
    run = run_of(house, 0)
    night(house, run, [offer(1, "a", "微信 qingfeng88", PHOTOS), offer(2, "b", "VX qingfeng88", PHOTOS)], ("a",))
    path = run.source("town") / facts_file.NAME
    for body in (b"", path.read_bytes()[:-5], b"not an array at all" * 100):
        path.write_bytes(body)
        assert facts_file.read(path) is None
    assert join_sellers(house, run).count("market") == 1, "what is kept of suspected sellers is still there"


def test_the_file_says_nothing_to_who_does_not_know_the_salt(house: House) -> None:
    run = run_of(house, 0)
    night(house, run, [offer(1, "a", "电话 13800138000")], ())
    rows = facts_file.read(run.source("town") / facts_file.NAME)
    assert rows is not None
    assert facts_file.seller_key("town/a", house.leads.networks.salt()) in rows["seller"]
    assert facts_file.seller_key("town/a", b"another") not in rows["seller"]
    assert rows["fact"].dtype == np.uint64


def test_a_listing_without_a_seller_is_counted_and_joins_nobody(house: House) -> None:
    run = run_of(house, 0)
    nameless = factories.listing("L-5", "帆布袋", description="微信 qingfeng88", seller=Seller(), seen_at=None)
    night(house, run, [nameless, offer(1, "a", "微信 qingfeng88")], ("a",))
    report = facts(house, Source("town", "feed", ("x",)), run, Silent())
    assert (report.count("listings"), report.count("without_seller")) == (2, 1)
