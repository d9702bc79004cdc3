"""Offices' XML: each format's record becomes a right with all that decides; real files give rights or a report."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path

import factories
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.problem import Problem
from domain.right import Permission, Priority, Right, RightKind, RightStatus
from registry.importer import Row, UnreadableRegistryError, importer_for, importers

FILES = Path(__file__).parent / "files"
FORMATS = sorted(path.stem for path in FILES.iterdir())


def read(tmp_path: Path, name: str, **other: str) -> tuple[list[Row], list[Problem]]:
    """What the format's file beside this one gives, read from elsewhere, with some texts replaced."""
    path = tmp_path / f"{name}.xml"
    text = (FILES / path.name).read_text(encoding="utf-8")
    for old, new in other.items():
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")
    importer = importer_for(path)
    assert importer.name == name
    items = list(importer.read(path))
    return [one for one in items if isinstance(one, Row)], [one for one in items if isinstance(one, Problem)]


def test_st66_gives_all_that_decides(tmp_path: Path) -> None:
    factories.picture(tmp_path / "velmora.png")
    (row, deleted), problems = read(tmp_path, "st66")
    assert row.right == Right(
        right_id="EM-018000001", kind=RightKind.TRADEMARK, mark_text="VELMORA WORKS",
        images=(str(tmp_path / "velmora.png"),),
        holder="Velmora Works", nice_classes=(25, 18), status=RightStatus.REGISTERED, registered_on=date(2020, 6, 1),
        expires_on=date(2030, 1, 2), jurisdiction="EM", status_text="Registered", filed_on=date(2020, 1, 2),
        goods_by_class=((25, "Coats"), (18, "Bags")), vienna_codes=("26.04.18",), disclaimer="WORKS",
        colour_claim="red, white",
        priorities=(Priority("DE", "302019", date(2019, 12, 1)),),
        permissions=(Permission("Tallow Trading", since=date(2024, 1, 1), until=date(2025, 12, 31)),),
    )  # fmt: skip
    assert (row.line, row.as_of) == (5, "2026-11-20T06:00:00")
    assert (deleted.right.status, deleted.right.status_text) == (RightStatus.CANCELLED, "deleted by the office")
    assert problems == []


def test_st96_reads_the_mark_and_not_those_of_its_opponents(tmp_path: Path) -> None:
    ((row,), _) = read(tmp_path, "st96")
    right = row.right
    assert (right.right_id, right.mark_text, right.holder) == ("CA-77001", "Quistrel", "Quistrel AB")
    assert (right.nice_classes, right.goods, right.status) == ((9,), "Lamps", RightStatus.EXPIRED)
    assert right.registration_number == "TMA9"


def test_st86_gives_each_design_of_an_application_with_its_views(tmp_path: Path) -> None:
    for seed, name in enumerate(("a1.png", "a2.png")):
        factories.picture(tmp_path / name, seed)
    (first, second), problems = read(tmp_path, "st86")
    assert (first.right.right_id, second.right.right_id) == ("FR2020-001", "FR2020-002")
    assert [Path(image).name for image in first.right.images] == ["a1.png", "a2.png"]
    assert (first.right.kind, first.right.locarno_classes, first.right.holder) == (
        RightKind.DESIGN,
        ("06-01",),
        "Mira Osk",
    )
    assert (first.right.goods, first.right.mark_text, first.right.expires_on) == ("Folding chair", "", date(2045, 3, 4))
    assert (first.right.status, second.right.status) == (RightStatus.REGISTERED, RightStatus.CANCELLED)
    assert [problem.code for problem in problems] == ["note-nothing-to-compare"]


def test_case_files_say_what_is_pending_registered_and_gone(tmp_path: Path) -> None:
    rows, problems = read(tmp_path, "uspto")
    assert [row.right.status.value for row in rows] == ["pending", "registered", "cancelled"]
    assert [row.as_of for row in rows] == ["2026-11-19", "2026-11-20", ""]
    right = rows[1].right
    assert (right.right_id, right.holder, right.holder_aliases) == ("US-75000002", "Orwin Inc.", ("Orwin Home",))
    assert (right.goods, right.disclaimer, right.nice_classes) == ("Soap", '"SOAP"', (3,))
    assert (right.colour_claim, right.agents) == ("The colour blue is claimed.", ("Mira Osk",))
    assert right.priorities == (Priority("SE", "A-7", date(1995, 8, 1)),)
    assert problems == []


