"""The stage that weighs a run's matches once more, now that all of them are there: prices, sellers, shops."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from domain.identity import listing_key
from domain.listing import Listing
from domain.listing_json import parse_line as parse_listing
from domain.match import Match
from domain.match_json import parse_line as parse_match
from domain.match_json import write_line
from domain.report import StageReport
from domain.source import Source
from evidence.history import LONGEST
from flows.carried import LISTINGS, MATCHES, WEIGHED
from flows.house import House
from flows.runs import Run
from flows.watch import Watch
from leads.facets import seller_value
from leads.past import Decided, first_picture
from matching.circumstance import Circumstances, Shop, circumstance_rules, weighed
from matching.gathered import Gathered, price_key, seller_of
from matching.rule import rules
from matching.scorers import in_force

WATCHED = timedelta(days=30)  # for so long a source must have been read before a shop can be new there
TOLD = 5_000  # listings between two words of progress


def weigh(house: House, source: Source, run: Run, watch: Watch) -> StageReport:
    """Adds what the circumstances say to the matches; leaves weighed.jsonl."""
    folder = run.source(source.name)
    known = _Known.of(house, source, run, folder)
    named = circumstance_rules()
    scorer = in_force(house.base, house.settings.scorer)
    counts = {"matches": 0, "moved": 0}
    draft = folder / f"{WEIGHED}.part"
    with draft.open("w", encoding="utf-8") as out:
        for number, (listing, matches) in enumerate(pairs(folder, MATCHES), 1):
            for match in matches:
                after = weighed(known.of_match(listing, match), named, scorer)
                out.write(write_line(after))
                counts["matches"] += 1
                counts["moved"] += after is not match
            if number % TOLD == 0:
                watch.advanced("weigh", source.name, number)
    draft.replace(folder / WEIGHED)
    return StageReport("weigh", source.name, 0.0, tuple(counts.items()))


def pairs(folder: Path, name: str) -> Iterator[tuple[Listing, list[Match]]]:
    """Every listing of a run that has matches in that file, with them, in the order of the files."""
    roles = {rule.name: rule.role for rule in rules().values()}
    with (folder / name).open(encoding="utf-8") as found, (folder / LISTINGS).open("rb") as lines:
        # Matches stand in the order of the listings, so both files are read once, side by side.
        matches = (parse_match(line, roles) for line in found)
        match = next(matches, None)
        for line in lines:
            if match is None:
                return
            # Only the id first: most listings have no match, and reading all of one takes ten times as long.
            if str(json.loads(line)["listing_id"]) != match.listing_id:
                continue
            listing, _ = parse_listing(line, folder.absolute())
            own = []
            while match is not None and match.listing_id == listing.listing_id:
                own.append(match)
                match = next(matches, None)
            yield listing, own


@dataclass(frozen=True, slots=True)
class _Known:
    """What the house knows of the offers of one run."""

    source: str
    gathered: Gathered
    prices: Mapping[tuple[str, str, str], list[float]]
    decided: Mapping[str, list[Decided]]
    pictures: Mapping[tuple[str, str], tuple[str, str]]
    holders: Mapping[str, tuple[str, ...]]
    days_of: Callable[[str], int | None]

    @classmethod
    def of(cls, house: House, source: Source, run: Run, folder: Path) -> "_Known":
        """Reads the matches once, then asks the house about their rights and sellers."""
        gathered = Gathered()
        rights: set[str] = set()
        sellers: set[str] = set()
        with (folder / LISTINGS).open("rb") as lines:
            for line in lines:
                # Only the seller: reading all of half a million listings takes minutes.
                seller = json.loads(line).get("seller") or {}
                gathered.count(str(seller.get("id") or seller.get("name") or ""))
        for listing, matches in pairs(folder, MATCHES):
            gathered.add(listing, matches)
            rights.update(match.right_id for match in matches)
            sellers.add(seller_value(listing))
        past = house.leads.past
        return cls(
            source=source.name,
            gathered=gathered,
            prices={key: list(prices) for key, prices in past.prices(rights).items()},
            decided={seller: list(own) for seller, own in past.of_sellers(sellers - {""}).items()},
            pictures=past.pictures(rights),
            holders=_holders(house, gathered.hidden),
            days_of=_days(house, source, run),
        )

    def of_match(self, listing: Listing, match: Match) -> Circumstances:
        """What is known of one match."""
        key = price_key(listing, match)
        own = listing_key(self.source, listing.listing_id)
        shown = self.pictures.get((match.right_id, first_picture(listing)))
        return Circumstances(
            listing=listing,
            match=match,
            shop=self._shop(listing, own),
            usual=self.gathered.usual(key, self.prices.get(key, ())) if key else None,
            confirmed_with=shown[1] if shown and shown[0] != own else "",
        )

    def _shop(self, listing: Listing, own: str) -> Shop | None:
        seller = seller_of(listing)
        if not seller:
            return None
        groups: dict[bool, set[str]] = {True: set(), False: set()}
        for one in self.decided.get(seller_value(listing), ()):
            if one.listing_key != own:
                groups[one.confirmed].add(one.group)
        return Shop(
            confirmed=len(groups[True]),
            dismissed=len(groups[False]),
            holders=self.holders.get(seller, ()),
            offers=self.gathered.offers(seller),
            usual_offers=self.gathered.usual_offers,
            days=self.days_of(seller),
            hiding=self.gathered.hiding(seller, listing.listing_id),
            by_chance=self.gathered.by_chance,
        )


def _holders(house: House, hidden: Mapping[str, frozenset[str]]) -> dict[str, tuple[str, ...]]:
    """The holders of the rights that each shop seems to hide or copy; a right without a holder is nobody's."""
    rights = sorted(set().union(*hidden.values()))
    of = {name: right.holder for name, right in house.registry.get(rights).items() if right.holder} if rights else {}
    return {seller: tuple(sorted({of[name] for name in own if name in of})) for seller, own in hidden.items()}


def _days(house: House, source: Source, run: Run) -> Callable[[str], int | None]:
    """Says for how many days a shop has been known, where that can be told."""
    first = house.history.sellers(source.name)
    began = house.history.began(source.name)

    def days(seller: str) -> int | None:
        seen = first.get(seller[:LONGEST])
        if seen is None or began is None or seen - began < WATCHED:
            return None
        return max(0, (run.started_at - seen).days)

    return days
