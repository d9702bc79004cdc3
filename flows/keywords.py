"""What the sources that are searched by keyword look for tonight."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from itertools import islice

from domain.right import Right, RightKind, RightStatus
from domain.source import Source
from matching.signals.counterfeit_words import SELDOM_HONEST

REGISTRY, SLANG = "@registry", "@slang"

SLANG_WORDS = SELDOM_HONEST
"""Words that honest shops seldom write; the signal `counterfeit_words` weighs the same."""


def with_keywords(source: Source, rights: Iterable[Right], today: date) -> Source:
    """The source with real keywords in place of "@registry" and "@slang".

    Of the registry's names `keywords_a_night` are taken, in their order by right; the next day goes on behind them, so
    that all come in turn.

    Args:
        source: as declared.
        rights: of the installed registry; read only where "@registry" is asked for.
        today: decides where the night begins.
    """
    found: list[str] = []
    for keyword in source.keywords:
        if keyword == REGISTRY:
            found += _tonight(list(dict.fromkeys(_names(rights))), source.keywords_a_night, today)
        elif keyword == SLANG:
            found += SLANG_WORDS
        else:
            found.append(keyword)
    return replace(source, keywords=tuple(dict.fromkeys(found)))


def _names(rights: Iterable[Right]) -> Iterator[str]:
    for right in rights:
        if right.kind is RightKind.TRADEMARK and right.status not in (RightStatus.EXPIRED, RightStatus.CANCELLED):
            yield from (name for name in right.names if len(name.strip()) > 1)


def _tonight(names: list[str], most: int, today: date) -> list[str]:
    if len(names) <= most:
        return names
    first = today.toordinal() * most % len(names)
    return list(islice((*names[first:], *names[:first]), most))
