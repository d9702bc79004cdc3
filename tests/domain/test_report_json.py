"""Reports: how a stage says that it is done."""

from datetime import UTC

import pytest
from factories import NOW
from hypothesis import given, settings
from hypothesis import strategies as st

from domain import report_json
from domain.problem import Problem
from domain.report import REFRESH, REMIND, ChainHead, NightReport, StageReport

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
chains = st.builds(ChainHead, st.integers(0, 10**6), texts)
nights = st.builds(NightReport, texts, times, times, st.lists(stages, max_size=3).map(tuple), chains)


@settings(deadline=None)
@given(nights)
def test_a_night_comes_back_as_it_was_written(night: NightReport) -> None:
    assert report_json.night_from(report_json.night_to(night)) == night
    assert night.failed == tuple(stage for stage in night.stages if stage.error)


def test_only_the_first_hundred_problems_are_kept() -> None:
    many = tuple(Problem("feed", n, "bad", "bad") for n in range(1, 251))
    kept = report_json.stage_from(report_json.stage_to(StageReport("crawl", "town", 1.0, problems=many))).problems
    assert kept == many[:100]


def test_a_report_of_before_the_chain_was_noted_is_still_read() -> None:
    fields = report_json.night_to(NightReport("r1", NOW, NOW, ()))
    del fields["chain"]
    assert report_json.night_from(fields).chain == ChainHead()


@pytest.mark.parametrize(
    ("failed", "nothing_done"),
    [((), False), (("a",), False), ((REFRESH, REMIND), False), (("a", "b"), True), ((REFRESH, "a", "b"), True)],
)
def test_nothing_is_done_when_every_source_failed_whatever_became_of_the_registry(
    failed: tuple[str, ...], nothing_done: bool
) -> None:
    stages = [StageReport(REFRESH, "a", 1.0, error="!" if REFRESH in failed else "")]  # a file named like a source
    for source in ("a", "b"):
        stages += [StageReport("crawl", source, 1.0), StageReport("seal", source, 1.0, error="!" * (source in failed))]
    assert NightReport("r1", NOW, NOW, tuple(stages)).nothing_done is nothing_done
