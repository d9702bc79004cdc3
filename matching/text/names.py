"""Every name of a registry once, folded, and whose it is: the part of the compiled index that is no lane."""

from collections.abc import Iterator
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from matching.text import words
from matching.text.background import Costs, costs, load
from matching.text.batch import Batch, Tables
from matching.text.hashing import U64
from matching.text.words import cut_into_words

PORTION = 20_000  # names that are folded at once; what is made of them meanwhile is ten times what stays


@dataclass(frozen=True)
class NameTable:
    """Every folded name once, and whose it is.

    Attributes:
        length: uint16[names], letters.
        bits: float32[names], how dear the name is in ordinary text.
        word_bits: float32[names], bits of the cheapest Chinese words that make it up.
        usual, lead: float32[names], how usual it is as one word, and as a brand (matching/text/words.py).
        general: float32[names], how usual in general language alone.
        known: float32[names], mean over its letters of how usual their Latin words are.
        key: uint64[names], hash of its first 64 letters.
        first: int64[names + 1], where each name's owners begin in `owner` and `spelling`.
        owner: uint32[entries], number of the right.
        spelling_at: int64[entries + 1], where each spelling begins in `spelling`.
        spelling: uint8[…], UTF-8 of the names as registered, one after the other.
        letters_at: int64[names + 1], where each name's folded letters begin in `letters`.
        letters: uint32[…], folded letters of the names, one after the other.
    """

    length: NDArray[np.uint16]
    bits: NDArray[np.float32]
    word_bits: NDArray[np.float32]
    usual: NDArray[np.float32]
    lead: NDArray[np.float32]
    general: NDArray[np.float32]
    known: NDArray[np.float32]
    key: U64
    first: NDArray[np.int64]
    owner: NDArray[np.uint32]
    spelling_at: NDArray[np.int64]
    spelling: NDArray[np.uint8]
    letters_at: NDArray[np.int64]
    letters: NDArray[np.uint32]

    def entries(self, name: int) -> Iterator[tuple[int, str]]:
        """Number of the right and spelling of each owner of a name."""
        for entry in range(int(self.first[name]), int(self.first[name + 1])):
            raw = self.spelling[int(self.spelling_at[entry]) : int(self.spelling_at[entry + 1])]
            yield int(self.owner[entry]), raw.tobytes().decode()


@dataclass(frozen=True)
class _Facts:
    """What is known of some spellings, in their order.

    Attributes:
        same: uint64[n], equal where the folded letters are.
        size: int64[n], letters.
        key, bits, word_bits, usual, lead, general, known: as in `NameTable`.
        letters: uint32[…], folded letters, one after the other.
    """

    same: U64
    size: NDArray[np.int64]
    key: U64
    bits: NDArray[np.float32]
    word_bits: NDArray[np.float32]
    usual: NDArray[np.float32]
    lead: NDArray[np.float32]
    general: NDArray[np.float32]
    known: NDArray[np.float32]
    letters: NDArray[np.uint32]


def _facts(spellings: list[str], tables: Tables) -> _Facts:
    letters = Batch(spellings, tables).plain
    start, end = letters.bounds
    size = end - start
    cost, cuts = costs(load(), letters), cut_into_words(letters, words.load())
    # Very long names are told apart by their first letters only.
    key = letters.hashes(start, np.minimum(end, start + 64))
    one = np.minimum(start, max(len(letters.stream) - 1, 0))  # a name without letters has none to look at
    return _Facts(
        same=key ^ size.astype(np.uint64),
        size=size,
        key=key,
        bits=_bits(cost, one, np.maximum(end, one + 1)) if len(letters.stream) else np.zeros(len(size), np.float32),
        word_bits=cuts.inside(start, end),
        usual=cuts.usual(start, end),
        lead=cuts.lead(start, end),
        general=cuts.general(start, end),
        known=((cost.known[end] - cost.known[start]) / np.maximum(size, 1)).astype(np.float32),
        letters=letters.stream.letters,
    )


def make_names(owners: NDArray[np.uint32], spellings: list[str], tables: Tables) -> tuple[NameTable, list[str]]:
    """The table, and of each name one spelling, in the order of the table."""
    parts = [_facts(spellings[at : at + PORTION], tables) for at in range(0, max(len(spellings), 1), PORTION)]
    facts = _Facts(*(np.concatenate([getattr(part, one.name) for part in parts]) for one in fields(_Facts)))
    del parts
    kept = np.flatnonzero(facts.size > 0)  # names without letters cannot be found by text
    _, first, name = np.unique(facts.same[kept], return_index=True, return_inverse=True)
    # Best known first: where too many names share a key, those are looked at.
    rank = np.argsort(-facts.lead[kept[first]], kind="stable")
    first, name = first[rank], np.argsort(rank)[name]
    entry = kept[np.argsort(name, kind="stable")]
    encoded = [spellings[i].encode("utf-8", "replace") for i in entry]
    unique = kept[first]
    size = facts.size[unique]
    table = NameTable(
        length=np.minimum(size, 65535).astype(np.uint16),
        bits=facts.bits[unique],
        word_bits=facts.word_bits[unique],
        usual=facts.usual[unique],
        lead=facts.lead[unique],
        general=facts.general[unique],
        key=facts.key[unique],
        known=facts.known[unique],
        first=np.concatenate([[0], np.cumsum(np.bincount(name, minlength=len(unique)))]).astype(np.int64),
        owner=owners[entry],
        spelling_at=np.concatenate([[0], np.cumsum([len(e) for e in encoded])]).astype(np.int64),
        spelling=np.frombuffer(b"".join(encoded), np.uint8),
        letters_at=np.concatenate([[0], np.cumsum(size)]).astype(np.int64),
        letters=_gather(facts.letters, (np.cumsum(facts.size) - facts.size)[unique], size),
    )
    return table, [spellings[i] for i in unique]


def _gather(letters: NDArray[np.uint32], start: NDArray[np.int64], size: NDArray[np.int64]) -> NDArray[np.uint32]:
    nth = np.arange(int(size.sum())) - np.repeat(np.cumsum(size) - size, size)
    gathered: NDArray[np.uint32] = letters[np.repeat(start, size) + nth]
    return gathered


def _bits(cost: Costs, start: NDArray[np.int64], end: NDArray[np.int64]) -> NDArray[np.float32]:
    inner = cost.so_far[end] - cost.so_far[np.minimum(start + 1, end)]
    return (cost.alone[start] + inner).astype(np.float32)
