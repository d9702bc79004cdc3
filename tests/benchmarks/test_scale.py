"""The model of a night on many machines: what grows, what does not, and what is in the way."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from benchmarks.scaled.model import Engine, Night, core_seconds, reckoned
from benchmarks.scaled.runs import Run, checked, fitted

COSTS = {
    "crawl": 0.004, "crawl_same": 0.001, "match": 0.0002, "picture": 0.03, "print": 0.01, "carry": 0.0001,
    "history": 0.0001, "facts": 0.0002, "queue": 0.001, "asking": 0.00001,
}  # fmt: skip
DATABASE = {"offers": 5_000.0, "known": 8_000.0, "leads": 600.0}

nights = st.builds(Night, listings=st.integers(1_000, 10**9), changed=st.floats(0, 1), sources=st.integers(1, 10_000))


@given(nights, st.integers(2, 9))
def test_work_grows_with_listings_and_nothing_else(night: Night, times: int) -> None:
    one, more = (sum(core_seconds(n, COSTS).values()) for n in (night, replace(night, listings=night.listings * times)))
    assert abs(more - times * one) <= 1e-6 * more
    apart = reckoned(replace(night, sources=night.sources * times), COSTS, DATABASE)
    assert apart["core_hours"] == reckoned(night, COSTS, DATABASE)["core_hours"]
    assert apart["source_hours"] <= reckoned(night, COSTS, DATABASE)["source_hours"]


@given(nights)
def test_machines_are_as_many_as_the_work_needs_and_one_fewer_would_not_do(night: Night) -> None:
    found = reckoned(night, COSTS, DATABASE)
    hours = night.hours * night.cores * night.busy
    assert found["core_hours"] <= found["machines"] * hours * (1 + 1e-9)
    assert found["core_hours"] > (found["machines"] - 1) * hours * (1 - 1e-9)


def test_a_run_that_follows_the_model_is_found_again_by_it() -> None:
    truth = Engine(fixed=2.0, start=3.0, listing=0.001, asking=0.0001)
    runs = [
        Run("dask", workers, listings, truth.clock(listings, workers, 2), truth.processor(listings, workers),
            0.5 + listings * truth.asking, 0, 0, 0)
        for workers in (1, 2)
        for listings in (5_000, 20_000)
    ]  # fmt: skip
    found = fitted(runs, "dask", 2)
    assert all(abs(row["error"]) < 1e-9 and abs(row["error_clock"]) < 1e-9 for row in checked(runs, {"dask": found}, 2))
