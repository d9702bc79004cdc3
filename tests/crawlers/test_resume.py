"""A crawl that is cut off, in whatever way, goes on where it stopped: nothing is fetched twice, no page is lost."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from crawlers.run import crawl, read_report
from crawlers.warc_file import mend, pairs, records
from domain.listing import Listing
from domain.source import Limits, Politeness, Source
from tests.crawlers.loopback_shop import AGENT, Handler, Shop, listings, picture, product_page
from tests.crawlers.loopback_shop import records as read_by_warcio

PAGES = 60
AT_ONCE = 4


def stock(shop: Shop) -> None:
    """PAGES offers in a row, each leading to the next two, each with a picture of its own."""

    def page(handler: Handler) -> None:
        time.sleep(0.01)
        number = int(handler.path.strip("/") or 0)
        more = "".join(f'<a href="/{n}">x</a>' for n in (number + 1, number + 2) if n < PAGES)
        html = product_page(name=f"cup {number}", sku=f"c{number}", image=f"/{number}.png")
        handler.reply(html.replace("<body>", f"<body>{more}").encode())

    def image(handler: Handler) -> None:
        handler.reply(picture("blue", (9 + int(handler.path[1:-4]), 9)), "image/png")

    shop.answers |= {"/": page} | {f"/{number}": page for number in range(1, PAGES)}
    shop.answers |= {f"/{number}.png": image for number in range(PAGES)}


def source_of(shop: Shop) -> Source:
    return Source(
        "s", "jsonld", (f"{shop.url}/",), private_hosts=(shop.host,), politeness=Politeness(0, AT_ONCE),
        limits=Limits(timeout=5), options=(("follow_pattern", "/"),),
    )  # fmt: skip


def begin(shop: Shop, folder: Path) -> subprocess.Popen[bytes]:
    """A crawl in a process of its own."""
    code = (
        "import sys; from pathlib import Path; from crawlers.run import crawl; from domain.source import *;"
        f"crawl({source_of(shop)!r}, Path({str(folder)!r}), user_agent={AGENT!r})"
    )
    return subprocess.Popen([sys.executable, "-c", code], cwd=Path(__file__).parents[2])


def until(true: Callable[[], bool], seconds: float = 20.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.002)


def crawling_child(parent: subprocess.Popen[bytes]) -> int:
    (child,) = map(int, Path(f"/proc/{parent.pid}/task/{parent.pid}/children").read_text().split())
    return child


def content(found: dict[str, Listing]) -> dict[str, tuple[str, tuple[str, ...]]]:
    return {name: (one.title, tuple(capture.digest for capture in one.captures)) for name, one in found.items()}


@pytest.fixture(scope="module")
def whole(wide_shop: Shop, tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, tuple[str, ...]]]:
    """What a crawl gives that nothing disturbs."""
    stock(wide_shop)
    folder = tmp_path_factory.mktemp("whole")
    assert crawl(source_of(wide_shop), folder, user_agent=AGENT).error == ""
    return content(listings(folder))


@pytest.mark.parametrize(
    ("how", "moment"),
    [("kill", 1), ("kill", 4), ("kill", 37), ("kill", 90), ("kill", 118), ("term", 37), ("kill-parent", 37)],
)
def test_a_crawl_that_is_killed_goes_on_where_it_stopped(
    shop: Shop, tmp_path: Path, whole: dict[str, object], how: str, moment: int
) -> None:
    stock(shop)
    parent = begin(shop, tmp_path)
    until(lambda: len(shop.asked) >= moment)
    if how == "kill-parent":
        parent.kill()
    else:
        os.kill(crawling_child(parent), signal.SIGKILL if how == "kill" else signal.SIGTERM)
    parent.wait()
    assert read_report(tmp_path) is None
    time.sleep(0.1)
    before = len(shop.asked)
    report = crawl(source_of(shop), tmp_path, user_agent=AGENT)

    assert report.error == ""
    assert content(listings(tmp_path)) == whole
    asked = Counter(shop.paths())
    assert set(asked) == {"/robots.txt", "/", *map("/{}".format, range(1, PAGES)), *map("/{}.png".format, range(PAGES))}
    twice = [path for path, number in asked.items() if number > 1]
    assert len(twice) <= AT_ONCE + 1  # what was on its way
    assert before - len(twice) <= report.count("resumed")
    assert report.count("requests") == len(asked)
    held = [record for record in read_by_warcio(tmp_path) if record.rec_type == "response"]
    assert len(held) == len(asked)


def test_what_was_torn_is_cut_off_and_fetched_again(shop: Shop, tmp_path: Path, whole: dict[str, object]) -> None:
    """Wherever the file ends, what stands before is whole pairs."""
    stock(shop)
    crawl(source_of(shop), tmp_path / "a", user_agent=AGENT)
    data = (tmp_path / "a" / "pages.warc.gz").read_bytes()
    ends = [held.offset + held.length for held, _ in records(tmp_path / "a" / "pages.warc.gz")]
    for end in [0, 5, ends[0] - 1, ends[0], ends[1] - 1, ends[1], ends[2], ends[-1] - 9, len(data)]:
        path = tmp_path / "cut.warc.gz"
        path.write_bytes(data[:end])
        mend(path)
        left = path.read_bytes()
        assert data.startswith(left)
        assert len(left) == max([0, *(one for one in ends[0::2] if one <= end)])
        assert len(list(pairs(path))) == max(0, (ends.index(len(left)) if left else 0) // 2)


def test_a_page_that_failed_for_the_moment_is_asked_again(shop: Shop, tmp_path: Path) -> None:
    shop.product("/good")
    shop.answers["/bad"] = lambda handler: handler.reply(b"", status=500)
    shop.index()
    crawl(shop.source(), tmp_path, user_agent=AGENT)
    (tmp_path / "crawl.json").unlink()
    shop.product("/bad")
    asked = len(shop.asked)
    report = crawl(shop.source(), tmp_path, user_agent=AGENT)
    assert shop.paths()[asked:] == ["/bad"]
    assert set(listings(tmp_path)) == {"good", "bad"}
    assert report.count("resumed") == 3
