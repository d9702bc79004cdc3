"""Ids and amendments kept on disk: what a dictionary in memory would say, however many there are."""

from contextlib import closing

from hypothesis import given
from hypothesis import strategies as st

from registry.seen import Amendments, SeenIds

IDS = st.text(min_size=1, max_size=4)
LINES = st.tuples(st.sampled_from(("", "2026-01-01", "2026-01-02")), st.text(max_size=3))


@given(st.lists(IDS))
def test_an_id_is_known_by_the_line_where_it_stood_first(ids: list[str]) -> None:
    first: dict[str, int] = {}
    with closing(SeenIds()) as seen:
        assert [seen.first(one, line) for line, one in enumerate(ids)] == [
            first.setdefault(one, line) for line, one in enumerate(ids)
        ]


@given(st.dictionaries(IDS, LINES), st.lists(st.tuples(IDS, LINES)))
def test_the_later_word_counts_in_whatever_order_it_comes(
    standing: dict[str, tuple[str, str]], later: list[tuple[str, tuple[str, str]]]
) -> None:
    wanted = dict(standing)
    for name, line in later:
        wanted[name] = max(wanted.get(name, line), line)
    with closing(Amendments()) as amendments:
        amendments.add(later)
        found = list(amendments.applied(standing.items()))
    assert sorted(found) == sorted(body for _, body in wanted.values())
    assert found[: len(standing)] == [wanted[name][1] for name in standing]
