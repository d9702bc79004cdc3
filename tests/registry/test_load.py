"""Importing a register: the whole file or nothing, on both databases."""

from collections.abc import Callable
from pathlib import Path

import factories
import pytest
from sqlalchemy import Engine, text

from database import make_engine, writing
from domain.right import Right
from evidence.store import BlobStore
from migrations.upgrade import upgrade
from registry.importer import UnreadableRegistryError
from registry.importers.registry_csv import IMPORTER
from registry.load import LoadReport, Plan, RefusedError, load
from registry.store import RegistryStore
from tests.registry.registry_file import bomb, many, plain

HEADER = "right_id,kind,mark_text,images"


@pytest.fixture
def store(engine: Engine, tmp_path: Path) -> RegistryStore:
    return RegistryStore(engine, tmp_path)


def take(store: RegistryStore, path: Path, register: str = "city", **plan: bool) -> LoadReport:
    blobs = BlobStore(path.parent / "blobs")
    return load(store, path, IMPORTER, Plan(register, **plan), keep_picture=blobs.copy, now=factories.NOW)


def everything(store: RegistryStore) -> tuple[object, ...]:
    """All rows of the registry, as the database has them."""
    with store.engine.connect() as connection:
        return tuple(
            tuple(connection.execute(text(f"SELECT * FROM {table} ORDER BY 1")).all())
            for table in ("registers", "rights")
        )


BAD = {
    "bad-kind": "TM-99,patent,Velmora,",
    "bad-csv": 'TM-99,trademark,"Vel"mora,',
    "bad-encoding": "TM-99,trademark,Vel\0mora,",
    "duplicate-id": "TM-0,trademark,Velmora again,",
    "unreadable-image": "TM-99,trademark,Velmora,absent.png",
}


@pytest.mark.parametrize("code", BAD)
def test_a_bad_line_leaves_the_database_as_it_was(store: RegistryStore, tmp_path: Path, code: str) -> None:
    take(store, many(tmp_path / "first.csv", 20))
    before = everything(store)
    lines = [f"TM-{n},trademark,Other {n}," for n in range(30)]
    path = plain(tmp_path / "second.csv", *lines, BAD[code], header=HEADER)
    with pytest.raises(RefusedError, match=r"1 bad line\(s\).*--skip-bad") as caught:
        take(store, path)
    assert everything(store) == before
    assert caught.value.report.codes == ((code, 1),)
    (problem,) = caught.value.report.problems
    assert (problem.where, problem.line) == ("second.csv", 32)


@pytest.mark.parametrize("code", BAD)
def test_a_bad_line_can_be_left_out_on_request(store: RegistryStore, tmp_path: Path, code: str) -> None:
    path = plain(tmp_path / "r.csv", "TM-0,trademark,Velmora,", BAD[code], "TM-2,trademark,Orwin,", header=HEADER)
    report = take(store, path, skip_bad=True)
    assert (report.rights, report.skipped, report.codes) == (2, 1, ((code, 1),))
    assert [right.mark_text for right in store.rights()] == ["Velmora", "Orwin"]


def test_a_file_that_breaks_off_leaves_the_database_as_it_was(store: RegistryStore, tmp_path: Path) -> None:
    take(store, many(tmp_path / "first.csv", 20))
    before = everything(store)
    packed = many(tmp_path / "second.csv.gz", 12_000)  # more than one batch is inserted before the end is missed
    packed.write_bytes(packed.read_bytes()[:-200])
    with pytest.raises(UnreadableRegistryError, match="damaged"):
        take(store, packed)
    with pytest.raises(UnreadableRegistryError, match="cannot be read"):
        take(store, tmp_path / "absent.csv")
    assert everything(store) == before


@pytest.mark.parametrize("kind", ["bomb", "text", "drawing"])
def test_a_picture_that_cannot_be_compared_is_refused_by_its_line(
    store: RegistryStore, tmp_path: Path, kind: str
) -> None:
    make: dict[str, Callable[[Path], object]] = {
        "bomb": bomb,
        "text": lambda path: path.write_text("hello"),
        "drawing": lambda path: path.write_text("%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n"),
    }
    make[kind](tmp_path / "bad.png")
    factories.picture(tmp_path / "good.png")
    lines = ("TM-1,trademark,Velmora,good.png", "TM-2,trademark,Orwin,good.png;bad.png")
    with pytest.raises(RefusedError) as caught:
        take(store, plain(tmp_path / "r.csv", *lines, header=HEADER))
    (problem,) = caught.value.report.problems
    assert (problem.line, problem.code) == (3, "unreadable-image")
    assert "bad.png" in problem.message


