"""Hostile text is inert, and spans stay on their characters whatever is shown for hidden ones."""

from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from domain.signal import Span
from review.text import Highlight, marked, plain, shown, web_address

TEXTS = st.text(alphabet=st.sampled_from("aZ穗<>&\"'\u202e\u200b\u2066\x00\x1b é\n"), max_size=60)


def test_markup_in_text_is_text() -> None:
    assert shown("<script>alert(1)</script>") == "<bdi>&lt;script&gt;alert(1)&lt;/script&gt;</bdi>"


def test_hidden_characters_are_named() -> None:
    page = html.fromstring(str(shown("a\u202eb\u200bc\u2067d\u0007")))
    assert page.text_content() == "a[RLO]b[ZWSP]c[RLI]d[U+0007]"
    assert plain("a\u202eb") == "a[RLO]b"
    assert page.xpath("//span/@title")[0] == "U+202E RIGHT-TO-LEFT OVERRIDE"


def test_spans_hold_although_tokens_are_longer() -> None:
    text = "新款 Q\u200bi\u200bv & <b>"
    page = html.fromstring(str(marked(text, (Highlight(Span(3, 8)),))))
    assert page.xpath("//mark")[0].text_content() == "Q[ZWSP]i[ZWSP]v"
    assert page.text_content().endswith(" & <b>")


def test_overlapping_and_wild_spans_are_bounded() -> None:
    highlights = (
        Highlight(Span(0, 4)),
        Highlight(Span(2, 6), against=True),
        Highlight(Span(90, 400)),
        Highlight(Span(-5, 1)),
    )
    page = html.fromstring(str(marked("abcdefgh", highlights)))
    assert page.text_content() == "abcdefgh"
    assert [(m.text, m.get("class")) for m in page.xpath("//mark")] == [
        ("a", "for"),
        ("b", "for"),
        ("cd", "for"),
        ("ef", "against"),
    ]


def test_a_cut_keeps_the_first_match_in_view() -> None:
    text = "x" * 900 + "Qivarro" + "y" * 900
    page = html.fromstring(str(marked(text, (Highlight(Span(900, 907)),), 100)))
    assert page.xpath("//mark")[0].text == "Qivarro"
    assert len(page.text_content()) == 102
    assert page.text_content()[0] == page.text_content()[-1] == "…"


@given(TEXTS, st.lists(st.tuples(st.integers(-5, 70), st.integers(-5, 70)), max_size=4), st.sampled_from([0, 7, 30]))
def test_whatever_the_text_only_our_elements_come_out(text: str, ranges: list[tuple[int, int]], limit: int) -> None:
    highlights = [Highlight(Span(min(pair), max(pair))) for pair in ranges]
    page = html.fromstring(str(marked(text, highlights, limit)))
    assert {element.tag for element in page.iter()} <= {"bdi", "mark", "span"}
    if not limit:
        assert page.text_content().replace("\n", " ") == plain(text).replace("\n", " ")


def test_only_web_addresses_can_be_followed() -> None:
    assert web_address("https://shop.example/a?b=1#c") == "https://shop.example/a?b=1#c"
    for url in (
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " javascript:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,<script>",
        "//shop.example/",
        "http:///nohost",
        "http://[",
        "https://shop.example/\u202egpj.exe",
        "vbscript:x",
        "file:///etc/passwd",
        "",
    ):
        assert web_address(url) == "", url
