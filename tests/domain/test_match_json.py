"""Matches JSONL, the output contract of `markhound match`."""

import json

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from domain.fields import MalformedError
from domain.match import Match
from domain.match_json import parse_line, write_line
from domain.signal import Region, Role, Signal, Span

ROLES = {"mark_in_title": Role.MAIN, "goods_class": Role.QUALIFIER}
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
numbers = st.integers(0, 10**6)
signals = st.builds(
    Signal,
    name=st.sampled_from(list(ROLES)),
    role=st.just(Role.MAIN),
    strength=st.integers(-10_000, 10_000).map(lambda n: n / 10_000),
    listing_value=texts,
    right_value=texts,
    detail=texts,
    span=st.none() | st.builds(Span, numbers, numbers),
    region=st.none() | st.builds(Region, numbers, numbers, numbers, numbers),
).map(lambda s: Signal(s.name, ROLES[s.name], *(getattr(s, name) for name in Signal.__slots__[2:])))
matches = st.builds(
    Match,
    listing_id=texts.filter(str.strip),
    right_id=texts.filter(str.strip),
    score=st.floats(0, 1),
    scorer=texts,
    signals=st.lists(signals, max_size=3).map(tuple),
)
scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
json_values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
)
PLAIN = {"name": "goods_class", "strength": 0.5, "listing_value": "", "right_value": "", "detail": ""}
half_right = st.fixed_dictionaries(
    {"listing_id": st.just("L"), "right_id": st.just("R"), "score": json_values | st.just(0.5)},
    optional={
        "scorer": json_values,
        "signals": json_values
        | st.fixed_dictionaries(
            {}, optional={name: st.just(good) | json_values for name, good in (PLAIN | {"span": [0, 1]}).items()}
        ).map(lambda fields: [PLAIN | fields]),
    },
)


@settings(deadline=None)
@given(matches)
def test_what_is_written_is_read_back(match: Match) -> None:
    line = write_line(match)
    assert line.endswith("\n")
    assert "\n" not in line[:-1]
    assert parse_line(line, ROLES) == match


@settings(deadline=None)
@given(st.text(max_size=40))
@example("[" * 100_000)
@example('{"score":' + "9" * 400 + "}")
@example('{"score":' + "9" * 5000 + "}")
@example('{"score":NaN,"listing_id":"L","right_id":"R"}')
@example('{"score":1e999,"listing_id":"L","right_id":"R"}')
@example('{"score":0.5,"listing_id":"L","right_id":""}')
@example('["score"]')
def test_any_text_is_malformed_and_nothing_worse(line: str) -> None:
    with pytest.raises(MalformedError):
        parse_line(line, ROLES)


@settings(deadline=None, max_examples=200)
@given(half_right)
def test_any_object_is_a_match_that_can_be_written_or_malformed(fields: dict[str, object]) -> None:
    try:
        match = parse_line(json.dumps(fields), ROLES)
    except MalformedError:
        return
    line = write_line(match)
    line.encode("utf-8")
    assert write_line(parse_line(line, ROLES)) == line
    for signal in match.signals:
        assert all(isinstance(v, str) for v in (signal.listing_value, signal.right_value, signal.detail))
        assert signal.span is None or isinstance(signal.span.start, int)


def test_a_signal_that_is_no_longer_known_counts_as_a_qualifier() -> None:
    line = json.dumps({"listing_id": "L", "right_id": "R", "score": 0.5, "signals": [PLAIN | {"name": "of_old"}]})
    (signal,) = parse_line(line, ROLES).signals
    assert (signal.name, signal.role) == ("of_old", Role.QUALIFIER)


def test_the_line_carries_exactly_what_the_contract_names() -> None:
    seen = Signal("mark_in_title", Role.MAIN, 0.123456, "a", "b", "c", Span(1, 2), Region(1, 2, 3, 4))
    written = json.loads(write_line(Match("L", "R", 0.5, "table-1", (seen,))))
    assert list(written) == ["listing_id", "right_id", "score", "scorer", "signals"]
    assert written["signals"] == [
        {"name": "mark_in_title", "strength": 0.1235, "listing_value": "a", "right_value": "b", "detail": "c"}
        | {"span": [1, 2], "region": [1, 2, 3, 4]}
    ]
