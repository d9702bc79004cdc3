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
