"""Settings of deliveries: what cannot be used is refused by name, and a password is shown to nobody."""

import pytest
from pydantic import ValidationError

from registry.freshness import expected_days
from settings import Settings, mistakes


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("mail_from", "office"), ("mail_from", "a@b.example\r\nBcc: all@c.example"), ("mail_from", ""),
        ("review_url", "javascript:alert(1)"), ("review_url", 'https://x.example/"><b>'), ("smtp_security", "ssl"),
        ("smtp_port", 0), ("registry_days", "soon"), ("registry_days", "a=b"), ("registry_days", "35=a"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_refused_by_name(name: str, value: object) -> None:
    with pytest.raises(ValidationError) as refused:
        Settings(**{name: value})
    assert list(mistakes(refused.value)) == [f"MARKHOUND_{name.upper()}"]


@pytest.mark.parametrize("text", ["35", "0", "", "trademarks=2;designs=40;35", " a b=1 ; 35 ; "])
def test_days_that_the_settings_take_can_be_read(text: str) -> None:
    assert "*" in expected_days(Settings(registry_days=text).registry_days)


def test_an_address_of_the_review_has_no_slash_at_its_end() -> None:
    assert Settings(review_url="https://review.office.example/").review_url == "https://review.office.example"


def test_a_password_is_shown_to_nobody() -> None:
    made = Settings(smtp_password="geheim")
    assert "geheim" not in f"{made!r}{made.smtp_password}"
