"""Google's merchant feeds, and folders that a supplier drops files into."""

from collections.abc import Callable
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest

from crawlers.merchant_xml import BadXmlError, items
from domain.listing import Listing
from domain.report import StageReport
from domain.source import Source
from tests.crawlers.loopback_shop import Shop

Read = Callable[[Source], tuple[StageReport, dict[str, Listing]]]
ITEM = """<item><g:id>{number}</g:id><title>竹 灯笼 &amp; 座</title><link>https://shop.example/{number}</link>
<g:price>29.90 CNY</g:price><g:sale_price>19.90 CNY</g:sale_price><g:availability>in stock</g:availability>
<g:brand>Velmora</g:brand><g:gtin>4006381333931</g:gtin><g:product_type>Home &gt; Lamps</g:product_type>
<g:shipping><g:country>CN</g:country><g:price>5 CNY</g:price></g:shipping><g:odd_field>x</g:odd_field></item>"""
FEED = (
    '<?xml version="1.0"?><rss xmlns:g="http://base.google.com/ns/1.0"><channel><title>Shop</title>{}</channel></rss>'
)
BOMB = (
    '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
    "<rss><channel><item><id>1</id><title>x &c; &f; y</title></item></channel></rss>"
)


def feed(*numbers: int) -> bytes:
    return FEED.format("".join(ITEM.format(number=number) for number in numbers)).encode()


def test_an_item_is_read_and_what_nobody_used_is_named(shop: Shop, read: Read) -> None:
    shop.answers["/feed.xml"] = (feed(1, 2), "application/xml")
    report, found = read(shop.source(platform="feed", start=(f"{shop.url}/feed.xml",), options=()))
    assert set(found) == {"1", "2"}
    one = found["1"]
    assert (one.title, one.brand, one.category) == ("竹 灯笼 & 座", "Velmora", "Home > Lamps")
    assert (one.price, one.currency) == (Decimal("19.90"), "CNY")  # the price on sale, not that of the shipping
    assert dict(one.attributes) == {"gtin": "4006381333931", "availability": "InStock"}
    assert report.count("unused-fields") == 2  # odd_field


def test_what_lies_before_a_break_is_kept(shop: Shop, read: Read) -> None:
    shop.answers["/feed.xml"] = (feed(1, 2, 3)[:-300], "application/xml")
    report, found = read(shop.source(platform="feed", start=(f"{shop.url}/feed.xml",), options=()))
    assert set(found) == {"1", "2"}
    assert report.count("bad-xml") == 1


def test_entities_are_not_expanded() -> None:
    (one,) = list(items(BytesIO(BOMB.encode())))
    assert "haha" not in one[1]["title"]
    assert "root" not in one[1]["title"]


def test_an_item_without_end_is_an_end() -> None:
    endless = b"<rss><item>" + b"<a>1</a>" * 5_000
    with pytest.raises(BadXmlError, match="more than"):
        list(items(BytesIO(endless)))


def test_a_watched_folder_gives_what_lies_in_it(shop: Shop, read: Read, tmp_path: Path) -> None:
    folder = tmp_path / "drops"
    folder.mkdir()
    (folder / "monday.xml").write_bytes(feed(1))
    (folder / "tuesday.csv").write_text("listing_id,url,title\nT1,https://shop.example/t1,Kettle\n", encoding="utf-8")
    (folder / "wednesday.xml.part").write_bytes(feed(9))
    (folder / ".hidden.xml").write_bytes(feed(8))
    _, found = read(shop.source(platform="feed", start=(str(folder),), options=()))
    assert set(found) == {"1", "T1"}


def test_an_empty_folder_is_said(shop: Shop, read: Read, tmp_path: Path) -> None:
    (tmp_path / "drops").mkdir()
    report, _ = read(shop.source(platform="feed", start=(str(tmp_path / "drops"),), options=()))
    assert report.count("feed-missing") == 1
    assert "holds no feed" in report.problems[0].message
