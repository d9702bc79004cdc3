"""Offers that infringe: in which words, under which disguise, with how little to tell them by."""

from collections.abc import Callable, Mapping
from random import Random

from benchmarks.kind import Script, script_of
from benchmarks.town.offer import Draft, real_title, rest_of, some, with_phrases
from benchmarks.town.people import Shop
from benchmarks.town.stock import Stock, Target
from benchmarks.town.wording import CONTACT, HONEST, OPENLY, SOFTLY, Phrases, half

HONEST_WORDS = 0.45  # of all infringing offers write what honest shops write
CHEAP = (0.08, 0.4)  # of the usual price, where only the price tells
LOW, USUAL_PRICE = (0.1, 0.7), (0.7, 1.1)
Make = Callable[[Stock, Target, Shop, Random], Draft | None]


def _words(stock: Stock, phrases: Phrases) -> Phrases:
    return half(phrases, stock.part)


def _honest(stock: Stock, target: Target, random: Random) -> list[str]:
    return some(_words(stock, HONEST), target.chinese, random, 2) if random.random() < HONEST_WORDS else []


def _price(random: Random, usual: float = 0.2) -> float:
    """Most copies are cheap; some ask what the goods cost."""
    return random.uniform(*(USUAL_PRICE if random.random() < usual else LOW))


def _plain(stock: Stock, target: Target, shop: Shop, random: Random, phrases: list[str]) -> Draft:
    title = with_phrases(real_title(target, target.name, random), [*phrases, *_honest(stock, target, random)], random)
    brand = target.name if random.random() < 0.25 else random.choice(("", "", "其他", "other"))
    return Draft(title, shop, _price(random), "", brand)


def openly(stock: Stock, target: Target, shop: Shop, random: Random) -> Draft:
    """The mark with the words of the trade."""
    return _plain(stock, target, shop, random, some(_words(stock, OPENLY), target.chinese, random, 2))


def softly(stock: Stock, target: Target, shop: Shop, random: Random) -> Draft:
    """The mark with a story of where the goods come from."""
    return _plain(stock, target, shop, random, some(_words(stock, SOFTLY), target.chinese, random, 2))


def contact(stock: Stock, target: Target, shop: Shop, random: Random) -> Draft:
    """The mark, and more is told elsewhere."""
    return _plain(stock, target, shop, random, some(_words(stock, CONTACT), target.chinese, random))


def only_cheap(stock: Stock, target: Target, shop: Shop, random: Random) -> Draft:
    """The mark, nobody's permission, a price far too low, and nothing else."""
    title = with_phrases(real_title(target, target.name, random), _honest(stock, target, random), random)
    return Draft(title, shop, random.uniform(*CHEAP), "", target.name if random.random() < 0.25 else "")


def several_marks(stock: Stock, target: Target, shop: Shop, random: Random) -> Draft:
    """The mark in a shop that has copies of several; the offer itself says little."""
    phrases = some(_words(stock, SOFTLY), target.chinese, random) if random.random() < 0.5 else []
    return _plain(stock, target, shop, random, phrases)


def _hidden(stock: Stock, target: Target, random: Random) -> str | None:
    listed = stock.disguises[Script.HAN if script_of(target.name) is Script.HAN else Script.LATIN]
    for _ in range(12):
        written = random.choice(listed).apply(target.name, random, stock.tables)
        if written:
            return written
    return None


def disguised(stock: Stock, target: Target, shop: Shop, random: Random) -> Draft | None:
    """The mark in disguise and nothing else."""
    written = _hidden(stock, target, random)
    if written is None:
        return None
    title = with_phrases(real_title(target, written, random), _honest(stock, target, random), random)
    return Draft(title, shop, _price(random))


def disguised_openly(stock: Stock, target: Target, shop: Shop, random: Random) -> Draft | None:
    """The mark in disguise with the words of the trade, or where to ask."""
    written = _hidden(stock, target, random)
    if written is None:
        return None
    phrases = _words(stock, random.choice((OPENLY, OPENLY, SOFTLY, CONTACT)))
    title = with_phrases(real_title(target, written, random), some(phrases, target.chinese, random, 2), random)
    return Draft(title, shop, _price(random))


def elsewhere(stock: Stock, target: Target, shop: Shop, random: Random) -> Draft:
    """The mark in the description or the brand field only, with the words of the trade there."""
    title = rest_of(target, random)
    words = " ".join(some(_words(stock, OPENLY), target.chinese, random, 2))
    said = f"{target.name} {words}" if random.random() < 0.5 else f"{words} {target.name}"
    return Draft(title, shop, _price(random), said, target.name if random.random() < 0.3 else "")


# Shares of the infringing offers.
KINDS: Mapping[str, tuple[float, Make]] = {
    "openly": (0.24, openly),
    "softly": (0.12, softly),
    "contact": (0.07, contact),
    "only cheap": (0.12, only_cheap),
    "several marks": (0.09, several_marks),
    "disguised": (0.18, disguised),
    "disguised openly": (0.14, disguised_openly),
    "elsewhere": (0.04, elsewhere),
}
