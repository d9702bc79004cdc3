"""What tonight's searches look for: the registry's names in turn, the trade's words, and what was declared."""

from datetime import date, timedelta

from domain.right import Right, RightKind, RightStatus
from domain.source import Source
from flows.keywords import SLANG_WORDS, with_keywords

RIGHTS = [
    *(Right(f"TM-{n}", RightKind.TRADEMARK, f"Velmora{n}", aliases=(f"薇{n}拉",)) for n in range(5)),
    Right("TM-9", RightKind.TRADEMARK, "Gone", status=RightStatus.EXPIRED),
    Right("D-1", RightKind.DESIGN, "Lamp"),
]
SOURCE = Source("mall", "jsonld", ("https://mall.example/?q={keyword}",), keywords=("@registry", "@slang", "mall"))


def test_every_name_comes_in_turn_and_no_night_has_too_many() -> None:
    source = Source("mall", "jsonld", SOURCE.start, keywords=("@registry",), keywords_a_night=3)
    nights = [with_keywords(source, RIGHTS, date(2026, 1, 1) + timedelta(days=n)).keywords for n in range(4)]
    assert {len(night) for night in nights} == {3}
    assert {name for night in nights for name in night} == {f"Velmora{n}" for n in range(5)} | {
        f"薇{n}拉" for n in range(5)
    }


def test_slang_and_declared_words_are_searched_every_night() -> None:
    found = with_keywords(SOURCE, RIGHTS, date(2026, 1, 1)).keywords
    assert set(SLANG_WORDS) <= set(found)
    assert "mall" in found
    assert not {"@registry", "@slang", "Gone", "Lamp"} & set(found)
