"""Verification: nothing that was sealed can change unnoticed."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import factories
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, delete, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from database import make_engine, writing
from evidence.ledger import GENESIS, Ledger
from evidence.seal import MANIFEST
from evidence.store import digest_of
from evidence.tables import ManifestRow
from evidence.verify import verify
from migrations.upgrade import upgrade
from tests.evidence.sealed_run import Custody, custody, disarm


@pytest.fixture
def town(engine: Engine, tmp_path: Path) -> Custody:
    """Three sealed runs."""
    town = custody(engine, tmp_path)
    for number in range(3):
        town.seal(town.crawl(f"run-{number}"), later=number)
    assert list(verify(town.ledger, town.base)) == []
    return town


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Custody:
    """Two sealed runs that a test leaves as it found them."""
    base = tmp_path_factory.mktemp("house")
    engine = make_engine(f"sqlite:///{base / 'house.db'}")
    upgrade(engine)
    town = custody(engine, base)
    for number in range(2):
        town.seal(town.crawl(f"run-{number}"), later=number)
    return town


def found(town: Custody, run_id: str = "") -> list[tuple[str, str]]:
    return [(problem.where, problem.code) for problem in verify(town.ledger, town.base, run_id)]


def files_of(town: Custody) -> list[Path]:
    return sorted(path for path in (town.base / "runs").rglob("*") if path.is_file())


@settings(deadline=None, max_examples=150)
@given(st.data())
def test_any_changed_bit_of_any_sealed_file_is_found(sealed: Custody, data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(files_of(sealed)))
    whole = path.read_bytes()
    place = data.draw(st.integers(0, len(whole) - 1))
    path.write_bytes(whole[:place] + bytes([whole[place] ^ 1 << data.draw(st.integers(0, 7))]) + whole[place + 1 :])
    try:
        problems = list(verify(sealed.ledger, sealed.base))
    finally:
        path.write_bytes(whole)
    run = path.relative_to(sealed.base / "runs").parts[0]
    assert (f"{run}/town", "changed") in [(problem.where, problem.code) for problem in problems]
    assert any(path.name in problem.message for problem in problems)
    assert found(sealed) == []


def test_any_deleted_file_is_found(sealed: Custody) -> None:
    for path in files_of(sealed):
        whole = path.read_bytes()
        path.unlink()
        (problem,) = verify(sealed.ledger, sealed.base)
        path.write_bytes(whole)
        assert problem.code == "missing"
        assert path.name in problem.message
    assert found(sealed) == []


def test_bytes_added_to_a_sealed_file_are_found(sealed: Custody) -> None:
    for path in files_of(sealed):
        whole = path.read_bytes()
        path.write_bytes(whole + b"\n")
        problems = found(sealed)
        path.write_bytes(whole)
        # A picture is the same file as the one in the store, so both say so.
        assert {code for _, code in problems} == {"changed"}, path.name


def test_swapped_manifests_are_found(town: Custody) -> None:
    one, two = (town.base / "runs" / f"run-{n}" / "town" / MANIFEST for n in (0, 1))
    first, second = one.read_bytes(), two.read_bytes()
    one.write_bytes(second)
    two.write_bytes(first)
    assert found(town) == [("run-0/town", "changed"), ("run-1/town", "changed")]


def test_swapped_folders_are_found(town: Custody) -> None:
    runs = town.base / "runs"
    for old, new in (("run-0", "away"), ("run-1", "run-0"), ("away", "run-1")):
        shutil.move(runs / old, runs / new)
    assert {where for where, _ in found(town)} == {"run-0/town", "run-1/town"}


def test_a_folder_that_is_gone_is_found(town: Custody) -> None:
    shutil.rmtree(town.base / "runs" / "run-1")
    assert found(town) == [("run-1/town", "missing")]


@pytest.mark.parametrize("gone", [0, 1])
def test_a_link_taken_out_of_the_chain_is_found(town: Custody, gone: int) -> None:
    disarm(town.ledger._engine)
    with writing(town.ledger._engine) as session:
        session.execute(delete(ManifestRow).where(ManifestRow.run_id == f"run-{gone}"))
    assert (f"run-{gone + 1}/town", "broken-chain") in found(town)


def test_a_second_ledger_that_leaves_a_run_out_is_found(town: Custody, tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'second.db'}")
    upgrade(engine)
    second = Ledger(engine)
    for link in town.ledger.links()[1:]:
        second.append(lambda previous, link=link: link)
    assert [problem.code for problem in verify(second, town.base)] == ["broken-chain"]
    # Forged so that the chain itself looks whole, the manifest on disk contradicts it.
    disarm(engine)
    with writing(engine) as session:
        session.execute(update(ManifestRow).where(ManifestRow.run_id == "run-1").values(previous=GENESIS))
    assert [problem.code for problem in verify(second, town.base)] == ["broken-chain"]
    engine.dispose()


def add(session: Session, number: int, previous: str) -> None:
    fields = {"run_id": "run-x", "source": "town", "folder": "runs/run-x/town", "sealed_at": factories.NOW}
    session.add(ManifestRow(number=number, digest="d" * 64, previous=previous, **fields))


def test_a_predecessor_added_later_is_found(town: Custody) -> None:
    engine = town.ledger._engine
    for number, previous in ((-1, "f" * 64), (9, GENESIS)):
        with pytest.raises(IntegrityError), writing(engine) as session:
            add(session, number, previous)
    disarm(engine)
    with writing(engine) as session:
        session.execute(update(ManifestRow).values(number=ManifestRow.number + 10))
        add(session, 1, "f" * 64)
    problems = found(town)
    assert ("run-x/town", "broken-chain") in problems
    assert ("run-0/town", "broken-chain") in problems


@pytest.mark.parametrize(
    "body",
    [
        "not even JSON",
        "[]",
        '{"previous": "", "files": [1]}',
        '{"files": []}',
        '{"previous": "", "files": [{"name": 1, "sha256": 2}]}',
    ],
)
def test_a_link_made_to_agree_with_a_changed_manifest_breaks_the_chain(town: Custody, body: str) -> None:
    manifest = town.base / "runs" / "run-1" / "town" / MANIFEST
    manifest.write_text(body)
    disarm(town.ledger._engine)
    with writing(town.ledger._engine) as session:
        session.execute(update(ManifestRow).where(ManifestRow.run_id == "run-1").values(digest=digest_of(manifest)))
    problems = found(town)
    assert ("run-1/town", "changed") in problems
    assert ("run-2/town", "broken-chain") in problems


def test_one_run_can_be_checked_alone_and_the_chain_is_checked_all_the_same(town: Custody) -> None:
    (town.base / "runs" / "run-0" / "town" / "listings.jsonl").write_text("changed")
    assert found(town, "run-1") == []
    assert found(town, "run-0") == [("run-0/town", "changed")]
    disarm(town.ledger._engine)
    with writing(town.ledger._engine) as session:
        session.execute(delete(ManifestRow).where(ManifestRow.run_id == "run-1"))
    assert found(town, "run-0") == [("run-0/town", "changed"), ("run-2/town", "broken-chain")]


def rewritten(number: str, digest: str, previous: str) -> str:
    """Every link again, with another run's name."""
    fields = f"{number}, 'run-x', source, {digest}, {previous}, folder, sealed_at"
    return f"INTO manifests SELECT {fields} FROM manifests"


