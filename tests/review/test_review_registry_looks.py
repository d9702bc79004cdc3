"""The registry's pages in a real browser: two widths, two languages, by keys alone. The pictures are for a person."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import factories
import pytest

from domain.right import Permission, Right, RightKind, RightStatus, UseKind
from flows import compile_rights
from flows.lookup import open_lookup
from tests.review.browser import NARROW, WIDE, come_in, no_sideways_scroll, press
from tests.review.conftest import QIVARRO, draw_logo, draw_product
from tests.review.test_review_registry import OneVersion


@pytest.fixture
def street(street: Any, tmp_path: Path) -> Any:
    """The street with a registry of three dozen rights."""
    logo, mug = street.keep(draw_logo()), street.keep(draw_product("mug", "#8a3b2c", False))
    known = replace(
        QIVARRO, images=(logo,), registration_number="20418811", filed_on=date(2016, 1, 8), agents=("临江商标事务所",),
        holder_aliases=("Qivarro Apparel Co., Ltd.",), similar_groups=("2501", "2507"), vienna_codes=("05.05.20",),
        permissions=(Permission("青屿贸易行", UseKind.LICENSEE, date(2024, 1, 1), date(2026, 12, 31)),),
    )  # fmt: skip
    design = Right("ZD-300", RightKind.DESIGN, images=(mug,), holder="Morrowell Pottery", locarno_classes=("07-01",),
                   status=RightStatus.REGISTERED)  # fmt: skip
    others = [
        factories.right(f"ZM-{number}", f"{name}{number}", nice_classes=(18 + number % 9, 35), holder="Hillside Ltd",
                        status=list(RightStatus)[number % 5])
        for number, name in enumerate(("Qivaro", "Quivarro", "奇瓦洛", "QIVARRA HOME", *["Qivarro Atelier"] * 32))
    ]  # fmt: skip
    compile_rights.write((known, design, *others), tmp_path / "index" / "a", registers=("trademarks@12", "designs@3"))
    street.finder = OneVersion(open_lookup(tmp_path / "index" / "a"))
    return street


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_pages_fit_a_wide_and_a_narrow_window(
    page: Any, link: Callable[[str], str], shoot: Callable[[Any, str], None], language: str
) -> None:
    come_in(page, link, "Lin Yue")
    base = page.url.rstrip("/")
    addresses = {"search": "/registry?q=Qivarr0", "filter": "/registry?class=18,25&status=registered",
                 "right": "/registry/right?id=ZM-20418811", "empty": "/registry"}  # fmt: skip
    for name, address in addresses.items():
        for width, size in (("wide", WIDE), ("narrow", NARROW)):
            page.set_viewport_size(size)
            page.goto(f"{base}{address}{'&' if '?' in address else '?'}lang={language}")
            assert no_sideways_scroll(page), (name, width)
            shoot(page, f"registry-{name}-{language}-{width}")


def test_by_keys_alone(page: Any, link: Callable[[str], str]) -> None:
    come_in(page, link, "Lin Yue")
    page.goto(page.url.rstrip("/") + "/registry")
    press(page, "Escape")
    press(page, "/")
    page.keyboard.type("Qivarr0")
    page.keyboard.press("Enter")
    page.wait_for_url("**/registry?q=Qivarr0**")
    press(page, "j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/registry/right?id=ZM-20418811")
    assert page.locator("h1").inner_text() == "Qivarro"


def test_a_picture_is_chosen_and_found(
    page: Any, link: Callable[[str], str], tmp_path: Path, shoot: Callable[[Any, str], None]
) -> None:
    draw_product("jacket", "#33546b", True).save(tmp_path / "photo.jpg", "JPEG")
    draw_logo().resize((240, 240)).save(tmp_path / "logo.png")
    come_in(page, link, "Lin Yue")
    page.goto(page.url.rstrip("/") + "/registry")
    page.locator(".by-picture summary").click()
    page.locator("input[name=picture]").set_input_files(tmp_path / "logo.png")
    page.locator(".by-picture button").click()
    page.locator(".right-row").wait_for()
    assert "Qivarro" in page.locator(".right-row h2").first.inner_text()
    shoot(page, "registry-picture")
