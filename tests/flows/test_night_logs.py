"""A night's lines are of one form, whoever wrote them, and say to which run and source they belong."""

import json
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from installation import Installation

from logs.bound import bound
from logs.redact import REDACTOR
from logs.setup import handed_on, logging_to, take_over


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_every_stage_is_a_line_of_its_run_and_source_also_in_the_child(small: Installation) -> None:
    variables = {
        "MARKHOUND_PICTURE_PARTS": "0",
        "MARKHOUND_PICTURE_TEXTS": "0",
        "MARKHOUND_SMTP_PASSWORD": "hush-4711",
        "MARKHOUND_ALERTS": "http://127.0.0.1:9/services/hush-4712",
        "MARKHOUND_WEBHOOK_PRIVATE_HOSTS": "127.0.0.1:9",
    }
    house = Installation(small.folder, variables)
    house.run("scan")
    data = small.folder / "data"
    (run,) = (data / "runs").iterdir()
    said = lines(data / "logs" / "markhound.jsonl")
    ended = [line for line in said if line["event"] == "ended"]
    assert {line["stage"] for line in ended} >= {"crawl", "match", "queue", "refresh", "certify"}
    assert {line["run_id"] for line in ended} == {run.name}
    assert {line["source"] for line in ended if line["stage"] == "crawl"} == {"corner"}
    assert next(line for line in ended if line["stage"] == "crawl")["data"]["listings"] == 3
    crawl = lines(run / "corner" / "crawl.log")
    assert any(line["logger"].startswith("scrapy") for line in crawl)
    assert {(line["run_id"], line["source"], line["stage"]) for line in crawl} == {(run.name, "corner", "crawl")}
    everything = (data / "logs" / "markhound.jsonl").read_text() + (run / "corner" / "crawl.log").read_text()
    assert "hush-47" not in everything


def speak(way: Any) -> None:
    """In another process."""
    import logging

    take_over(way)
    logging.getLogger("matching").error("of a worker: hush-4711")


def test_a_worker_logs_as_who_started_it(tmp_path: Path) -> None:
    REDACTOR.name(["hush-4711"])
    with logging_to(tmp_path, 1_000_000), bound(run_id="R1", source="town", stage="match"):
        worker = get_context("spawn").Process(target=speak, args=(handed_on(),))
        worker.start()
        worker.join(60)
    (line,) = lines(tmp_path / "logs" / "markhound.jsonl")
    assert (line["event"], line["run_id"], line["source"]) == ("of a worker: [secret]", "R1", "town")
