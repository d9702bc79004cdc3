"""When a decided lead deserves a second look."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import factories
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.decision import Decision, Reason, Verdict
from domain.lead import LeadState
from domain.listing import Listing, Seller
from domain.right import Right, RightStatus
from leads.lifecycle import Evidence, evidence_of, lapse, material_changes, state_of

texts = st.text(max_size=20)
evidences = st.builds(
    Evidence,
    title=texts,
    brand=texts,
    seller=texts,
    price=st.one_of(st.just(""), st.decimals(0, 10**6, places=2).map(lambda d: f"{d} CNY")),
    pictures=st.lists(texts, max_size=3).map(lambda p: tuple(sorted(p))),
    mains=st.lists(texts, max_size=3).map(lambda m: tuple(sorted(m))),
)


def decision(verdict: Verdict) -> Decision:
    return Decision("d", "l", verdict, Reason.UNSTATED, "", "Lin", factories.NOW, "e")


def seen(listing: Listing) -> Evidence:
    return evidence_of(listing, (factories.main_signal(),))


@given(evidences)
def test_what_did_not_change_has_no_changes(evidence: Evidence) -> None:
    assert material_changes(evidence, evidence) == ()


@given(evidences)
def test_evidence_survives_storage(evidence: Evidence) -> None:
    assert Evidence.from_json(evidence.to_json()) == evidence


@given(evidences, evidences)
def test_material_changes_always_show_in_the_digest(before: Evidence, after: Evidence) -> None:
    if material_changes(before, after):
        assert before.digest != after.digest


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"title": "Velmora 棉衣"}, "title"),
        ({"brand": "Velmora"}, "brand"),
        ({"seller": Seller("S-2", "别家")}, "seller"),
        ({"price": Decimal("5.00")}, "price"),
        ({"currency": "EUR"}, "price"),
        ({"images": ("https://shop.example/new.jpg",)}, "picture"),
    ],
)
def test_a_change_of_substance_is_said(change: dict[str, object], word: str) -> None:
    before = factories.listing()
    (said,) = material_changes(seen(before), seen(replace(before, **change)))  # type: ignore[arg-type]
    assert word in said


@pytest.mark.parametrize(
    "change",
    [
        {"title": "VELMORA  加厚外套 "},
        {"price": Decimal("21.50")},
        {"price": None},
        {"description": "another text"},
        {"seller": Seller("S-1", "小满优选（新名）", "临江")},
    ],
)
def test_a_change_of_wording_is_not(change: dict[str, object]) -> None:
    before = factories.listing()
    assert material_changes(seen(before), seen(replace(before, **change))) == ()  # type: ignore[arg-type]


def test_a_new_main_signal_is_material_and_a_lost_one_is_not() -> None:
    one = evidence_of(factories.listing(), (factories.main_signal(),))
    two = evidence_of(
        factories.listing(), (factories.main_signal(), factories.main_signal("picture_copy", 0.9, "a.png"))
    )
    assert material_changes(one, two)
    assert not material_changes(two, one)


@pytest.mark.parametrize(
    ("verdict", "state"),
    [
        (Verdict.INFRINGING, LeadState.CONFIRMED),
        (Verdict.NOT_INFRINGING, LeadState.DISMISSED),
        (Verdict.UNSURE, LeadState.UNSURE),
    ],
)
def test_the_state_follows_the_decision_until_something_changes(verdict: Verdict, state: LeadState) -> None:
    assert state_of(None, ()) is LeadState.OPEN
    assert state_of(None, ("x",)) is LeadState.OPEN
    assert state_of(decision(verdict), ()) is state
    assert state_of(decision(verdict), ("x",)) is LeadState.CHANGED


@pytest.mark.parametrize("verdict", list(Verdict))
def test_only_what_awaits_a_person_lapses(verdict: Verdict) -> None:
    assert state_of(None, (), "gone") is LeadState.LAPSED
    assert state_of(decision(verdict), ("x",), "gone") is LeadState.LAPSED
    assert state_of(decision(verdict), (), "gone") is state_of(decision(verdict), ())


@pytest.mark.parametrize(
    ("right", "says"),
    [
        (None, "no longer in the registry"),
        (factories.right(status=RightStatus.CANCELLED), "cancelled"),
        (factories.right(status=RightStatus.EXPIRED), "expired"),
        (factories.right(expires_on=factories.TODAY - timedelta(days=1)), "expired on 2026-11-21"),
        (factories.right(registered_on=factories.TODAY + timedelta(days=1)), "from 2026-11-23"),
    ],
)
def test_a_right_that_cannot_be_infringed_says_why_in_the_same_words_every_day(right: Right | None, says: str) -> None:
    assert says in lapse(right, factories.TODAY)


@given(st.dates(), st.dates(), st.dates(), st.sampled_from(list(RightStatus)))
def test_a_right_lapses_just_when_it_is_not_in_force(on: date, start: date, end: date, status: RightStatus) -> None:
    right = factories.right(status=status, registered_on=start, expires_on=end)
    assert (lapse(right, on) == "") is right.in_force(on)
