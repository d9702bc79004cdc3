"""Verification: nothing that was sealed can change unnoticed."""

import shutil
from pathlib import Path

import factories
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, delete, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from database import make_engine, writing
from evidence.ledger import GENESIS, Ledger
from evidence.seal import MANIFEST
from evidence.store import digest_of
from evidence.tables import ManifestRow
from evidence.verify import verify
from migrations.upgrade import upgrade
from tests.evidence.sealed_run import Custody, custody


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
        assert [code for _, code in problems] == ["changed"], path.name


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
    with writing(engine) as session:
        session.execute(update(ManifestRow).where(ManifestRow.run_id == "run-1").values(previous=GENESIS))
    assert [problem.code for problem in verify(second, town.base)] == ["broken-chain"]
    engine.dispose()


def add(session: Session, number: int, previous: str) -> None:
    fields = {"run_id": "run-x", "source": "town", "folder": "runs/run-x/town", "sealed_at": factories.NOW}
    session.add(ManifestRow(number=number, digest="d" * 64, previous=previous, **fields))


def test_a_predecessor_added_later_is_found(town: Custody) -> None:
    with pytest.raises(IntegrityError), writing(town.ledger._engine) as session:
        add(session, -1, GENESIS)
    with writing(town.ledger._engine) as session:
        add(session, -1, "f" * 64)
    problems = found(town)
    assert ("run-x/town", "broken-chain") in problems
    assert ("run-0/town", "broken-chain") in problems


@pytest.mark.parametrize("text", ["not even JSON", "[]", '{"previous": "", "files": [1]}', '{"files": []}'])
def test_a_link_made_to_agree_with_a_changed_manifest_breaks_the_chain(town: Custody, text: str) -> None:
    manifest = town.base / "runs" / "run-1" / "town" / MANIFEST
    manifest.write_text(text)
    with writing(town.ledger._engine) as session:
        session.execute(update(ManifestRow).where(ManifestRow.run_id == "run-1").values(digest=digest_of(manifest)))
    problems = found(town)
    assert ("run-1/town", "changed") in problems
    assert ("run-2/town", "broken-chain") in problems


def test_one_run_can_be_checked_alone_and_the_chain_is_checked_all_the_same(town: Custody) -> None:
    (town.base / "runs" / "run-0" / "town" / "listings.jsonl").write_text("changed")
    assert found(town, "run-1") == []
    assert found(town, "run-0") == [("run-0/town", "changed")]
    with writing(town.ledger._engine) as session:
        session.execute(delete(ManifestRow).where(ManifestRow.run_id == "run-1"))
    assert found(town, "run-0") == [("run-0/town", "changed"), ("run-2/town", "broken-chain")]
