"""A lead is held back only by entries that together explain all that speaks for its right."""

import factories
from hypothesis import given
from hypothesis import strategies as st

from domain.hold import Hold, HoldOf
from domain.signal import Role, Signal
from leads.holds import entry
from leads.never import covering

WORD, OTHER, PICTURE = "Velmora", "维摩拉", "ab" * 32


def said(of: HoldOf, value: str) -> Hold:
    return entry("TM-1", of, value, "Lin", factories.NOW)


def main(name: str, here: str) -> Signal:
    return Signal(name, Role.MAIN, 0.9, here, "Velmora", "Seen.")


ENTRIES = (
    said(HoldOf.WORD, WORD),
    said(HoldOf.WORD, OTHER),
    said(HoldOf.PICTURE, PICTURE),
    said(HoldOf.SELLER, "town/S-1"),
)
MAINS = (
    main("mark_in_title", "ＶＥＬＭＯＲＡ"),
    main("mark_in_brand", OTHER),
    main("picture_copy", f"x/{PICTURE}.jpg"),
)


def test_a_word_does_not_explain_a_picture() -> None:
    word, _, picture, seller = ENTRIES
    assert covering([word], MAINS[:1], "town/S-2") == {word.hold_id}
    assert covering([word], [MAINS[0], MAINS[2]], "town/S-2") == frozenset()
    assert covering([word, picture], [MAINS[0], MAINS[2]], "town/S-2") == {word.hold_id, picture.hold_id}
    assert covering([word, picture, seller], MAINS, "town/S-1") == {seller.hold_id}
    assert covering([seller], MAINS, "guild/S-1") == frozenset(), "another marketplace's seller is another one"


@given(st.sets(st.sampled_from(ENTRIES)), st.sets(st.sampled_from(MAINS)), st.sampled_from(["town/S-1", "town/S-2"]))
def test_more_entries_never_bring_a_lead_back(given: set[Hold], mains: set[Signal], seller: str) -> None:
    for more in ENTRIES:
        if covering(given, list(mains), seller):
            assert covering({*given, more}, list(mains), seller)


@given(st.sets(st.sampled_from(ENTRIES[:3])))
def test_what_speaks_in_no_main_signal_holds_nothing(given: set[Hold]) -> None:
    assert covering(given, [], "town/S-2") == frozenset()
