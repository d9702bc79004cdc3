"""A source's requests of one day are bounded over all its runs; a source that fails again says how often."""

import json

from installation import Installation


def test_a_used_up_day_fails_the_source_and_says_so(small: Installation) -> None:
    small.run("scan")
    (crawl,) = (small.folder / "data" / "runs").glob("*/corner/crawl.json")
    crawl.write_text(crawl.read_text().replace('"requests": 0', '"requests": 40'), encoding="utf-8")
    sources = small.folder / "sources.toml"
    more = "[sources.corner.politeness]\ndaily_requests = 40\n"
    sources.write_text(sources.read_text(encoding="utf-8") + more, encoding="utf-8")
    for said in ("its daily_requests of 40 are used up", "used up"):
        child = small.start("scan")
        words, _ = child.communicate(timeout=180)
        assert child.returncode == 2
        assert said in " ".join(words.split())
    (listed,) = json.loads(small.run("sources", "list", "--json"))
    assert listed["failures_in_a_row"] == 2
