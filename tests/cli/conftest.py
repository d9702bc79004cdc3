"""A registry and listings as files."""

from pathlib import Path

import pytest
from matching_files import Files


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path)
