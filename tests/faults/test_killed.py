"""Nights that are killed: at every border of a stage and at places within by SIGKILL; and by SIGTERM."""

import json
import os
import signal
import time
from collections.abc import Callable
from random import Random
from typing import Any

from installation import Installation, processes, wait_for

from domain.report import StageReport
from tests.crawlers.raw_server import RawServer
from tests.faults.conftest import Ledger, differing
from tests.faults.full_disk import FullDisk
from tests.faults.market import LIGHT, Market

PLACES = int(os.environ.get("FAULTS_KILLS", "5"))  # within stages; `make faults` has more
SEED = int(os.environ.get("FAULTS_SEED", "20261128"))


class Deadly(FullDisk):
    """A disk at whose n-th place whoever writes is killed."""

    def is_full(self, what: str) -> bool:
        self.places.append(what)
        if len(self.places) == self.place:
            os.kill(os.getpid(), signal.SIGKILL)
        return False


def killed(work: Callable[[], Any]) -> bool:
    """Does something in a process of its own, a copy of this one; whether that was killed."""
    child = os.fork()
    if child == 0:
        try:
            work()
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


def names_of_stages(market: Market) -> list[str]:
    names: list[str] = []

    def call(name: str, work: Callable[[], StageReport]) -> StageReport:
        names.append(name)
        return work()

    market.restore("halfway")
    market.night(call)
    return names


def test_a_night_killed_before_any_of_its_stages_is_ended_by_the_next_start(
    market: Market, undisturbed: dict[str, Any], faults: Ledger
) -> None:
    names = names_of_stages(market)
    assert len(names) > 15
    for deadly in names:

        def call(name: str, work: Callable[[], StageReport], deadly: str = deadly) -> StageReport:
            if name == deadly:
                os.kill(os.getpid(), signal.SIGKILL)
            return work()

        market.restore("halfway")
        faults.struck(killed(lambda call=call: market.night(call)))  # type: ignore[misc]
        assert market.night().failed == (), deadly
        assert differing(market, undisturbed) == {}, deadly


def test_a_night_killed_while_it_writes_anything_is_ended_by_the_next_start(
    market: Market, undisturbed: dict[str, Any], faults: Ledger
) -> None:
    market.restore("halfway")
    with FullDisk() as whole:
        market.night()

    def die(place: int) -> None:
        with Deadly(place):
            market.night()

    chance = Random(SEED)
    for place in sorted(chance.sample(range(1, len(whole.places) + 1), min(PLACES, len(whole.places)))):
        market.restore("halfway")
        faults.struck(killed(lambda place=place: die(place)))  # type: ignore[misc]
        where = f"{place} {whole.places[place - 1]}"
        assert market.night().failed == (), where
        assert differing(market, undisturbed) == {}, where


def test_sigterm_ends_a_scan_within_moments_and_the_next_one_goes_on(market: Market, faults: Ledger) -> None:
    """The shop never answers, so the scan would wait for its time-out."""
    server = RawServer()
    server.answers["/"] = lambda connection: time.sleep(60)
    folder = market.at.folder / "sigterm"
    folder.mkdir()
    at = Installation(folder, {**LIGHT, "MARKHOUND_REGISTRY": str(market.at.folder / "registry.csv")})
    declared = (
        f'[sources.silent]\nplatform = "jsonld"\nstart = ["{server.url}/"]\nprivate_hosts = ["{server.host}"]\n'
        "limits = { timeout = 100 }\n"
    )
    (folder / "sources.toml").write_text(declared, encoding="utf-8")
    child = at.start("scan")
    wait_for(lambda: bool(server.asked) and "/" in server.paths(), child)
    began = time.monotonic()
    child.send_signal(signal.SIGTERM)
    said, _ = child.communicate(timeout=30)
    server.close()
    faults.struck(1)
    assert child.returncode == -signal.SIGTERM, said
    assert time.monotonic() - began < 10
    assert "markhound: stopped; the same again goes on where this ended" in said
    assert "Traceback" not in said
    wait_for(lambda: not processes(at), seconds=10)
    (run,) = (folder / "data" / "runs").iterdir()
    assert json.loads((run / "plan.json").read_text(encoding="utf-8"))["sources"] == ["silent"]
    assert not (run / "report.json").exists()
