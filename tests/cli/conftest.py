"""A registry and listings as files."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from installation import close_houses
from matching_files import Files


@pytest.fixture(autouse=True)
def _houses_are_closed() -> Iterator[None]:
    yield
    close_houses()


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path)
