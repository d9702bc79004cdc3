"""Of many matches the few that are kept: best first, no name crowding out others, in whatever order they come."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from domain.match import Match
from matching.few import MOST_OF_A_NAME, Few

scores = st.integers(1, 20).map(lambda twentieths: twentieths / 20)
found = st.lists(st.tuples(scores, st.sampled_from(["", "velmora", "qiro", "栖木"])), max_size=30)


def keep(matches: list[tuple[str, float, str]], top: int, min_score: float = 0.0) -> list[Match]:
    few = Few(top, min_score)
    for right, score, name in matches:
        few.take(Match("L-1", right, score, "any", ()), name)
    return few.matches


def numbered(matches: list[tuple[float, str]]) -> list[tuple[str, float, str]]:
    return [(f"R-{number:02}", score, name) for number, (score, name) in enumerate(matches)]


@given(found, st.integers(1, 8), st.randoms())
def test_the_order_in_which_matches_come_changes_nothing(
    matches: list[tuple[float, str]], top: int, random: "object"
) -> None:
    given_, shuffled = numbered(matches), numbered(matches)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert keep(given_, top) == keep(shuffled, top)


@given(found, st.integers(1, 8), scores)
def test_as_many_as_asked_for_best_first_and_none_below_the_least(
    matches: list[tuple[float, str]], top: int, least: float
) -> None:
    kept = keep(numbered(matches), top, least)
    good = sorted((score for score, _ in matches if score >= least), reverse=True)
    assert len(kept) == min(top, len(good))
    assert [match.score for match in kept] == sorted((match.score for match in kept), reverse=True)
    assert all(match.score >= least for match in kept)
    assert not kept or kept[0].score == good[0]


@given(found, st.integers(1, 8))
def test_more_of_one_name_than_a_few_only_where_no_other_is_left_out(
    matches: list[tuple[float, str]], top: int
) -> None:
    given_ = numbered(matches)
    names = {right: name for right, _, name in given_}
    kept = {match.right_id for match in keep(given_, top)}
    crowds = Counter(names[right] for right in kept if names[right])
    if any(count > MOST_OF_A_NAME for count in crowds.values()):
        available = Counter(name for name in names.values())
        for name, count in available.items():
            wanted = count if not name else min(count, MOST_OF_A_NAME)
            assert sum(names[right] == name for right in kept) >= wanted


@given(found, st.integers(1, 8), scores)
def test_what_cannot_be_taken_any_more_would_change_nothing(
    matches: list[tuple[float, str]], top: int, most: float
) -> None:
    few = Few(top, 0.0)
    for right, score, name in numbered(matches):
        few.take(Match("L-1", right, score, "any", ()), name)
    before = few.matches
    if not few.could_take(most):
        few.take(Match("L-1", "R-99", most, "any", ()), "another")
        assert few.matches == before
