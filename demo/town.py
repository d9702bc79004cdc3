"""Builds the town: registry, shops, truth; byte for byte the same for the same seed."""

import csv
import os
import shutil
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from demo import truth
from demo.market import SOURCES, offers
from demo.offers import Offer
from demo.pictures.studio import Studio
from demo.rights import rights
from demo.shops import Shop, guild, lanterns, riverside
from domain.right import Right

VERSION = 1
"""Raised whenever the same seed would give another town."""

_MARKER = "town.txt"
_PARTS = ("registry.csv", "registry", "shops", "truth.jsonl", _MARKER)
_SHOPS: dict[str, Shop] = {"lanterns": lanterns.pages, "riverside": riverside.pages, "guild": guild.pages}


_COLUMNS = (
    *("right_id", "kind", "mark_text", "aliases", "images", "holder", "nice_classes", "locarno_classes", "goods"),
    *("status", "registered_on", "expires_on", "jurisdiction", "authorised_sellers"),
)


@dataclass(frozen=True, slots=True)
class Town:
    """A built town.

    Attributes:
        folder: where it lies.
        seed: what it was built from.
        registry, truth: its registry CSV and its truth file.
        listings: source and how many listings a reader of it should find.
        rights: how many rights the registry has.
    """

    folder: Path
    seed: int
    registry: Path
    truth: Path
    listings: tuple[tuple[str, int], ...]
    rights: int


def build(folder: Path, seed: int = 7) -> Town:
    """Builds the town in a folder, or reuses it where this very town lies there already.

    Only the town's own files are replaced; a build that was cut short leaves no marker and is made anew.
    """
    marker = f"markhound demo town, version {VERSION}, seed {seed}\n"
    mark = folder / _MARKER
    if not (mark.is_file() and mark.read_text(encoding="utf-8") == marker):
        draft = folder / f".building-{os.getpid()}"
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(parents=True)
        _write(draft, seed)
        (draft / _MARKER).write_text(marker, encoding="utf-8")
        _move(draft, folder)
    counts = Counter(fact.source for fact in truth.read(folder / "truth.jsonl"))
    listings = tuple((source, counts[source]) for source in SOURCES)
    return Town(folder, seed, folder / "registry.csv", folder / "truth.jsonl", listings, len(rights()))


def _move(draft: Path, folder: Path) -> None:
    """Puts the parts in place, the marker last, so that a marker means a whole town."""
    (folder / _MARKER).unlink(missing_ok=True)
    for part in _PARTS:
        target = folder / part
        if target.is_dir():
            shutil.rmtree(target)
        (draft / part).replace(target)
    draft.rmdir()


def _write(folder: Path, seed: int) -> None:
    studio = Studio()
    _write_registry(folder, studio)
    placed = offers(seed)
    truth.write(folder / "truth.jsonl", placed)
    for source, pages in _SHOPS.items():
        shop = folder / "shops" / source
        stocked = list(_stocked((o for o in placed if o.source == source), shop, studio))
        for name, text in pages(stocked).items():
            path = shop / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")


def _stocked(placed: Iterable[Offer], shop: Path, studio: Studio) -> Iterable[Offer]:
    """Draws the pictures; the offers then carry their full addresses."""
    (shop / "pictures").mkdir(parents=True)
    for offer in placed:
        names = []
        for name, shot in zip(offer.pictures, offer.draft.shots, strict=True):
            data, suffix = studio.develop(shot)
            (shop / f"{name.removeprefix('/')}.{suffix}").write_bytes(data)
            names.append(f"{name}.{suffix}")
        yield replace(offer, pictures=(*names, *offer.draft.addresses))


def _write_registry(folder: Path, studio: Studio) -> None:
    (folder / "registry").mkdir()
    for name, data in studio.registered.items():
        (folder / name).write_bytes(data)
    with (folder / "registry.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, _COLUMNS, lineterminator="\n")
        table.writeheader()
        table.writerows(_row(planted.right) for planted in rights())


def _row(right: Right) -> dict[str, str]:
    return {
        "right_id": right.right_id,
        "kind": right.kind.value,
        "mark_text": right.mark_text,
        "aliases": ";".join(right.aliases),
        "images": ";".join(right.images),
        "holder": right.holder,
        "nice_classes": ";".join(str(number) for number in right.nice_classes),
        "locarno_classes": ";".join(right.locarno_classes),
        "goods": right.goods,
        "status": right.status.value,
        "registered_on": right.registered_on.isoformat() if right.registered_on else "",
        "expires_on": right.expires_on.isoformat() if right.expires_on else "",
        "jurisdiction": right.jurisdiction,
        "authorised_sellers": ";".join(right.authorised_sellers),
    }
