"""Whatever stands around it, a named secret never reaches the file; what only looks like one does not either."""

import io
import json
import logging
import sys
import time
from urllib.parse import quote

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from logs.lines import JsonLines, PlainLines
from logs.redact import GONE, SHORTEST, Redactor

SECRETS = st.text(min_size=SHORTEST, max_size=24)
AROUND = st.text(max_size=60)
FORMS = st.sampled_from(["plain", "quoted", "repr", "bytes", "json", "url", "twice"])


def spelled(secret: str, form: str) -> str:
    plain = secret.encode("utf-8", "surrogatepass")
    return {
        "plain": secret,
        "quoted": quote(plain, safe=""),
        "repr": repr({"a": secret}),
        "bytes": repr(plain),
        "json": json.dumps([secret]),
        "url": f"https://name:{secret}@shop.example/?token={secret}",
        "twice": secret + secret,
    }[form]


def spellings(secret: str) -> set[str]:
    """Written down independently of those that are taken out."""
    plain = secret.encode("utf-8", "surrogatepass")
    return {secret, quote(plain, safe=""), repr(plain)[2:-1], repr(secret)[1:-1], json.dumps(secret)[1:-1]}


def record(message: str, *args: object, error: ValueError | None = None) -> logging.LogRecord:
    info = None
    if error is not None:
        try:
            raise error
        except ValueError:
            info = sys.exc_info()
    return logging.LogRecord("markhound", logging.INFO, "x.py", 1, message, args, info)


@settings(max_examples=300, deadline=None)
@given(SECRETS, AROUND, AROUND, FORMS)
def test_a_named_secret_never_reaches_a_line(secret: str, before: str, after: str, form: str) -> None:
    redactor = Redactor()
    redactor.name([secret])
    text = before + spelled(secret, form) + after
    # What stands in every line, whatever is logged, cannot be kept out of it.
    empty = "".join(lines(redactor).format(record("")) for lines in (JsonLines, PlainLines))
    assume(secret not in empty)
    for lines in (JsonLines, PlainLines):
        formatter = lines(redactor)
        for one in (
            record("%s", text),
            record(text.replace("%", "%%")),
            record("it failed", error=ValueError(text)),
            record("%d", text),
        ):
            setattr(one, "data", {"where": text, text: 1})  # noqa: B010
            said = formatter.format(one)
            assert secret not in said
            if lines is JsonLines:
                shown = json.loads(said)
                for value in (shown["event"], shown.get("traceback", ""), *shown.get("data", {}).values()):
                    assert not [one for one in spellings(secret) if one in str(value)]


@pytest.mark.parametrize(
    ("secret", "text", "data"),
    [
        ("\\u202e-x1", "\u202e-x1", {}),  # what makes a text harmless spells it
        ('3, "b": 4', "x", {"a": 3, "b": 4}),  # the pieces of a line spell it
        ("hush-4711", "hush-4711-hush-4711", {}),
    ],
)
def test_what_only_the_writing_down_would_spell_is_left_out(secret: str, text: str, data: dict[str, int]) -> None:
    redactor = Redactor()
    redactor.name([secret])
    one = record("%s", text)
    one.data = data
    for lines in (JsonLines, PlainLines):
        assert secret not in lines(redactor).format(one)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=200))
def test_a_line_is_one_line_and_steers_nothing(text: str) -> None:
    for lines in (JsonLines, PlainLines):
        said = lines(Redactor()).format(record("%s", text))
        assert said.isprintable() or set(said) - {"\u3000", "\u00a0"} == {c for c in said if c.isprintable()}
        assert "\n" not in said
    assert json.loads(JsonLines(Redactor()).format(record("%s", text)))["event"] is not None


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("postgresql://mark:hush-47@11@db.example/m is away", "hush-47"),
        ("GET https://api.example/list?page=2&access_token=hush-47&x=1", "hush-47"),
        ("https://api.example/?sign=hush-47#a", "hush-47"),
        ("{'Authorization': [b'Bearer hush-47'], 'Accept': [b'*/*']}", "hush-47"),
        ("Authorization: Bearer hush-47", "hush-47"),
        ("Cookie: a=1; session=hush-47", "hush-47"),
        ("Set-Cookie: sid=hush-47; Path=/", "hush-47"),
        ("connect(user='x', password='hush-47')", "hush-47"),
        ('{"api_key": "hush-47", "page": 3}', "hush-47"),
        ("the secret is whsec_aHVzaC00Nw==", "aHVzaC00Nw"),
        ("X-Shop-Token: hush-47", "hush-47"),
    ],
)
def test_what_has_the_form_of_a_secret_is_taken_out(text: str, hidden: str) -> None:
    said = Redactor().clean(text)
    assert hidden not in said
    assert GONE in said


@pytest.mark.parametrize(
    "text",
    [
        "https://shop.example/item/7?page=2&sort=price",
        "monkey=3 design=blue assign=4",
        "维摩拉 加厚外套 https://shop.example/商品",
        "the keys of the registry: 12",
    ],
)
def test_what_is_no_secret_stays(text: str) -> None:
    assert Redactor().clean(text) == text


def test_a_hostile_text_does_not_hold_up_the_log() -> None:
    redactor = Redactor()
    for piece in ("token", "://a:", "Authorization:", "a-", "'key': '", "bearer ", "x-", 'password="', "a_"):
        text = piece * (200_000 // len(piece))
        began = time.process_time()
        redactor.clean(text)
        assert time.process_time() - began < 3, piece


def test_a_message_that_does_not_fit_its_arguments_is_kept() -> None:
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(JsonLines(Redactor()))
    handler.handle(record("%d of %d", "three"))
    assert "three" in json.loads(out.getvalue())["event"]
