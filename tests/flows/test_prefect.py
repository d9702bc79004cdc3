"""The two ways that need Prefect, with a real server: `markhound schedule`, and `prefect deploy` with a worker."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import Any

import httpx
import pytest
import yaml
from installation import ROOT, Installation, house, processes, report

from flows.prefect_defaults import DEFAULTS
from tests.flows.slow_feed import SlowFeed

PREFECT = [sys.executable, "-m", "prefect"]
PATIENCE = 150.0  # seconds; a first start of Prefect's server writes its schema, and a cron line waits for its minute

pytestmark = pytest.mark.xdist_group("prefect")  # two servers at once would only wait for each other


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def ask(url: str, path: str, **body: Any) -> Any:
    answer = httpx.post(f"{url}/{path}", json=body, timeout=10, trust_env=False)
    if answer.status_code == httpx.codes.SERVICE_UNAVAILABLE:  # its database is locked: Prefect's client asks again
        time.sleep(1)
        return ask(url, path, **body)
    answer.raise_for_status()
    return answer.json()


def until(happened: Callable[[], Any], child: subprocess.Popen[Any] | None = None) -> Any:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        value = happened()
        if value:
            return value
        assert child is None or child.poll() is None, "it ended by itself"
        time.sleep(0.3)
    raise AssertionError("it never happened")


def stop(child: subprocess.Popen[Any]) -> None:
    child.send_signal(signal.SIGINT)
    try:
        child.communicate(timeout=20)
    except subprocess.TimeoutExpired:
        child.kill()
        child.communicate()


def ran(at: Installation) -> bool:
    return any((at.folder / "data" / "runs").glob("*/report.json"))


def answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/health", timeout=2, trust_env=False).status_code == 200
    except httpx.TransportError:
        return False


def states_of(url: str, what: str) -> dict[str, set[str]]:
    """Names of flow runs or task runs by their state, those that never ran left out."""
    states: dict[str, set[str]] = defaultdict(set)
    for run in ask(url, f"{what}/filter"):
        states[run["state_type"]].add(run["name"])
    return states


def artifacts_of(url: str) -> set[str]:
    return {a["type"] for a in ask(url, "artifacts/filter") if a["key"]}


def test_a_schedule_fires_leaves_artifacts_and_stops_with_its_children(small: Installation) -> None:
    at = Installation(small.folder, {"MARKHOUND_SCHEDULE": "* * * * *", "MARKHOUND_TIMEZONE": "Asia/Shanghai"})
    port = free_port()
    url = f"http://127.0.0.1:{port}/api"
    child = at.start("schedule", "--port", str(port))
    try:
        until(lambda: ran(at), child)
        until(lambda: artifacts_of(url) >= {"markdown", "table", "progress"}, child)
    finally:
        stop(child)
    assert child.returncode == 0
    assert not answers(url)
    stages = report(at.folder)["stages"]
    assert isinstance(stages, list)
    (run,) = {path.parent.name for path in (at.folder / "data" / "runs").glob("*/report.md")}
    log = (at.folder / "data" / "logs" / "markhound.jsonl").read_text(encoding="utf-8")
    lines = [json.loads(line) for line in log.splitlines()]
    # Prefect's own lines have the same form, and say which run and source they belong to.
    assert {"corner"} == {line["source"] for line in lines if line.get("stage") == "match"}
    of_stages = [line for line in lines if line["logger"] == "prefect.flow_runs" and line.get("stage")]
    assert {line.get("run_id") for line in of_stages} == {run}
    assert [s["stage"] for s in stages] == [
        "refresh",
        "refresh",
        "crawl",
        "seal",
        "history",
        "match",
        "weigh",
        "queue",
        "sample",
        "archive",
        "facts",
        "networks",
        "complaints",
        "rank",
        "remind",
        "certify",
        "retain",
        "tell",
    ]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, dict[str, str]]]:
    """A Prefect server as an operator would start it: its API, and what its other commands are told."""
    folder = tmp_path_factory.mktemp("server")
    port = free_port()
    url = f"http://127.0.0.1:{port}/api"
    told = DEFAULTS | {
        "PREFECT_HOME": str(folder / "prefect"),
        "PREFECT_API_URL": url,
        "MARKHOUND_HOME": str(ROOT),
        "PREFECT_WORKER_QUERY_SECONDS": "1",
    }
    command = [*PREFECT, "server", "start", "--host", "127.0.0.1", "--port", str(port)]
    with (folder / "server.log").open("wb") as log:
        environment = {k: v for k, v in os.environ.items() if not k.startswith("PREFECT_")} | told
        child = subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log)
        try:
            until(lambda: answers(url), child)
            yield url, told
        finally:
            stop(child)


def worker(folder: Path, environment: dict[str, str], name: str) -> subprocess.Popen[Any]:
    with (folder / f"{name}.log").open("wb") as log:
        command = [*PREFECT, "worker", "start", "--pool", "markhound", "--name", f"{name}-{os.urandom(4).hex()}"]
        return subprocess.Popen(command, cwd=folder, env=environment | {"WORKER": name}, stdout=log, stderr=log)


def prefect(environment: dict[str, str], *verb: str, cwd: Path = ROOT) -> None:
    done = subprocess.run([*PREFECT, *verb], cwd=cwd, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_deployment_is_scheduled_for_one_in_the_morning_and_a_worker_runs_it(
    small: Installation, server: tuple[str, dict[str, str]]
) -> None:
    url, told = server
    environment = small.environment | told
    prefect(environment, "work-pool", "create", "markhound", "--type", "process")
    prefect(environment, "--no-prompt", "deploy", "--all")
    deployment, _ = sorted(ask(url, "deployments/filter"), key=lambda one: str(one["name"]))
    (schedule,) = deployment["schedules"]
    assert (schedule["schedule"]["cron"], schedule["schedule"]["timezone"]) == ("0 1 * * *", "Asia/Shanghai")
    planned = until(lambda: ask(url, "flow_runs/filter", flow_runs={"state": {"type": {"any_": ["SCHEDULED"]}}}))
    # One in the morning in Shanghai is five in the afternoon before in UTC; the scheduler itself made these runs.
    assert all("T17:00:00" in run["expected_start_time"] for run in planned)

    # One source fails; its stage must be seen to have failed, and the other source must be read all the same.
    sources = small.folder / "sources.toml"
    gone = '[sources.gone]\nplatform = "feed"\nstart = ["missing.jsonl"]\n\n'
    sources.write_text(gone + sources.read_text(encoding="utf-8"), encoding="utf-8")
    child = worker(small.folder, environment, "only")
    try:
        prefect(environment, "deployment", "run", "nightly/nightly")
        until(lambda: ran(small), child)
        until(lambda: artifacts_of(url) >= {"markdown", "table", "progress"}, child)
        until(lambda: states_of(url, "flow_runs")["FAILED"], child)
    finally:
        stop(child)
    # The server records them one by one, in its own time.
    tasks = until(lambda: len((found := states_of(url, "task_runs"))["COMPLETED"] | found["FAILED"]) == 19 and found)
    assert tasks["FAILED"] == {"crawl gone"}
    assert tasks["COMPLETED"] == {
        "refresh registry.csv", "refresh leads", "crawl corner", "seal corner", "history corner", "match corner",
        "weigh corner", "queue corner", "sample corner", "archive corner", "facts corner",
        "networks sellers", "complaints complaints", "rank leads", "remind referrals", "certify decisions",
        "retain data", "tell watches",
    }  # fmt: skip


@pytest.fixture
def slow(small: Installation) -> Iterator[SlowFeed]:
    """A second source, over HTTP, with the same listings as the first."""
    with SlowFeed((small.folder / "feed.jsonl").read_bytes()) as feed:
        Thread(target=feed.serve_forever, daemon=True).start()
        with (small.folder / "sources.toml").open("a", encoding="utf-8") as file:
            host = f"127.0.0.1:{feed.server_address[1]}"
            file.write(
                f'\n[sources.slow]\nplatform = "feed"\nstart = ["http://{host}/feed.jsonl"]\n'
                f'private_hosts = ["{host}"]\nmin_listings = 3\n'
            )
        yield feed
        feed.going.set()
        feed.shutdown()


def deployed_with_short_patience(environment: dict[str, str], folder: Path) -> None:
    """The deployments and automations as they ship, but for how long they wait for a sign of life."""
    for name, shipped, here in (("prefect.yaml", '"60"', '"30"'), ("automations.yaml", "within: 200", "within: 40")):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert text.count(shipped) == 1
        (folder / name).write_text(text.replace(shipped, here), encoding="utf-8")
    prefect(environment, "--no-prompt", "deploy", "--all", "--prefect-file", str(folder / "prefect.yaml"))
    for automation in yaml.safe_load((folder / "automations.yaml").read_text(encoding="utf-8"))["automations"]:
        ask(environment["PREFECT_API_URL"], "automations/", **automation)


@pytest.mark.slow  # four minutes of waiting for heartbeats that do not come
def test_a_worker_that_is_killed_with_its_flow_runs_loses_and_doubles_nothing(
    small: Installation,
    slow: SlowFeed,
    server: tuple[str, dict[str, str]],
    postgresql: Callable[[], str],
    record_property: Callable[[str, object], None],
) -> None:
    url, told = server
    variables = {"MARKHOUND_SWEEPS": "sweep/sweep", "MARKHOUND_DATABASE_URL": postgresql()}
    variables |= {"MARKHOUND_PICTURE_TEXTS": "0", "MARKHOUND_PICTURE_PARTS": "0"}
    at = Installation(small.folder, variables)
    environment = at.environment | told
    with suppress(httpx.HTTPStatusError):  # it is there
        ask(url, "work_pools/", name="markhound", type="process")
    deployed_with_short_patience(environment, small.folder)
    lost, left = worker(small.folder, environment, "lost"), None
    before = {run["id"] for run in ask(url, "flow_runs/filter")}
    try:
        by_name = {one["name"]: one["id"] for one in ask(url, "deployments/filter")}
        ask(url, f"deployments/{by_name['nightly']}/create_flow_run")
        until(lambda: slow.asked == 1, lost)
        until(lambda: list((small.folder / "data" / "runs").glob("*/corner/facts.json")), lost)
        left = worker(small.folder, environment, "left")
        mine = processes(at, "WORKER=lost")
        for pid in mine:  # the worker, its flow runs, and what they had started
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        killed = [line for line in mine.values() if "prefect" in line]
        assert len(killed) >= 3
        until(lambda: ran(at), left)
        names = {"nightly", "sweep"}
        flows = {one["id"]: one["name"] for one in ask(url, "flows/filter")}

        def done() -> list[Any]:
            new = [run for run in ask(url, "flow_runs/filter") if run["id"] not in before and run["start_time"]]
            new = [run for run in new if flows.get(run["flow_id"]) in names]
            return new if {run["state_type"] for run in new} == {"COMPLETED"} else []

        runs = until(done, left)
    finally:
        for child in (lost, left):
            if child is not None:
                stop(child)
    assert sorted(flows[run["flow_id"]] for run in runs) == ["nightly", "sweep", "sweep"]
    assert max(run["run_count"] for run in runs) == 2
    (night,) = (small.folder / "data" / "runs").glob("*/report.json")
    stages = [(one["source"], one["stage"]) for one in json.loads(night.read_text(encoding="utf-8"))["stages"]]
    assert len(stages) == len(set(stages))
    listings = sorted((lead.listing.source, lead.listing.listing_id) for lead in house(at).leads.every([]))
    assert listings == [("corner", "L-1"), ("corner", "L-2"), ("slow", "L-1")]  # the picture is the corner's alone
    record_property(
        "measured",
        f"killed a Prefect worker with {len(killed) - 1} of its processes (the night, a sweep): {len(listings)} leads "
        f"of 2 sources, 0 lost, 0 doubled; flow runs started again: {sum(run['run_count'] - 1 for run in runs)}",
    )
