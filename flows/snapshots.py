"""The registry as folders for matching: one a state, made before that state is in force, never taken from a reader."""

import json
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from flows import compile_rights, runs
from flows.compile_rights import CompileError, Tell, silent
from flows.house import House
from matching.pictures import ALGORITHM, VERSION
from matching.text.compile import VERSION as TEXT_VERSION
from registry.future import Future, Prepare
from registry.gate import LoadReport, RefusedError
from registry.store import Register

LAYOUT = 2  # of the folder
TRIES = 5  # an import takes half a minute, writing a snapshot less: nobody is overtaken five times


class StageError(RuntimeError):
    """A stage cannot do its work; the message is all that a person needs."""


@contextmanager
def snapshot(house: House) -> Iterator[Path]:
    """The registry as files for matching, made once for each state of it; kept as long as any process reads it.

    Raises:
        StageError: there are no rights, or other processes import without a pause.
    """
    with runs.shared(in_use(house)):
        yield _made(house)
    tidy(house)


def snapshot_path(house: House, registers: Sequence[Register]) -> Path:
    """Where the snapshot of that state of the registry lies, or would lie."""
    # The time too: one file can give other rights when its pictures changed, or by other options of the import.
    state = sorted((register.name, register.digest, register.imported_at.isoformat()) for register in registers)
    # Indexes of another version are of no use, so they are made anew.
    digest = sha256(json.dumps([LAYOUT, ALGORITHM, VERSION, TEXT_VERSION, state]).encode()).hexdigest()[:16]
    return house.base / "index" / digest


def in_use(house: House) -> Path:
    """The lock that readers share while they open a snapshot, and need no longer than that."""
    return house.base / "locks" / "registry.snapshots-in-use"


def tidy(house: House) -> None:
    """Clears away what no state needs, unless somebody is reading."""
    with runs.locked(in_use(house)) as alone:
        current = snapshot_path(house, house.registry.registers())
        if alone and current.parent.is_dir():
            for old in current.parent.iterdir():
                if old != current:
                    _remove(old)


def prepare_for(house: House, tell: Tell = silent) -> Prepare:
    """Makes the snapshot of a state before it is in force, so that the night that follows finds it there.

    Args:
        house: whose registry.
        tell: told how far it is.

    Returns:
        What `registry.load.load` and `registry.rollback.rollback` take. It raises RefusedError where an index cannot
        be made; the state that is in force keeps its own.
    """

    @contextmanager
    def prepare(state: Future) -> Iterator[None]:
        path = snapshot_path(house, state.registers)
        with runs.shared(in_use(house)):
            try:
                compile_rights.write(state.rights, path, sort=True, registers=_named(state.registers), tell=tell)
            except CompileError as error:
                raise RefusedError(
                    f"{error}, so nothing was imported and the version before stays in force; look for memory and "
                    "disk space, then import it again",
                    LoadReport(""),
                ) from error
            try:
                yield
            except BaseException:
                _remove(path)
                raise
        tidy(house)

    return prepare


def _made(house: House) -> Path:
    """The snapshot of the registry as it is now, which an import has made; where it has not, one process makes it."""
    registers = house.registry.registers()
    if any(register.rights for register in registers) and (path := snapshot_path(house, registers)).exists():
        return path
    with runs.one_at_a_time(house.base / "locks", runs.SNAPSHOT, lambda: None):
        for _ in range(TRIES):
            registers = house.registry.registers()
            if not any(register.rights for register in registers):
                raise StageError("there are no rights to match with; run `markhound registry import`")
            path = snapshot_path(house, registers)
            if path.exists():
                return path
            draft = path.with_name(f"{path.name}.draft")
            _remove(draft)
            compile_rights.write(house.registry.rights(), draft, registers=_named(registers))
            # Its name says which state it holds, so one that an import overtook must not get that name.
            if house.registry.registers() == registers:
                return draft.replace(path)
    raise StageError("the registry is being imported again and again; run the scan again when that is over")


def _named(registers: Sequence[Register]) -> list[str]:
    return [f"{register.name}@{register.version}" for register in registers]


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
