"""People at one server: each opens the queue, looks at leads, decides them, searches and filters; what each took."""

import re
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
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

    def sign_in(self, link: str) -> None:
        """Comes in by a one-time link."""
        page = self._client.get(link).text
        form = dict(FIELDS.findall(page))
        self._client.post("/enter", data=form)

    def work(self, requests: int) -> None:
        """Clears the queue for that many requests, here and there with a filter or a search."""
        done = 0
        while done < requests:
            leads = LEADS.findall(self.get("queue", "/"))
            self.get(*self._choice())
            done += 2
            address = self._rng.choice(leads)
            for _ in range(8):
                page = self.get("lead", address)
                done += 1
                if 'class="decide"' not in page:
                    break
                answer = self.decide(address, page)
                done += 1
                if answer is None:
                    break
                address = answer

    def addresses(self, kind: str, number: int) -> list[str]:
        """That many addresses of a kind of page, of leads those that stand at the top."""
        if kind == "queue":
            return ["/"] * number
        if kind == "lead":
            leads = LEADS.findall(self.get("queue", "/"))
            return [leads[n % len(leads)] for n in range(number)]
        found: list[str] = []
        while len(found) < number:
            chosen, address = self._choice()
            found += [address] if chosen == kind else []
        return found

    def decide(self, address: str, page: str) -> str | None:
        """Decides the lead of that page; the address of the next one, None where somebody else has it."""
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

    def get(self, kind: str, address: str) -> str:
        """A page, timed."""
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


def alone(base: str, link: str, pid: int, requests: int) -> dict[str, float]:
    """The server's processor time a request, ms, by kind; one person without a pause: load hardly matters to it."""
    person = Reviewer(base, 99, Times(), 0.0)
    person.sign_in(link)
    person.work(requests // 4)
    found = {}
    for kind in ("queue", "filter", "search", "lead"):
        addresses = person.addresses(kind, requests)
        began = _spent(pid)
        for address in addresses:
            person.get(kind, address)
        found[kind] = round((_spent(pid) - began) / len(addresses) * 1000, 1)
    address, spent = person.addresses("lead", 1)[0], 0.0
    for _ in range(requests):
        page = person.get("lead", address)
        began = _spent(pid)
        following = person.decide(address, page)
        spent += _spent(pid) - began
        address = following or person.addresses("lead", 1)[0]
    return found | {"decide": round(spent / requests * 1000, 1)}


def _spent(pid: int) -> float:
    """Seconds of processor that a process has had, its threads together."""
    # Nanoseconds from the scheduler: /proc/<pid>/stat counts in hundredths of a second.
    tasks = Path(f"/proc/{pid}/task").iterdir()
    return sum(int((task / "schedstat").read_text(encoding="ascii").split()[0]) for task in tasks) / 1e9
