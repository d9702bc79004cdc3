"""The second night: what has not changed costs one cheap request or none, and is the same evidence."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from crawlers.run import crawl
from crawlers.warc import DECODED, UNMODIFIED
from domain.listing import Listing
from domain.report import StageReport
from domain.source import Limits, Source
from tests.crawlers.loopback_shop import AGENT, Handler, Shop, listings, picture, product_page, records

Night = Callable[[Source], tuple[StageReport, dict[str, Listing], list[str]]]


@pytest.fixture
def night(shop: Shop, tmp_path: Path) -> Night:
    """One night after the other; gives the report, the listings, and what the shop was asked."""
    done: list[Path] = []

    def crawl_it(source: Source) -> tuple[StageReport, dict[str, Listing], list[str]]:
        shop.asked.clear()
        folder = tmp_path / f"night-{len(done)}" / source.name
        report = crawl(source, folder, user_agent=AGENT, previous=done[-1] if done else None)
        done.append(folder)
        return report, listings(folder), shop.paths()

    return crawl_it


def tagged(body: bytes, etag: str = '"1"', media_type: str = "text/html; charset=utf-8") -> Callable[[Handler], None]:
    """An answer with a validator."""

    def answer(handler: Handler) -> None:
        if handler.headers.get("If-None-Match") == etag:
            handler.send_response(304)
            handler.send_header("ETag", etag)
            handler.end_headers()
        else:
            handler.reply(body, media_type, ETag=etag)

    return answer


def offer(name: str, **more: object) -> bytes:
    return product_page(name=name, sku=name, **more).encode()


def content(found: dict[str, Listing]) -> dict[str, tuple[object, ...]]:
    return {
        name: (one.title, one.price, tuple(capture.digest for capture in one.captures)) for name, one in found.items()
    }


def test_an_unchanged_offer_costs_one_cheap_request(shop: Shop, night: Night, tmp_path: Path) -> None:
    shop.answers |= {f"/p{n}": tagged(offer(f"p{n}", image=f"/{n}.png")) for n in range(5)}
    shop.answers |= {f"/{n}.png": (picture("red", (9 + n, 9)), "image/png") for n in range(5)}
    shop.index()
    _, first, _ = night(shop.source())
    for number in (1, 2):  # the third night knows from the second what the first one held
        report, again, asked = night(shop.source())
        assert content(again) == content(first)
        assert not [path for path in asked if path.endswith(".png")]
        assert len(asked) == len(set(asked)) == 7  # robots.txt, the list, five offers
        assert (report.count("not-modified"), report.count("not-asked")) == (5, 5)
        assert report.count("requests") == 7
        held = [record for record in records(tmp_path / f"night-{number}" / "shop") if record.rec_type == "revisit"]
        assert [record.http_headers.get_statuscode() for record in held] == ["304"] * 5
        assert {record.rec_headers.get_header("WARC-Profile") for record in held} == {UNMODIFIED}
        assert {record.rec_headers.get_header(DECODED) for record in held} == {
            f"sha256:{one.captures[0].digest}" for one in again.values()
        }
        originals = {
            record.rec_headers.get_header("WARC-Record-ID"): record.rec_headers.get_header("WARC-Target-URI")
            for record in records(tmp_path / "night-0" / "shop")
        }
        for record in held:
            origin = record.rec_headers.get_header("WARC-Refers-To")
            assert originals[origin] == record.rec_headers.get_header("WARC-Target-URI")


def test_a_changed_offer_is_read_anew_with_its_pictures(shop: Shop, night: Night) -> None:
    shop.answers |= {
        "/p": tagged(offer("p", image="/a.png", offers={"price": 9})),
        "/a.png": tagged(picture(), '"a"', "image/png"),
    }
    shop.index()
    night(shop.source())
    shop.answers["/p"] = tagged(offer("p", image="/a.png", offers={"price": 5}), '"2"')
    report, found, asked = night(shop.source())
    assert str(found["p"].price) == "5"
    assert "/a.png" in asked
    assert report.count("not-modified") == 1  # the picture


def test_a_page_without_validators_that_is_the_same_spares_its_pictures(shop: Shop, night: Night) -> None:
    shop.product("/p", image="/a.png")
    shop.answers["/a.png"] = (picture(), "image/png")
    shop.index()
    _, first, _ = night(shop.source())
    _, again, asked = night(shop.source())
    assert sorted(asked) == ["/", "/p", "/robots.txt"]
    assert content(again) == content(first)


def test_nothing_is_believed_for_longer_than_the_source_says(shop: Shop, night: Night) -> None:
    shop.product("/p", image="/a.png")
    shop.answers["/a.png"] = (picture(), "image/png")
    shop.index()
    night(shop.source())
    _, _, asked = night(shop.source(limits=Limits(timeout=5, recheck_days=0)))
    assert "/a.png" in asked


def test_what_a_sitemap_calls_unchanged_is_not_asked_for(shop: Shop, night: Night) -> None:
    def sitemap(*dates: str) -> tuple[bytes, str]:
        urls = "".join(
            f"<url><loc>{shop.url}/p{number}</loc><lastmod>{date}</lastmod></url>" for number, date in enumerate(dates)
        )
        return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'.encode(), "text/xml"

    shop.answers |= {f"/p{number}": (offer(f"p{number}"),) for number in range(3)}
    shop.answers["/map.xml"] = sitemap("2026-11-01", "2026-11-01", "")
    source = shop.source(platform="sitemap", start=(f"{shop.url}/map.xml",), options=())
    _, first, _ = night(source)
    shop.answers["/p1"] = (offer("p1", offers={"price": 7}),)
    shop.answers["/map.xml"] = sitemap("2026-11-01", "2026-11-02", "")
    report, again, asked = night(source)
    assert sorted(asked) == ["/map.xml", "/p1", "/p2", "/robots.txt"]  # one without a date is asked for
    assert report.count("not-asked") == 1
    assert set(again) == set(first) == {"p0", "p1", "p2"}
    assert str(again["p1"].price) == "7"


def test_where_an_earlier_run_was_taken_away_or_damaged_all_is_fetched(
    shop: Shop, night: Night, tmp_path: Path
) -> None:
    shop.answers |= {f"/p{number}": tagged(offer(f"p{number}")) for number in range(3)}
    shop.index()
    _, first, _ = night(shop.source())
    path = tmp_path / "night-0" / "shop" / "pages.warc.gz"
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    _, again, _ = night(shop.source())
    assert content(again) == content(first)
    shutil.rmtree(tmp_path / "night-0")
    _, third, asked = night(shop.source())
    assert content(third) == content(first)
    assert len(asked) >= 5


def test_validators_do_not_follow_a_redirect(shop: Shop, night: Night) -> None:
    seen: list[str | None] = []
    shop.answers["/old"] = tagged(offer("p"), '"old"')
    shop.index()
    night(shop.source())

    def moved(handler: Handler) -> None:
        handler.reply(b"", status=302, Location="/new")

    def new(handler: Handler) -> None:
        seen.append(handler.headers.get("If-None-Match"))
        handler.reply(offer("q"))

    shop.answers |= {"/old": moved, "/new": new}
    _, found, _ = night(replace(shop.source()))
    assert seen == [None]
    assert set(found) == {"q"}


def test_a_run_that_is_taken_up_without_the_night_before_fetches_what_that_held(shop: Shop, tmp_path: Path) -> None:
    shop.answers |= {f"/p{number}": tagged(offer(f"p{number}")) for number in range(3)}
    shop.index()
    first, second = tmp_path / "one" / "shop", tmp_path / "two" / "shop"
    crawl(shop.source(), first, user_agent=AGENT)
    crawl(shop.source(), second, user_agent=AGENT, previous=first)
    (second / "crawl.json").unlink()  # as if it had been cut off just before its end
    shutil.rmtree(tmp_path / "one")
    report = crawl(shop.source(), second, user_agent=AGENT)
    assert set(listings(second)) == {"p0", "p1", "p2"}
    assert report.problems == ()
