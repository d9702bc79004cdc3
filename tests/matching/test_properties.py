"""What holds for every name and every title, whatever the weights: the nearer the writing, the higher it stands."""

import unicodedata
from collections.abc import Callable
from functools import cache

import factories
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from one_by_one import OneByOne
from opencc import OpenCC
from rapidfuzz.distance import OSA

from domain.match import Match
from matching.hit import Disguise
from matching.normalize import fold_letters, is_han
from matching.text.index import TextIndex

LATIN = ("Velmora", "Quellanto", "Orwindal", "Brixtane", "Zarivolt", "Kestrion", "Thalovar", "Umbrelis", "Nova Lune")
HAN = ("维摩拉", "栖木拉森", "龙绒坊", "澜觅居", "暮笙堂", "国货电车", "乐泽轩")
WORDS = ("新款", "加厚", "外套", "正品", "2026", "Winter", "coat", "男女", "包邮", "for home")
ACCENTS = "\u0301\u0308\u0323\u0302"
UNSEEN = "\u200b\u200d\u2060\ufeff\u00ad"
STYLES = (0x1D400, 0x1D434, 0x1D5A0, 0x1D670)  # mathematical bold, italic, sans-serif, monospace: A-Z, then a-z
TO_TRADITIONAL = OpenCC("s2t")


def wide(char: str) -> str:
    return chr(ord(char) + 0xFEE0) if char.isascii() and char.isalnum() else char


def styled(char: str, style: int) -> str:
    if not (char.isascii() and char.isalpha()):
        return char
    made = chr(style + ord(char.upper()) - ord("A") + 26 * char.islower())
    return made if unicodedata.name(made, "") else "ℎ"  # the italic h was there before the others


def each(change: Callable[[str, int], str]) -> Callable[[str, list[int]], str]:
    return lambda name, dice: "".join(change(char, dice[n % len(dice)]) for n, char in enumerate(name))


LOSSLESS = {
    "case": each(lambda char, die: char.upper() if die % 2 else char.lower()),
    "width": each(lambda char, die: wide(char) if die % 2 else char),
    "accents": each(lambda char, die: char + ACCENTS[die % 4] if char.isascii() and char.isalpha() else char),
    "composed accents": each(
        lambda char, die: unicodedata.normalize("NFC", char + ACCENTS[die % 4]) if char.isascii() else char
    ),
    "invisible": lambda name, dice: "".join(
        char + (UNSEEN[dice[n % len(dice)] % 5] if 0 < n < len(name) - 1 else "") for n, char in enumerate(name)
    ),
    "mathematical": each(lambda char, die: styled(char, STYLES[die % 4])),
    "traditional": lambda name, dice: TO_TRADITIONAL.convert(name),
}
names = st.sampled_from(LATIN + HAN)
around = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4)
dices = st.lists(st.integers(0, 19), min_size=1, max_size=8)


@cache
def matcher() -> OneByOne:
    rights = [factories.right(f"TM-{name}", name) for name in LATIN + HAN]
    return OneByOne(rights, lambda _: None)


def found(before: list[str], written: str, after: list[str]) -> list[Match]:
    title = " ".join([*before, written, *after])
    return matcher().match(factories.listing(title=title, category="未知"), 5, 0.0)


def strength(match: Match) -> float:
    """How surely the name stands in the title; that hiding it speaks against a seller is another signal's business."""
    return max((one.strength for one in match.signals if one.name == "mark_in_title"), default=0.0)


def strongest(name: str, before: list[str], written: str, after: list[str]) -> float:
    return max((strength(m) for m in found(before, written, after) if m.right_id == f"TM-{name}"), default=0.0)


@pytest.mark.parametrize("kind", LOSSLESS)
@settings(deadline=None, max_examples=60)
@given(names, around, around, dices)
def test_a_lossless_disguise_is_found_first_and_never_above_the_plain_name(
    kind: str, name: str, before: list[str], after: list[str], dice: list[int]
) -> None:
    written = LOSSLESS[kind](name, dice)
    first = found(before, written, after)[0]
    assert first.right_id == f"TM-{name}"
    assert strength(first) <= strongest(name, before, name, after)
    assert fold_letters(first.signals[0].listing_value) == fold_letters(name)


def one_edit(name: str, dice: list[int]) -> str:
    place, kind = dice[0] % len(name), dice[-1] % 4
    # Characters that neither sound nor look like one of any name's: an edit must not be a nearer disguise by chance.
    other = "耳云雨"[dice[0] % 3] if is_han(name[place]) else "qzxk"[dice[0] % 4]
    if kind == 0:
        return name[:place] + name[place + 1 :]
    if kind == 1:
        return name[:place] + other + name[place:]
    if kind == 2 and place + 1 < len(name):
        return name[:place] + name[place + 1] + name[place] + name[place + 2 :]
    return name[:place] + other + name[place + 1 :]