REWRITES = {
    "both": ("UPDATE manifests SET folder = 'x'", "DELETE FROM manifests"),
    "sqlite": (
        f"INSERT OR REPLACE {rewritten('number', 'run_id', 'folder')}",
        f"INSERT OR REPLACE {rewritten('number + 9', 'digest', 'folder')}",
        f"INSERT OR REPLACE {rewritten('number + 9', 'folder', 'previous')}",
    ),
    "postgresql": ("TRUNCATE manifests",),
}


def test_the_database_itself_refuses_to_rewrite_the_chain(town: Custody, engine: Engine) -> None:
    links = town.ledger.links()
    for how in REWRITES["both"] + REWRITES[engine.dialect.name]:
        with pytest.raises(DBAPIError, match="append-only"), engine.begin() as connection:
            connection.execute(text(how))
    assert town.ledger.links() == links
    town.seal(town.crawl("run-9"), later=9)
    assert found(town) == []


def blobs_of(town: Custody) -> list[Path]:
    return sorted(path for path in town.blobs.folder.rglob("*") if path.is_file())


@pytest.mark.parametrize("run_id", ["", "run-1"])
def test_a_picture_replaced_in_the_store_is_found(town: Custody, run_id: str) -> None:
    one, two = blobs_of(town)
    one.unlink()  # the sealed file of the run keeps its bytes
    one.write_bytes(b"another picture")
    two.unlink()
    problems = list(verify(town.ledger, town.base, run_id))
    assert {(one.name[:8], "changed"), (two.name[:8], "missing")} == {
        (problem.message.partition("blobs/")[2][:8], problem.code) for problem in problems
    }


