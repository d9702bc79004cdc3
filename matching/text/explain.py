"""How a name is written in a text: which disguise, how near. Also the last word on whether it is one at all."""

import unicodedata
from collections.abc import Callable
from functools import lru_cache

from rapidfuzz.distance import OSA
from rapidfuzz.distance.Indel import normalized_similarity as ratio

from matching.hit import Disguise, Writing
from matching.normalize import Gap, fold, fold_char, fold_letters, is_han
from matching.tables import shape, sound

MASKED = 0.9  # of a name of which one letter is hidden, by the share of letters that are seen
SAME = 0.995  # likeness that is written as "same"
LONGEST_SAID = 60  # characters of a name, or of what is written for it, in a sentence
REMEMBERED = 50_000  # writings; shops write the same names the same way over and over
LONGEST_REMEMBERED = 100  # characters; a hostile text puts thousands between two letters


def explain(lane: str, written: str, name: str) -> Writing | None:
    """Names the disguise.

    Args:
        lane: that found it.
        written: the characters of the text.
        name: as registered.

    Returns:
        How the name is written; None where it is none after all.
    """
    if len(written) + len(name) > LONGEST_REMEMBERED:
        return _explain(lane, written, name)
    return _remembered(lane, written, name)


@lru_cache(maxsize=REMEMBERED)
def _remembered(lane: str, written: str, name: str) -> Writing | None:
    return _explain(lane, written, name)


def _explain(lane: str, written: str, name: str) -> Writing | None:
    if written == name:
        return Writing(Disguise.PLAIN, 1.0, 1.0, f"“{name}” ({Disguise.PLAIN.value})")
    text, mark = fold_letters(written), fold_letters(name)
    found = _same_letters(written, name) if text == mark else _other_letters(lane, text, mark)
    if found is None:
        return None
    disguise, likeness = found
    other = _other_characters(text, mark)
    shape, sound = (_alike(other, _shape), _alike(other, _sound)) if other else (None, None)
    edits = OSA.distance(text, mark) if disguise is Disguise.NEAR else None
    near = [f"shape {_said(shape)}"] if shape else []
    near += [f"sound {_said(sound)}"] if sound else []
    near += [f"{edits} of {len(mark)} letters"] if edits else []
    how = ": ".join([disguise.value, ", ".join(near)] if near else [disguise.value])
    said = f"“{_short(name)}”, written “{_short(written)}” ({how})"
    return Writing(disguise, likeness, _spelling(written, name), said, shape, sound, edits)


def _other_letters(lane: str, text: str, mark: str) -> tuple[Disguise, float] | None:
    """Not equal after folding either."""
    if lane == "edit":
        return _edited(text, mark)
    if lane == "shape":
        return Disguise.SHAPE, _mean(text, mark, _shape)
    if lane == "sound":
        return _sounding(text, mark)
    by_lane = {
        "skeleton": (Disguise.LEET, 0.95),
        "order": (Disguise.ORDER, 0.95),
        "mask": (Disguise.MASK, MASKED),
        "pinyin": (Disguise.PINYIN, 0.9),
        "split": (Disguise.TAKEN_APART, 0.95),
    }
    return by_lane.get(lane)


def _spelling(written: str, name: str) -> float:
    """How exactly a name is spelled, 0..1; another case counts half."""
    return (ratio(written, name) + ratio(written.casefold(), name.casefold())) / 2


def _other_characters(text: str, mark: str) -> list[tuple[str, str]]:
    """The characters that differ, place by place; none where not all of them are Chinese."""
    if len(text) != len(mark) or text.isascii() or mark.isascii():
        return []
    other = [(a, b) for a, b in zip(text, mark, strict=True) if a != b]
    return other if all(is_han(a) and is_han(b) for a, b in other) else []


def _alike(other: list[tuple[str, str]], similarity: Callable[[str, str], float]) -> float:
    """Mean likeness of the characters that differ."""
    return sum(similarity(a, b) for a, b in other) / len(other)


def _said(likeness: float) -> str:
    return "same" if likeness >= SAME else f"{likeness:.2f}"


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_SAID else text[:LONGEST_SAID] + "…"


def _same_letters(written: str, name: str) -> tuple[Disguise, float]:
    """Equal after folding: only gaps and forms differ."""
    if written.isascii() and written.lower() == name.lower():
        return Disguise.FORM, 1.0
    text, mark = fold(written), fold(name)
    inside, own = text.gaps[1:], mark.gaps[1:]
    extra = [gap for gap, had in zip(inside, own, strict=True) if gap and not had]
    if len(extra) == len(inside) > 1:
        return Disguise.SPACED, 0.96
    if extra:
        return (Disguise.SPLIT, 0.95) if all(gap == Gap.SYMBOL for gap in extra) else (Disguise.SPACED, 0.9)
    form = _form(written, name)
    return form, 1.0 if inside == own else 0.98


def _form(written: str, name: str) -> Disguise:
    """Which folding made both the same, gaps apart."""
    if any(fold_char(char) == "" for char in written):
        return Disguise.INVISIBLE
    if written == name:
        return Disguise.PLAIN
    if any(is_han(char) for char in written) and written.casefold() != name.casefold():
        return Disguise.TRADITIONAL
    if written.isascii() or _plain_forms(written) == _plain_forms(name):
        return Disguise.FORM
    return Disguise.LOOKALIKE


def _plain_forms(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold())
    return "".join(char for char in decomposed if char.isalnum())


def _edited(text: str, mark: str) -> tuple[Disguise, float] | None:
    if OSA.distance(text, mark, score_cutoff=1) > 1:
        return None
    if not (text.isalpha() and mark.isalpha()) and _digits(text) != _digits(mark):
        return None  # another digit is another model
    return Disguise.NEAR, 1 - 1 / max(len(mark), len(text))


def _digits(text: str) -> str:
    return "".join(char for char in text if char.isdigit())


def _sounding(text: str, mark: str) -> tuple[Disguise, float]:
    if any(not is_han(char) for char in text):
        return Disguise.PINYIN, 0.9
    return Disguise.SOUND, _mean(text, mark, _sound)


@lru_cache(maxsize=REMEMBERED)
def _sound(one: str, other: str) -> float:
    return sound.sound_similarity(one, other)


@lru_cache(maxsize=REMEMBERED)
def _shape(one: str, other: str) -> float:
    return shape.similarity(one, other)


def _mean(text: str, mark: str, similarity: Callable[[str, str], float]) -> float:
    """Mean likeness of the characters, pair by pair."""
    if len(text) != len(mark):
        return 0.8
    return sum(1.0 if a == b else similarity(a, b) for a, b in zip(text, mark, strict=True)) / len(mark)
