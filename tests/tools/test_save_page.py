"""`make page`: a page is saved as the shop sends it, with its address; robots.txt is asked first."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from crawlers.extraction import extract
from crawlers.saved_page import saved_page
from tests.crawlers.loopback_shop import Shop, serving
from tools.save_page import main


@pytest.fixture
def shop() -> Iterator[Shop]:
    with serving() as made:
        yield made


def test_a_page_is_saved_with_its_address(shop: Shop, tmp_path: Path) -> None:
    body = '<h1>竹灯笼</h1><p class="price">￥19.90</p>'.encode("gb18030")
    shop.answers["/goods/1"] = (body, "text/html; charset=gb18030")
    assert main([f"{shop.url}/goods/1", "--into", str(tmp_path)]) == 0
    (page,) = tmp_path.glob("*.html")
    assert page.read_bytes() == body
    assert page.with_suffix(".url").read_text().strip() == f"{shop.url}/goods/1"
    assert extract(saved_page(page.read_bytes(), f"{shop.url}/goods/1")).choices["price"].value == "19.90"


def test_robots_and_errors_leave_nothing(shop: Shop, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shop.answers["/robots.txt"] = (b"User-agent: *\nDisallow: /goods", "text/plain")
    shop.page("/goods/1", "x")
    assert main([f"{shop.url}/goods/1", "--into", str(tmp_path)]) == 2
    assert main([f"{shop.url}/none", "--into", str(tmp_path)]) == 2
    assert list(tmp_path.iterdir()) == []
    assert "robots.txt says no" in capsys.readouterr().err
