"""The registry as it will be once a candidate is in force: told before the swap, so that indexes can be made for it."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass

from sqlalchemy import select

from database import reading
from domain.right import Right
from domain.right_json import right_from
from registry.archive import Line
from registry.seen import Amendments
from registry.store import STREAM, Register, RegistryStore
from registry.tables import RightRow


@dataclass(frozen=True, slots=True)
class Future:
    """A state to come.

    Attributes:
        registers: all of them, as `RegistryStore.registers` will give them.
        rights: all rights, in no order; read once.
    """

    registers: tuple[Register, ...]
    rights: Iterator[Right]


# Makes ready for a state, holds it ready while the swap is done, and lets go of it where that fails.
Prepare = Callable[[Future], AbstractContextManager[None]]


def future(store: RegistryStore, register: Register, pieces: Sequence[Iterable[Line]], *, whole: bool) -> Future:
    """The state in which a register is replaced, or amended.

    Args:
        store: as it stands.
        register: as it will be; its count of rights does not matter.
        pieces: lines of the files that it is made of, the later word counts.
        whole: whether the first of them replaces what stands.
    """
    others = (one for one in store.registers() if one.name != register.name)
    registers = tuple(sorted((*others, register), key=lambda one: one.name))
    return Future(registers, _rights(store, register.name, pieces, whole))


def _rights(store: RegistryStore, name: str, pieces: Sequence[Iterable[Line]], whole: bool) -> Iterator[Right]:
    for body in _bodies(store, name, pieces, whole):
        yield right_from(json.loads(body), store.base)


def _bodies(store: RegistryStore, name: str, pieces: Sequence[Iterable[Line]], whole: bool) -> Iterator[str]:
    with reading(store.engine) as session:
        others = select(RightRow.body).where(RightRow.register != name).execution_options(yield_per=STREAM)
        yield from session.scalars(others)
        first, later = (pieces[0], pieces[1:]) if whole else (None, pieces)
        if first is not None and not later:
            yield from (body for _, body in first)
            return
        with closing(Amendments()) as amendments:
            for piece in later:
                amendments.add(_named(piece))
            if first is not None:
                yield from amendments.applied(_named(first))
                return
            columns = select(RightRow.right_id, RightRow.as_of, RightRow.body).where(RightRow.register == name)
            standing = session.execute(columns.execution_options(yield_per=STREAM))
            yield from amendments.applied((right_id, (as_of, body)) for right_id, as_of, body in standing)


def _named(lines: Iterable[Line]) -> Iterator[tuple[str, Line]]:
    return ((json.loads(body)["right_id"], (as_of, body)) for as_of, body in lines)
