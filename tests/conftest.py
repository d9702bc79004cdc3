"""What all tests share: where the real data lies, and both databases."""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--shared-data",
        default=str(ROOT.parent / "shared" / "data"),
        help="Folder of real titles, marks, pages and pictures; tests that need it are skipped by name without it.",
    )


@pytest.fixture(scope="session")
def shared_data(request: pytest.FixtureRequest) -> Path:
    folder = Path(request.config.getoption("--shared-data"))
    if not folder.is_dir():
        pytest.skip(f"the real data is not here: no folder {folder.name} (give --shared-data)")
    return folder
