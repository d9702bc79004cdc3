"""The stage that joins sellers by what they share and raises groups: once a night, over all sources."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from domain.network import FactKind, GroupKind, Trace
from domain.report import NETWORKS, StageReport
from flows import facts_file, runs
from flows.facts_stage import listing_at
from flows.house import House
from flows.runs import OF_PAGES, Run
from leads.facets import seller_value
from leads.network.joining import Shared, groups
from leads.network.raising import Joined
from leads.network.ties import Held, ties
from leads.network.weights import MOST_HOLDERS

RUNS = 14  # newest runs among which a source's last facts are looked for; what is older says nothing of today


def join_sellers(house: House, run: Run) -> StageReport:
    """Raises the group leads of tonight; nothing else is changed by them. Of two scans at once one waits."""
    networks = house.leads.networks
    with runs.one_at_a_time(house.base / "locks", runs.JOINING, lambda: None):
        networks.forget()
        market = Market(dict(latest_facts(run)), networks.traces(), networks.refers(), networks.salt())
        found = networks.replace(market.joined(), run.started_at)
    kinds = [one.kind for one in found]
    counts = [(kind.value, kinds.count(kind)) for kind in GroupKind]
    sellers = len({seller for one in found for seller in one.sellers})
    return StageReport(NETWORKS, "sellers", 0.0, (("market", market.size), ("sellers", sellers), *counts))


def latest_facts(run: Run) -> Iterator[tuple[Path, NDArray[Any]]]:
    """The newest facts of every source, by the folder of that source's run."""
    seen: set[str] = set()
    folders = sorted((path for path in run.folder.parent.iterdir() if path.name <= run.folder.name), reverse=True)
    for folder in [path for path in folders if not any(word in path.name for word in OF_PAGES)][:RUNS]:
        for path in sorted(folder.glob(f"*/{facts_file.NAME}")):
            rows = facts_file.read(path) if path.parent.name not in seen else None
            if rows is not None:
                seen.add(path.parent.name)
                yield path.parent, rows


class _Fact(NamedTuple):
    """A shared fact: kind, what is shown of it, how many of the market hold it, and those here with an address."""

    kind: FactKind
    shown: str
    holding: int
    urls: dict[int, str]


@dataclass
class Market:
    """What all sellers show tonight, as far as somebody with a standing lead shows it too.

    Attributes:
        files: facts by folder.
        traces: what is kept of sellers with standing leads, tonight's among it.
        refers: those sellers and the rights that their leads refer to.
        salt: of keys.
    """

    files: Mapping[Path, NDArray[Any]]
    traces: Sequence[Trace]
    refers: Mapping[str, frozenset[str]]
    salt: bytes
    size: int = 0
    _names: dict[int, str] = field(default_factory=dict)
    _lines: dict[int, tuple[Path, int]] = field(default_factory=dict)

    def joined(self) -> list[Joined]:
        """Groups of sellers with what joins them."""
        shared = self._shared()
        numbers = {key: number for number, key in enumerate(sorted({key for one in shared for key in one.urls}))}
        keys = list(numbers)
        told = [Shared(one.kind, tuple(sorted(numbers[key] for key in one.urls)), one.holding) for one in shared]
        seeds = [numbers[key] for key, name in self._names.items() if name in self.refers and key in numbers]
        found = []
        for group in groups(told, seeds, self.size):
            members = {keys[number] for number in group}
            named = {key: name for key in members if (name := self._name(key))}
            held = [_held(one, named) for one in shared if len(one.urls.keys() & named.keys()) > 1]
            if len(named) > 1:
                found.append(Joined(tuple(sorted(named.values())), ties(named.values(), held, self.size)))
        return found

    def _shared(self) -> list[_Fact]:
        """Facts that a seller with leads shares with others: kind, what is shown, holders in the market, addresses."""
        known = {int(trace.key, 16): trace for trace in self.traces}
        wanted = np.array(sorted(known), dtype=np.uint64)
        folders = list(self.files)
        here = facts_file.holdings(list(self.files.values()), wanted)
        holders: dict[int, dict[int, str]] = defaultdict(dict)
        for trace in self.traces:
            key = facts_file.seller_key(trace.seller, self.salt)
            self._names[key] = trace.seller
            holders[int(trace.key, 16)][key] = trace.url
        self.size = max(here.market, len(self._names))
        _, where, counts = np.unique(here.facts, return_inverse=True, return_counts=True)
        few = counts[where] <= MOST_HOLDERS
        rows = zip(here.facts[few], here.sellers[few], here.places[few], here.files[few], strict=True)
        for fact, seller, place, file in rows:
            self._lines.setdefault(int(seller), (folders[int(file)], int(place)))
            holders[int(fact)].setdefault(int(seller), "")
        crowded = {int(fact) for fact in np.unique(here.facts[~few])}
        found = [
            _Fact(known[fact].kind, known[fact].shown, len(urls), urls)
            for fact, urls in holders.items()
            if 2 <= len(urls) <= MOST_HOLDERS and fact not in crowded
        ]
        return [*found, *self._rights()]

    def _rights(self) -> Iterator[_Fact]:
        by_right: dict[str, dict[int, str]] = defaultdict(dict)
        for seller, rights in self.refers.items():
            key = facts_file.seller_key(seller, self.salt)
            self._names.setdefault(key, seller)
            for right in rights:
                by_right[right][key] = ""
        for right, urls in sorted(by_right.items()):
            yield _Fact(FactKind.RIGHT, right, len(urls), urls)

    def _name(self, key: int) -> str:
        """Who that is: known, or read in the listings where a fact of it stands; "" where those are gone."""
        if key not in self._names:
            listing = listing_at(*self._lines[key])
            self._names[key] = seller_value(listing) if listing is not None else ""
        return self._names[key]


def _held(fact: _Fact, named: Mapping[int, str]) -> Held:
    """The fact among the members of a group."""
    urls = {named[key]: url for key, url in fact.urls.items() if key in named}
    return Held(fact.kind, fact.shown, urls, fact.holding)
