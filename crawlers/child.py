"""The child process: one crawl of one source. Started by crawlers.run as `python -m crawlers.child job.json`."""

import ctypes
import json
import logging
import os
import signal
import sqlite3
import sys
from pathlib import Path
from typing import Any

from scrapy import signals
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response
from twisted.python.failure import Failure

from crawlers.catalogue import platforms
from crawlers.faults import is_full
from crawlers.job import Job, read_job
from crawlers.politeness import settings_for
from crawlers.spider import WORK, SourceSpider
from domain.listing import Listing
from logs.bound import adopt
from logs.setup import child_to_stderr

OUTCOME = "outcome.json"
"""What the child leaves for its parent in the work folder, once all is written."""

TOP_UNUSED = 50
"""Names of unused fields kept, most frequent first."""

DISK_FULL = 28
"""Exit code of a crawl that could not keep all that it read (errno.ENOSPC); what it fetched stays for the next try."""

_PR_SET_PDEATHSIG = 1  # linux/prctl.h


def die_with(parent: int) -> None:
    """Has the kernel end this process when its parent ends, however that happens (Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it ended before the line above
        sys.exit(4)


class FullDisk(logging.Handler):
    """Hears of a full disk, wherever Scrapy has caught it: something is missing then, and nobody else says so.

    Attributes:
        full: whether there was one.
    """

    full = False

    def emit(self, record: logging.LogRecord) -> None:
        """Looks at the error of a log line."""
        if record.exc_info and is_full(record.exc_info[1]):
            self.full = True


def run(job: Job) -> None:
    """Crawls to the end and writes the outcome."""
    logging.getLogger().addHandler(disk := FullDisk())
    process = AsyncCrawlerProcess(settings_for(job.source, job.user_agent))
    crawler = process.create_crawler(platforms()[job.source.platform])

    def crashed(failure: Failure, response: Response | None, spider: SourceSpider) -> None:
        where = response.url if response is not None else job.source.name
        spider.tally.problem("page-crashed", where, f"{type(failure.value).__name__}; its traceback is in crawl.log")

    def lost(item: Listing, spider: SourceSpider, failure: Failure) -> None:
        spider.under_way -= 1
        message = f"it could not be written: {type(failure.value).__name__}; the traceback is in crawl.log"
        spider.tally.problem("listing-lost", item.url, message)

    crawler.signals.connect(crashed, signal=signals.spider_error)
    crawler.signals.connect(lost, signal=signals.item_error)
    process.crawl(crawler, source=job.source, folder=job.folder, previous=job.previous, zone=job.zone)
    process.start()
    stats = crawler.stats.get_stats() if crawler.stats else {}
    if not isinstance(crawler.spider, SourceSpider) or stats.get("finish_reason") != "finished":
        sys.exit(f"the crawl did not finish: {stats.get('finish_reason')}")
    tally = crawler.spider.tally
    if disk.full or tally.counts["disk-full"]:
        sys.exit(DISK_FULL)
    tally.counts["unused-fields"] = sum(tally.unused.values())
    outcome: dict[str, Any] = {
        "counts": tally.counts,
        "problems": [[problem.where, problem.line, problem.message, problem.code] for problem in tally.problems],
        "unused": dict(tally.unused.most_common(TOP_UNUSED)),
        "impact": crawler.spider.impact.to_json(),
        "filled": dict(crawler.spider.filled),
        "stats": {name: stats[name] for name in sorted(stats)},
    }
    (job.folder / WORK / OUTCOME).write_text(json.dumps(outcome, default=str), encoding="utf-8")


def main() -> None:
    """Takes the path of a job file."""
    job = read_job(Path(sys.argv[1]))
    die_with(job.parent)
    adopt()
    child_to_stderr()
    try:
        run(job)
    except (OSError, sqlite3.Error) as error:
        if is_full(error):
            sys.exit(DISK_FULL)
        raise


if __name__ == "__main__":
    main()
