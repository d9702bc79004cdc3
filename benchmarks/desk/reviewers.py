"""People at one server: each opens the queue, looks at leads, decides them, searches and filters; what each took."""

import re
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

import httpx

from benchmarks.desk.street import DISTRICTS, QUALITIES, SOURCES, right

FIELDS = re.compile(r'type="hidden" name="(\w+)" value="([^"]*)"')
LEADS = re.compile(r'<h2><a href="(/leads/[0-9a-f]{32})')


@dataclass
class Times:
    """Seconds by kind of request, of all reviewers; and whatever went wrong."""

    taken: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    faults: list[str] = field(default_factory=list)

    def quantile(self, kind: str, share: float) -> float:
        """The seconds that this share of requests stayed within."""
        ordered = sorted(self.taken[kind])
        return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


class Reviewer:
    """One person with a browser.

    Args:
        base: the server's address.
        number: whose random choices.
        times: where requests are noted.
        pause: seconds between two requests: people look before they press.
    """

    def __init__(self, base: str, number: int, times: Times, pause: float) -> None:
        self._client = httpx.Client(base_url=base, follow_redirects=False, timeout=60)
        self._rng = Random(number)
        self._times = times
        self._pause = pause
        self.name = f"reviewer {number}"

    def sign_in(self, link: str) -> None:
        """Comes in by a one-time link."""
        page = self._client.get(link).text
        form = dict(FIELDS.findall(page))
        self._client.post("/enter", data=form | {"name": self.name})

    def work(self, requests: int) -> None:
        """Clears the queue for that many requests, here and there with a filter or a search."""
        done = 0
        while done < requests:
            leads = LEADS.findall(self._get("queue", "/"))
            self._get(*self._choice())
            done += 2
            address = self._rng.choice(leads)
            for _ in range(8):
                page = self._get("lead", address)
                done += 1
                if 'class="decide"' not in page:
                    break
                answer = self._decide(address, page)
                done += 1
                if answer is None:
                    break
                address = answer

    def _decide(self, address: str, page: str) -> str | None:
        form = dict(FIELDS.findall(page.split('class="decide"')[1]))
        verdict = self._rng.choice(("infringing", "not_infringing", "unsure"))
        csrf = {"csrf": re.findall(r'name="csrf" value="([^"]+)"', page)[0]}
        path = address.partition("?")[0]
        answer = self._timed(
            "decide", lambda: self._client.post(f"{path}/decision", data=form | csrf | {"verdict": verdict})
        )
        if answer.status_code == 409:  # somebody else has it: the answer says so, and one goes on
            return None
        if answer.status_code != 303:
            self._times.faults.append(f"decide {answer.status_code}")
            return None
        following = answer.headers["location"]
        return following if following.startswith("/leads/") else None

    def _choice(self) -> tuple[str, str]:
        rng = self._rng
        some = right(rng.randrange(200))
        kinds: tuple[tuple[str, str], ...] = (
            ("search", f"/?q={rng.choice(QUALITIES)}"),
            ("search", f"/?q={some.mark_text}"),
            ("search", f"/?q={some.aliases[0]}+{some.goods}"),
            ("filter", f"/?source={rng.choice(SOURCES)}"),
            ("filter", f"/?holder={some.holder}"),
            ("filter", f"/?district={rng.choice(DISTRICTS)}&class=25"),
            ("filter", "/?min=0.6&max=0.7&signal=mark_in_brand"),
            ("filter", f"/?right={some.right_id}&state=all"),
            ("filter", f"/?source={rng.choice(SOURCES)}&class=3&q={rng.choice(QUALITIES)}"),
        )
        return rng.choice(kinds)

    def _get(self, kind: str, address: str) -> str:
        answer = self._timed(kind, lambda: self._client.get(address))
        if answer.status_code not in (200, 404):
            self._times.faults.append(f"{kind} {answer.status_code} {address}")
        return answer.text

    def _timed(self, _kind: str, _ask: Callable[[], httpx.Response]) -> httpx.Response:
        time.sleep(self._pause * self._rng.uniform(0.5, 1.5))
        began = time.perf_counter()
        answer = _ask()
        self._times.taken[_kind].append(time.perf_counter() - began)
        return answer


def together(reviewers: list[Reviewer], requests: int) -> None:
    """All of them at once, that many requests in all."""
    threads = [threading.Thread(target=one.work, args=(requests // len(reviewers),)) for one in reviewers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
