"""Matching on a Dask cluster: byte by byte what one machine finds, whoever is killed meanwhile."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from random import Random
from threading import Timer

import factories
import pytest
from installation import Installation, house

from benchmarks.scaled.cluster import DaskCluster
from domain.listing_json import write_line
from domain.right import Right
from flows import compile_rights, dask_engine, match_file
from flows.dask_engine import Dask, OtherVersionError, Task, engine_of, match_portions
from flows.engine import PROCESSES, Engine, match_lines
from flows.match_file import Chunk, MatchJob
from flows.shared_store import SharedStore
from flows.snapshots import StageError
from matching.pictures.search import Budget

LISTINGS, PORTION = 2_000, 20

pytestmark = pytest.mark.xdist_group("dask")


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DaskCluster]:
    pytest.importorskip("distributed", reason="Dask is not installed (extra `cluster`)")
    with DaskCluster(tmp_path_factory.mktemp("dask"), 2) as opened:
        opened.wait_for_workers()
        yield opened


@pytest.fixture
def job(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> MatchJob:
    """Two thousand listings, some with the name or the picture of a right, some that are no listings."""
    monkeypatch.setattr(match_file, "CHUNK", PORTION)
    random = Random(7)
    logo = factories.picture(tmp_path / "logo.png", 5)
    names = ("Velmora", "青竹堂", "Quistrel", "Norvik")
    rights: list[Right] = [factories.right(f"TM-{n}", name) for n, name in enumerate(names)]
    rights.append(factories.right("TM-9", "", images=(str(logo),)))
    lines = []
    for number in range(LISTINGS):
        title = " ".join(random.sample((*names, "外套", "帆布袋", "两米", "棉布", "coat", "bag", "blue", "large"), 3))
        images = (str(logo),) if number % 1000 == 1 else ()
        lines.append(write_line(factories.listing(f"L-{number}", title, images=images), tmp_path))
    lines[77] = "no listing\n"
    (tmp_path / "listings.jsonl").write_text("".join(lines), encoding="utf-8")
    compile_rights.write(rights, tmp_path / "index" / "state-1")
    return MatchJob(
        tmp_path / "index" / "state-1", tmp_path, "listings.jsonl", factories.TODAY, workers=2, budget=Budget(0, 0)
    )


def found(chunks: list[Chunk]) -> tuple[str, list[object], list[object]]:
    """All that a process says; a picture that it remembers from an earlier portion is nobody else's business."""
    text = "".join(chunk.text for chunk in chunks)
    counts = [dict(chunk.counts) | {"pictures_remembered": 0} for chunk in chunks]
    return text, [problem for chunk in chunks for problem in chunk.problems], list(counts)


def matched(job: MatchJob, engine: Engine = PROCESSES) -> list[Chunk]:
    with (job.base / job.name).open("rb") as lines:
        return list(match_lines(job, lines, engine))


def test_a_cluster_finds_byte_by_byte_what_processes_find(job: MatchJob, cluster: DaskCluster, tmp_path: Path) -> None:
    dask = Dask(cluster.address, SharedStore(f"file://{tmp_path / 'shared'}"), tmp_path / "cache")
    alone = found(matched(replace(job, workers=1)))
    assert alone[0].count("\n") > LISTINGS / 4
    assert len(alone[1]) == 1
    assert found(matched(job)) == alone
    assert found(matched(job, dask)) == alone


def test_a_worker_that_is_killed_in_the_middle_loses_and_doubles_nothing(
    job: MatchJob, cluster: DaskCluster, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    dask = Dask(cluster.address, SharedStore(f"file://{tmp_path / 'shared'}"), tmp_path / "cache")
    alone = found(matched(replace(job, workers=1)))
    killed, in_hand, chunks = 0, 0, []
    with (job.base / job.name).open("rb") as lines:
        for chunk in match_lines(job, lines, dask):
            chunks.append(chunk)
            if len(chunks) == 10:
                # Stopped first, so that it surely has tasks in hand, and maybe results that nobody has fetched.
                cluster.pause("worker-0", going=False)
                in_hand = cluster.executing()["worker-0"]
                killed = cluster.kill("worker-0")
    assert in_hand > 0
    assert found(chunks) == alone
    lines_of = alone[0].splitlines()
    assert len(lines_of) == len(set(lines_of))
    record_property(
        "measured",
        f"killed Dask worker (process {killed}) with {in_hand} of {LISTINGS // PORTION // dask_engine.FAT} tasks in "
        f"hand: {len(lines_of):,} matches of {LISTINGS:,} listings, 0 lost, 0 doubled",
    )


def test_a_cluster_that_is_not_there_is_named(job: MatchJob, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dask_engine, "START_SECONDS", 0.5)
    dask = Dask("tcp://127.0.0.1:9", SharedStore(f"file://{tmp_path / 'shared'}"), tmp_path / "cache")
    with pytest.raises(StageError, match=r"no Dask scheduler answers at tcp://127\.0\.0\.1:9"):
        matched(job, dask)


def test_a_cluster_without_workers_and_one_that_is_lost_are_told_apart(
    job: MatchJob, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dask_engine, "ASKED_SECONDS", 0.5)
    monkeypatch.setattr(dask_engine, "ALONE_SECONDS", 1)
    with DaskCluster(tmp_path / "dask", 0) as empty:
        dask = Dask(empty.address, SharedStore(f"file://{tmp_path / 'shared'}"), tmp_path / "cache")
        with pytest.raises(StageError, match="has had no worker for 1 s"):
            matched(job, dask)
        monkeypatch.setattr(dask_engine, "ALONE_SECONDS", 60)
        Timer(1.5, empty.kill_scheduler).start()
        with pytest.raises(StageError, match="was lost; start it"):
            matched(job, dask)


def test_a_worker_of_another_version_refuses(job: MatchJob, tmp_path: Path) -> None:
    store = SharedStore(f"file://{tmp_path / 'shared'}")
    task = Task(job, store.publish(job.rights), store, "0.0.1", tmp_path / "cache")
    with pytest.raises(OtherVersionError, match="bring all machines to one version"):
        match_portions(task, [])


def test_a_night_matches_where_the_settings_say(small: Installation) -> None:
    assert engine_of(house(small)) is PROCESSES
    variables = {"MARKHOUND_DASK": "tcp://10.0.0.5:8786", "MARKHOUND_SHARED": "s3://markhound/"}
    engine = engine_of(house(Installation(small.folder, variables)))
    assert engine == Dask("tcp://10.0.0.5:8786", SharedStore("s3://markhound"), Path("~/.cache/markhound"))
