"""What a registry is looked up by beside its names and pictures, as arrays in a folder.

kind.npy, status.npy   number of each right's kind and status in their enums
holder_key.npy         64 bits of each holder's name as written
nice.*, locarno.*, group.*, vienna.*   codes and who carries them (matching/lookup/codes.py)
holder.*, number.*     folded names of holders with their aliases; ids and registration numbers
name.row.npy, name.signs.npy   the name of each letter of the index of names, and which letters each name has
"""

from array import array
from collections.abc import Callable, Iterable
from hashlib import blake2b
from pathlib import Path

import numpy as np

from domain.right import Right, RightKind, RightStatus
from matching.lookup.codes import CodesDraft
from matching.lookup.letters import LettersDraft, LetterTable
from matching.lookup.near import signs
from matching.text.batch import make_tables
from matching.text.names import NameTable
from matching.text.stream import make_fold_table

KINDS, STATUSES = list(RightKind), list(RightStatus)
CODES: dict[str, Callable[[Right], tuple[str, ...]]] = {
    "nice": lambda right: tuple(map(str, right.nice_classes)),
    "locarno": lambda right: right.locarno_classes,
    "group": lambda right: right.similar_groups,
    "vienna": lambda right: right.vienna_codes,
}


def compile_columns(folder: Path, rights: Iterable[Right]) -> None:
    """Writes all but what belongs to names; of the rights, which come once and in order, only letters are kept."""
    folder.mkdir(parents=True, exist_ok=True)
    kinds, statuses, keys = array("B"), array("B"), array("Q")
    codes = {name: CodesDraft() for name in CODES}
    tables = make_tables(make_fold_table())
    numbers, holders = LettersDraft(tables), LettersDraft(tables)
    for number, right in enumerate(rights):
        kinds.append(KINDS.index(right.kind))
        statuses.append(STATUSES.index(right.status))
        keys.append(holder_key(right.holder))
        for name, of in CODES.items():
            codes[name].add(number, of(right))
        for text in (right.right_id, right.registration_number):
            if text:
                numbers.add(number, text)
        for text in (right.holder, *right.holder_aliases):
            if text:
                holders.add(number, text)
    numbers.save(folder, "number")
    holders.save(folder, "holder")
    np.save(folder / "kind.npy", np.array(kinds, np.uint8))
    np.save(folder / "status.npy", np.array(statuses, np.uint8))
    np.save(folder / "holder_key.npy", np.array(keys, np.uint64))
    for name, draft in codes.items():
        draft.save(folder, name)


def compile_names(folder: Path, names: NameTable) -> None:
    """Writes what belongs to the names of an index."""
    folder.mkdir(parents=True, exist_ok=True)
    LetterTable.of_names(names).save(folder, "name", without=frozenset({"letters", "at"}))
    np.save(folder / "name.signs.npy", signs(names.letters, names.letters_at))


def holder_key(name: str) -> int:
    """64 bits of a holder's name as written; two names of one registry share them with a chance of 10^-6."""
    return int.from_bytes(blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")
