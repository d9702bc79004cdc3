"""Whatever happens in whatever order: the chain verifies, and what is held or needed can be shown."""

from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st

from domain.decision import Verdict
from domain.preservation import PreserveOf
from flows.retention.retain import retain
from tests.flows.kept_street import DAY, SOURCE, Street, street

LISTINGS = 4
STEPS = st.one_of(
    st.tuples(st.just("night"), st.booleans(), st.just(0)),
    st.tuples(st.just("lead"), st.integers(0, 9), st.integers(0, LISTINGS - 1)),
    st.tuples(st.just("decide"), st.integers(0, 9), st.booleans()),
    st.tuples(st.just("hold"), st.sampled_from(list(PreserveOf)[:3]), st.integers(0, 9)),
    st.tuples(st.just("release"), st.integers(0, 9), st.just(0)),
    st.tuples(st.just("wait"), st.sampled_from([1, 100, 200, 800, 2000]), st.just(0)),
    st.tuples(st.just("retain"), st.booleans(), st.just(0)),
)


class Walk:
    """A house, and what a person would say must be there."""

    def __init__(self, town: Street) -> None:
        self.town = town
        self.leads: dict[str, int] = {}
        self.open: set[str] = set()
        self.holds: dict[str, tuple[PreserveOf, str]] = {}
        self.there: set[tuple[str, int]] = set()
        self.killed = False

    def held(self) -> set[int]:
        """Numbers of the listings that are held or have an open lead."""
        found = {self.leads[lead] for lead in self.open}
        for of, value in self.holds.values():
            if of is PreserveOf.SELLER:
                found |= {number for number in range(LISTINGS) if value == f"{SOURCE}/S-{number % 3}"}
            else:
                found |= {number for lead, number in self.leads.items() if of is PreserveOf.RIGHT or lead == value}
        return found

    def step(self, what: str, one: object, other: object, monkeypatch: pytest.MonkeyPatch) -> None:
        getattr(self, f"_{what}")(one, other, monkeypatch)
        self.town.now += timedelta(hours=1)

    def _night(self, again: bool, *_: object) -> None:
        runs = list(self.town.nights)
        run = self.town.night(LISTINGS, earlier=runs[-1] if again and runs else "")
        self.there |= {(run, number) for number in range(LISTINGS)}
        self.town.now += DAY

    def _lead(self, which: int, number: int, *_: object) -> None:
        if runs := list(self.town.nights):
            lead = self.town.lead(runs[which % len(runs)], number)
            if lead not in self.leads:
                self.open.add(lead)
            self.leads[lead] = number

    def _decide(self, which: int, infringing: bool, *_: object) -> None:
        if self.leads:
            lead = sorted(self.leads)[which % len(self.leads)]
            self.town.decide(lead, Verdict.INFRINGING if infringing else Verdict.NOT_INFRINGING)
            self.open.discard(lead)

    def _hold(self, of: PreserveOf, which: int, *_: object) -> None:
        value = "TM-1" if of is PreserveOf.RIGHT else f"{SOURCE}/S-{which % 3}"
        if of is PreserveOf.LEAD:
            value = sorted(self.leads)[which % len(self.leads)] if self.leads else ""
        if value:
            made = self.town.house.preservations.place(of, value, "Lin", self.town.now, "order", None)
            self.holds[made.hold_id] = of, value

    def _release(self, which: int, *_: object) -> None:
        if self.holds:
            hold = sorted(self.holds)[which % len(self.holds)]
            self.town.house.preservations.release(hold, "Lin", self.town.now, "closed")
            del self.holds[hold]

    def _wait(self, days: int, *_: object) -> None:
        self.town.now += timedelta(days=days)

    def _retain(self, kill: bool, _: object, monkeypatch: pytest.MonkeyPatch) -> None:
        # Whoever says that something must be there looks before the jobs run.
        wanted = {(run, number) for run, number in self.there if number in self.held() and self.town.has(run, number)}
        if kill:
            with monkeypatch.context() as patch:
                patch.setattr("flows.retention.kinds.captures.finish", _killed)
                try:
                    retain(self.town.house, "Lin", self.town.now, apply=True)
                except KeyboardInterrupt:
                    self.killed = True
        else:
            retain(self.town.house, "Lin", self.town.now, apply=True)
            self.killed = False
        assert [one for one in sorted(wanted) if not self.town.has(*one)] == []
        self.check()

    def check(self) -> None:
        """That the chain verifies; what was killed lies there yet, and is named."""
        codes = {problem.code for problem in self.town.breaches()}
        assert codes <= ({"not-deleted"} if self.killed else set())


def _killed(*_: object) -> None:
    raise KeyboardInterrupt


@settings(
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=st.lists(STEPS, min_size=5, max_size=14))
def test_whatever_is_deleted_in_whatever_order_verify_passes_and_no_hold_is_broken(
    monkeypatch: pytest.MonkeyPatch, template: Path, steps: list[tuple[str, object, object]]
) -> None:
    with TemporaryDirectory() as folder:
        (Path(folder) / "markhound.db").write_bytes(template.read_bytes())
        walk = Walk(street(Path(folder)))
        note(f"steps: {steps}")
        walk.step("night", False, 0, monkeypatch)
        for what, one, other in steps:
            walk.step(what, one, other, monkeypatch)
        walk.step("wait", 200, 0, monkeypatch)
        for _ in range(3):
            walk.step("night", False, 0, monkeypatch)
        walk.step("retain", False, 0, monkeypatch)
        walk.town.house.registry.engine.dispose()


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database."""
    base = tmp_path_factory.mktemp("template")
    made = street(base)
    made.house.registry.engine.dispose()
    return base / "markhound.db"
