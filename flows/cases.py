"""Case packs: confirmed leads of a filter, gathered with all that proves them, made into packs one after another."""

import shutil
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from zoneinfo import ZoneInfo

from domain.capture import Capture, CaptureKind
from domain.identity import digest
from domain.lead import Lead, LeadState
from domain.record import Record
from domain.signal import Signal
from evidence.dispatch import Dispatch
from evidence.ledger import Sealed
from evidence.record_index import proof
from evidence.seal import MANIFEST
from evidence.warc_members import Key
from exports.case import Case, Custody, Errand, Exhibit, Item
from exports.pack import Packed, Shop, make
from exports.signing import signer
from exports.stamp import QUERY, Authority
from flows import runs
from flows.case_records import Run, places_of, records_of, run_of, warc_of
from flows.house import House
from leads.sieve import Sieve

PACKS = "packs"  # under the data folder: packs that the review page made, forms, fonts
LOCK = "packs.make"  # a name for `runs.one_at_a_time` that no source can have
PAGE = 500
STALE = 7 * 24 * 3600  # seconds after which a workshop that nobody went on with is cleared away

Proofs = tuple[Mapping[Run, Mapping[Key, Record]], Mapping[Run, Sealed]]
Says = Callable[[Signal, str], str]
Tell = Callable[[int, int], None]


