"""Which rights are new or other than they were in an earlier version of their register."""

import json
import zlib
from collections.abc import Iterator, Sequence
from datetime import datetime
from hashlib import blake2b

from sqlalchemy import select

from database import reading
from registry.archive import Archive, Line
from registry.rollback import kept_states, pieces
from registry.store import STREAM, RegistryStore
from registry.tables import RightRow


class UnknownVersionError(LookupError):
    """That version cannot be compared with; the message says which ones can."""


def version_before(store: RegistryStore, register: str, at: datetime) -> int:
    """Number of the last version of a register that was made before that time, 0 for none."""
    return max((one.number for one in store.versions(register) if one.imported_at < at), default=0)


def changed_since(store: RegistryStore, register: str, number: int) -> Iterator[str]:
    """Ids of the rights of a register that were not there in that version, or were other; 0 gives all.

    What a version was is put together from the files of the archive, so only versions that are kept can be named.

    Raises:
        UnknownVersionError: it is not kept, or a file of it is damaged.
    """
    before = _state(store, register, number) if number else {}
    query = select(RightRow.right_id, RightRow.body).where(RightRow.register == register).order_by(RightRow.right_id)
    with reading(store.engine) as session:
        for name, body in session.execute(query.execution_options(yield_per=STREAM)):
            if before.get(name) != _digest(body):
                yield name


def _state(store: RegistryStore, register: str, number: int) -> dict[str, bytes]:
    """Digests of all rights of a version, by id."""
    versions = {version.number: version for version in store.versions(register)}
    archive = Archive(store.base)
    kept = kept_states(versions, archive, register)
    if number not in kept:
        known = ", ".join(f"{register}@{one}" for one in kept)
        raise UnknownVersionError(
            f"version {register}@{number} is not kept, so nothing can be compared with it; "
            + (f"those that are: {known}" if known else "none is; see `markhound registry versions`")
        )
    try:
        return _put_together(archive, register, pieces(versions, number))
    except (EOFError, OSError, zlib.error, ValueError) as error:
        raise UnknownVersionError(
            f"a file of version {register}@{number} in registry/ is damaged ({error}); name a later version"
        ) from error


def _put_together(archive: Archive, register: str, parts: Sequence[int]) -> dict[str, bytes]:
    """The first file holds the state, the others what came later; of those the later word counts, as in an import."""
    later: dict[str, Line] = {}
    for number in parts[1:]:
        for as_of, body in archive.lines(register, number):
            name = _name(body)
            later[name] = max(later.get(name, ("", "")), (as_of, body))
    state: dict[str, bytes] = {}
    for as_of, body in archive.lines(register, parts[0]):
        name = _name(body)
        state[name] = _digest(max(later.pop(name), (as_of, body))[1] if name in later else body)
    return state | {name: _digest(body) for name, (_, body) in later.items()}


def _name(body: str) -> str:
    return str(json.loads(body)["right_id"])


def _digest(body: str) -> bytes:
    return blake2b(body.encode(), digest_size=16).digest()
