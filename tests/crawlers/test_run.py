"""What a crawl leaves behind: complete, or clearly not."""

import contextlib
import json
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from crawlers.run import Progress, crawl, read_report
from domain.capture import CaptureKind
from domain.report import StageReport
from domain.source import Limits, Politeness, Source
from tests.crawlers.loopback_shop import AGENT, Handler, Shop, listings, picture, product_page, records

Read = Callable[[Source], tuple[StageReport, dict[str, object]]]


def test_a_crawl_leaves_listings_pictures_pages_and_a_report(shop: Shop, tmp_path: Path) -> None:
    for number in range(12):
        shop.product(f"/p{number}", image=["/a.png", f"/{number}.png"], offers={"price": 10 + number})
        shop.answers[f"/{number}.png"] = (picture("blue", (10 + number, 10)), "image/png")
    shop.answers["/a.png"] = (picture(), "image/png")
    shop.index()
    told: list[Progress] = []

    report = crawl(shop.source(), tmp_path, user_agent=AGENT, on_progress=told.append)

    found = listings(tmp_path)
    assert report.error == ""
    assert report.count("listings") == len(found) == 12
    assert report.count("pictures") == 13
    assert told[-1] == Progress(listings=12, pages=13, pictures=13)
    assert read_report(tmp_path) == replace(report, seconds=round(report.seconds, 3))
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "crawl.json", "crawl.log", "listings.jsonl", "pages.sqlite", "pages.warc.gz", "pictures",
    ]  # fmt: skip
    one = found["p3"]
    assert (str(one.price), one.currency, one.source) == ("13", "CNY", "shop")
    assert [capture.kind for capture in one.captures] == [CaptureKind.PAGE, CaptureKind.PICTURE, CaptureKind.PICTURE]
    assert one.seen_at == one.captures[0].taken_at
    assert Path(one.images[1]).read_bytes() == picture("blue", (13, 10))
    assert json.loads((tmp_path / "crawl.json").read_text())["stats"]["finish_reason"] == "finished"
    assert shop.paths().count("/a.png") == 1
    assert all(headers["User-Agent"] == AGENT and "Cookie" not in headers for _, headers in shop.asked)
    assert all(headers["Accept-Language"].startswith("zh-CN") for _, headers in shop.asked)


def test_a_finished_crawl_is_not_done_again_and_a_half_one_is(shop: Shop, tmp_path: Path) -> None:
    shop.product("/one")
    shop.index()
    (tmp_path / ".crawling").mkdir()
    (tmp_path / ".crawling" / "listings.jsonl").write_text("half a line")
    (tmp_path / "listings.jsonl").write_text("moved, but never marked as complete")
    assert read_report(tmp_path) is None

    first = crawl(shop.source(), tmp_path, user_agent=AGENT)
    asked = len(shop.asked)
    second = crawl(shop.source(), tmp_path, user_agent=AGENT)

    assert set(listings(tmp_path)) == {"one"}
    assert second == replace(first, seconds=round(first.seconds, 3))
    assert len(shop.asked) == asked


def test_the_same_shop_gives_the_same_listings(shop: Shop, tmp_path: Path) -> None:
    for number in range(5):
        shop.product(f"/p{number}", image="/a.png", offers={"price": "1.2万"})
    shop.answers["/a.png"] = (picture(), "image/png")
    shop.index()

    def content(name: str) -> list[str]:
        crawl(shop.source(), tmp_path / name, user_agent=AGENT)
        found = listings(tmp_path / name).values()
        return sorted(repr(replace(one, seen_at=None, captures=(), images=())) for one in found)

    assert content("first") == content("second")


def test_too_few_listings_fail_the_source_and_keep_its_files(shop: Shop, read: Read, tmp_path: Path) -> None:
    shop.product("/one")
    shop.index()
    report, found = read(shop.source(min_listings=5))
    assert "1 listings, expected at least 5" in report.error
    assert set(found) == {"one"}
    assert read_report(tmp_path / "shop") is not None


def test_too_many_listings_warn(shop: Shop, read: Read) -> None:
    shop.product("/one")
    shop.product("/two")
    shop.index()
    report, _ = read(shop.source(max_listings=1))
    assert report.error == ""
    assert [problem.code for problem in report.problems] == ["too-many"]


def test_a_shop_that_is_not_there_is_a_failed_source(read: Read) -> None:
    source = Source("gone", "jsonld", ("http://127.0.0.1:9/",), private_hosts=("127.0.0.1",))
    report, found = read(replace(source, politeness=Politeness(delay=0)))
    assert "0 listings" in report.error
    assert report.count("robots-unreachable") == 1
    assert found == {}


def test_a_host_that_refuses_leaves_no_record_and_no_count(read: Read, tmp_path: Path) -> None:
    source = Source("gone", "jsonld", ("http://127.0.0.1:9/",), private_hosts=("127.0.0.1",))
    report, _ = read(replace(source, politeness=Politeness(delay=0)))
    assert [record.rec_type for record in records(tmp_path / "gone")] == ["warcinfo"]
    assert (report.count("requests"), report.count("bytes")) == (0, 0)


def test_what_is_forbidden_by_an_error_is_not_written_as_if_the_host_had_sent_it(
    shop: Shop, read: Read, tmp_path: Path
) -> None:
    shop.answers["/robots.txt"] = lambda handler: handler.reply(b"down", status=500)
    shop.index()
    report, _ = read(shop.source())
    sent = [record for record in records(tmp_path / "shop") if record.rec_type == "response"]
    assert {(record.http_headers.get_statuscode(), record.body) for record in sent} == {("500", b"down")}
    assert report.count("requests") == len(sent) == len(shop.asked)
    assert report.count("bytes") == len(b"down") * len(sent)


