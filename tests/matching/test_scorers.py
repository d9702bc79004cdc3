"""Which scorer is in force: the setting's, else the accepted one, else the shipped default; none by accident."""

from dataclasses import replace
from pathlib import Path

import pytest

from matching.additive import Additive, UnreadableScorerError
from matching.score import DEFAULT, SCORER
from matching.scorers import ACCEPTED, FOLDER, accepted, by_name, in_force, learned

MINE = Additive("mine-1", -2.0, {"mark_in_title": ((0.0, 0.0), (1.0, 3.0))}, ((-5.0, -5.0), (5.0, 5.0)))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / FOLDER
    folder.mkdir()
    (folder / "mine-1.json").write_text(MINE.text(), encoding="utf-8")
    return tmp_path


def test_a_house_that_has_nothing_yet_weighs_by_the_shipped_default(tmp_path: Path) -> None:
    assert in_force(tmp_path / "absent", "").name == DEFAULT
    assert accepted(tmp_path / "absent") == ""
    assert learned(tmp_path / "absent") == ()


def test_a_candidate_is_not_in_force_until_it_is_accepted_or_named(data: Path) -> None:
    assert learned(data) == ("mine-1",)
    assert in_force(data, "").name == DEFAULT
    assert in_force(data, " mine-1 ") == MINE
    (data / FOLDER / ACCEPTED).write_text("mine-1\n", encoding="utf-8")
    assert in_force(data, "") == MINE
    assert in_force(data, SCORER).name == SCORER


def test_an_unknown_name_is_refused_with_those_that_there_are(data: Path) -> None:
    with pytest.raises(LookupError, match=f"{SCORER}.*mine-1.*MARKHOUND_SCORER"):
        in_force(data, "mine-2")
    for hostile in ("../scorers/mine-1", "/etc/passwd", "mine-1.json\x00", "."):
        with pytest.raises(LookupError):
            by_name(data, hostile)


def test_a_file_under_another_scorers_name_is_refused(data: Path) -> None:
    (data / FOLDER / "other.json").write_text(replace(MINE, name="mine-9").text(), encoding="utf-8")
    with pytest.raises(UnreadableScorerError, match="mine-9"):
        by_name(data, "other")
