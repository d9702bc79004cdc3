"""Lines of several processes and libraries come to one file of bounded size, in one form, bound to run and source."""

import json
import logging
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from logs.bound import bound, for_child
from logs.lines import PlainLines
from logs.redact import Redactor
from logs.rolling import KEPT, RollingFile
from logs.setup import FOLDER, NAME, Cleaning, handed_on, logging_to

WRITER = """
import logging, sys
from pathlib import Path
from logs.lines import JsonLines
from logs.rolling import RollingFile
handler = RollingFile(Path(sys.argv[1]), 40_000, 50)
handler.setFormatter(JsonLines())
logging.getLogger().addHandler(handler)
for number in range(1000):
    logging.getLogger("w").warning("%s %d", sys.argv[2], number)
"""
CHILD = """
from logs.bound import adopt
from logs.setup import child_to_stderr
adopt()
child_to_stderr()
raise ValueError("token=hush-4711\\nnext \\x1b[31m")
"""
ROOT = Path(__file__).resolve().parents[2]


def lines(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / FOLDER / NAME).read_text(encoding="utf-8").splitlines()]


def test_a_line_says_what_it_belongs_to_also_from_a_library(tmp_path: Path) -> None:
    with logging_to(tmp_path, 1_000_000), bound(run_id="R1", source="town"):
        with bound(stage="crawl"):
            logging.getLogger("scrapy.core").info("Crawled %d", 3, extra={"data": {"pages": 3}})
        logging.getLogger("markhound").debug("too low")
        logging.getLogger("markhound").warning("还好")
    first, second = lines(tmp_path)
    assert {name: first[name] for name in ("level", "logger", "event", "run_id", "source", "stage", "data")} == {
        "level": "INFO", "logger": "scrapy.core", "event": "Crawled 3", "run_id": "R1", "source": "town",
        "stage": "crawl", "data": {"pages": 3},
    }  # fmt: skip
    assert first["time"].endswith("Z")
    assert (second["event"], "stage" in second) == ("还好", False)
    assert handed_on() is None


def test_threads_and_contexts_do_not_mix(tmp_path: Path) -> None:
    def work(name: str) -> None:
        with bound(source=name):
            for _ in range(50):
                logging.getLogger("w").info(name)

    with logging_to(tmp_path, 1_000_000):
        threads = [threading.Thread(target=work, args=(name,)) for name in ("a1", "b2", "c3")]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(lines(tmp_path)) == 150
    assert all(line["source"] == line["event"] for line in lines(tmp_path))


def test_several_processes_lose_no_line_when_the_file_is_full(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    writers = [subprocess.Popen([sys.executable, "-c", WRITER, str(path), name], cwd=ROOT) for name in ("a", "b")]
    assert [writer.wait(60) for writer in writers] == [0, 0]
    said = [
        json.loads(line)["event"]
        for file in tmp_path.glob("log.jsonl*")
        for line in file.read_text(encoding="utf-8").splitlines()
    ]
    assert sorted(said) == sorted(f"{name} {number}" for name in ("a", "b") for number in range(1000))
    assert len(list(tmp_path.glob("log.jsonl.*"))) > 3


def test_the_space_is_bounded(tmp_path: Path) -> None:
    handler = RollingFile(tmp_path / "log.jsonl", 1000)
    for number in range(2000):
        handler.handle(logging.LogRecord("w", logging.INFO, "", 1, "%d", (number,), None))
    handler.close()
    files = [path for path in tmp_path.iterdir() if path.suffix != ".lock"]
    assert len(files) == KEPT + 1
    assert sum(path.stat().st_size for path in files) <= (KEPT + 1) * 1100


def test_a_full_disk_costs_the_line_and_not_the_work() -> None:
    handler = RollingFile(Path("/dev/full"), 1000)
    handler.handle(logging.LogRecord("w", logging.INFO, "", 1, "x", (), None))
    with pytest.raises(OSError, match="No space"):  # what is left in the buffer
        handler.close()


def test_a_child_inherits_what_it_works_for_and_its_end_is_a_line() -> None:
    with bound(run_id="R7", source="town", stage="crawl"):
        environment = for_child({"PYTHONPATH": str(ROOT), "PATH": ""})
    done = subprocess.run([sys.executable, "-c", CHILD], env=environment, capture_output=True, text=True)
    (line,) = map(json.loads, done.stderr.splitlines())
    assert (line["run_id"], line["source"], line["stage"], line["level"]) == ("R7", "town", "crawl", "CRITICAL")
    assert "hush-4711" not in done.stderr
    assert "\x1b" not in line["event"] + line["traceback"]
    assert "ValueError" in line["traceback"]


def test_other_handlers_get_clean_records() -> None:
    record = logging.LogRecord("prefect", logging.INFO, "", 1, "asked %s", ("https://a:hush-4711@b.example",), None)
    assert Cleaning().filter(record)
    assert record.getMessage() == "asked https://a:[secret]@b.example"


def test_people_read_a_plain_line() -> None:
    record = logging.LogRecord("m", logging.WARNING, "", 1, "a\x1b[31m\u202e title\n", (), None)
    with bound(run_id="R1", source="town"):
        said = PlainLines(Redactor()).format(record)
    assert said.endswith("WARNING  [R1 town] a\\x1b[31m\\u202e title\\n")