def test_a_picture_of_a_right_that_was_changed_or_is_gone_is_found(town: Custody, tmp_path: Path) -> None:
    supplied = [tmp_path / f"{name}.png" for name in "abc"]
    for path in supplied:
        path.write_bytes(path.name.encode())
    kept = [town.blobs.copy(path) for path in supplied]
    pictures = [str(path) for path in kept]
    assert list(verify(town.ledger, town.base, pictures=pictures)) == []
    kept[1].write_bytes(b"another")
    kept[2].unlink()
    problems = list(verify(town.ledger, town.base, pictures=pictures))
    assert [(problem.where, problem.code) for problem in problems] == [("blobs", "changed"), ("blobs", "missing")]
    assert [path.name in problem.message for path, problem in zip(kept[1:], problems, strict=True)] == [True, True]


@pytest.mark.parametrize("name", ["notes.txt", "pictures/extra.png", "pictures/seal.json", "deep/er/x", ".hidden"])
def test_a_file_added_to_a_sealed_folder_is_found(town: Custody, name: str) -> None:
    path = town.base / "runs" / "run-1" / "town" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("planted")
    (problem,) = verify(town.ledger, town.base)
    assert (problem.where, problem.code) == ("run-1/town", "added")
    assert name in problem.message


def test_a_link_to_elsewhere_in_a_sealed_folder_is_found(town: Custody, tmp_path: Path) -> None:
    (town.base / "runs" / "run-1" / "town" / "more").symlink_to(tmp_path)
    assert found(town) == [("run-1/town", "added")]


def test_what_later_stages_leave_beside_sealed_files_is_no_breach(town: Custody) -> None:
    folder = town.base / "runs" / "run-1" / "town"
    stages = [f"{stage}.json" for stage in ("seal", "match", "queue", "sample", "facts")]
    for name in (*stages, "matches.jsonl", "facts.npy", "facts.npy.part", "crawl.log", "match.error.txt"):
        (folder / name).write_text("later, or cut off")
    assert found(town) == []


def test_the_head_says_how_long_the_chain_is_and_where_it_ends(town: Custody) -> None:
    assert town.ledger.head() == (3, town.ledger.links()[-1].digest)


def test_the_head_of_an_empty_chain_is_its_beginning(engine: Engine, tmp_path: Path) -> None:
    town = custody(engine, tmp_path)
    assert town.ledger.head() == (0, GENESIS)
    assert list(verify(town.ledger, town.base, anchors=[("run-0", *town.ledger.head())])) == []


@pytest.mark.parametrize("run_id", ["", "run-0"])
def test_a_chain_whose_end_was_cut_off_is_found_by_what_reports_say_of_it(town: Custody, run_id: str) -> None:
    links = town.ledger.links()
    anchors = [(f"run-{n}", n + 1, link.digest) for n, link in enumerate(links)]
    assert list(verify(town.ledger, town.base, run_id, anchors=anchors)) == []
    disarm(town.ledger._engine)
    with writing(town.ledger._engine) as session:
        session.execute(delete(ManifestRow).where(ManifestRow.digest == links[-1].digest))
    problems = list(verify(town.ledger, town.base, run_id, anchors=anchors))
    assert [(problem.where, problem.code) for problem in problems] == [("run-2", "cut-chain")]


def test_a_chain_that_was_written_anew_does_not_pass_where_the_old_one_was_noted(town: Custody) -> None:
    digest = town.ledger.links()[1].digest
    wrong = [("run-a", 2, "f" * 64), ("run-b", 1, digest), ("run-c", 0, digest), ("run-d", -1, digest)]
    problems = list(verify(town.ledger, town.base, anchors=wrong))
    assert [(p.where, p.code) for p in problems] == [(place, "broken-chain") for place, _, _ in wrong]


def test_a_run_that_ends_while_the_chain_is_checked_is_no_breach(town: Custody) -> None:
    def reports() -> Iterator[tuple[str, int, str]]:
        town.seal(town.crawl("run-9"), later=9)
        yield "run-9", *town.ledger.head()

    assert list(verify(town.ledger, town.base, anchors=reports())) == []
