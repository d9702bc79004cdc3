"""What a digest says is bounded, on one line, best first, and of what a holder may see."""

import unicodedata
from dataclasses import fields

from hypothesis import given
from hypothesis import strategies as st

from tests.exports.decided import lead
from tests.watches.told import digest, item
from watches.news import LISTED, Digest, Item, counted, item_of, line


@given(st.text(), st.integers(2, 60))
def test_a_line_is_one_line_of_visible_characters(text: str, longest: int) -> None:
    said = line(text, longest)
    assert len(said) <= longest
    assert said.splitlines() in ([], [said])
    assert not {unicodedata.category(char) for char in said} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert line(said, longest) == said


def test_what_turns_a_line_around_or_hides_in_it_is_gone() -> None:
    assert line("Vel\u200bmora\u202e txe\r\nBcc: a@b.example", 80) == "Velmora txe Bcc: a@b.example"


items = st.builds(
    item, st.integers(1, 10**6), right_id=st.sampled_from(["TM-1", "TM-2"]), source=st.sampled_from(["a", "b"]),
    score=st.floats(0, 1),
)  # fmt: skip


@given(st.lists(items, max_size=30, unique_by=lambda one: one.lead_id))
def test_groups_hold_every_item_once_best_first(found: list[Item]) -> None:
    groups = digest(*found).groups()
    shown = [one for group in groups for one in group.items]
    assert sorted(shown, key=lambda one: one.lead_id) == sorted(found, key=lambda one: one.lead_id)
    for group in groups:
        assert [one.score for one in group.items] == sorted((one.score for one in group.items), reverse=True)
        assert group.total == len(group.items)
    firsts = [group.items[0].score for group in groups]
    assert firsts == sorted(firsts, reverse=True)


@given(st.lists(items, max_size=5))
def test_a_digest_survives_its_stored_form(found: list[Item]) -> None:
    assert Digest.from_json(digest(*found).to_json()) == digest(*found)


def test_counts_and_items_agree_on_hostile_names() -> None:
    hostile = "TM\u202e-1\n" + "x" * 300
    one = item_of(lead("L-1"))
    assert counted([(hostile, "town")])[0][0] == line(hostile, 80)
    assert (one.right_id, one.source) in {(right, source) for right, source, _ in counted([(one.right_id, one.source)])}


def test_an_item_holds_nothing_of_who_decided_or_why() -> None:
    decided = lead("L-1")
    assert decided.decision is not None
    said = {str(getattr(item_of(decided), field.name)) for field in fields(Item)}
    assert not [one for one in said if decided.decision.reviewer in one or (decided.decision.note or "\0") in one]
    assert LISTED <= 500
