"""An installation that has seen a million listings: real titles, forms of real photos, and new rights in its registry.

Only pictures that a rematch will open lie on disk: files are made of those that the forms choose beforehand, each with
bytes of its own, so that none is remembered from another.
"""

import csv
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from random import Random

import numpy as np

from benchmarks.corpus import Mark, Title, read_marks, read_titles
from benchmarks.pictured.alterations import ALTERATIONS, jpeg, opened
from benchmarks.substitutes import Part
from domain.capture import Capture, CaptureKind
from domain.identity import listing_key
from domain.listing import Listing, Seller
from domain.listing_json import write_line
from domain.offer import content_digest
from domain.right import Right
from flows import seen_pictures
from flows.house import House, open_house
from flows.picture_forms import FORM, form_of
from flows.seen_archive import FOLDER, SeenArchive
from flows.seen_shard import FORMS, LINES, SeenIn, row
from matching.pictures.compact import SCALE, Compact, compact
from matching.pictures.decode import decode
from registry.importer import importer_for
from registry.load import Plan, load
from settings import Settings

SOURCE = "bench"
AT = datetime(2026, 11, 1, 1, 0, tzinfo=UTC)
PHOTOS = 900  # different ones; each listing's form is one of theirs, a little off
OFF = 0.01  # standard deviation of each of the 64 numbers, which are one together: a likeness of 0.997
PLANTED = 2_000  # listings for each altered copy of a registered picture
COPIES = ("resize", "JPEG 30", "noise and blur", "watermark", "crop 5 %", "mirror")
NIGHTS = 10  # shards


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much: listings, new rights, of these with pictures, rights of the registry, pictures that may be opened."""

    listings: int
    rights: int
    pictured: int
    registry: int
    opened: int


@dataclass(frozen=True, slots=True)
class Built:
    """What was made.

    Attributes:
        house: with the new rights in its registry, and the archive.
        rights: the new ones.
        marks: of the whole registry, the new ones among them.
        planted: ids of listings that show a copy of a new right's picture.
        bytes, form_bytes: of the archive's listings, and of its forms.
        photos: some files, to time the plain way with.
    """

    house: House
    rights: Sequence[Right]
    marks: Sequence[Mark]
    planted: frozenset[str]
    bytes: int
    form_bytes: int
    photos: Sequence[Path]


def build(data: Path, folder: Path, sizes: Sizes, random: Random) -> Built:
    """Makes it, in a folder that is there."""
    house = open_house(Settings(data_dir=folder / "data", picture_memory=0))
    photos = sorted((data / "photos").rglob("*.jpg"))
    logos = sorted(path for path in (data / "logos").rglob("*") if path.suffix.lower() in (".png", ".jpg"))
    random.shuffle(photos)
    designs = photos[: sizes.pictured // 2]
    shown = [*random.sample(logos, sizes.pictured - len(designs)), *designs]
    marks = random.sample(read_marks(data), sizes.registry)
    rights = _rights(house, marks[: sizes.rights], shown, folder)
    bases = _bases(photos[len(designs) : len(designs) + PHOTOS])
    copies = _copies(shown, photos, random)
    titles = read_titles(data, Part.ALL)
    planted = frozenset(f"L-{number}" for number in range(0, sizes.listings, PLANTED)) if copies else frozenset()
    made = _Pictures(bases, copies, np.random.default_rng(random.randrange(1 << 30)))
    archive = _archive(house, titles, made, sizes.listings, random)
    _files(house, archive, rights, made, sizes.opened)
    size, forms = (sum(one.stat().st_size for one in _of(house).rglob(name)) for name in (LINES, FORMS))
    return Built(house, rights, marks, planted, size, forms, photos[-200:])


def _of(house: House) -> Path:
    return house.base / FOLDER / SOURCE


def _rights(house: House, marks: Sequence[Mark], shown: Sequence[Path], folder: Path) -> list[Right]:
    """Imports the new rights, some with pictures; gives them as they stand in the registry."""
    path = folder / "new.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("right_id", "kind", "mark_text", "aliases", "images", "holder", "status"))
        for number, mark in enumerate(marks):
            image = str(shown[number]) if number < len(shown) else ""
            if image:
                copy = folder / f"view-{number}{shown[number].suffix}"
                copy.write_bytes(shown[number].read_bytes())
                image = copy.name
            names = mark.names or ("",)
            writer.writerow((mark.right_id, "trademark", names[0], ";".join(names[1:]), image, "Holder", "registered"))
    plan = Plan("new", skip_bad=True)
    load(house.registry, path, importer_for(path), plan, keep_picture=house.blobs.copy, now=AT)
    return list(house.registry.rights())


def _bases(photos: Sequence[Path]) -> list[tuple[bytes, Compact]]:
    return [(data, compact(decode(data))) for data in (path.read_bytes() for path in photos)]


def _copies(shown: Sequence[Path], photos: Sequence[Path], random: Random) -> list[tuple[bytes, Compact]]:
    """Each registered picture as somebody would copy it."""
    altered = [jpeg(ALTERATIONS[random.choice(COPIES)](opened(path), random, photos)) for path in shown]
    return [(data, compact(decode(data))) for data in altered]


class _Pictures:
    """The picture of each listing: a planted copy, or a photo whose form is a little off."""

    def __init__(
        self,
        bases: Sequence[tuple[bytes, Compact]],
        copies: Sequence[tuple[bytes, Compact]],
        chance: np.random.Generator,
    ) -> None:
        self._bases, self._copies, self._chance = bases, copies, chance

    def of(self, number: int) -> tuple[bytes, Compact]:
        """Bytes and form; the bytes are those of the original, without what makes them its own."""
        if self._copies and number % PLANTED == 0:
            return self._copies[number // PLANTED % len(self._copies)]
        data, form = self._bases[number % len(self._bases)]
        moved = form.astype(np.float32) / SCALE + self._chance.normal(0, OFF, form.shape)
        length = np.maximum(np.linalg.norm(moved, axis=1, keepdims=True), 1e-6)
        return data, np.rint(moved / length * SCALE).astype(np.int16)


def digest_of(number: int) -> str:
    """The digest under which a listing's picture is said to lie."""
    return sha256(f"picture {number}".encode()).hexdigest()


