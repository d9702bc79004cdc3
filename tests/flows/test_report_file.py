"""Reports on disk: there whole, or not there."""

from pathlib import Path

import pytest

from domain.problem import Problem
from domain.report import StageReport
from domain.report_json import stage_to
from flows import report_file


def test_a_report_that_was_cut_off_anywhere_is_not_done(tmp_path: Path) -> None:
    path = tmp_path / "crawl.json"
    assert report_file.read_stage(path) is None
    stage = StageReport("crawl", "城", 1.5, (("listings", 3),), (Problem("a", 1, "坏", "bad"),))
    report_file.write(stage_to(stage), path)
    assert report_file.read_stage(path) == stage
    whole = path.read_bytes()
    for length in range(len(whole) - 2):
        path.write_bytes(whole[:length])
        assert report_file.read_stage(path) is None, length


@pytest.mark.parametrize("text", ["[]", "null", "5", '{"stage": 1}', "{}"])
def test_json_that_is_no_report_is_not_done(tmp_path: Path, text: str) -> None:
    path = tmp_path / "crawl.json"
    path.write_text(text, encoding="utf-8")
    assert report_file.read_stage(path) is None


def test_writing_leaves_no_draft_not_even_when_it_fails(tmp_path: Path) -> None:
    report_file.write({"a": 1}, tmp_path / "x.json")
    (tmp_path / "y.json").mkdir()
    with pytest.raises(OSError, match=r"y\.json"):
        report_file.write({"a": 1}, tmp_path / "y.json")
    assert {path.name for path in tmp_path.iterdir()} == {"x.json", "y.json"}
