"""Saves one page as the shop sends it, with its address beside it: `make page URL=https://…`.

It asks robots.txt first, and sends what the crawler sends. Saved pages are for `markhound extract` and golden pages; a
golden page that goes into the repository must show made-up brands and sellers only.
"""

import argparse
import hashlib
import re
import sys
from pathlib import Path
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

import httpx

from crawlers.politeness import DEFAULT_REQUEST_HEADERS
from settings import Settings

LARGEST = 20_000_000


def main(argv: list[str] | None = None) -> int:
    """Fetches and writes; 0 where it was saved, 2 where not."""
    parser = argparse.ArgumentParser(prog="tools.save_page")
    parser.add_argument("url")
    parser.add_argument("--into", type=Path, default=Path("var/pages"))
    asked = parser.parse_args(argv)
    agent = Settings().user_agent
    with httpx.Client(
        headers={"User-Agent": agent, **DEFAULT_REQUEST_HEADERS}, timeout=30, follow_redirects=True
    ) as web:
        try:
            if not _allowed(web, asked.url, agent):
                print(f"{asked.url}: its robots.txt says no; nothing was saved", file=sys.stderr)
                return 2
            answer = web.get(asked.url)
            answer.raise_for_status()
        except httpx.HTTPError as error:
            print(f"{asked.url}: {error}; nothing was saved", file=sys.stderr)
            return 2
    if len(answer.content) > LARGEST:
        print(f"{asked.url}: larger than {LARGEST:,} bytes; nothing was saved", file=sys.stderr)
        return 2
    path = asked.into / f"{_name(str(answer.url))}.html"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(answer.content)
    path.with_suffix(".url").write_text(f"{answer.url}\n", encoding="utf-8")
    print(f"{path}\n  markhound extract {path} --url '{answer.url}' --audit")
    return 0


def _allowed(web: httpx.Client, url: str, agent: str) -> bool:
    parts = urlsplit(url)
    answer = web.get(f"{parts.scheme}://{parts.netloc}/robots.txt")
    if answer.status_code >= 500:
        return False
    rules = RobotFileParser()
    rules.parse(answer.text.splitlines() if answer.status_code == 200 else [])
    return rules.can_fetch(agent, url)


def _name(url: str) -> str:
    parts = urlsplit(url)
    readable = re.sub(r"[^\w.-]+", "-", f"{parts.hostname}{parts.path}").strip("-.")[:80]
    return f"{readable}-{hashlib.sha256(url.encode()).hexdigest()[:8]}"


if __name__ == "__main__":
    sys.exit(main())
