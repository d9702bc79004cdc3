"""What people with a keyboard, a screen reader or a large zoom need of every page, as far as markup can tell."""

from typing import Any

import pytest
from lxml import html

from domain.listing import Seller
from leads.store import Sieve


@pytest.fixture
def addresses(street: Any) -> list[str]:
    seller = Seller("s-77", "多款小铺")
    (lead, *_) = street.queue(*(street.plain(n, 0.99, title=f"Qivarro 外套 {n}", seller=seller) for n in range(3)))
    group = next(iter(street.store.sift(Sieve(), fold=True).groups.values()))
    return [
        "/",
        "/?q=Qivarro&min=0.5",
        f"/leads/{lead}",
        f"/groups/{group.key}",
        "/overview",
        "/quality",
        "/checks",
        "/audit",
        "/accounts",
        "/account",
    ]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_page_names_its_parts(signed_in: Any, addresses: list[str], language: str) -> None:
    for address in [*addresses, "/locked"]:
        page = html.fromstring(signed_in.get(f"{address}{'&' if '?' in address else '?'}lang={language}").text)
        assert page.get("lang") == {"en": "en", "zh": "zh-CN"}[language]
        assert len(page.xpath("//h1")) == 1, address
        assert page.xpath("//title")[0].text_content().strip()
        assert page.xpath("//a[@class='skip']/@href") == ["#main"]
        fields = page.xpath("//input[not(@type='hidden')] | //select | //textarea")
        for field in fields:
            words = " ".join(label.text_content() for label in field.iterancestors("label"))
            assert words.strip() or field.get("aria-label"), (address, html.tostring(field))
        for button in page.xpath("//button"):
            # The first button of the decision form only catches Enter; nobody can reach it.
            assert button.text_content().strip() or button.get("aria-label") or button.get("disabled") is not None, (
                address
            )
        assert all(picture.get("alt") is not None for picture in page.iter("img"))
        assert all(link.text_content().strip() or link.get("aria-label") for link in page.iter("a")), address
        names = [element.get("id") for element in page.xpath("//*[@id]")]
        assert len(names) == len(set(names)), (address, names)
        for element in page.xpath("//*[@aria-labelledby]"):
            assert element.get("aria-labelledby") in names, address


def _luminance(colour: str) -> float:
    parts = (int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_words_stand_out_from_what_is_behind_them() -> None:
    """WCAG 2.2, 1.4.3 and 1.4.11: 4.5 for words, 3 for what bounds a field, by the formula given there."""
    import re
    from pathlib import Path

    style = (Path(__file__).resolve().parents[2] / "review" / "static" / "style.css").read_text(encoding="utf-8")
    colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", style))

    def contrast(one: str, other: str) -> float:
        light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
        return (light + 0.05) / (dark + 0.05)

    for name in ("ink", "soft", "blue", "red", "green", "amber"):
        for behind in ("paper", "card"):
            assert contrast(colours[name], colours[behind]) >= 4.5, (name, behind)
    for name in ("red", "green", "amber"):
        assert contrast(colours[name], colours[f"{name}-wash"]) >= 4.5, name
    assert contrast("#847d6c", "#ffffff") >= 3  # the edge of a field
    assert contrast("#98917f", "#ffffff") >= 3
