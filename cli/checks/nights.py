"""The nights so far, the copies that are kept of them, and what starts them."""

import json
import shutil
import subprocess
from datetime import datetime, timedelta
from pathlib import Path

from cli.checks.finding import DoubtfulError, Look
from cli.output import VerbError

BACKUP_DAYS = 8  # a weekly one that was missed by a day
SYSTEMD = Path("/run/systemd/system")  # there when systemd runs the machine, sd_booted(3)
UNITS = (
    "markhound-scan.timer", "markhound-scan.service", "markhound-schedule.service", "markhound-review.service",
    "markhound-alerts.timer", "markhound-alerts.service", "markhound-backup.timer", "markhound-backup.service",
)  # fmt: skip


def last_run(look: Look) -> str:
    """The last night ended well, and not too long ago; none was cut off since."""
    from flows import runs

    reports = runs.reports(look.settings.runs_dir)
    going = _unfinished(look.settings.runs_dir, reports[0].parent.name if reports else "")
    if not reports:
        return going or "none yet"
    last = runs.read(reports[0])
    if last.failed:
        raise VerbError(f"run {last.run_id}: {len(last.failed)} stage(s) failed; see its report.md")
    late = look.now - last.finished_at
    if late > patience(look.settings.schedule) and not going:
        raise DoubtfulError(
            f"the last run ended {late.days} day(s) ago ({last.run_id}); is its timer on? `systemctl list-timers`, or "
            "run `markhound scan` now"
        )
    return going or f"run {last.run_id} ended well at {last.finished_at:%Y-%m-%d %H:%M} UTC"


def _unfinished(folder: Path, last: str) -> str:
    """A run that goes on now; "" for none.

    Raises:
        DoubtfulError: one that nobody runs any more has not ended.
    """
    from flows import runs

    begun = [path.parent for path in folder.glob(f"*/{runs.PLAN}") if path.parent.name > last]
    if not begun:
        return ""
    newest = max(begun)
    with runs.locked(newest / "lock") as nobody:
        if nobody:
            raise DoubtfulError(f"run {newest.name} was cut off; `markhound scan` takes it up, or begins another one")
    return f"run {newest.name} goes on"


def patience(cron: str) -> timedelta:
    """How long after the last run a daily, weekly or monthly schedule is late: the time between two, and one day."""
    _, _, day, month, weekday = cron.split()
    if month != "*":
        return timedelta(days=367)
    if day != "*":
        return timedelta(days=32)
    return timedelta(days=2) if weekday == "*" else timedelta(days=8)


def backup(look: Look) -> str:
    """A backup was made lately, and is still where it was put."""
    from cli.backup import LAST

    try:
        told = json.loads((look.settings.data_dir / LAST).read_text(encoding="utf-8"))
        at, path = datetime.fromisoformat(told["at"]), Path(told["path"])
    except FileNotFoundError:
        raise DoubtfulError("none was made yet; run `markhound backup FOLDER` with a folder on another disk") from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DoubtfulError(f"{LAST} cannot be read ({error}); run `markhound backup FOLDER` again") from error
    age = (look.now - at).days
    if age > BACKUP_DAYS:
        raise DoubtfulError(f"the last one is {age} days old ({path}); is its timer on? Run `markhound backup FOLDER`")
    if not path.is_dir():
        raise DoubtfulError(f"the last one is not where it was put ({path}); is its disk mounted?")
    if told.get("damaged"):
        raise DoubtfulError(f"evidence was damaged already when {path} was made; run `markhound verify`")
    if path.stat().st_dev == look.settings.data_dir.stat().st_dev:
        raise DoubtfulError(f"{path} lies on the same file system as the data; keep backups on another disk")
    return f"{path}, {age} day(s) old, {told.get('bytes', 0) / 1e9:.1f} GB"


def services(look: Look) -> str:
    """Something starts the nights and none of our units has failed, where systemd runs the machine."""
    if not SYSTEMD.is_dir() or shutil.which("systemctl") is None:
        return "no systemd here: start nights and backups by other means"
    states = _states()
    failed = [name for name, state in states.items() if state == "failed"]
    if failed:
        raise DoubtfulError(f"failed: {', '.join(failed)}; see `journalctl -u {failed[0]}`")
    if not {"markhound-scan.timer", "markhound-schedule.service"} & {n for n, s in states.items() if s == "active"}:
        raise DoubtfulError("nothing starts the nights; `systemctl enable --now markhound-scan.timer`")
    if states.get("markhound-backup.timer") != "active":
        raise DoubtfulError("nothing starts the backups; `systemctl enable --now markhound-backup.timer`")
    return ", ".join(f"{name} {state}" for name, state in states.items() if state == "active")


def _states() -> dict[str, str]:
    """Each unit's state: active, inactive, failed; those that are not installed are inactive."""
    done = subprocess.run(
        ["systemctl", "show", "--property=Id,ActiveState", *UNITS],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    blocks = (dict(line.partition("=")[::2] for line in block.splitlines()) for block in done.stdout.split("\n\n"))
    return {block["Id"]: block.get("ActiveState", "") for block in blocks if "Id" in block}