def edits(name: str, written: str) -> int:
    """How far the nearest stretch of what is written is from the name."""
    letters, mark = fold_letters(written), fold_letters(name)
    stretches = {letters[a:b] for a in range(len(letters)) for b in range(a + 1, len(letters) + 1)}
    return min(OSA.distance(stretch, mark) for stretch in stretches)


@settings(deadline=None, max_examples=300)
@given(names, around, around, dices, dices, st.sampled_from(sorted(LOSSLESS)))
def test_the_nearer_the_writing_the_stronger_the_mention(
    name: str, before: list[str], after: list[str], dice: list[int], more: list[int], kind: str
) -> None:
    """Plain, then a lossless disguise, then one edit, then two: in the same place of the same title."""
    # How far "for" reaches is counted in characters, of which an edit has one more or less: another signal's business.
    assume("for home" not in before + after)
    once = one_edit(name, dice)
    twice = one_edit(once, more)
    steps = [name, LOSSLESS[kind](name, dice)]
    # A letter before or behind the name leaves it as it is.
    if OSA.distance(fold_letters(once), fold_letters(name)) == 1 and name not in once:
        steps.append(once)
        # A second edit that leaves the first one's letters whole stands beside them: the same place, found again.
        if edits(name, twice) == 2 and once not in twice:
            steps.append(twice)
    strengths = [strongest(name, before, written, after) for written in steps]
    assert strengths == sorted(strengths, reverse=True), steps


@cache
def index() -> TextIndex:
    return TextIndex.of(list(enumerate((*LATIN, *HAN, "ab", "aa", "A380"))))


SAME = {
    Disguise.PLAIN,
    Disguise.FORM,
    Disguise.TRADITIONAL,
    Disguise.LOOKALIKE,
    Disguise.INVISIBLE,
    Disguise.SPACED,
    Disguise.SPLIT,
}
pieces = st.one_of(
    st.text(max_size=20),
    names,
    st.tuples(names, st.sampled_from(sorted(LOSSLESS)), dices).map(lambda t: LOSSLESS[t[1]](t[0], t[2])),
    st.tuples(names, dices).map(lambda t: one_edit(*t)),
    names.map(lambda name: f"\u202e{name[::-1]}\u202c"),
)


@settings(deadline=None, max_examples=300)
@given(st.lists(pieces, max_size=6).map(" ".join))
def test_every_span_holds_what_is_claimed_of_it(text: str) -> None:
    for hit in index().find([text])[0]:
        written = text[hit.start : hit.end]
        assert 0 <= hit.start < hit.end <= len(text)
        assert fold_letters(written[0])
        assert fold_letters(written[-1]) or written.endswith("\u202c")
        if hit.disguise in SAME:
            ours, theirs = fold_letters(written), fold_letters(hit.name)
            assert theirs in (ours, ours[::-1])  # backwards within a right-to-left override
        elif hit.disguise is Disguise.NEAR:
            assert hit.writing.edits == 1


SIZE = 1_000_000
HOSTILE = {
    "one letter": "a",
    "one character": "维",
    "a combining mark": "\u0301",
    "letters with marks": "a\u0301\u0302\u0303",
    "mask signs": "*",
    "masked letters": "v*l*o*a",
    "某": "某",
    "look-alikes": "vеlmоrа",
    "right-to-left overrides": "\u202eab",
    "nested overrides": "\u202e\u202dab\u202c",
    "spaced letters": "v e l m o r a ",
    "spaced characters": "维 摩 拉 ",
    "leet": "v3lm0r4",
    "expanding letters": "ﷺ",
    "mathematical letters": "𝐯𝐞𝐥",
    "flags and emoji": "🇨🇳👩‍👩‍👧",
    "lone surrogates": "\ud800",
    "parts of characters": "女子",
    "pinyin": "weimola",
    "one-letter words": "a b ",
}
MOST_KEYS = 200  # a letter, over all lanes
MOST_FINDS = 8  # a text


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_text_gives_no_more_work_than_its_length(kind: str) -> None:
    """Work is counted, not timed: keys and finds of texts of growing length, and a megabyte in every field."""
    from matching.text.batch import Batch, make_tables
    from matching.text.compile import all_lanes
    from matching.text.stream import make_fold_table

    tables = make_tables(make_fold_table())
    keys = []
    for size in (2_000, 4_000, 8_000):
        batch = Batch([(HOSTILE[kind] * size)[:size]], tables)
        keys.append(sum(len(lane.of_texts(batch).key) for lane in all_lanes().values()))
    assert all(count <= MOST_KEYS * size for count, size in zip(keys, (2_000, 4_000, 8_000), strict=True))
    assert keys[2] <= 2.2 * keys[1] + 1_000
    text = (HOSTILE[kind] * SIZE)[:SIZE]
    listing = factories.listing(title=text, brand=text, description=text, category=text)
    assert len(index().find([text])[0]) <= MOST_FINDS
    assert len(matcher().match(listing, 5, 0.0)) <= 5
