"""The stage that notes what every seller of a source shows: contacts, licences, addresses, pictures, texts."""

from collections.abc import Iterator
from contextlib import closing
from hashlib import blake2b
from itertools import chain
from pathlib import Path

from domain.listing import Listing
from domain.listing_json import parse_line
from domain.network import FactKind, Trace
from domain.report import StageReport
from domain.source import Source
from flows import facts_file, look_file
from flows.house import House
from flows.picture_file import read_picture
from flows.runs import Run
from flows.stages import local_day
from flows.watch import Watch
from leads.facets import seller_value
from leads.network.facts import facts_of, key_of
from matching.pictures.memory import Kind, lines_from, maker

TOLD_EVERY = 5_000  # listings
MOST_TRACES = 400  # of a seller with leads that are kept; contacts and licences before pictures and texts
_LAST = (FactKind.PICTURE, FactKind.TEMPLATE)


def facts(house: House, source: Source, run: Run, watch: Watch) -> StageReport:
    """Notes the facts of all sellers as numbers, and keeps those of sellers whose leads stand."""
    noting = Noting(house, source, run, watch)
    with closing(noting):
        rows = facts_file.write(noting.rows(), run.source(source.name) / facts_file.NAME)
    kept = noting.kept()
    house.leads.networks.keep(kept, run.started_at)
    counts = (("listings", noting.listings), ("without_seller", noting.nameless), ("facts", rows), ("kept", len(kept)))
    return StageReport("facts", source.name, 0.0, counts)


class Noting:
    """One pass through the listings of a source."""

    def __init__(self, house: House, source: Source, run: Run, watch: Watch) -> None:
        self._folder, self._source, self._watch = run.source(source.name), source.name, watch
        self._salt = house.leads.networks.salt()
        self._suspected = frozenset(house.leads.networks.refers(source.name))
        self._traces: dict[str, dict[int, Trace]] = {}
        path = house.base / look_file.NAME
        there = house.settings.picture_memory and path.is_file()
        today = local_day(house, run)
        self._looks = look_file.LookFile(path, {Kind.LINES: maker()}, today) if there else None
        self.listings = self.nameless = 0

    def close(self) -> None:
        """Lets go of what was read in pictures."""
        if self._looks is not None:
            self._looks.close()

    def kept(self) -> list[Trace]:
        """The facts of sellers with leads, those that say most before others."""
        found = (sorted(traces.values(), key=lambda one: one.kind in _LAST) for traces in self._traces.values())
        return [one for traces in found for one in traces[:MOST_TRACES]]

    def rows(self) -> Iterator[tuple[int, int, int]]:
        """Fact, seller and place of all listings."""
        return chain.from_iterable(self._of(place, listing) for place, listing in self._read())

    def _read(self) -> Iterator[tuple[int, Listing]]:
        place, base = 0, self._folder.absolute()
        with (self._folder / "listings.jsonl").open("rb") as lines:
            for line in lines:
                yield place, parse_line(line, base)[0]
                place += len(line)

    def _of(self, place: int, listing: Listing) -> list[tuple[int, int, int]]:
        self.listings += 1
        if self.listings % TOLD_EVERY == 0:
            self._watch.advanced("facts", self._source, self.listings)
        seller = seller_value(listing)
        if not seller:
            self.nameless += 1
            return []
        name = facts_file.seller_key(seller, self._salt)
        suspected = seller in self._suspected
        found = []
        for fact in facts_of(listing, self._lines(listing) if suspected else ()):
            key = key_of(fact, self._salt)
            found.append((key, name, place))
            if suspected:
                trace = Trace(seller, fact.kind, f"{key:016x}", fact.shown, listing.url)
                self._traces.setdefault(seller, {}).setdefault(key, trace)
        return found

    def _lines(self, listing: Listing) -> Iterator[str]:
        """What matching has read in the listing's pictures."""
        for image in listing.images if self._looks is not None else ():
            data = read_picture(image)
            said = (
                self._looks.recall(blake2b(data, digest_size=16).digest(), Kind.LINES) if data and self._looks else None
            )
            if said is not None:
                try:
                    yield from (line.text for line in lines_from(said))
                except ValueError:
                    continue  # of another make: as good as not read


def listing_at(folder: Path, place: int) -> Listing | None:
    """The listing whose line begins at that byte of a run's listings; None where there is none."""
    try:
        with (folder / "listings.jsonl").open("rb") as lines:
            lines.seek(place)
            return parse_line(lines.readline(), folder.absolute())[0]
    except (OSError, ValueError):
        return None
