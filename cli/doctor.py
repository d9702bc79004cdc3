"""`markhound doctor`: whether this installation can run a night."""

import shutil
from collections.abc import Callable, Iterator
from typing import Annotated

import typer

from cli.output import show_json, show_table
from settings import Settings

FREE_BYTES = 5_000_000_000  # a night of a city office captures some gigabytes


def doctor(json: Annotated[bool, typer.Option("--json", help="For scripts.")] = False) -> None:
    """Checks database, sources, registry, disk and the last run, and lists every setting.

    Example: markhound doctor
    """
    settings = Settings()
    found = [(name, *_try(check, settings)) for name, check in CHECKS.items()]
    if json:
        show_json(
            {
                "checks": [{"check": n, "ok": ok, "says": says} for n, ok, says in found],
                "settings": {name: str(value) for name, value in _settings(settings)},
            }
        )
    else:
        show_table("checks", ("check", "", "says"), ((n, "ok" if ok else "NO", says) for n, ok, says in found))
        fields = Settings.model_fields
        show_table(
            "settings",
            ("variable", "value", "meaning"),
            ((f"MARKHOUND_{n.upper()}", value, fields[n].description or "") for n, value in _settings(settings)),
        )
    if not all(ok for _, ok, _ in found):
        raise typer.Exit(3)


def _settings(settings: Settings) -> Iterator[tuple[str, object]]:
    for name in Settings.model_fields:
        value = getattr(settings, name)
        yield name, "(set)" if name == "database_url" and value else value


def _try(check: Callable[[Settings], str], settings: Settings) -> tuple[bool, str]:
    try:
        return True, check(settings)
    except Exception as error:  # noqa: BLE001 (the rim: a check that fails, however, is a finding)
        from cli.app import sentence

        return False, sentence(error)


def _database(settings: Settings) -> str:
    from flows.house import open_house

    counts = open_house(settings).leads.counts()
    return ", ".join(f"{number} {state.value}" for state, number in counts.items())


def _registry(settings: Settings) -> str:
    from flows.house import open_house

    registers = open_house(settings).registry.registers()
    if not registers:
        raise LookupError("no rights yet; run `markhound registry import FILE`")
    return ", ".join(f"{r.name}: {r.rights:,} rights of {r.imported_at:%Y-%m-%d}" for r in registers)


def _sources(settings: Settings) -> str:
    from crawlers.checks import check
    from crawlers.sources import load

    sources = load(settings.sources)
    problems = [str(problem) for source in sources for problem in check(source)]
    if problems:
        raise LookupError("; ".join(problems))
    return f"{len(sources)} source(s)"


def _disk(settings: Settings) -> str:
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(settings.data_dir).free
    if free < FREE_BYTES:
        raise OSError(f"only {free / 1e9:.1f} GB free where the data lies; make room")
    return f"{free / 1e9:.0f} GB free"


def _last_run(settings: Settings) -> str:
    from flows.runs import reports

    last = next(reports(settings.runs_dir), None)
    if last is None:
        return "none yet"
    if last.failed:
        raise LookupError(f"run {last.run_id}: {len(last.failed)} stage(s) failed; see its report.md")
    return f"run {last.run_id} ended well at {last.finished_at:%Y-%m-%d %H:%M} UTC"


CHECKS: dict[str, Callable[[Settings], str]] = {
    "database": _database,
    "registry": _registry,
    "sources": _sources,
    "disk": _disk,
    "last run": _last_run,
}
