"""One built town and one open market for all demo tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from demo.serve import Market
from demo.town import Town, build


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    return build(tmp_path_factory.mktemp("town"))


@pytest.fixture(scope="session")
def market(town: Town) -> Iterator[Market]:
    with Market(town.folder) as opened:
        yield opened


@pytest.fixture(scope="session")
def folder(town: Town) -> Path:
    return town.folder
