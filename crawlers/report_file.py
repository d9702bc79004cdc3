"""crawl.json: the report of a finished crawl, with Scrapy's own numbers and the fields that nobody used."""

import json
import os
from pathlib import Path

from domain.fields import Json
from domain.report import StageReport
from domain.report_json import stage_from, stage_to

NAME = "crawl.json"


def write_report(path: Path, report: StageReport, more: Json) -> None:
    """Writes a report and what else there is to say, and has it on the disk before returning."""
    with path.open("w", encoding="utf-8") as file:
        json.dump({**stage_to(report), **more}, file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())


def read_report(folder: Path) -> StageReport | None:
    """The report of the crawl that lies in a folder; None where there is none, or none that is whole."""
    try:
        return stage_from(json.loads((folder / NAME).read_text(encoding="utf-8")))
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None


def is_whole(folder: Path) -> bool:
    """Whether the files of a finished crawl are as long as its report says; one without that word is believed."""
    try:
        sizes = json.loads((folder / NAME).read_text(encoding="utf-8")).get("files", {})
        return all((folder / name).stat().st_size == size for name, size in sizes.items())
    except (OSError, ValueError, AttributeError):
        return False


def on_disk(path: Path) -> None:
    """Has a file on the disk before a mark says that it is there; of a folder the operating system takes care."""
    if path.is_file():
        with path.open("rb") as file:
            os.fsync(file.fileno())