def test_the_taiwan_gazette_counts_years_its_own_way(tmp_path: Path) -> None:
    (row,), (problem,) = read(tmp_path, "tipo")
    right = row.right
    assert (right.right_id, right.registration_number, right.nice_classes) == ("TW-109000001", "02200001", (25,))
    assert (right.registered_on, right.expires_on, right.filed_on) == (
        date(2022, 3, 16),
        date(2032, 3, 15),
        date(2020, 12, 15),
    )
    assert (right.holder, right.holder_aliases, right.agents) == ("棠屿服飾", ("TANGYU APPAREL",), ("林小滿",))
    assert (problem.code, problem.line) == ("bad-date", 5)


def test_kipris_tells_what_it_cannot_use(tmp_path: Path) -> None:
    (row, other), problems = read(tmp_path, "kipris")
    right = row.right
    assert (right.right_id, right.nice_classes, right.vienna_codes) == (
        "KR-4020200000001",
        (25, 18),
        ("26.04.18", "27.05.08"),
    )
    assert (right.holder, right.holder_aliases, right.status_text) == ("벨모라", ("Velmora Co",), "등록")
    assert other.right.status is RightStatus.UNKNOWN
    assert sorted(problem.code for problem in problems) == ["note-picture-address", "note-status"]


def test_a_picture_may_not_lie_elsewhere(tmp_path: Path) -> None:
    (row,), (problem,) = read(tmp_path, "st66", **{"velmora.png": "../../etc/secret.png"})
    assert (problem.code, problem.line, row.right.mark_text) == ("bad-path", 5, "ORWIN")


def test_a_format_can_be_named_and_an_empty_answer_gives_nothing(tmp_path: Path) -> None:
    path = tmp_path / "answer.dat"
    path.write_text("<response><body><items/></body></response>")
    assert list(importer_for(path, "kipris").read(path)) == []
    with pytest.raises(UnreadableRegistryError, match="--format"):
        importer_for(path)


def real_files(shared_data: Path) -> Iterator[Path]:
    yield from sorted((shared_data / "xml").iterdir())
    yield from sorted(shared_data.glob("registry_*.csv.gz"))


def test_real_files_give_rights_or_a_report_by_line(shared_data: Path) -> None:
    total = 0
    for path in real_files(shared_data):
        rows = 0
        for item in importer_for(path).read(path):
            rows += isinstance(item, Row)
            if isinstance(item, Row):
                assert item.right.right_id
                assert item.line > 0
            else:
                assert item.message
        assert rows > 0, path.name
        total += rows
    assert total > 330_000


@pytest.mark.parametrize("name", FORMATS)
def test_real_files_cut_short_are_refused_as_a_whole(shared_data: Path, tmp_path: Path, name: str) -> None:
    for path in (shared_data / "xml").glob("*.xml"):
        if importer_for(path).name == name:
            cut = tmp_path / path.name
            cut.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
            with pytest.raises(UnreadableRegistryError, match="line"):
                list(importer_for(cut).read(cut))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.sampled_from(FORMATS), at=st.floats(0, 1), other=st.binary(max_size=12), length=st.integers(0, 40))
def test_whatever_happens_to_a_file_it_gives_rights_a_report_or_a_sentence(
    tmp_path: Path, name: str, at: float, other: bytes, length: int
) -> None:
    data = (FILES / f"{name}.xml").read_bytes()
    place = int(at * len(data))
    path = tmp_path / "mutilated.xml"
    path.write_bytes(data[:place] + other + data[place + length :])
    with suppress(UnreadableRegistryError):
        assert all(isinstance(item, Row | Problem) for item in importers()[name].read(path))


def test_every_importer_of_xml_has_a_file_that_shows_it() -> None:
    assert set(importers()) - {"csv", "table", "folder"} == set(FORMATS)
