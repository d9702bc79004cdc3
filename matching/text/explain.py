"""How a name is written in a text: which disguise, how near. Also the last word on whether it is one at all."""

import unicodedata
from functools import lru_cache

from rapidfuzz.distance import OSA
from rapidfuzz.distance.Indel import normalized_similarity as ratio

from matching.hit import Disguise, Writing
from matching.normalize import Gap, fold, fold_char, fold_letters, is_han
from matching.tables import shape as shapes
from matching.tables import sound as sounds

MASKED = 0.9  # of a name of which one letter is hidden, by the share of letters that are seen
BY_LANE = {
    "skeleton": (Disguise.LEET, 0.95),
    "order": (Disguise.ORDER, 0.95),
    "mask": (Disguise.MASK, MASKED),
    "pinyin": (Disguise.PINYIN, 0.9),
    "split": (Disguise.TAKEN_APART, 0.95),
}
HOW = {disguise: disguise.value for disguise in Disguise}  # enums say their values slowly
PLAIN = HOW[Disguise.PLAIN]
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
        return Writing(Disguise.PLAIN, 1.0, 1.0, f"“{name}” ({PLAIN})")
    text, mark = fold_letters(written), fold_letters(name)
    shape = sound = edits = None
    other = _other_characters(text, mark) if lane in ("edit", "shape", "sound") and not text.isascii() else []
    if other:
        shape, sound = (sum(kind) / len(other) for kind in zip(*other, strict=True))
    if text == mark:
        disguise, likeness = _same_letters(written, name)
    elif lane == "edit":
        if not _one_edit(text, mark):
            return None
        disguise, likeness, edits = Disguise.NEAR, 1 - 1 / max(len(mark), len(text)), 1
    elif lane in ("shape", "sound"):
        disguise, likeness = _by_characters(lane, text, mark, len(other), shape if lane == "shape" else sound)
    elif lane in BY_LANE:
        disguise, likeness = BY_LANE[lane]
    else:
        return None
    near = [f"{kind} {_said(value)}" for kind, value in (("shape", shape), ("sound", sound)) if value]
    near += [f"1 of {len(mark)} letters"] if edits else []
    how = f"{HOW[disguise]}: {', '.join(near)}" if near else HOW[disguise]
    said = f"“{_short(name)}”, written “{_short(written)}” ({how})"
    return Writing(disguise, likeness, _spelling(written, name), said, shape, sound, edits)


def _by_characters(lane: str, text: str, mark: str, other: int, alike: float | None) -> tuple[Disguise, float]:
    """Disguise and mean likeness of the characters, of which so many differ and are that much alike."""
    if alike is not None:
        return Disguise.SHAPE if lane == "shape" else Disguise.SOUND, 1 - other * (1 - alike) / len(mark)
    if lane == "sound" and any(not is_han(char) for char in text):
        return Disguise.PINYIN, 0.9
    return Disguise.SHAPE if lane == "shape" else Disguise.SOUND, 0.8


def _spelling(written: str, name: str) -> float:
    """How exactly a name is spelled, 0..1; another case counts half."""
    return (ratio(written, name) + ratio(written.casefold(), name.casefold())) / 2


def _other_characters(text: str, mark: str) -> list[tuple[float, float]]:
    """How alike the characters that differ look and sound, place by place; none where not all of them are Chinese."""
    if len(text) != len(mark):
        return []
    other = [_alike(one, its) for one, its in zip(text, mark, strict=True) if one != its]
    return [pair for pair in other if pair] if all(other) else []


@lru_cache(maxsize=REMEMBERED)
def _alike(one: str, other: str) -> tuple[float, float] | None:
    """How alike two Chinese characters look and sound."""
    if not (is_han(one) and is_han(other)):
        return None
    return shapes.similarity(one, other), sounds.sound_similarity(one, other)


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


def _one_edit(text: str, mark: str) -> bool:
    if OSA.distance(text, mark, score_cutoff=1) > 1:
        return False
    return (text.isalpha() and mark.isalpha()) or _digits(text) == _digits(mark)  # another digit is another model


def _digits(text: str) -> str:
    return "".join(char for char in text if char.isdigit())
