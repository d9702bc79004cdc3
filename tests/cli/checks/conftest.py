"""An installation for the doctor's checks to look at."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import factories
import pytest

from cli.checks.finding import Look
from domain.report import NightReport, StageReport
from flows import runs
from flows.house import open_house
from flows.snapshots import prepare_for
from registry.importer import importer_for
from registry.load import Plan, load
from settings import Settings

NOW = datetime.now(UTC)
RIGHT = "right_id,kind,mark_text,status\nTM-1,trademark,Velmora,registered\n"


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation with one right, compiled; tests leave it as they found it."""
    folder = tmp_path_factory.mktemp("town")
    (folder / "rights.csv").write_text(RIGHT, encoding="utf-8")
    house = open_house(Settings(data_dir=folder / "data"))
    path, plan, prepare = folder / "rights.csv", Plan("rights"), prepare_for(house)
    keep = house.blobs.copy
    load(house.registry, path, importer_for(path), plan, keep_picture=keep, now=factories.NOW, prepare=prepare)
    house.registry.engine.dispose()
    return folder


LookAt = Callable[..., Look]


@pytest.fixture
def look(town: Path) -> Iterator[LookAt]:
    """Looks at that town with some settings."""
    made: list[Look] = []

    def at(now: datetime = NOW, *, online: bool = False, **settings: object) -> Look:
        given: dict[str, object] = {"data_dir": town / "data", "sources": town / "sources.toml"} | settings
        made.append(Look(Settings(**given), now, online=online))  # type: ignore[arg-type]
        return made[-1]

    yield at
    for one in made:
        if one._house is not None:
            one._house.registry.engine.dispose()


@pytest.fixture
def ran(look: LookAt) -> Iterator[Callable[..., Path]]:
    """Leaves a run as one that has ended."""
    made: list[Path] = []

    def night(ended: datetime, size: int = 0, error: str = "") -> Path:
        folder = look().settings.runs_dir / f"{ended:%Y%m%dT%H%M%SZ}-abcdef"
        folder.mkdir(parents=True)
        stage = StageReport("seal", "town", 1.0, (("bytes", size),), (), error)
        runs.finish(runs.Run(folder.name, folder, ended), NightReport(folder.name, ended, ended, (stage,)))
        made.append(folder)
        return folder

    yield night
    for folder in made:
        for path in folder.iterdir():
            path.unlink()
        folder.rmdir()
