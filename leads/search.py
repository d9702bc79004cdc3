"""Text search in Chinese and English by the same terms on both databases: words, and pairs of Han characters."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import pairwise

MOST_WORDS = 8  # of a query; a sentence pasted into the field still finds its listing
MOST_CHARACTERS = 200  # of a text that is searched: titles of shops end there, and a giant one must not fill the index
_HAN = r"(?=\w)[\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
_PIECES = re.compile(rf"((?:{_HAN})+)|((?:(?!{_HAN})[^\W_])+)")


def fold(texts: Iterable[str]) -> str:
    """The texts as they are stored: case, width and punctuation folded; words apart, Han runs whole, blanks around.

    A word of a query stands in it if `" " + word` does, a run of Han characters if the run itself does.
    """
    return f" {' '.join(' '.join(_pieces(text[:MOST_CHARACTERS])) for text in texts if text)} "


def terms(folded: str) -> str:
    """What an index holds of a folded text, apart by blanks: its words, and of Han runs every pair and the last one.

    Pairs, because marks of two characters are the rule and neither SQLite's trigrams nor PostgreSQL's parser find them.
    """
    return " ".join(dict.fromkeys(term for piece in folded.split() for term in _terms(piece)))


def parse(query: str) -> tuple[str, ...]:
    """The pieces of a query, each of which must stand in the text; empty where it holds nothing to search for."""
    return tuple(dict.fromkeys(_pieces(query[:MOST_CHARACTERS])))[:MOST_WORDS]


def needle(piece: str) -> str:
    """What must stand in a folded text for that piece of a query: words match from their beginning."""
    return piece if is_han(piece) else f" {piece}"


def query_terms(pieces: Iterable[str]) -> tuple[tuple[str, bool], ...]:
    """The terms that an index must hold for those pieces, and whether each is only a beginning."""
    found: dict[tuple[str, bool], None] = {}
    for piece in pieces:
        if is_han(piece) and len(piece) > 1:
            found.update(((a + b, False), None) for a, b in pairwise(piece))
        else:
            found[(piece, True)] = None
    return tuple(found)


def is_han(piece: str) -> bool:
    """Whether a piece is a run of Han characters."""
    found = _PIECES.match(piece)
    return found is not None and found[1] is not None


def _pieces(text: str) -> Iterator[str]:
    for found in _PIECES.finditer(unicodedata.normalize("NFKC", text).casefold()):
        yield found[0]


def _terms(piece: str) -> Iterator[str]:
    if not is_han(piece):
        yield piece[:40]
        return
    yield from (a + b for a, b in pairwise(piece))
    yield piece[-1]
