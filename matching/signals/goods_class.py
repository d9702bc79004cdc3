"""Same, similar or other goods."""

import math
from collections.abc import Iterable

import numpy as np

from domain.signal import Role, Signal
from matching.goods.scope import NAMED, Likeness, Scope, likeness, named, scope_of, shape_likeness
from matching.goods.view import SURE, View, view_of, views
from matching.outline import Floats, Outline
from matching.pair import Pair
from matching.rule import Rule

SAME = 0.4  # most honest offers of the holder's goods share the class too; other goods are half of the legal test
OTHER = -1.0
SCALE = 3.5  # log-odds of a strength of 1, as in the scorer's table (matching/score.py): chances are mixed as odds
SHOWN = 3  # words that the sentence quotes


def see(pair: Pair) -> Signal | None:
    """The goods are of a class that the right covers (for), of a class of similar goods (little), or of others
    (against); the less sure the class, the weaker."""
    scope = scope_of(pair.right)
    view = view_of(pair.listing)
    if scope.locarno:
        return _design(view, scope, pair.right.locarno_classes)
    return _trademark(view, scope) if scope.nice else None


def _trademark(view: View, scope: Scope) -> Signal | None:
    alike = {number: likeness(number, view, scope) for number in view.nice}
    same = sum(chance for number, chance in view.nice.items() if number in scope.nice)
    if not view.classes and same < SURE:
        return None
    word = named(view, scope)
    if word:
        strength = NAMED * SAME
    elif view.told and same:
        strength = max(weighed([(1.0, one.value)]) for one in alike.values())
    else:
        strength = weighed((view.nice[number], one.value) for number, one in alike.items())
    shown = view.classes or tuple(sorted(number for number in view.nice if number in scope.nice))
    best = max(shown, key=lambda number: (alike[number].value, view.nice[number]))
    end = f"and the right's list names “{word}”" if word else alike[best].reason
    return _signal(strength, shown, scope, view, Likeness(alike[best].value, end))


def _signal(strength: float, shown: tuple[int, ...], scope: Scope, view: View, found: Likeness) -> Signal:
    ours, covered = _listed(shown), _listed(scope.nice)
    sure = sum(view.nice[number] for number in shown)
    quoted = dict.fromkeys(word.word for word in view.words[::-1])
    because = f"“{'”, “'.join(list(quoted)[:SHOWN])}”; " if quoted else ""
    basis = "the source's table says so" if view.told else f"{because}{sure:.0%} sure"
    detail = f"The goods seem to be of class {ours} ({basis}), {found.reason}; it covers {covered}."
    return Signal("goods_class", Role.QUALIFIER, round(strength, 4), ours, covered, detail)


def _design(view: View, scope: Scope, written: tuple[str, ...]) -> Signal | None:
    chances = {name: chance for name, chance in view.locarno.items() if name}
    best = max(chances, key=lambda name: chances[name], default="")
    same = sum(chance for name, chance in chances.items() if name in scope.locarno)
    if not best or max(chances[best], same) < SURE:
        return None
    strength = weighed((chance, shape_likeness(name, scope)) for name, chance in chances.items())
    shown = best if same < SURE else next(name for name in chances if name in scope.locarno)
    end = "which the design covers" if shown in scope.locarno else "which the design does not cover"
    sure = same if shown in scope.locarno else chances[best]
    detail = f"The goods seem to be of Locarno class {shown} ({sure:.0%} sure), {end}; it covers {', '.join(written)}."
    return Signal("goods_class", Role.QUALIFIER, round(strength, 4), _listed(view.classes), ", ".join(written), detail)


def weighed(classes: Iterable[tuple[float, float]]) -> float:
    """The strength, `OTHER`..`SAME`, of goods that are of each class with a chance.

    Classes that are this or that speak as their mean odds do: a right whose class is likely among others gains a
    little, one whose class is next to impossible loses nearly all.

    Args:
        classes: of each, its chance and how alike its goods are to the right's: 0 counts `OTHER`, 1 counts `SAME`.
            What is missing to a chance of 1 is other goods.
    """
    pairs = list(classes)
    odds = max(1 - sum(chance for chance, _ in pairs), 0.0) * math.exp(SCALE * OTHER)
    odds += sum(chance * math.exp(SCALE * (OTHER + (SAME - OTHER) * alike)) for chance, alike in pairs)
    return min(max(math.log(odds) / SCALE, OTHER), SAME)


def _listed(numbers: tuple[int, ...]) -> str:
    return ", ".join(map(str, sorted(numbers)))


def most(outline: Outline) -> Floats:
    """Where nothing is said of the goods it is silent."""
    chosen = np.unique(outline.listing).tolist()  # those that touch no right are not looked at
    strongest = [0.0] * len(outline.listings)
    for number, view in zip(chosen, views([outline.listings[number] for number in chosen]), strict=True):
        strongest[number] = SAME if view.nice else 0.0
    return outline.of_listings(strongest)


RULE = Rule("goods_class", Role.QUALIFIER, see, most)
