"""case.pdf: the case for people; of many listings in volumes, case-2.pdf and so on."""

import math
import os
import shutil
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

from domain.fields import Json
from domain.lead import Lead
from domain.right import Right
from domain.signal import Region
from exports.case import Case, Exhibit, Item
from exports.listed import classes, moment, name_of, price, right_rows, seen, title_pieces
from exports.part import Bench, Part
from exports.pictures import digest_in, matched_first, regions_of, small
from exports.typeset import PAPER, pdf
from exports.words import BLANKS, LEFT_OUT, MISSING, NOTES, PROFILE_NAMES, REASONS, VERDICTS, Text, pick, say

VOLUME = 50  # listings of one volume: Typst takes some 4 MB each while it works
MOST_THREADS = 4
SHOWN = 3  # pictures of a listing that are printed
LISTED_CAPTURES = 12
TEMPLATE = "case.typ"


def write(case: Case, bench: Bench) -> list[str]:
    """Writes the volumes: while one is set, the pictures of the next are drawn."""
    volumes = max(1, math.ceil(len(case.items) / VOLUME))
    names = []
    with TemporaryDirectory(dir=bench.folder) as scratch, ThreadPoolExecutor(1) as typesetter:
        before: Future[None] | None = None
        for number in range(volumes):
            names.append("case.pdf" if number == 0 else f"case-{number + 1}.pdf")
            folder = Path(scratch) / str(number)
            folder.mkdir()
            data = _volume(case, bench, folder, number) | {"first": number == 0, "last": number == volumes - 1}
            data["volume"] = say("volume", case.errand.language, n=number + 1, of=volumes) if volumes > 1 else ""
            if before is not None:
                before.result()  # one at a time, for the memory
            before = typesetter.submit(_set, data, folder, bench, names[-1])
        if before is not None:
            before.result()
    return names


def _volume(case: Case, bench: Bench, folder: Path, number: int) -> Json:
    leads = []
    first = number * VOLUME
    items = case.items[first : first + VOLUME]
    # Most of the time goes to pictures, which Pillow reads and draws beside other threads.
    with ThreadPoolExecutor(min(MOST_THREADS, os.cpu_count() or 1)) as drawing:
        sheets = (_Sheet(case, item, folder) for item in items)
        for fields in drawing.map(_Sheet.fields, sheets, range(first + 1, first + len(items) + 1)):
            leads.append(fields)
            bench.tell(1)
    return _frame(case, folder) | {"leads": leads}


def _set(data: Json, folder: Path, bench: Bench, name: str) -> None:
    own = bench.forms / TEMPLATE
    template = own if own.is_file() else PAPER / TEMPLATE
    (bench.folder / name).write_bytes(pdf(template, data, folder, bench.fonts))
    shutil.rmtree(folder)


class _Sheet:
    """A listing's sheet.

    Args:
        case, item: of which.
        folder: where its pictures are put.
    """

    def __init__(self, case: Case, item: Item, folder: Path) -> None:
        self._case, self._item, self._folder = case, item, folder
        self._language = case.errand.language

    def fields(self, number: int) -> Json:
        """What the template prints of it."""
        lead = self._item.lead
        ours, theirs = regions_of(lead)
        values = [value for signal in lead.signals for value in (signal.listing_value, signal.right_value)]
        listing_images = [image for image in matched_first(lead.listing.images, values) if digest_in(image)]
        return {
            "number": number,
            "title": title_pieces(lead),
            "rows": self._rows(lead),
            "listing_pictures": self._pictures(f"l{number}", listing_images[:SHOWN], ours),
            "right_pictures": self._pictures(f"r{number}", matched_first(lead.right.images, values)[:2], theirs),
            "right_name": seen(name_of(lead.right), 60),
            "more_pictures": self._more(len(listing_images) - SHOWN),
            "signals": [
                (say("for" if signal.strength >= 0 else "against", self._language), seen(text), signal.strength >= 0)
                for signal, text in zip(lead.signals, self._item.sentences, strict=True)
            ],
            "decision": self._decision(lead),
            "captures": [self._capture(one) for one in self._item.exhibits[:LISTED_CAPTURES]],
            "more_captures": self._more(len(self._item.exhibits) - LISTED_CAPTURES),
        }

    def _say(self, name: str, **fields: object) -> str:
        return say(name, self._language, **fields)

    def _more(self, count: int) -> str:
        return self._say("more_pictures", n=count) if count > 0 else ""

    def _rows(self, lead: Lead) -> list[tuple[str, str]]:
        listing = lead.listing
        page = listing.page
        captured = moment(page.taken_at, self._case.zone) if page else self._say("not_captured")
        values = {
            "captured": captured,
            "url": listing.url,
            "source": listing.source,
            "listing_id": listing.listing_id,
            "price": price(listing.price, listing.currency),
            "seller": listing.seller.name,
            "seller_id": listing.seller.seller_id,
            "location": listing.seller.location,
        }
        return [(self._say(name), seen(value)) for name, value in values.items() if value]

    def _pictures(self, stem: str, images: Sequence[str], regions: dict[str, list[Region]]) -> list[str]:
        names = []
        for number, image in enumerate(images):
            name = f"{stem}-{number}.jpg"
            if "://" not in image and small(Path(image), regions.get(image, ()), self._folder / name):
                names.append(name)
        return names

    def _decision(self, lead: Lead) -> list[tuple[str, str]]:
        decision = lead.decision
        assert decision is not None, "only decided leads are exported"
        rows = [
            (
                self._say("decision"),
                f"{self._pick(VERDICTS[decision.verdict])} · {self._pick(REASONS[decision.reason])}",
            ),
            (self._say("by"), seen(decision.reviewer) or self._say("withheld")),
            (self._say("decided_at"), moment(decision.decided_at, self._case.zone)),
        ]
        return [*rows, (self._say("note"), seen(decision.note))] if decision.note else rows

    def _capture(self, exhibit: Exhibit) -> tuple[str, str, str]:
        capture = exhibit.capture
        kind = self._say(capture.kind.value)
        missing = f" ({self._pick(MISSING[exhibit.missing])})" if exhibit.missing else ""
        return kind + missing, moment(capture.taken_at, self._case.zone), capture.digest

    def _pick(self, text: Text) -> str:
        return pick(text, self._language)