def test_pictures_are_kept_so_that_the_file_may_go(store: RegistryStore, tmp_path: Path) -> None:
    picture = factories.picture(tmp_path / "supplied" / "logo.png")
    data = picture.read_bytes()
    take(store, plain(tmp_path / "r.csv", "TM-1,trademark,,supplied/logo.png", header=HEADER))
    picture.write_bytes(b"changed later")
    picture.unlink()
    (right,) = store.rights()
    (kept,) = right.images
    assert Path(kept).read_bytes() == data


def test_importing_the_same_file_again_does_nothing(store: RegistryStore, tmp_path: Path) -> None:
    path = many(tmp_path / "r.csv", 20)
    assert not take(store, path).unchanged
    before = everything(store)
    again = take(store, path)
    assert (again.unchanged, again.rights) == (True, 20)
    assert everything(store) == before


def test_lines_that_were_left_out_are_tried_again(store: RegistryStore, tmp_path: Path) -> None:
    path = plain(tmp_path / "r.csv", "TM-1,trademark,Velmora,", "D-1,design,,late.png", header=HEADER)
    assert take(store, path, skip_bad=True).skipped == 1
    again = take(store, path, skip_bad=True)
    assert (again.unchanged, again.skipped) == (False, 1)
    factories.picture(tmp_path / "late.png")
    mended = take(store, path)
    assert (mended.unchanged, mended.rights, mended.skipped) == (False, 2, 0)
    assert take(store, path).unchanged


def test_a_picture_that_changed_under_the_same_name_is_taken_anew(store: RegistryStore, tmp_path: Path) -> None:
    path = plain(tmp_path / "r.csv", "D-1,design,,a.png;b.png", "D-2,design,,a.png", header=HEADER)
    for seed, name in enumerate(("a.png", "b.png")):
        factories.picture(tmp_path / name, seed)
    take(store, path)
    assert take(store, path).unchanged
    before = store.registers()
    changed = factories.picture(tmp_path / "a.png", 7).read_bytes()
    assert not take(store, path).unchanged
    assert {Path(right.images[0]).read_bytes() for right in store.rights()} == {changed}
    assert before[0].digest == store.registers()[0].digest
    assert before[0].pictures != store.registers()[0].pictures
    (tmp_path / "b.png").unlink()
    with pytest.raises(RefusedError, match="1 bad line"):
        take(store, path)


