"""What a right covers, and how alike a listing's goods are to that."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from domain.right import Right, RightKind
from matching.goods import terms
from matching.goods.view import SURE, View, views_of_texts
from matching.tables.goods import kinds
from matching.tables.related import relations

# How much of "the same goods" it is, 0..1, in the order of the legal test; the steps are ours.
OTHER_GROUP = 0.6  # the class that the right covers, but none of its similar groups
OTHER_WORDS = 0.75  # the class that the right covers, but goods that its list does not name
NEAR_SHAPE = 0.7  # a design on goods of a Locarno class that holds products alike
OTHER_SHAPE = 0.4  # of any other Locarno class: designs are compared within their products, a copy stays a copy
NAMED = 0.9  # least chance of the same goods where the listing's own word for them stands in the right's list
_PIECE = re.compile(r"[;；,，、\n]+|\d+:\s")
_MOST_PIECES = 60  # of a list of goods; lists of a thousand repeat themselves
# Locarno classes between which like products lie: cases and pencil cases, tins and jars, kettles and mixers ...
NEAR_SHAPES = frozenset(
    frozenset(pair)
    for pair in (
        ("02", "03"), ("02", "11"), ("02", "21"), ("03", "09"), ("03", "19"), ("04", "28"), ("05", "06"), ("06", "07"),
        ("07", "09"), ("07", "15"), ("07", "23"), ("07", "31"), ("08", "28"), ("10", "14"), ("13", "14"), ("13", "26"),
        ("14", "16"), ("14", "21"), ("15", "23"), ("19", "21"), ("23", "28"), ("24", "28"),
    )
)  # fmt: skip
GROUPS_OF = ("CN", "")  # whose register has the groups of the goods table


@dataclass(frozen=True, slots=True)
class Scope:
    """What a right covers.

    Attributes:
        nice: its Nice classes; where it gives none, those that its goods in words seem to be of.
        groups: its Chinese similar groups by class.
        kinds: rows of the goods table that its goods in words name, by class.
        words: words of the goods table among them.
        locarno: first two digits of its Locarno classes, of a design only.
    """

    nice: tuple[int, ...]
    groups: Mapping[int, frozenset[str]]
    kinds: Mapping[int, frozenset[int]]
    words: frozenset[str]
    locarno: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike the goods of one class are to what a right covers.

    Attributes:
        value: 1 the same, 0 quite other.
        reason: the end of the sentence that says so.
    """

    value: float
    reason: str


def scope_of(right: Right) -> Scope:
    """What the right covers; asked for often, made once."""
    return _scope(
        right.nice_classes, right.goods_text, right.similar_groups if right.jurisdiction in GROUPS_OF else (),
        right.locarno_classes if right.kind is RightKind.DESIGN else (),
    )  # fmt: skip


@lru_cache(maxsize=50_000)
def _scope(nice: tuple[int, ...], goods: str, groups: tuple[str, ...], locarno: tuple[str, ...]) -> Scope:
    words = [word for word in terms.find(terms.folded(goods)) if not word.aside] if goods else []
    named = {kind for word in words for kind in word.kinds}
    covered = nice or _classes(goods)
    return Scope(
        covered,
        {number: frozenset(group for group in groups if _of(group, number)) for number in covered},
        {number: frozenset(kind for kind in named if kinds()[kind].nice == number) for number in covered},
        frozenset(word.word for word in words if any(kinds()[kind].nice in covered for kind in word.kinds)),
        tuple(dict.fromkeys(code.strip()[:2] for code in locarno)),
    )


def _of(group: str, number: int) -> bool:
    return group[:2] == f"{number:02}"


def _classes(goods: str) -> tuple[int, ...]:
    """The classes that pieces of a list of goods seem to be of."""
    pieces = [piece for piece in _PIECE.split(goods)[:_MOST_PIECES] if piece.strip()]
    found = (max(view.nice, key=lambda number: view.nice[number], default=0) for view in views_of_texts(pieces)
             if max(view.nice.values(), default=0) >= SURE)  # fmt: skip
    return tuple(sorted({number for number in found if number}))


def likeness(number: int, view: View, scope: Scope) -> Likeness:
    """How alike goods of that class are to what the right covers, where the view's words say which goods they are."""
    if number in scope.nice:
        return _within(number, view, scope)
    near = [(relations()[number, covered], covered) for covered in scope.nice if (number, covered) in relations()]
    if near:
        relation, covered = max(near, key=lambda pair: pair[0].likeness)
        return Likeness(relation.likeness, f"close to class {covered}: {relation.reason}")
    return Likeness(0.0, "which the right does not cover")


def _within(number: int, view: View, scope: Scope) -> Likeness:
    seen = {kind for word in view.words for kind in word.kinds if kinds()[kind].nice == number}
    groups = {kinds()[kind].group for kind in seen} - {""}
    covered = scope.groups[number]
    if covered and groups:
        shared = sorted(group for group in groups if any(one[:4] == group for one in covered))
        if shared:
            return Likeness(1.0, f"and of its similar group {', '.join(shared)}, which the right covers")
        ours = ", ".join(sorted(groups))
        return Likeness(OTHER_GROUP, f"which the right covers, but of similar group {ours}, which it does not")
    if scope.kinds[number] and seen and not seen & scope.kinds[number]:
        return Likeness(OTHER_WORDS, "which the right covers, but no goods that its list names")
    return Likeness(1.0, "which the right covers")


def shape_likeness(name: str, scope: Scope) -> float:
    """How alike goods of that Locarno class are to what a design covers, 0..1."""
    if name in scope.locarno:
        return 1.0
    return NEAR_SHAPE if any(frozenset((name, one)) in NEAR_SHAPES for one in scope.locarno) else OTHER_SHAPE


def named(view: View, scope: Scope) -> str:
    """The listing's own word for its goods, where the right's list of goods has it too; else ""."""
    last = view.words[-1].word if view.words else ""
    return last if last in scope.words else ""