def listing_of(house: House, titles: Sequence[Title], number: int) -> Listing:
    """The listing of that number."""
    title = titles[number % len(titles)]
    name = digest_of(number)
    place = str(house.blobs.path_of(name).absolute())
    url = f"https://shop.example/item/{number}"
    page = Capture(CaptureKind.PAGE, url, sha256(url.encode()).hexdigest(), 40_000, "text/html", AT)
    picture = Capture(CaptureKind.PICTURE, f"{url}.jpg", name, 60_000, "image/jpeg", AT, place)
    return Listing(
        listing_id=f"L-{number}", url=url, title=title.text, category=title.category, currency="CNY",
        seller=Seller(f"S-{number % 50_000}", f"店铺 {number % 50_000}"), images=(place,), seen_at=AT, source=SOURCE,
        captures=(page, picture),
    )  # fmt: skip


def _archive(house: House, titles: Sequence[Title], made: _Pictures, count: int, random: Random) -> SeenArchive:
    """Ten nights of listings, with the history of each offer."""
    order = list(titles)
    random.shuffle(order)
    path = house.settings.database_file
    assert path is not None
    with sqlite3.connect(path) as base:
        for night in range(NIGHTS):
            seen_in = SeenIn(f"night-{night}", AT)
            draft = SeenArchive(_of(house)).draft([seen_in])
            forms = bytearray()
            offers: list[tuple[str, ...]] = []
            for number in range(night, count, NIGHTS):
                listing = listing_of(house, order, number)
                key, content = listing_key(SOURCE, listing.listing_id), content_digest(listing)
                draft.add(write_line(listing, house.base).encode(), row(key, content, 0))
                forms += form_of(bytes.fromhex(digest_of(number)), made.of(number)[1])
                offers.append((key, SOURCE, listing.url, content, "{}", seen_in.run_id, "2026-11-01 01:00:00.000000"))
            draft.keep(np.frombuffer(bytes(forms), FORM))
            base.executemany("INSERT INTO offers VALUES (?, ?, ?, ?, ?, ?, ?, NULL)", offers)
    return SeenArchive(_of(house))


def _files(house: House, archive: SeenArchive, rights: Sequence[Right], made: _Pictures, most: int) -> None:
    """Lays down the pictures that will be opened."""
    path = house.base / "chosen.npy"
    seen_pictures.choose([archive], rights, most, path)
    wanted = {one.tobytes().hex() for one in np.load(path)}
    for number, name in _numbered(archive.listings):
        if name in wanted:
            place = house.blobs.path_of(name)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(made.of(number)[0] + name.encode())


def _numbered(count: int) -> Iterator[tuple[int, str]]:
    return ((number, digest_of(number)) for number in range(count))
