"""`markhound backup` and `markhound restore`: copies of an installation, and back."""

import json as jsons
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from pydantic import SecretStr

from cli.output import VerbError, say, show_json, show_problems
from settings import PREFIX, Settings

if TYPE_CHECKING:
    from backups.make import Made

LAST = "last-backup.json"  # in the data folder: what `markhound doctor` reads
# Not written into a backup: passwords, and addresses that may hold one.
SECRET = ("database_url", "alerts")
Passphrase = Annotated[Path | None, typer.Option(help="File whose first line opens the keys in a backup.")]


def backup(
    folder: Annotated[Path, typer.Argument(help="Folder of backups, on another disk.")],
    keep: Annotated[int, typer.Option(min=0, help="Backups that stay; older ones are removed. 0: all.")] = 0,
    verify: Annotated[bool, typer.Option("--verify", help="Read all of it back.")] = False,
    full: Annotated[bool, typer.Option("--full", help="Copy everything; link nothing to the backup before.")] = False,
    passphrase_file: Passphrase = None,
    json: Annotated[bool, typer.Option("--json", help="For scripts.")] = False,
) -> None:
    """Copies database, evidence and what else cannot be made anew, while scans and reviewers work.

    Files that the last backup in the folder has are linked to it, so only what is new takes room. The keys go in only
    with a passphrase. Exit code 3: the backup is whole, but evidence was damaged where it was taken from.

    Example: markhound backup backups --keep 14
    """
    from backups.keys import read_passphrase
    from backups.make import Plan, make

    settings = Settings()
    base, shelf = settings.data_dir.absolute(), folder.absolute()
    _refuse_nowhere(settings)
    if shelf == base or base in shelf.parents or shelf in base.parents:
        raise VerbError(f"{folder} and the data folder lie in one another; name a folder apart, on another disk")
    plan = Plan(
        base=base,
        url=settings.database,
        database=settings.database_file,
        papers=_papers(settings),
        passphrase=read_passphrase(passphrase_file) if passphrase_file else b"",
        full=full,
        verify=verify,
        keep=keep,
        program=version("markhound"),
    )
    shelf.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _alone(shelf):
        made = make(plan, shelf, datetime.now(UTC))
    _write_down(base, made, verified=verify)
    _tell(made, json=json)
    if made.problems:
        raise typer.Exit(3)


def restore(
    folder: Annotated[Path, typer.Argument(help="A backup, or a folder of backups: the newest one.")],
    check: Annotated[bool, typer.Option("--check", help="Only read the backup and say whether it is whole.")] = False,
    passphrase_file: Passphrase = None,
    json: Annotated[bool, typer.Option("--json", help="For scripts.")] = False,
) -> None:
    """Puts a backup back into an empty data folder, and an empty database, as the settings name them.

    Everything is read and compared before anything is written.

    Example: markhound restore backups/20261127T030000Z
    """
    from backups.keys import read_passphrase
    from backups.restore import Target
    from backups.restore import restore as put_back
    from backups.shelf import chosen

    backup = chosen(folder.absolute())
    if check:
        _check(backup)
        return
    settings = Settings()
    passphrase = read_passphrase(passphrase_file) if passphrase_file else b""
    target = Target(settings.data_dir.absolute(), settings.database, settings.database_file, passphrase)
    done = put_back(backup, target)
    sources = backup / "sources.toml"
    if sources.is_file() and not settings.sources.exists():
        settings.sources.write_bytes(sources.read_bytes())
    if json:
        show_json({"backup": str(backup)} | asdict(done))
    say(f"{backup.name} is back in {settings.data_dir}: {done.files:,} files, {done.size / 1e9:.2f} GB, database")
    if done.keys_stayed:
        say("its keys stayed sealed; put yours back, or name --passphrase-file in a restore elsewhere")
    say("next: `markhound verify`, then `markhound doctor`")


def _refuse_nowhere(settings: Settings) -> None:
    """A backup needs no newest schema, so the house is not opened, which would bring it there.

    Raises:
        flows.house.NoInstallationError: there is nothing to back up.
    """
    from flows.house import refuse_nowhere

    refuse_nowhere(settings)


@contextmanager
def _alone(shelf: Path) -> Iterator[None]:
    from flows.runs import locked

    with locked(shelf / ".lock") as mine:
        if not mine:
            raise VerbError(f"another backup is being made in {shelf}; let it end")
        yield


def _papers(settings: Settings) -> dict[str, bytes]:
    values = {f"{PREFIX}{name.upper()}": _without_secrets(settings, name) for name in Settings.model_fields}
    papers = {"settings.json": jsons.dumps(values, ensure_ascii=False, indent=1).encode()}
    if settings.sources.is_file():
        papers["sources.toml"] = settings.sources.read_bytes()
    return papers


def _without_secrets(settings: Settings, name: str) -> str:
    value = getattr(settings, name)
    if isinstance(value, SecretStr) or name in SECRET:
        return "(left out)" if value else ""
    return "" if value is None else str(value)


def _check(backup: Path) -> None:
    from backups.verify import verify

    problems = list(verify(backup))
    if problems:
        show_problems(problems)
        raise VerbError(f"the backup {backup} is damaged in {len(problems)} place(s); look at the ones before it")
    say(f"{backup.name} is whole")


def _write_down(base: Path, made: "Made", *, verified: bool) -> None:
    from flows.report_file import write

    told = {"at": datetime.now(UTC).isoformat(), "path": str(made.path), "bytes": made.size, "verified": verified}
    write(told | {"seconds": round(made.seconds, 1), "damaged": len(made.problems)}, base / LAST)


def _tell(made: "Made", *, json: bool) -> None:
    if json:
        show_json(asdict(made))
        return
    show_problems(made.problems)
    say(
        f"{made.path}: {made.files:,} files, {made.size / 1e9:.2f} GB, of them {made.copied:,} new "
        f"({made.copied_size / 1e9:.2f} GB); {made.seconds:.1f} s"
    )
    if made.keys_left_out:
        say(f"left out: {', '.join(made.keys_left_out)}; keep copies of them apart, or name --passphrase-file")
    if made.removed:
        say(f"removed: {', '.join(made.removed)}")
