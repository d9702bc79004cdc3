"""Making a backup: the database first, then the files that it refers to, then a manifest, then its name.

The database goes first because files are written before the database speaks of them: whatever the copy refers to lay
on the disk when it was made. Files that came later are more than it needs; `tree.Settled` leaves those out that would
contradict it.
"""

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic

from backups import file_list, keys, postgresql_dump, sqlite_copy
from backups.copying import copied, is_named_by_digest, linked
from backups.database_state import DatabaseState
from backups.fault import BackupError
from backups.file_list import Earlier, Entry
from backups.shelf import MANIFEST, TREE, VERSION, backups, describe, new_name, sweep, sync, thin
from backups.tree import Found, Settled, finished_runs, lawfully_gone, sealed_files, walk
from backups.verify import verify
from domain.problem import Problem

SHOWN = 100  # problems that a manifest holds
NAMED = 3  # that a sentence names


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be backed up.

    Attributes:
        base: the data folder.
        url: of the database.
        database: SQLite's file, None for a server.
        papers: further small files, by name: settings without secrets, the sources.
        passphrase: that keys go in under; empty: they are left out.
        full: whether nothing is linked to earlier backups.
        verify: whether all of it is read back before it counts.
        keep: backups that stay, 0 for all.
        program: the version of markhound.
    """

    base: Path
    url: str
    database: Path | None
    papers: Mapping[str, bytes]
    passphrase: bytes = b""
    full: bool = False
    verify: bool = False
    keep: int = 0
    program: str = ""


@dataclass(frozen=True, slots=True)
class Made:
    """A backup: its folder; files and bytes in it, and how many of them were copied and not linked; keys that were
    left out; backups that were removed; what was already damaged or missing where it was taken from."""

    path: Path
    files: int = 0
    size: int = 0
    copied: int = 0
    copied_size: int = 0
    seconds: float = 0
    keys_left_out: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


def make(plan: Plan, shelf: Path, now: datetime) -> Made:
    """Makes a backup in a folder of backups, which nobody else uses meanwhile (the caller holds it).

    Raises:
        BackupError: it could not be made; nothing is left of it.
        OSError: a file cannot be read, or there is no room; as above.
    """
    began = monotonic()
    sweep(shelf)
    earlier = backups(shelf)
    before = earlier[-1] if earlier and not plan.full else None
    name = new_name(shelf, now)
    draft = shelf / f".{name}.part"
    draft.mkdir(mode=0o700)
    try:
        made = _fill(plan, draft, before, now)
        os.sync()
        if plan.verify:
            _read_back(draft)
        draft.rename(shelf / name)
        sync(shelf)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    removed = tuple(thin(shelf, plan.keep))
    return replace(made, path=shelf / name, removed=removed, seconds=monotonic() - began)


def _read_back(draft: Path) -> None:
    problems = [f"{one.where}: {one.message}" for one in verify(draft)]
    if problems:
        raise BackupError(
            f"what was written does not read back ({'; '.join(problems[:NAMED])}) and was not kept; look at that disk, "
            "and try again with --full, which links nothing to earlier backups"
        )


def _fill(plan: Plan, draft: Path, before: Path | None, now: datetime) -> Made:
    finished = finished_runs(plan.base)
    state = _database(plan, draft)
    found_keys, parts = _parts(plan, draft, state)
    folders = frozenset(folder for folder, _ in state.links)
    made = _files(plan, draft, before, Settled(plan.base, finished, folders))
    parts[file_list.NAME] = describe(draft / file_list.NAME)
    problems = [*made.problems, *_unanswered(draft, state)]
    manifest = {
        "version": VERSION,
        "made_at": now.astimezone(UTC).isoformat(),
        "program": plan.program,
        "database": {"kind": state.kind, "schema": state.revision, "server": state.server, "file": state.file},
        "chain": {"length": len(state.links), "head": state.links[-1][1] if state.links else ""},
        "files": made.files,
        "bytes": made.size,
        "parts": parts,
        "problems": [str(problem) for problem in problems[:SHOWN]],
    }
    (draft / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    left_out = () if plan.passphrase else tuple(sorted(found_keys))
    return replace(made, problems=tuple(problems), keys_left_out=left_out)


def _database(plan: Plan, draft: Path) -> DatabaseState:
    if plan.database is None:
        return postgresql_dump.dump(plan.url, draft / postgresql_dump.NAME)
    target = draft / sqlite_copy.NAME
    sqlite_copy.copy(plan.database, target)
    return sqlite_copy.state(target)


def _parts(plan: Plan, draft: Path, state: DatabaseState) -> tuple[dict[str, bytes], dict[str, Mapping[str, object]]]:
    """The keys that are there, and what stands beside the files: name to size and SHA-256."""
    found = {path: (plan.base / path).read_bytes() for path in keys.found(plan.base)}
    papers = dict(plan.papers)
    if plan.passphrase and found:
        papers[keys.NAME] = keys.seal(found, plan.passphrase)
    for name, data in papers.items():
        (draft / name).touch(0o600)
        (draft / name).write_bytes(data)
    return found, {name: describe(draft / name) for name in (*papers, state.file)}


def _files(plan: Plan, draft: Path, before: Path | None, settled: Settled) -> Made:
    tree, earlier, made = draft / TREE, Earlier(before), Made(draft)
    tree.mkdir()
    folder, problems = tree, list[Problem]()
    with (draft / file_list.NAME).open("wb") as listed:
        for found in walk(plan.base, plan.database):
            if not settled.has(found.path):
                continue
            target = tree / found.path
            if target.parent != folder:
                folder = target.parent
                folder.mkdir(parents=True, exist_ok=True)
            known = earlier.find(found.path)
            entry = linked(found, target, (known, before / TREE / found.path) if known and before else None, tree)
            fresh = entry is None
            entry = entry or _copied(found, target)
            if entry is None:
                continue
            if fresh and is_named_by_digest(entry.path) and entry.sha256 != target.name:
                problems.append(Problem(entry.path, 0, "it is not what its name says", "changed"))
            listed.write(file_list.line(entry))
            made = _counted(made, entry, fresh=fresh)
    return replace(made, problems=tuple(problems))


def _copied(found: Found, target: Path) -> Entry | None:
    try:
        return copied(found, target)
    except FileNotFoundError:  # cleared away since the folder was read; what is sealed is missed by `_unanswered`
        target.unlink(missing_ok=True)
        return None


def _counted(made: Made, entry: Entry, *, fresh: bool) -> Made:
    return replace(
        made,
        files=made.files + 1,
        size=made.size + entry.size,
        copied=made.copied + fresh,
        copied_size=made.copied_size + entry.size * fresh,
    )


def _unanswered(draft: Path, state: DatabaseState) -> Iterator[Problem]:
    """What the chain in the database seals and the files of the backup do not have as it was sealed."""
    wanted = dict(state.links)
    gone = lawfully_gone(draft / TREE, wanted)
    for folder, entries in _by_folder(draft / file_list.NAME, frozenset(wanted)):
        digest = wanted.pop(folder)
        if entries.get("manifest.json") != digest:
            yield Problem(folder, 0, "its manifest was changed after sealing", "changed")
        for name, sha256 in sealed_files(draft / TREE / folder).items():
            if gone.get(folder, {}).get(name) == entries.get(name, ""):
                continue
            if name not in entries:
                yield Problem(folder, 0, f"{name} is missing", "missing")
            elif entries[name] != sha256:
                yield Problem(folder, 0, f"{name} was changed after sealing", "changed")
    for folder in wanted:
        yield Problem(folder, 0, "a sealed run is missing", "missing")


def _by_folder(path: Path, folders: frozenset[str]) -> Iterator[tuple[str, dict[str, str]]]:
    """Names and digests of each of some folders; the list has a folder's files together."""
    here, inside = "", dict[str, str]()
    for entry in file_list.read(path):
        run, name, source, *rest = [*entry.path.split("/", 3), "", "", ""][:4]
        folder = f"{run}/{name}/{source}"
        if folder != here:
            if here:
                yield here, inside
            here, inside = (folder, {}) if folder in folders else ("", {})
        if here:
            inside[rest[0]] = entry.sha256
    if here:
        yield here, inside
