"""A digest is safe to read whatever sellers write, bounded, in both languages, and accuses nobody."""

import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import factories
import pytest

from tests.watches.told import item, message, watch
from watches.letter import alert_body, letter
from watches.message import Kind, Message
from watches.news import LISTED
from watches.wording import trial_message
from watches.words import WORDS

REVIEW = "https://review.office.example"
HOSTILE = '"><script>alert(1)</script><img src=x onerror=y>\r\nBcc: all@c.example'


class Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]


def seen(html: str) -> Links:
    parser = Links()
    parser.feed(html)
    return parser


def test_a_digest_names_right_source_score_state_and_the_way_to_the_review() -> None:
    said = letter(message(), REVIEW)
    for part in (said.text, said.html):
        for wanted in ("Velmora", "TM-1", "town", "0.90", "confirmed by a person", "2026-11-22", "小满优选"):
            assert wanted in part
        assert f"{REVIEW}/leads/{1:032x}" in part
        assert "no finding of infringement" in part
    assert said.subject == "markhound: 1 new suspected lead(s) for Velmora Works"


def test_what_a_seller_writes_is_text_and_no_way_anywhere() -> None:
    said = letter(message(item(title=HOSTILE, seller=HOSTILE, url="javascript:alert(1)")), REVIEW)
    found = seen(said.html)
    assert found.links == [f"{REVIEW}/leads/{1:032x}"]
    assert not {"script", "img"} & found.tags
    assert "javascript:alert(1)" in said.html


def test_without_an_address_of_the_review_there_are_no_links() -> None:
    assert seen(letter(message(), "").html).links == []


def test_a_subject_is_one_short_line_whatever_the_holder_is_called() -> None:
    one = message()
    body = json.loads(one.body) | {"holder": HOSTILE * 30}
    subject = letter(replace(one, body=json.dumps(body)), REVIEW).subject
    assert len(subject) <= 150
    assert subject.isprintable()


def test_a_digest_of_a_hundred_thousand_leads_stays_small_and_says_how_many_there_are() -> None:
    items = [item(n, title="<" * 160, url="&" * 500, seller='"' * 80) for n in range(LISTED)]
    said = letter(message(*items, total=100_000), REVIEW)
    assert len(said.text) + len(said.html) < 2_000_000
    assert len(said.data) < 500_000
    assert "99800 more" in said.text
    assert said.data == letter(message(*items, total=100_000), REVIEW).data


def test_programs_get_the_same_as_people() -> None:
    data = json.loads(letter(message(item(1), item(2, score=0.95)), REVIEW).data)
    assert (data["type"], data["version"], data["total"], data["listed"]) == ("markhound.digest", 1, 2, 2)
    (group,) = data["groups"]
    assert [lead["score"] for lead in group["leads"]] == [0.95, 0.9]
    assert group["leads"][0]["review"] == f"{REVIEW}/leads/{2:032x}"


def test_in_chinese_everything_is() -> None:
    said = letter(message(language="zh"), REVIEW)
    assert "新增 1 条疑似线索" in said.subject
    assert 'lang="zh-CN"' in said.html
    for word in ("score", "confirmed", "suspected"):
        assert word not in said.text


def test_both_languages_have_the_same_places_to_fill() -> None:
    for english, chinese in WORDS.values():
        assert set(re.findall(r"\{\w+\}", english)) == set(re.findall(r"\{\w+\}", chinese))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_nothing_is_called_an_infringement_or_a_fake(language: str) -> None:
    states = ("open", "changed", "lapsed", "unsure", "confirmed", "dismissed")
    items = [item(n, state=state) for n, state in enumerate(states)]
    said = letter(message(*items, language=language), REVIEW)
    assert not re.search(r"counterfeit|fake|假货|假冒|infringer|侵权人", said.text + said.html)
    assert "Lin" not in said.text + said.html + said.data.decode()


def test_an_alert_and_a_test_are_letters_too() -> None:
    body = alert_body("The register <b>r</b>", ["One & two.", "Do this."])
    alert = letter(Message("m", "alerts", Kind.STALE, "en", body, factories.NOW), REVIEW)
    assert alert.subject == "markhound: The register <b>r</b>"
    assert "One & two." in alert.text
    assert "One &amp; two." in alert.html
    assert json.loads(alert.data)["type"] == "markhound.stale"
    trial = letter(trial_message("w1", watch().holder, "en", factories.NOW), REVIEW)
    assert "Test" in trial.subject
