"""A small shop as a feed, and the demo market over HTTP."""

from collections.abc import Callable, Iterator
from pathlib import Path

import factories
import pytest
from installation import Installation, close_houses

from demo.serve import Market
from demo.town import Town, build
from domain.listing_json import write_line
from tests.watches.servers import box, mail_port, receiver  # noqa: F401 (fixtures)


@pytest.fixture(autouse=True)
def _houses_are_closed() -> Iterator[None]:
    yield
    close_houses()


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    return build(tmp_path_factory.mktemp("town"))


@pytest.fixture(scope="session")
def market(town: Town) -> Iterator[Market]:
    with Market(town.folder) as opened:
        yield opened


@pytest.fixture
def at_market(tmp_path: Path, town: Town, market: Market) -> Callable[..., Installation]:
    """Makes an installation that reads the demo market."""

    def make(name: str = "house", **variables: str) -> Installation:
        folder = tmp_path / name
        folder.mkdir()
        market.write_sources(folder / "sources.toml")
        return Installation(folder, {"MARKHOUND_REGISTRY": str(town.registry), **variables})

    return make


@pytest.fixture
def small(tmp_path: Path) -> Installation:
    """Three listings in a feed on disk and two rights; two of the listings refer to one of them."""
    logo = factories.picture(tmp_path / "logo.png", 5)
    factories.picture(tmp_path / "copy.png", 5)
    (tmp_path / "registry.csv").write_text(
        "right_id,kind,mark_text,images,holder,nice_classes,status\n"
        f"TM-1,trademark,Velmora,,Velmora Works,25,registered\nTM-2,trademark,,{logo.name},Quistrel Co,18,registered\n",
        encoding="utf-8",
    )
    listings = [
        factories.listing("L-1", "Velmora 加厚外套", source="", seen_at=None),
        factories.listing("L-2", "帆布袋", source="", seen_at=None, images=(str(tmp_path / "copy.png"),)),
        factories.listing("L-3", "素色棉布 两米", source="", seen_at=None),
    ]
    (tmp_path / "feed.jsonl").write_text("".join(write_line(one, tmp_path) for one in listings), encoding="utf-8")
    (tmp_path / "sources.toml").write_text(
        '[sources.corner]\nplatform = "feed"\nstart = ["feed.jsonl"]\nmin_listings = 3\n', encoding="utf-8"
    )
    return Installation(tmp_path)
