"""Makes the folder of a registry's rights (flows/rights_file.py): what they are first, then the indexes, two at once.

Names go into one process, pictures and what else one searches by into another, and either gives its memory back when
it ends. Of small registries all is made here: starting a process would take longer.
"""

import json
import multiprocessing
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path

from domain.right import Right
from flows.picture_file import read_picture
from flows.rights_file import LOOKUP, PICTURES, PICTURES_ID, REGISTERS, TEXT, RightsFile, folder_digest, write_rights
from matching.lookup.compile import compile_columns, compile_names
from matching.pictures.compile import compile_pictures
from matching.pictures.decode import Picture
from matching.pictures.search import readable
from matching.text.compile import open_tables
from matching.text.index import TextIndex

FEW = 20_000  # rights that are compiled in this process
FEW_PICTURES = 100
TOLD_EVERY = 50  # pictures

# Told what is being made, how much of it is done, and of how much (0 where that is not known).
Tell = Callable[[str, int, int], None]


class CompileError(RuntimeError):
    """The indexes could not be made; the sentence says which."""


def silent(what: str, done: int, of: int) -> None:
    """Tells nobody."""


def write(
    rights: Iterable[Right],
    folder: Path,
    *,
    in_this_process: bool = False,
    sort: bool = False,
    registers: Sequence[str] = (),
    tell: Tell = silent,
) -> int:
    """Writes and compiles rights into a folder that is there whole or not at all. Gives their number.

    Args:
        rights: once through.
        folder: where to; picture paths are relative to it.
        in_this_process: whether no others may be started.
        sort: whether rights are numbered by id instead of as they come.
        registers: versions that they are of, for `RightsFile.registers`.
        tell: told how far it is.

    Raises:
        CompileError: an index could not be made; the folder is as it was.
    """
    draft = folder.with_name(f"{folder.name}.{os.getpid()}.part")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    try:
        count = write_rights(_told(rights, tell), draft, folder.absolute(), sort=sort)
        (draft / REGISTERS).write_text(json.dumps(list(registers), ensure_ascii=False), encoding="utf-8")
        few = count <= FEW and len(RightsFile(draft).views) <= FEW_PICTURES
        if few or in_this_process:
            for part, make in PARTS:
                _here(part, make, draft, tell)
        else:
            _in_children(draft, tell)
        shutil.rmtree(folder, ignore_errors=True)
        draft.rename(folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return count


def _told(rights: Iterable[Right], tell: Tell) -> Iterator[Right]:
    for number, right in enumerate(rights):
        if number % 5_000 == 0:
            tell("rights", number, 0)
        yield right


def _names(draft: Path, tell: Tell) -> None:
    names = ((number, name) for number, right in enumerate(RightsFile(draft)) for name in right.names)
    TextIndex.compile(draft / TEXT, names, lambda done, of: tell("names", done, of))
    compile_names(draft / LOOKUP, open_tables(draft / TEXT).names)


def _others(draft: Path, tell: Tell) -> None:
    rights = RightsFile(draft)
    compile_columns(draft / LOOKUP, rights)
    views = rights.views

    def read(number: int) -> Picture | None:
        if number % TOLD_EVERY == 0:
            tell("pictures", number, len(views))
        return readable(read_picture(views[number][1]))

    compile_pictures(len(views), read).save(draft / PICTURES)
    (draft / PICTURES_ID).write_text(folder_digest(draft / PICTURES), encoding="ascii")


Make = Callable[[Path, Tell], None]
PARTS: tuple[tuple[str, Make], ...] = (("names", _names), ("pictures", _others))


def _here(part: str, make: Make, draft: Path, tell: Tell) -> None:
    """One part in this process.

    Raises:
        CompileError: there is no room for it, or a file of it cannot be read.
    """
    try:
        make(draft, tell)
    except (MemoryError, OSError, ValueError) as error:
        raise CompileError(f"the index of {part} could not be made: {error or type(error).__name__}") from error


def _in_children(draft: Path, tell: Tell) -> None:
    """Each part in a process of its own; where one fails, the other is ended.

    Raises:
        CompileError: one failed.
    """
    context = multiprocessing.get_context("spawn")
    children: list[tuple[str, BaseProcess]] = []
    told: list[Connection] = []
    try:
        for part, make in PARTS:
            ours, theirs = context.Pipe(duplex=False)
            child: BaseProcess = context.Process(target=_child, args=(part, make, draft, theirs))
            child.start()
            theirs.close()
            children.append((part, child))
            told.append(ours)
        _listen(told, tell)
        for part, one in children:
            one.join()
            if one.exitcode:
                raise CompileError(f"the index of {part} could not be made: its process ended with {one.exitcode}")
    finally:
        for connection in told:
            connection.close()
        for _, one in children:
            if one.is_alive():
                one.kill()
            one.join()


def _child(part: str, make: Make, draft: Path, connection: Connection) -> None:
    with connection:
        try:
            _here(part, make, draft, lambda what, done, of: connection.send((what, done, of)))
        except CompileError as error:
            connection.send(str(error))
        else:
            connection.send(None)


def _listen(told: Sequence[Connection], tell: Tell) -> None:
    """Passes on what children tell until all have ended, or one ends without having said that it is done.

    Raises:
        CompileError: one said why it could not go on.
    """
    open_ = list(told)
    while open_:
        for one in wait(open_):
            assert isinstance(one, Connection)
            try:
                said = one.recv()
            except EOFError:
                return  # it failed: no need to wait for the others
            if isinstance(said, str):
                raise CompileError(said)
            if said is None:
                open_.remove(one)
            else:
                tell(*said)
