"""All that was ever seen of a source, without its pages: shard after shard, the newest word on each listing last."""

import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from domain.problem import Problem
from flows.picture_forms import FORM, Forms, Keys, begins
from flows.seen_shard import DamagedShardError, Draft, Rows, SeenIn, Shard, row

FOLDER = "seen"  # in the data folder; below it a folder a source
MOST_SHARDS = 60  # of a source, before they are made one
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class SeenLine:
    """A listing as it was last seen: a line of the contract, and the row of a shard that is about it."""

    line: bytes
    shard: Shard
    number: int

    @property
    def seen_in(self) -> SeenIn:
        """The night that first saw it say so."""
        return self.shard.runs[int(self.shard.rows["run"][self.number])]

    @property
    def key(self) -> str:
        """The listing's key (domain/identity.py)."""
        return str(self.shard.rows["key"][self.number].tobytes().hex())

    @property
    def content(self) -> str:
        """Digest of all that it says (domain/offer.py)."""
        return str(self.shard.rows["content"][self.number].tobytes().hex())


class SeenArchive:
    """The shards of one source. One process writes at a time; those that read hold `runs.shared` meanwhile.

    Args:
        folder: of the source; it need not be there.

    Attributes:
        problems: what could not be read so far, one a shard.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.problems: list[Problem] = []
        self._shards: list[Shard] = []
        for path in sorted(path for path in folder.glob("[0-9]*") if path.is_dir()):
            try:
                self._shards.append(Shard(path))
            except DamagedShardError as error:
                self._note(path, error)

    @property
    def listings(self) -> int:
        """How many different listings there are."""
        return sum(int(mask.sum()) for mask in self._newest(self._shards))

    def draft(self, seen_in: Sequence[SeenIn]) -> Draft:
        """The next shard."""
        for left in self._folder.glob(".*.part"):  # by a process that was killed
            shutil.rmtree(left, ignore_errors=True)
        taken = [int(path.name) for path in self._folder.glob("[0-9]*") if path.name.isdecimal()]
        return Draft(self._folder / f"{max(taken, default=0) + 1:08d}", seen_in)

    def unknown(self, rows: Rows) -> Mask:
        """Which of some listings are not there yet, or say something else now; what was lost is not there.

        Of several rows of one listing the last counts.
        """
        whole = [shard for shard in self._shards if shard.is_whole]
        kept = [shard.rows[mask] for shard, mask in zip(whole, self._newest(whole), strict=True)]
        held = np.concatenate([np.zeros(0, rows.dtype), *kept])
        pairs = np.hstack([np.concatenate([held[name], rows[name]]) for name in ("key", "content")])
        _, number = np.unique(pairs, axis=0, return_inverse=True)
        number = number.ravel()
        new: Mask = ~np.isin(number[len(held) :], number[: len(held)])
        return new & _last(rows["key"])

    def newest(self) -> Iterator[SeenLine]:
        """Every listing as it was last seen; of shards that were cut off, what is left."""
        for shard, mask in zip(self._shards, self._newest(self._shards), strict=True):
            try:
                for number, (line, wanted) in enumerate(zip(shard.lines(), mask.tolist(), strict=False)):
                    if wanted:
                        yield SeenLine(line, shard, number)
            except DamagedShardError as error:
                self._note(shard.folder, error)

    def forms(self) -> Iterator[Forms]:
        """Compact forms of pictures, by the shard."""
        for shard in self._shards:
            try:
                yield shard.forms()
            except DamagedShardError as error:
                self._note(shard.folder, error)

    def pictures(self) -> Keys:
        """uint64[n], the beginnings of the digests of pictures that have forms; sorted."""
        return np.unique(np.concatenate([np.zeros(0, np.uint64), *(some["picture"][:, 0] for some in self.forms())]))

    @property
    def is_scattered(self) -> bool:
        """Whether many shards, or many words that no longer count, make reading slow."""
        rows = sum(len(shard.rows) for shard in self._shards)
        return len(self._shards) > MOST_SHARDS or rows > 2 * self.listings + 1_000

    def gather(self, dropped: Set[str], pictures_of: Callable[[bytes], Iterable[str]]) -> int:
        """Makes one shard of all, without words that no longer count; gives the number of listings.

        A shard that cannot be read to its end stays as well: somebody may have a copy of what it lost.

        Args:
            dropped: keys of listings that are no longer wanted.
            pictures_of: digests of a line's pictures, whose forms are kept.
        """
        old = [shard.folder for shard in self._shards]
        nights = list(dict.fromkeys(one for shard in self._shards for one in shard.runs))
        numbers = {one: number for number, one in enumerate(nights)}
        draft = self.draft(nights)
        wanted: set[str] = set()
        count = 0
        try:
            for one in self.newest():
                if one.key not in dropped:
                    draft.add(one.line, row(one.key, one.content, numbers[one.seen_in]))
                    wanted.update(pictures_of(one.line))
                    count += 1
            made = draft.keep(self._wanted(wanted))
        except BaseException:
            draft.drop()
            raise
        # Newer than those, it counts before them; so a kill in between does no harm.
        damaged = {problem.where for problem in self.problems}
        for folder in old:
            if _place(folder) not in damaged:
                # Away under another name first: half a shard would be told as damaged for ever.
                shutil.rmtree(folder.replace(folder.with_name(f".{folder.name}.old.part")))
        self._shards = [made]
        return count

    def _wanted(self, digests: set[str]) -> Forms:
        """The forms of these pictures, each once."""
        keys = begins(digests)
        parts = [some[np.isin(some["picture"][:, 0], keys)].tobytes() for some in self.forms()]
        step = FORM.itemsize
        each = dict.fromkeys(part[n : n + step] for part in parts for n in range(0, len(part), step))
        return np.frombuffer(b"".join(each), FORM)

    def _newest(self, shards: Sequence[Shard]) -> list[Mask]:
        """Of each shard, which rows no later one of the same listing follows."""
        keys = np.concatenate([np.zeros((0, 2), np.uint64), *(shard.rows["key"] for shard in shards)])
        mask = _last(keys)
        return np.split(mask, np.cumsum([len(shard.rows) for shard in shards])[:-1]) if shards else []

    def _note(self, folder: Path, error: DamagedShardError) -> None:
        place = _place(folder)
        if place not in {problem.where for problem in self.problems}:
            self.problems.append(Problem(place, 0, str(error), "cut-shard"))


def _place(folder: Path) -> str:
    return f"{folder.parent.name}/{folder.name}"


def _last(keys: Keys) -> Mask:
    """Of uint64[n, 2] keys, which no equal one follows."""
    order = np.lexsort((np.arange(len(keys)), keys[:, 1], keys[:, 0]))
    last = np.ones(len(keys), np.bool_)
    last[:-1] = np.any(keys[order][1:] != keys[order][:-1], axis=1)
    mask = np.zeros(len(keys), np.bool_)
    mask[order[last]] = True
    return mask
