"""The vocabulary of the counterfeit trade."""

from domain.signal import Role, Signal
from matching.cue import Cue
from matching.cues import FIELDS_OF_TEXT, Cues
from matching.outline import Floats, Outline
from matching.pair import Pair
from matching.quoting import quoting
from matching.rule import Rule
from matching.tables.cues import WORDS, Kind

FURTHER = 0.15  # for each further word: 高仿 with 支持专柜验货 says more than either
MOST_FURTHER = 2
DENIED = 0.25  # of a word's grade: who denies what nobody asked is seldom honest, but may be
SOFT = 0.5  # grade up to which a word tells why the goods are cheap or where they are from, and may be true
SELDOM_HONEST = tuple(word.text for word in WORDS if word.kind is Kind.COUNTERFEIT and word.grade >= 1)
"""Words that honest shops hardly write, as they are searched for."""


def see(pair: Pair) -> Signal | None:
    """The text uses words of the counterfeit trade, such as 高仿 or “replica”, or its stories of leaks."""
    found = _found(pair.cues)
    if not found:
        return None
    sentence = (
        "{} is said of copies." if found[0].grade > SOFT else "{} is a story that copies, among others, are sold with."
    )
    return quoting("counterfeit_words", _strength(found), found, sentence)


def most(outline: Outline) -> Floats:
    """It looks at the listing only, so how strongly it speaks is known beforehand."""
    return outline.of_listings([_strength(_found(held)) for held in outline.cues])


def _found(held: Cues) -> list[Cue]:
    if Kind.COUNTERFEIT not in held.kinds:
        return []
    return [cue for cue in held.of(Kind.COUNTERFEIT) if cue.field in FIELDS_OF_TEXT]


def _strength(found: list[Cue]) -> float:
    if not found:
        return 0.0
    strongest = max(cue.grade * (DENIED if cue.denied else 1) for cue in found)
    further = len({cue.words for cue in found}) - 1
    return min(1.0, strongest + FURTHER * min(further, MOST_FURTHER))


RULE = Rule("counterfeit_words", Role.QUALIFIER, see, most, needs=frozenset({Kind.COUNTERFEIT}))