def _frame(case: Case, folder: Path) -> Json:
    """What stands around the listings."""
    errand, language = case.errand, case.errand.language
    right = case.items[0].lead.right
    given = dict(errand.fields)
    return {
        "lang": language,
        "words": {name: say(name, language) for name in _USED},
        "cover": _cover(case, right),
        "right": right_rows(case.items[0].lead, language, case.zone),
        "right_pictures": _right_pictures(right, folder),
        "right_name": seen(name_of(right), 80),
        "rights_differ": len({item.lead.right for item in case.items}) > 1,
        "custody": [_custody(case, number) for number in range(len(case.custody))],
        "left_out": [pick(LEFT_OUT[name], language, n=count) for name, count in case.left_out],
        "notes": [pick(NOTES[name], language) for name in case.notes],
        "blanks": [(pick(BLANKS[name], language), seen(given.get(name, ""))) for name in case.blanks],
        "contact": seen(given.get("contact", "")),
        "timestamp": f"{say('timestamp_by', language)} {case.authority}"
        if case.authority
        else say("timestamp_none", language),
        "key": case.key,
    }


def _cover(case: Case, right: Right) -> list[tuple[str, str]]:
    errand, language = case.errand, case.errand.language
    sellers = dict.fromkeys(item.lead.listing.seller.name or item.lead.listing.seller.seller_id for item in case.items)
    values = {
        "case": case.case_id,
        "right": f"{name_of(right)} ({right.right_id}{', ' + classes(right) if classes(right) else ''})",
        "seller": ", ".join([name for name in sellers if name][:5]),
        "leads": str(len(case.items)),
        "scope": errand.scope,
        "profile": pick(PROFILE_NAMES[errand.profile], language),
        "recipient": errand.recipient,
        "prepared_by": errand.prepared_by,
        "as_of": moment(case.as_of, case.zone),
        "software": case.software,
    }
    labels = {"right": "protected"}
    return [(say(labels.get(name, name), language), seen(value)) for name, value in values.items()]


def _right_pictures(right: Right, folder: Path) -> list[str]:
    names = [f"right-{number}.jpg" for number in range(len(right.images))]
    return [
        name
        for name, image in zip(names, right.images, strict=True)
        if "://" not in image and small(Path(image), (), folder / name)
    ][:4]


def _custody(case: Case, number: int) -> list[str]:
    one, language = case.custody[number], case.errand.language
    if one.sealed_at is None:
        return [one.run_id, one.source, say("unsealed", language), "", ""]
    return [one.run_id, one.source, moment(one.sealed_at, case.zone), one.digest, one.previous]


_USED = (
    "title", "subtitle", "right", "rights_differ", "leads", "lead", "listing_pictures", "right_pictures",
    "no_picture", "signals", "captures", "custody", "custody_text", "run", "source", "sealed_at", "manifest",
    "previous", "timestamp", "key", "verify", "verify_text", "contest", "contest_text", "contact", "left_out",
    "left_out_none", "notes", "blanks",
)  # fmt: skip

PART = Part("case_pdf", write)
