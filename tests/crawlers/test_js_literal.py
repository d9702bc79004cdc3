"""Objects in scripts: whatever JSON can say comes back, what JavaScript allows besides is read, code is none."""

import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.js_literal import literals

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
OBJECTS = st.dictionaries(st.text(max_size=8), VALUES, min_size=1, max_size=4)


def values(script: str) -> list[Any]:
    return [found.value for found in literals(script)]


@given(OBJECTS)
def test_json_comes_back_as_it_is(value: dict[str, Any]) -> None:
    assert values(f"window.__STATE__ = {json.dumps(value)};")[0] == value


@given(st.dictionaries(st.from_regex(r"[a-z_$][a-z0-9_$]{0,6}", fullmatch=True), st.integers(0, 99), min_size=1))
def test_bare_keys_single_quotes_and_trailing_commas_are_read(value: dict[str, int]) -> None:
    written = ", ".join(f"{key}: '{number}'" for key, number in value.items())
    assert values(f"push({{{written},}})")[0] == {key: str(number) for key, number in value.items()}


@pytest.mark.parametrize(
    ("script", "found"),
    [
        ("x = {a: !0, b: !1, c: undefined, d: .5, e: 0x1f}", {"a": True, "b": False, "c": None, "d": 0.5, "e": 31}),
        ("x = {a: foo(1, [2]), b: y ? 1 : 2, c: 'k'}", {"a": None, "b": None, "c": "k"}),
        ("x = {a: function(e){return {b: 1}}, c: 3}", {"a": None, "c": 3}),
        ("x = {/* one */ a: 1, // two\n b: `t`}", {"a": 1, "b": "t"}),
        (r"x = {a: 'it\'s \u5982', b: '\x41'}", {"a": "it's 如", "b": "A"}),
    ],
)
def test_what_javascript_allows_is_read_and_expressions_are_nothing(script: str, found: Any) -> None:
    assert values(script) == [found]


@pytest.mark.parametrize("script", ["!function(e){if(a<b){foo()}}()", "a < b ? {", "for(;;){x[1]()}", "", "{", "=["])
def test_code_is_no_object(script: str) -> None:
    assert [value for value in values(script) if value] == []


@pytest.mark.parametrize("script", ["x={a:" * 20_000, "({a:f(" * 20_000, "[[" * 200_000, 'x={"a":"' + "\\" * 100_000])
def test_hostile_scripts_cost_little(script: str) -> None:
    began = time.monotonic()
    values(script)
    assert time.monotonic() - began < 10