def test_a_source_that_cannot_be_read_says_so_without_a_crawl(tmp_path: Path) -> None:
    report = crawl(Source("x", "nonsense", ("http://127.0.0.1/",)), tmp_path / "run", user_agent=AGENT)
    assert "there is no platform 'nonsense'" in report.error
    assert not (tmp_path / "run").exists()


def test_a_crashed_child_is_a_sentence_that_names_the_log(
    shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crawlers.run.sys.executable", "/bin/false")
    report = crawl(shop.source(), tmp_path, user_agent=AGENT)
    assert "crawl.log" in report.error
    assert read_report(tmp_path) is None


def test_a_throttling_server_is_waited_for(shop: Shop, read: Read) -> None:
    calls: list[float] = []

    def throttle(handler: Handler) -> None:
        calls.append(time.monotonic())
        if len(calls) == 1:
            handler.reply(b"slow down", status=429, Retry_After="1")
        else:
            handler.reply(product_page(name="Patient", sku="patient").encode())

    shop.answers["/busy"] = throttle
    shop.answers["/never"] = lambda handler: handler.reply(b"", status=503, Retry_After="86400")
    shop.index()
    report, found = read(shop.source())
    assert set(found) == {"patient"}
    assert calls[1] - calls[0] >= 0.95
    assert report.count("throttles") == 2
    assert report.count("throttled") == 1


def test_the_delay_between_requests_is_kept(shop: Shop, read: Read) -> None:
    at: list[float] = []

    def page(handler: Handler) -> None:
        at.append(time.monotonic())
        handler.reply(product_page(name=handler.path, sku=handler.path).encode())

    shop.answers |= {f"/p{number}": page for number in range(5)}
    shop.index()
    read(shop.source(politeness=Politeness(delay=0.3, concurrency=1)))
    assert at[-1] - at[0] >= 4 * 0.3 * 0.5  # the delay is varied by half to either side


def test_the_request_budget_is_kept(shop: Shop, read: Read) -> None:
    for number in range(9):
        shop.product(f"/p{number}")
    shop.index()
    report, found = read(shop.source(politeness=Politeness(delay=0, max_requests=5)))
    assert len(shop.asked) == 5
    assert report.count("budget-spent") == 6
    assert len(found) == 3  # of five requests, one was for robots.txt and one for the list


@pytest.mark.parametrize("status", [500, 503])
def test_a_robots_txt_that_fails_forbids_everything(shop: Shop, read: Read, status: int) -> None:
    shop.answers["/robots.txt"] = lambda handler: handler.reply(b"", status=status, Retry_After="0")
    shop.product("/one")
    shop.index()
    report, found = read(shop.source())
    assert found == {}
    assert report.count("robots-unreachable") == 1
    assert set(shop.paths()) == {"/robots.txt"}


def test_an_own_shop_may_be_read_against_robots_txt(shop: Shop, read: Read) -> None:
    shop.answers["/robots.txt"] = (b"User-agent: *\nDisallow: /", "text/plain")
    shop.product("/one")
    shop.index()
    _, found = read(shop.source(politeness=Politeness(delay=0, obey_robots=False)))
    assert set(found) == {"one"}
    assert "/robots.txt" not in shop.paths()


def test_a_loopback_shop_that_is_not_named_is_refused(shop: Shop, read: Read) -> None:
    shop.product("/one")
    report, found = read(shop.source(private_hosts=()))
    assert found == {}
    assert shop.asked == []
    assert report.count("address-refused") == 1


def test_only_so_many_pictures_of_a_listing_are_fetched(shop: Shop, read: Read) -> None:
    shop.answers |= {f"/{number}.png": (picture("red", (9 + number, 9)), "image/png") for number in range(5)}
    shop.product("/one", image=[f"/{number}.png" for number in range(5)])
    shop.index()
    report, found = read(shop.source(limits=Limits(pictures=2)))
    assert [image.startswith("http") for image in found["one"].images] == [False, False, True, True, True]
    assert report.count("pictures-beyond-limit") == 3


def test_killing_the_parent_stops_the_child(shop: Shop, tmp_path: Path) -> None:
    def slow(handler: Handler) -> None:
        time.sleep(0.05)
        number = int(handler.path.strip("/") or 0)
        handler.reply(f'<a href="/{number + 1}">next</a>'.encode())

    shop.answers |= {f"/{number}": slow for number in range(1, 2_000)} | {"/": slow}
    code = (
        "from pathlib import Path; from crawlers.run import crawl; from domain.source import *;"
        f"crawl(Source('s', 'jsonld', ({shop.url + '/'!r},), private_hosts=({shop.host!r},),"
        f" politeness=Politeness(0), options=(('follow_pattern', '/'),)), Path({str(tmp_path)!r}), user_agent='x')"
    )
    parent = subprocess.Popen([sys.executable, "-c", code], cwd=Path(__file__).parents[2])
    try:
        _until(lambda: len(shop.asked) > 10)
        (child,) = map(int, Path(f"/proc/{parent.pid}/task/{parent.pid}/children").read_text().split())
    finally:
        parent.kill()
        parent.wait()
    _until(lambda: not _alive(child))
    time.sleep(0.2)  # what was on its way
    asked = len(shop.asked)
    time.sleep(0.5)
    assert len(shop.asked) == asked
    assert read_report(tmp_path) is None


def _until(true: Callable[[], bool], seconds: float = 15.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)


def _alive(pid: int) -> bool:
    with contextlib.suppress(ProcessLookupError, FileNotFoundError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False
