"""The registry looked up: by whatever a person types or shows, the right they mean comes first, and says why."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import factories
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.right import Right, RightKind, RightStatus
from flows import compile_rights
from flows.lookup import open_lookup
from matching.lookup.lookup import Lookup
from matching.lookup.query import Answer, Query
from matching.pictures.decode import decode

RIGHTS = (
    factories.right("TM-01", "Velmora", nice_classes=(25,), holder="Velmora Works", registration_number="7701234"),
    factories.right(
        "TM-02", "维莫拉", nice_classes=(3, 25), holder="维莫拉服饰股份有限公司", holder_aliases=("Velmora",)
    ),
    factories.right("TM-03", "青屿山房", nice_classes=(30,), holder="青屿茶業", similar_groups=("3002",)),
    factories.right("TM-04", "Quistrel Tea House", nice_classes=(30, 43), holder="Quistrel Ltd"),
    factories.right("TM-05", "Branvelt", status=RightStatus.CANCELLED, vienna_codes=("26.04.18",)),
    factories.right("TM-06", "WEIMOLA", expires_on=date(2020, 1, 1)),
    Right("D-07", RightKind.DESIGN, locarno_classes=("02-04",), status=RightStatus.REGISTERED),
)


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Sequence[Right]], Lookup]:
    def made(rights: Sequence[Right]) -> Lookup:
        folder = tmp_path_factory.mktemp("lookup") / "rights"
        compile_rights.write(rights, folder, in_this_process=True)
        return open_lookup(folder).lookup

    return made


@pytest.fixture(scope="module")
def lookup(build: Callable[[Sequence[Right]], Lookup]) -> Lookup:
    return build(RIGHTS)


def ids(answer: Answer) -> list[str]:
    return [one.right.right_id for one in answer.found]


@pytest.mark.parametrize(
    ("typed", "wanted", "said"),
    [
        ("Velmora", "TM-01", "as registered"),
        ("VELMORA", "TM-01", "other case"),
        ("Velm0ra", "TM-01", "digits or signs"),
        ("V e l m o r a", "TM-01", "letters set apart"),
        ("Velmrra", "TM-01", "one letter changed"),
        ("velm", "TM-01", "begins with"),
        ("mora", "TM-01", "contains"),
        ("tea quistrel", "TM-04", "Quistrel"),
        ("维磨拉", "TM-02", "sound alike"),
        ("維莫拉", "TM-02", "traditional"),
        ("青屿", "TM-03", "begins with"),
        ("TM-05", "TM-05", "number TM-05"),
        ("7701234", "TM-01", "number"),
        ("Quistrl Tee House", "TM-04", "of the letters"),
        ("女装 维莫拉 秋季新款外套", "TM-02", "as registered"),
    ],
)
def test_what_is_meant_comes_first_and_says_how(lookup: Lookup, typed: str, wanted: str, said: str) -> None:
    (first, *_) = lookup.search(Query(typed)).found
    assert first.right.right_id == wanted
    assert said in first.signals[0].detail


def test_a_name_is_looked_for_the_other_way_round_too(lookup: Lookup) -> None:
    found = {one.right.right_id: one for one in lookup.search(Query("维莫拉")).found}
    assert "written “WEIMOLA” (written in pinyin)" in found["TM-06"].signals[0].detail


def test_of_two_names_that_a_disguise_may_mean_the_one_of_its_letters_comes_first(
    build: Callable[[Sequence[Right]], Lookup],
) -> None:
    lookup = build([factories.right("TM-1", "Qivaro"), factories.right("TM-2", "Qivarro")])
    assert ids(lookup.search(Query("Qivarr0"))) == ["TM-2", "TM-1"]


def test_plainer_writings_of_a_name_are_nearer(lookup: Lookup) -> None:
    typed = ("Velmora", "VELMORA", "Velm0ra", "Velm", "Ve")
    near = [next(one.likeness for one in lookup.search(Query(t)).found if one.right.right_id == "TM-01") for t in typed]
    assert near == sorted(near, reverse=True)


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        (Query(nice=(25,)), ["TM-01", "TM-02"]),
        (Query(nice=(25, 43)), ["TM-01", "TM-02", "TM-04"]),
        (Query(holder="velmora"), ["TM-01", "TM-02", "TM-05", "TM-06"]),
        (Query(holder="青嶼茶业"), ["TM-03"]),
        (Query(holder="works VELMORA"), ["TM-01", "TM-05", "TM-06"]),
        (Query(groups=("30",)), ["TM-03"]),
        (Query(vienna=("26.04",)), ["TM-05"]),
        (Query(locarno=("02",)), ["D-07"]),
        (Query(kind=RightKind.DESIGN), ["D-07"]),
        (Query(status=RightStatus.CANCELLED), ["TM-05"]),
        (Query(number="tm-0"), ["TM-01", "TM-02", "TM-03", "TM-04", "TM-05", "TM-06"]),
        (Query("velm", nice=(3,)), []),
        (Query(nice=(25,), holders=("Velmora Works",)), ["TM-01"]),
        (Query(holders=()), []),
    ],
)
def test_whatever_is_asked_must_hold(lookup: Lookup, query: Query, wanted: list[str]) -> None:
    answer = lookup.search(query)
    assert (ids(answer), answer.total) == (wanted, len(wanted))


def test_only_what_is_in_force_that_day(lookup: Lookup) -> None:
    found = set(ids(lookup.search(Query(in_force_on=factories.TODAY))))
    assert found == {"TM-01", "TM-02", "TM-03", "TM-04", "D-07"}


def test_counts_are_of_all_that_answer_not_of_the_page(lookup: Lookup) -> None:
    answer = lookup.search(Query(kind=RightKind.TRADEMARK, most=1))
    assert len(answer.found) == 1
    assert dict(answer.counts["nice"]) == {"3": 1, "25": 2, "30": 2, "43": 1}
    assert dict(answer.counts["status"]) == {"registered": 5, "cancelled": 1}


def test_pages_hold_every_answer_once(lookup: Lookup) -> None:
    whole = ids(lookup.search(Query("e", most=99)))
    pages = [ids(lookup.search(Query("e", first=first, most=2))) for first in range(0, len(whole) + 2, 2)]
    assert [one for page in pages for one in page] == whole


def test_a_right_is_had_by_its_id_and_no_other(lookup: Lookup) -> None:
    found = lookup.right("TM-03")
    assert found is not None
    assert found.mark_text == "青屿山房"
    assert lookup.right("tm-03") is None
    assert lookup.right("TM-0") is None
    assert lookup.right("") is None


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=40))
def test_nothing_that_can_be_typed_breaks_it(lookup: Lookup, typed: str) -> None:
    answer = lookup.search(Query(typed, holder=typed[:5], number=typed[3:9]))
    assert len(answer.found) == min(answer.total, 30)
    assert all(0 <= one.likeness <= 1 for one in answer.found)


def test_a_registry_without_rights_answers_with_nothing(build: Callable[[Sequence[Right]], Lookup]) -> None:
    empty = build(())
    assert empty.search(Query("Velmora")).total == 0
    assert empty.search(Query(nice=(3,), picture=None)).total == 0


def test_a_picture_finds_its_right_and_filters_hold_there_too(
    build: Callable[[Sequence[Right]], Lookup], tmp_path: Path
) -> None:
    drawn = [str(factories.picture(tmp_path / f"{seed}.png", seed)) for seed in (1, 2)]
    rights = [
        factories.right(f"TM-{n}", f"Mark{n}", images=(one,), nice_classes=(n,)) for n, one in enumerate(drawn, 1)
    ]
    lookup = build(rights)
    factories.drawing(2).resize((256, 192)).save(tmp_path / "shown.png")
    shown = (tmp_path / "shown.png").read_bytes()
    (found,) = lookup.search(Query(picture=decode(shown))).found
    assert found.right.right_id == "TM-2"
    assert "the same as the registered logo" in found.signals[0].detail
    assert lookup.search(Query(picture=decode(shown), nice=(1,))).total == 0
    both = lookup.search(Query("Mark2", picture=decode(shown)))
    assert [len(one.signals) for one in both.found] == [2]
