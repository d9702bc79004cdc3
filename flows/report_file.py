"""Reports on disk: there whole or not at all, so that a report that is there says that its stage is done."""

import json
from collections.abc import Sequence
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


def sizes(folder: Path, names: Sequence[str]) -> dict[str, int]:
    """The lengths of those files, to be written beside a report."""
    return {name: (folder / name).stat().st_size for name in names if (folder / name).is_file()}


def is_whole(path: Path) -> bool:
    """Whether the files that a report speaks of are as long as it says; one without that word is believed."""
    try:
        said = json.loads(path.read_text(encoding="utf-8")).get("files", {})
        return all((path.parent / name).stat().st_size == size for name, size in said.items())
    except (OSError, ValueError, AttributeError):
        return False


def read_stage(path: Path) -> StageReport | None:
    """The report of a stage that is done; None where it is not, or was cut off while writing."""
    try:
        return stage_from(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
