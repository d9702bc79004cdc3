"""Latin names with other spaces, signs and neighbours."""

from random import Random

from benchmarks.kind import Script, kind
from benchmarks.letters import SYMBOLS, between
from benchmarks.substitutes import Substitutes

WORDS = (
    "shoes",
    "style",
    "pro",
    "shop",
    "store",
    "bags",
    "sport",
    "official",
    "mens",
    "women",
    "kids",
    "sale",
    "new",
    "max",
)
HAN_WORDS = ("正品", "官方", "同款", "旗舰店", "运动", "新款", "专柜", "代购", "男士", "女式", "进口", "潮牌")


@kind(Script.LATIN)
def spaced(mark: str, random: Random, tables: Substitutes) -> str | None:
    """N I K E, or Ni ke."""
    return between(mark, (" ",), random, everywhere=0.6)


@kind(Script.LATIN)
def symbol_split(mark: str, random: Random, tables: Substitutes) -> str | None:
    """N-I-K-E, Ni*ke."""
    return between(mark, SYMBOLS, random, everywhere=0.5)


@kind(Script.LATIN, shortest=5)
def glued_word(mark: str, random: Random, tables: Substitutes) -> str | None:
    """Nikeshoes, proNike: glued to an ordinary word."""
    word = random.choice(WORDS)
    if mark.isupper():
        word = random.choice((word, word.upper()))
    return random.choice((mark + word, word + mark, mark + word.title()))


@kind(Script.LATIN)
def glued_han(mark: str, random: Random, tables: Substitutes) -> str | None:
    """正品Nike运动: glued to Chinese."""
    before, after = random.sample(HAN_WORDS, 2)
    return random.choice((before + mark, mark + after, before + mark + after))


@kind(Script.LATIN, shortest=6)
def reordered(mark: str, random: Random, tables: Substitutes) -> str | None:
    """Klein Calvin: the words of a name in another order."""
    words = mark.split()
    if len(words) < 2 or len(set(words)) < len(words):
        return None
    turned = random.sample(words, len(words))
    return " ".join(turned if turned != words else words[::-1])
