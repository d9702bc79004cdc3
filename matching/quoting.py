"""Qualifiers that quote the words they go by."""

from collections.abc import Sequence

from domain.signal import Role, Signal, Span
from matching.beside import Near
from matching.cue import Cue
from matching.pair import Pair

MOST_QUOTED = 3


def quoting(name: str, strength: float, found: Sequence[Cue], sentence: str) -> Signal:
    """A qualifier that quotes some of a listing's words.

    Args:
        name, strength: of the signal.
        found: what is quoted, at least one; a single one is quoted with its place.
        sentence: with {} where the quoted words go.
    """
    words = "、".join(dict.fromkeys(cue.words for cue in found[:MOST_QUOTED]))
    first = found[0]
    placed = words == first.words and first.field in ("title", "description")
    span = Span(first.start, first.end) if placed else None
    return Signal(name, Role.QUALIFIER, strength, words, "", sentence.format(f"“{words}”"), span)


def quoting_beside(pair: Pair, word: Near, strength: float, name: str, sentence: str) -> Signal:
    """A qualifier that quotes what stands beside the mark.

    Args:
        pair: what was looked at; a text touches it.
        word: what is quoted.
        strength, name: of the signal.
        sentence: with {} where the quoted words go.
    """
    assert pair.place is not None
    assert pair.best is not None
    start, end = pair.place.span(word)
    written = getattr(pair.listing, pair.place.field)[start:end]
    detail = sentence.format(f"“{written}”")
    return Signal(name, Role.QUALIFIER, strength, written, pair.best[1].name, detail, Span(start, end))