class NoCaseError(ValueError):
    """These leads make no case; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """Leads that a filter leaves: those that may leave the house, and how many may not."""

    leads: tuple[Lead, ...]
    kept: int

    def by_case(self) -> list[tuple[Lead, ...]]:
        """The leads of each right and seller together, in the order of their best leads."""
        cases: dict[tuple[str, str, str], list[Lead]] = defaultdict(list)
        for lead in self.leads:
            seller = lead.listing.seller
            cases[lead.right.right_id, lead.listing.source, seller.seller_id or seller.name].append(lead)
        return [tuple(found) for found in cases.values()]


def gather(house: House, sieve: Sieve) -> Gathered:
    """All leads of a filter, not only a page of them, and of them the confirmed ones."""
    leads: list[Lead] = []
    kept = 0
    after = None
    while True:
        page = house.leads.sift(sieve, after, PAGE)
        confirmed = [lead for lead in page.leads if lead.state is LeadState.CONFIRMED and lead.decision is not None]
        leads += confirmed
        kept += len(page.leads) - len(confirmed)
        if page.after is None:
            return Gathered(tuple(leads), kept)
        after = page.after


def case_of(house: House, leads: Sequence[Lead], errand: Errand, says: Says) -> Case:
    """The case of those leads, with their records and their custody; see `cases_of`."""
    return cases_of(house, [leads], errand, says)[0]


def cases_of(house: House, groups: Sequence[Sequence[Lead]], errand: Errand, says: Says) -> list[Case]:
    """A case of each group of leads. The runs that they come from are read once for all of them.

    Args:
        house: whose.
        groups: confirmed leads, each group of one right.
        errand: what was asked for.
        says: a signal's sentence in a language.

    Raises:
        NoCaseError: a group without leads, or of several rights.
    """
    for leads in groups:
        _check(leads)
    links = house.ledger.links()
    records = records_of(house, (lead for leads in groups for lead in leads), links)
    sealed = {(link.run_id, link.source): link for link in links}
    return [_case(house, leads, (errand, says), (records, sealed)) for leads in groups]


def _check(leads: Sequence[Lead]) -> None:
    if not leads:
        raise NoCaseError("there is no such confirmed lead; only what a person confirmed leaves the house")
    named = sorted({lead.right.right_id for lead in leads})
    if len(named) > 1:
        few = ", ".join(named[:5])
        raise NoCaseError(
            f"a case is about one right, and these leads are about {len(named)} ({few}); name one with --right, or "
            "make a pack of each by `markhound export cases`"
        )


def _case(house: House, leads: Sequence[Lead], asked: tuple[Errand, Says], proofs: Proofs) -> Case:
    (errand, says), (records, sealed) = asked, proofs
    # By their ids where scores tie, so that the order hangs on nothing but the leads.
    ordered = sorted(leads, key=lambda lead: (-lead.score, lead.lead_id))
    items = tuple(_item(lead, records[run_of(lead)], errand, says) for lead in ordered)
    exhibits = [one for item in items for one in item.exhibits]
    used = {run_of(lead) for lead in ordered}
    used |= {(place.parent.name, place.name) for one in exhibits if one.record for place in [one.record.warc.parent]}
    places = places_of(one.record for one in exhibits if one.record is not None)
    custody = tuple(_custody(house, run, sealed.get(run), places.get(run, frozenset())) for run in sorted(used))
    left = {name: sum(one.missing == name for one in exhibits) for name in ("feed", "gone")}
    left["unsealed"] = sum(not one.digest for one in custody)
    left["unlisted"] = sum(bool(one.digest and one.proof is None) for one in custody)
    decided = [lead.decision for lead in ordered if lead.decision]
    return Case(
        case_id=digest("case", *(f"{one.lead_id} {one.decision_id}" for one in decided))[:16],
        errand=errand,
        items=items,
        custody=custody,
        as_of=max(one.decided_at for one in decided),
        zone=ZoneInfo(house.settings.timezone),
        software=f"markhound {version('markhound')}",
        left_out=tuple((name, count) for name, count in left.items() if count),
    )


def _item(lead: Lead, records: Mapping[tuple[str, str], Record], errand: Errand, says: Says) -> Item:
    sentences = tuple(says(signal, errand.language) for signal in lead.signals)
    exhibits = tuple(_exhibit(capture, records) for capture in lead.listing.captures)
    return Item(lead, sentences, exhibits)


def _exhibit(capture: Capture, records: Mapping[tuple[str, str], Record]) -> Exhibit:
    if capture.kind is CaptureKind.FEED:
        return Exhibit(capture, None, "feed")  # it holds whatever else its supplier sells
    record = records.get((capture.url, capture.digest))
    return Exhibit(capture, record, "" if record else "gone")


def _custody(house: House, run: Run, link: Sealed | None, places: Collection[int]) -> Custody:
    if link is None:
        return Custody(*run, digest="", previous="", sealed_at=None, manifest=None)
    manifest = house.base / link.folder / MANIFEST
    return Custody(
        *run,
        digest=link.digest,
        previous=link.previous,
        sealed_at=link.sealed_at,
        manifest=manifest if manifest.is_file() else None,
        proof=proof(warc_of(house, run), places),
    )


def shop_of(house: House, tell: Tell, *, stamp: bool = True) -> Shop:
    """What packs are made with in this installation.

    Args:
        house: whose.
        tell: called with steps done and steps in all.
        stamp: whether the configured authority is asked.

    Raises:
        exports.signing.UnusableKeyError: there is no key.
        OSError: the authority's certificates cannot be read.
    """
    settings = house.settings
    folder = settings.data_dir / PACKS
    authority = None
    if stamp and settings.timestamp_url:
        roots = settings.timestamp_ca.read_bytes() if settings.timestamp_ca else b""
        authority = Authority(settings.timestamp_url, lambda query: _ask(settings.timestamp_url, query), roots)
    return Shop(
        work=folder / "work",
        forms=folder / "forms",
        fonts=folder / "fonts",
        signer=signer(house.base),
        authority=authority,
        tell=tell,
    )


def _ask(url: str, query: bytes) -> bytes:
    import httpx

    try:
        answer = httpx.post(url, content=query, headers={"Content-Type": QUERY}, timeout=30)
        answer.raise_for_status()
    except httpx.HTTPError as error:
        raise OSError(str(error)) from error
    return answer.content


def make_packs(house: House, cases: Sequence[tuple[Case, Path]], shop: Shop, now: datetime) -> Iterator[Packed]:
    """Makes packs one after another and records each; two processes never make packs at once.

    Args:
        house: whose.
        cases: each with the file to write.
        shop: what they are made with.
        now: the record's clock, with a zone.
    """
    with runs.one_at_a_time(house.base / "locks", LOCK, lambda: None):
        _clear(shop.work)
        for case, path in cases:
            packed = make(case, shop, path)
            house.dispatches.add(_dispatch(case, packed, now))
            yield packed


def _dispatch(case: Case, packed: Packed, now: datetime) -> Dispatch:
    errand = case.errand
    return Dispatch(
        case_id=case.case_id,
        digest=packed.digest,
        name=packed.path.name,
        profile=errand.profile,
        language=errand.language,
        recipient=errand.recipient,
        scope=errand.scope,
        made_by=errand.prepared_by,
        made_at=now,
        leads=tuple(item.lead.lead_id for item in case.items),
    )


def file_name(case: Case) -> str:
    """The usual name of a case's pack: another audience, language or recipient is another pack."""
    errand = case.errand
    asked = digest(errand.recipient, errand.prepared_by, errand.scope, *map("=".join, errand.fields))[:6]
    return f"case-{case.case_id}-{errand.profile}-{errand.language}-{asked}.zip"


def _clear(work: Path) -> None:
    for folder in work.iterdir() if work.is_dir() else ():
        if time.time() - folder.stat().st_mtime > STALE:
            shutil.rmtree(folder, ignore_errors=True)
