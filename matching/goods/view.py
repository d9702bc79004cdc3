"""What a listing's goods or services seem to be, with chances."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from domain.listing import Listing
from matching.goods import classifier, terms
from matching.goods.features import F32, cells

SURE = 0.5  # chance from which a class is told; texts that name no goods come up to 0.42 (docs/decisions/0017-goods.md)
BESIDE = 0.25  # chance from which a class is told beside the first
SHELF = 1.5  # how much more a category's words count than a title's: who sorts goods into shelves looks at them
MOST = 6  # classes that are kept
LEAST = 0.005  # chances below it are left out
_REMEMBERED = 10_000  # listings; the same one is asked about for every right that it touches

Key = tuple[str, str, str]
Name = TypeVar("Name", int, str)


@dataclass(frozen=True, slots=True)
class View:
    """What the goods of one listing are taken for.

    Attributes:
        nice: chance of each Nice class, the likeliest first.
        locarno: chance of each Locarno class, the likeliest first; "" where the goods have no shape of their own.
        words: words of the goods table in its category and its title that do not stand aside.
        told: whether the source's own table said so, so that nothing was guessed; each of the classes counts fully.
    """

    nice: Mapping[int, float]
    locarno: Mapping[str, float]
    words: tuple[terms.Term, ...] = ()
    told: bool = False

    @property
    def classes(self) -> tuple[int, ...]:
        """The classes that it can be said to be of, in numerical order; none where that is unsure."""
        if self.told:
            return tuple(sorted(self.nice))
        best = max(self.nice.values(), default=0.0)
        return tuple(sorted(number for number, chance in self.nice.items() if chance >= BESIDE)) if best >= SURE else ()


_views: dict[Key, View] = {}


def view_of(listing: Listing) -> View:
    """The view of one listing."""
    return views([listing])[0]


def views(listings: Sequence[Listing]) -> list[View]:
    """The view of each listing; many at once cost a tenth of one by one."""
    keys = [(_told(listing), listing.category[: terms.LONGEST_TEXT], listing.title[: terms.LONGEST_TEXT])
            for listing in listings]  # fmt: skip
    fresh = [key for key in dict.fromkeys(keys) if key not in _views]
    if len(_views) + len(fresh) > _REMEMBERED:
        _views.clear()
        fresh = list(dict.fromkeys(keys))
    _views.update(zip(fresh, _seen(fresh), strict=True))
    return [_views[key] for key in keys]


def views_of_texts(texts: Sequence[str]) -> list[View]:
    """The view of each text by itself, as of a title without a category."""
    return _seen([("", "", text) for text in texts])


def _told(listing: Listing) -> str:
    """Classes that the source's table gave (crawlers/nice_classes.py)."""
    return next((value for name, value in listing.attributes if name == "nice_classes"), "")


def _seen(keys: Sequence[Key]) -> list[View]:
    if not keys:
        return []
    titles = [terms.folded(title) for _, _, title in keys]
    shelves = [terms.folded(category) for _, category, _ in keys]
    title_words, shelf_words = [terms.find(text) for text in titles], [terms.find(text) for text in shelves]
    sums = classifier.sums(titles, title_words)
    known = np.array([bool(words) for words in shelf_words])
    if known.any():
        chosen = np.flatnonzero(known)
        sums[chosen] += SHELF * classifier.sums([shelves[at] for at in chosen], [shelf_words[at] for at in chosen])
    empty = ~known & np.array([not any(map(str.isalpha, text)) for text in titles])
    chances = classifier.load().chances(sums)
    nice, locarno = _summed(chances, _matrices()[0]), _summed(chances, _matrices()[1])
    out = []
    for at, (told, _, _) in enumerate(keys):
        words = tuple(word for word in (*shelf_words[at], *title_words[at]) if not word.aside)
        numbers = [int(one) for one in told.split(";") if one.strip().isdecimal()]
        if numbers:
            out.append(View({number: 1 / len(numbers) for number in numbers}, locarno[at], words, told=True))
        else:
            out.append(_NOTHING if empty[at] else View(nice[at], locarno[at], words))
    return out


_NOTHING = View({}, {})


@cache
def _matrices() -> tuple[tuple[tuple[int, ...], NDArray[np.float32]], tuple[tuple[str, ...], NDArray[np.float32]]]:
    """Names of Nice and of Locarno classes, each with the cells that add up to them: float32[cells, classes]."""
    nice = tuple(sorted({number for number, _ in cells()}))
    locarno = tuple(sorted({name for _, name in cells()}))
    return (
        (nice, np.array([[one == number for number in nice] for one, _ in cells()], np.float32)),
        (locarno, np.array([[one == name for name in locarno] for _, one in cells()], np.float32)),
    )


def _summed(chances: F32, classes: tuple[tuple[Name, ...], F32]) -> list[Mapping[Name, float]]:
    """The likeliest classes of each row with their chances."""
    names, matrix = classes
    values = chances @ matrix
    order = np.argsort(-values, axis=1)[:, :MOST]
    ranked = np.take_along_axis(values, order, axis=1)
    return [
        {names[at]: chance for at, chance in zip(places, row, strict=True) if chance >= LEAST}
        for places, row in zip(order.tolist(), ranked.tolist(), strict=True)
    ]
