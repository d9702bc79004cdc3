"""A complaint becomes leads on top of the queue at once: a real shop on loopback, a real registry."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import factories
import pytest

from domain.complaint import Channel, Complaint, Given
from domain.lead import LeadState
from domain.source import Source
from evidence.verify import verify
from flows.complaints_stage import work_all
from flows.house import House, open_house
from flows.intake import take
from flows.watch import Silent
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
    old = factories.listing("L-9")
    (usual,) = [factories.right()]
    from leads.store import Found

    house.leads.queue([Found(old, usual, factories.match("L-9", "TM-1", 0.99))], "night", NOW)
    house.leads.today.make(10, 0.0, "night", NOW)
    url = sell(shop, "/coat", "Velmora 加厚外套")
    one = complain(house, addresses=(url,), text="此商品为假冒", contact="王小满 13800138000")
    work(house, shop.source(start=(f"{shop.url}/",)))
    one = again(house, one)
    (name,) = one.leads
    lead = house.leads.get(name)
    assert lead is not None
    assert (lead.right.right_id, lead.listing.source, lead.state) == ("TM-1", "shop", LeadState.OPEN)
    assert shop.paths().count("/coat") == 1
    assert house.leads.today.urgent.of([name]) == {name: one.due_on}
    turns = house.leads.today.turns([name, *(x.lead_id for x in house.leads.every([]))])
    assert min(turns, key=lambda each: turns[each].place) == name
    house.leads.today.make(10, 0.0, "next", NOW + timedelta(days=1))
    assert house.leads.today.turns([name])[name].place == 1
    assert [link.source for link in house.ledger.links()] == ["shop", "complaint_words"]
    assert list(verify(house.ledger, house.base, blobs=house.blobs, pictures=(), anchors=())) == []