def test_pictures_are_only_decoded_where_something_changed(
    store: RegistryStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    factories.picture(tmp_path / "a.png")
    path = plain(tmp_path / "r.csv", "D-1,design,,a.png", header=HEADER)
    take(store, path)
    monkeypatch.setattr("registry.gate.fault", lambda location: pytest.fail(f"{location} was decoded"))
    assert take(store, path).unchanged


def test_nobody_waits_for_pictures(store: RegistryStore, tmp_path: Path) -> None:
    factories.picture(tmp_path / "a.png")
    path = plain(tmp_path / "r.csv", "D-1,design,,a.png", header=HEADER)
    other = make_engine(store.engine.url.render_as_string(hide_password=False))
    kept = []

    def keep_while_others_write(picture: Path) -> Path:
        with writing(other) as session:
            session.execute(text("UPDATE registers SET rights = rights"))
        kept.append(picture)
        return picture

    assert (
        load(store, path, IMPORTER, Plan("city"), keep_picture=keep_while_others_write, now=factories.NOW).rights == 1
    )
    assert kept == [tmp_path / "a.png"]
    other.dispose()


def test_a_file_that_changes_while_it_is_read_is_refused(store: RegistryStore, tmp_path: Path) -> None:
    factories.picture(tmp_path / "a.png")
    path = plain(tmp_path / "r.csv", "D-1,design,,a.png", header=HEADER)

    def write_more(picture: Path) -> Path:
        with path.open("a") as file:
            file.write("TM-2,trademark,Velmora,\n")
        return picture

    with pytest.raises(RefusedError, match="changed while it was read"):
        load(store, path, IMPORTER, Plan("city"), keep_picture=write_more, now=factories.NOW)
    assert everything(store) == ((), ())


def test_an_id_that_another_import_takes_meanwhile_is_refused(store: RegistryStore, tmp_path: Path) -> None:
    path, other = many(tmp_path / "r.csv", 3), many(tmp_path / "other.csv", 1)
    fields = {"keep_picture": lambda picture: picture, "now": factories.NOW}
    with pytest.raises(RefusedError, match="another import"):
        load(store, path, IMPORTER, Plan("city"), **fields, on_progress=lambda _: take(store, other, "other"))
    assert [register.name for register in store.registers()] == ["other"]


@pytest.mark.parametrize("name", ["x" * 129, "", " ", "city\0", "city\udcff"])
def test_a_name_that_no_register_can_have_is_refused_in_a_sentence(
    store: RegistryStore, tmp_path: Path, name: str
) -> None:
    with pytest.raises(RefusedError, match=r"1 to 128 ordinary characters.*--register"):
        take(store, many(tmp_path / "r.csv", 2), name)
    assert take(store, many(tmp_path / "r.csv", 2), "x" * 128).rights == 2


def test_a_new_file_replaces_its_register_and_no_other(store: RegistryStore, tmp_path: Path) -> None:
    take(store, many(tmp_path / "a.csv", 10, "A"), "one")
    take(store, many(tmp_path / "b.csv", 5, "B"), "two")
    take(store, many(tmp_path / "a2.csv", 9, "A", mark="Orwin"), "one")
    found = {right.right_id: right.mark_text for right in store.rights()}
    assert found == {f"A-{n}": f"Orwin {n}" for n in range(9)} | {f"B-{n}": f"Velmora {n}" for n in range(5)}
    assert [(r.name, r.file, r.rights) for r in store.registers()] == [("one", "a2.csv", 9), ("two", "b.csv", 5)]


def test_an_id_of_another_register_is_refused_by_its_line(store: RegistryStore, tmp_path: Path) -> None:
    take(store, many(tmp_path / "a.csv", 3, "A"), "one")
    path = plain(tmp_path / "b.csv", "B-1,trademark,Orwin", "A-1,trademark,Orwin", header="right_id,kind,mark_text")
    with pytest.raises(RefusedError) as caught:
        take(store, path, "two")
    (problem,) = caught.value.report.problems
    assert (problem.line, problem.code) == (3, "other-register")
    assert "'one'" in problem.message
    assert take(store, path, "two", skip_bad=True).rights == 1
    assert [right.mark_text for right in store.rights(text="Orwin")] == ["Orwin"]


def test_a_register_that_lost_more_than_a_fifth_is_refused_unless_said_so(store: RegistryStore, tmp_path: Path) -> None:
    take(store, many(tmp_path / "a.csv", 100))
    assert take(store, many(tmp_path / "b.csv", 80)).rights == 80
    before = everything(store)
    short = many(tmp_path / "c.csv", 63)
    with pytest.raises(RefusedError, match=r"63 rights where .* had 80.*--allow-shrink"):
        take(store, short)
    assert everything(store) == before
    assert take(store, short, allow_shrink=True).rights == 63


def test_a_file_without_rights_is_refused(store: RegistryStore, tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match="no rights"):
        take(store, plain(tmp_path / "r.csv", header=HEADER))
    assert everything(store) == ((), ())


def test_of_many_problems_a_thousand_are_kept_and_all_are_counted(store: RegistryStore, tmp_path: Path) -> None:
    path = plain(tmp_path / "r.csv", *(f"TM-{n},patent,x," for n in range(1_500)), header=HEADER)
    with pytest.raises(RefusedError, match="1500 bad") as caught:
        take(store, path)
    assert (len(caught.value.report.problems), caught.value.report.codes) == (1_000, (("bad-kind", 1_500),))


def test_the_real_register_is_imported_to_the_end(shared_data: Path, tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'real.db'}")
    upgrade(engine)
    store = RegistryStore(engine, tmp_path)
    seen: list[int] = []
    report = load(
        store,
        shared_data / "registry_320k.csv.gz",
        IMPORTER,
        Plan("real"),
        keep_picture=lambda path: path,
        now=factories.NOW,
        on_progress=seen.append,
    )
    assert (report.rights, report.skipped) == (320_000, 0)
    assert seen == sorted(seen)
    assert seen[-1] == store.stats()["kind"]["trademark"] == 320_000
    first: Right = next(store.rights(limit=1, text="ENERGYISLAND"))
    assert first.nice_classes == (1,)
    engine.dispose()
