"""Reports: how a stage says that it is done."""

from datetime import UTC
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from domain import report_json
from domain.problem import Problem
from domain.report import NightReport, StageReport

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=10)
problems = st.builds(Problem, texts, st.integers(0, 99), texts, texts)
stages = st.builds(
    StageReport,
    stage=texts,
    source=texts,
    seconds=st.integers(0, 10**6).map(lambda n: n / 1000),
    counts=st.dictionaries(texts, st.integers(0, 10**9), max_size=3).map(lambda d: tuple(d.items())),
    problems=st.lists(problems, max_size=3).map(tuple),
    error=texts,
)
times = st.datetimes(timezones=st.just(UTC))
nights = st.builds(NightReport, texts, times, times, st.lists(stages, max_size=3).map(tuple))


@settings(deadline=None)
@given(nights)
def test_a_night_comes_back_as_it_was_written(night: NightReport) -> None:
    assert report_json.night_from(report_json.night_to(night)) == night
    assert night.failed == tuple(stage for stage in night.stages if stage.error)


def test_only_the_first_hundred_problems_are_kept() -> None:
    many = tuple(Problem("feed", n, "bad", "bad") for n in range(1, 251))
    kept = report_json.stage_from(report_json.stage_to(StageReport("crawl", "town", 1.0, problems=many))).problems
    assert kept == many[:100]


def test_a_report_that_was_cut_off_anywhere_is_not_done(tmp_path: Path) -> None:
    path = tmp_path / "crawl.json"
    assert report_json.read_stage(path) is None
    stage = StageReport("crawl", "城", 1.5, (("listings", 3),), (Problem("a", 1, "坏", "bad"),))
    report_json.write(report_json.stage_to(stage), path)
    assert report_json.read_stage(path) == stage
    whole = path.read_bytes()
    for length in range(len(whole) - 2):
        path.write_bytes(whole[:length])
        assert report_json.read_stage(path) is None, length


def test_writing_leaves_no_draft(tmp_path: Path) -> None:
    report_json.write({"a": 1}, tmp_path / "x.json")
    assert [path.name for path in tmp_path.iterdir()] == ["x.json"]
