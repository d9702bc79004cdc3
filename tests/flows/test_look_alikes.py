"""A picture that was saved anew, scaled or mirrored is known again after an action; another one is not."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import factories
import pytest
from PIL import ImageOps

from domain.referral import ReferralState
from flows.house import House, open_house
from flows.look_alikes import raise_alikes
from leads.relisting import RELISTING
from leads.sieve import Sieve
from leads.store import Found
from settings import Settings
from tests.leads.referred import DAY, confirm, find, referral, step

NIGHT = datetime.combine(DAY + timedelta(days=12), datetime.min.time(), factories.NOW.tzinfo)
ALTERED: dict[str, Callable[[Any], Any]] = {
    "as it was": lambda image: image,
    "halved": lambda image: image.resize((image.width // 2, image.height // 2)),
    "mirrored": ImageOps.mirror,
}


@pytest.fixture
def house(tmp_path: Path, database_url: str) -> Iterator[House]:
    opened = open_house(Settings(data_dir=tmp_path / "data", database_url=database_url))
    yield opened
    opened.registry.engine.dispose()


def offer(folder: Path, number: int, image: Any, right: str = "TM-1") -> Found:
    path = folder / f"{number}.jpg"
    image.save(path, "JPEG", quality=60 + number)
    return find(number, right, images=(str(path),))


def test_a_picture_that_looks_the_same_is_raised_and_another_is_not(house: House, tmp_path: Path) -> None:
    shown = factories.drawing(1)
    (earlier,) = confirm(house.leads, offer(tmp_path, 1, shown))
    one = referral([earlier])
    house.leads.referrals.send(one, None)
    found = [offer(tmp_path, number, alter(shown)) for number, alter in enumerate(ALTERED.values(), 2)]
    other = [offer(tmp_path, 8, factories.drawing(2)), offer(tmp_path, 9, shown, "TM-2")]
    before = offer(tmp_path, 7, shown)
    house.leads.queue([before], "before", factories.NOW)
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(b"no picture")
    other += [find(10, images=(str(broken),)), find(11), find(12, images=("https://shop.example/1.jpg",))]
    finds = [*found, *other, before]
    assert raise_alikes(house, finds, NIGHT) == 0, "nobody has acted yet"
    house.leads.referrals.record(
        [step(one.referral_id, ReferralState.ACTION_TAKEN, DAY + timedelta(days=9))], NIGHT.date()
    )
    house.leads.queue(finds, "night", NIGHT)
    assert raise_alikes(house, finds, NIGHT) == 3
    assert raise_alikes(house, finds, NIGHT) == 0
    marked = {lead.lead_id for lead in house.leads.sift(Sieve(kind=RELISTING)).leads}
    assert marked == {each.lead_id for each in found}
    again = house.leads.referrals.relistings([found[0].lead_id])[found[0].lead_id]
    assert [(each.earlier, each.kinds) for each in again] == [(earlier, ("picture",))]
