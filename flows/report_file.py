"""Reports on disk: there whole or not at all, so that a report that is there says that its stage is done."""

import json
from pathlib import Path

from domain.fields import Json
from domain.report import StageReport
from domain.report_json import stage_from


def write(fields: Json, path: Path) -> None:
    """Writes a JSON file that is there whole or not at all.

    Raises:
        OSError: it cannot be written; what was there stays.
    """
    write_text(json.dumps(fields, ensure_ascii=False, indent=1) + "\n", path)


def write_text(text: str, path: Path) -> None:
    """Writes a text file that is there whole or not at all.

    Raises:
        OSError: it cannot be written; what was there stays.
    """
    draft = path.with_name(path.name + ".part")
    try:
        draft.write_text(text, encoding="utf-8")
        draft.replace(path)
    except OSError:
        draft.unlink(missing_ok=True)
        raise


def read_stage(path: Path) -> StageReport | None:
    """The report of a stage that is done; None where it is not, or was cut off while writing."""
    try:
        return stage_from(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
