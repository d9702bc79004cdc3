"""The archive of what was seen: the last word on each listing, once, and nothing lost that can be read."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.identity import digest
from flows.picture_forms import FORM, form_of, made, read
from flows.seen_archive import SeenArchive
from flows.seen_shard import FORMS, LINES, META, ROWS, SeenIn, row, rows_of
from matching.pictures.compact import MAKER, NUMBERS

AT = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
Said = dict[str, str]
PICTURE = "ab" * 32


def line(name: str, says: str) -> bytes:
    return f'{{"listing_id":"{name}","says":"{says}"}}\n'.encode()


def of(name: str, says: str, run: int = 0) -> bytes:
    return row(digest("key", name)[:32], digest("says", says)[:32], run)


def night(folder: Path, said: Said, number: int = 0) -> int:
    """Adds what is new, as the stage does; how many lines."""
    archive = SeenArchive(folder)
    rows = rows_of(of(name, says) for name, says in said.items())
    unknown = archive.unknown(rows)
    if not unknown.any():
        return 0
    draft = archive.draft([SeenIn(f"run-{number}", AT + timedelta(days=number))])
    for wanted, (name, says), one in zip(unknown.tolist(), said.items(), rows, strict=True):
        if wanted:
            draft.add(line(name, says), one.tobytes())
    draft.keep(np.frombuffer(form_of(bytes.fromhex(PICTURE), np.ones((1, NUMBERS), np.int16)), FORM))
    return int(unknown.sum())


def newest(archive: SeenArchive) -> set[bytes]:
    return {one.line for one in archive.newest()}


says = st.dictionaries(st.sampled_from("abcdef"), st.sampled_from("xyz"), max_size=6)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(says, max_size=5), st.booleans())
def test_the_newest_word_counts_whatever_was_said_before(
    tmp_path_factory: pytest.TempPathFactory, nights: list[Said], gathered: bool
) -> None:
    folder = tmp_path_factory.mktemp("seen")
    last: Said = {}
    for number, said in enumerate(nights):
        night(folder, said, number)
        assert night(folder, said, number) == 0, "the same night twice adds nothing"
        last |= said
    archive = SeenArchive(folder)
    if gathered and last:
        before = {(one.line, one.seen_in) for one in archive.newest()}
        assert archive.gather(frozenset(), lambda _: [PICTURE]) == len(last)
        assert {(one.line, one.seen_in) for one in archive.newest()} == before
        assert len(list(SeenArchive(folder).forms())) == 1
        assert len(next(SeenArchive(folder).forms())) == 1, "each form once"
    assert newest(SeenArchive(folder)) == {line(name, what) for name, what in last.items()}
    assert archive.listings == len(last)
    assert not archive.problems


def test_of_one_listing_that_stands_twice_the_last_counts(tmp_path: Path) -> None:
    rows = rows_of([of("a", "x"), of("a", "y")])
    assert SeenArchive(tmp_path).unknown(rows).tolist() == [False, True]


def test_a_row_knows_its_listing_and_its_night(tmp_path: Path) -> None:
    night(tmp_path, {"a": "x"}, 3)
    (one,) = SeenArchive(tmp_path).newest()
    assert (one.key, one.content) == (digest("key", "a")[:32], digest("says", "x")[:32])
    assert one.seen_in == SeenIn("run-3", AT + timedelta(days=3))


def test_what_was_gone_long_ago_goes_when_shards_are_gathered(tmp_path: Path) -> None:
    night(tmp_path, {"a": "x", "b": "x"})
    archive = SeenArchive(tmp_path)
    assert archive.gather(frozenset([digest("key", "a")[:32]]), lambda _: []) == 1
    assert newest(SeenArchive(tmp_path)) == {line("b", "x")}
    assert not len(next(SeenArchive(tmp_path).forms())), "forms of pictures that nobody shows go with them"


@pytest.mark.parametrize("keep", [0.0, 0.3, 0.99])
def test_a_cut_shard_gives_what_is_left_and_is_filled_up_by_the_next_night(tmp_path: Path, keep: float) -> None:
    said = {f"L-{number}": digest("text", str(number)) for number in range(500)}
    night(tmp_path, said)
    path = tmp_path / "00000001" / LINES
    data = path.read_bytes()
    path.write_bytes(data[: int(keep * len(data))])
    archive = SeenArchive(tmp_path)
    left = newest(archive)
    assert left <= {line(name, what) for name, what in said.items()}
    (problem,) = archive.problems
    assert (problem.code, problem.where) == ("cut-shard", f"{tmp_path.name}/00000001")
    assert f"{len(left):,} of its 500 listings" in problem.message
    assert night(tmp_path, said, 1) == 500
    assert newest(SeenArchive(tmp_path)) == {line(name, what) for name, what in said.items()}


def test_gathering_leaves_a_damaged_shard_where_it_is(tmp_path: Path) -> None:
    night(tmp_path, {f"L-{number}": digest("text", str(number)) for number in range(500)})
    night(tmp_path, {"other": "x"}, 1)
    path = tmp_path / "00000001" / LINES
    path.write_bytes(path.read_bytes()[:2_000])
    archive = SeenArchive(tmp_path)
    before = newest(archive)
    archive.gather(frozenset(), lambda _: [])
    assert sorted(one.name for one in tmp_path.iterdir()) == ["00000001", "00000003"]
    assert newest(SeenArchive(tmp_path)) == before


def test_a_flipped_byte_is_told(tmp_path: Path) -> None:
    night(tmp_path, {f"L-{number}": digest("text", str(number)) for number in range(500)})
    path = tmp_path / "00000001" / LINES
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0x55
    path.write_bytes(bytes(data))
    archive = SeenArchive(tmp_path)
    list(archive.newest())
    assert [problem.code for problem in archive.problems] == ["cut-shard"]


@pytest.mark.parametrize("name", [ROWS, META])
def test_a_shard_without_its_rows_is_told_and_the_others_are_read(tmp_path: Path, name: str) -> None:
    night(tmp_path, {"a": "x"})
    night(tmp_path, {"b": "x"}, 1)
    (tmp_path / "00000001" / name).write_bytes(b"\x93NUMPY{")
    archive = SeenArchive(tmp_path)
    assert newest(archive) == {line("b", "x")}
    assert "nothing of it can be read" in archive.problems[0].message
    assert night(tmp_path, {"a": "x", "b": "x"}, 2) == 1


def test_lost_forms_cost_no_listings(tmp_path: Path) -> None:
    night(tmp_path, {"a": "x"})
    (tmp_path / "00000001" / FORMS).unlink()
    archive = SeenArchive(tmp_path)
    assert not list(archive.forms())
    assert "names are compared" in archive.problems[0].message
    assert newest(archive) == {line("a", "x")}


def test_forms_of_another_version_are_not_compared(tmp_path: Path) -> None:
    night(tmp_path, {"a": "x"})
    told = tmp_path / "00000001" / META
    told.write_text(told.read_text(encoding="utf-8").replace(MAKER, "dct-sift-0"), encoding="utf-8")
    archive = SeenArchive(tmp_path)
    assert not list(archive.forms())
    assert "of another version" in archive.problems[0].message
    assert newest(archive) == {line("a", "x")}


def test_what_a_killed_night_left_is_cleared_and_never_read(tmp_path: Path) -> None:
    night(tmp_path, {"a": "x"})
    draft = SeenArchive(tmp_path).draft([SeenIn("run-9", AT)])
    draft.add(line("b", "x"), of("b", "x"))
    assert newest(SeenArchive(tmp_path)) == {line("a", "x")}
    night(tmp_path, {"c": "x"}, 1)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["00000001", "00000002"]


def test_forms_that_were_cut_off_lose_the_last_record_only(tmp_path: Path) -> None:
    path = tmp_path / "forms.bin"
    whole = form_of(bytes.fromhex(PICTURE), np.ones((2, NUMBERS), np.int16))
    path.write_bytes(whole[:-1])
    assert len(read(path)) == 1
    assert len(read(tmp_path / "absent.bin")) == 0
    assert len(form_of(bytes(32), np.zeros((0, NUMBERS), np.int16))) == FORM.itemsize, "a flat picture is known too"


def test_a_picture_that_is_none_has_a_form_that_is_like_nothing(tmp_path: Path) -> None:
    path = tmp_path / PICTURE
    path.write_bytes(b"<html>gone</html>")
    assert not np.frombuffer(made(str(path), PICTURE), FORM)["numbers"].any()
    assert made(str(tmp_path / "absent"), PICTURE) == b""
