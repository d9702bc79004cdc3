"""The town is whole, made up, and the same each time."""

import csv
import io
import json
import os
import struct
import unicodedata
from collections import Counter
from pathlib import Path

import imagehash
import pytest
from PIL import Image, ImageOps
from rapidfuzz import fuzz

from demo import truth
from demo.infringing import PICTURE_KINDS, TEXT_KINDS
from demo.market import LISTINGS, SOURCES, offers
from demo.offers import Offer
from demo.pictures.studio import Studio, bomb
from demo.rights import rights
from demo.town import Town, build

LAWFUL = {"authorised_seller", "compatible_part", "ordinary_word", "other_class", "expired_right", "longer_word"}


@pytest.fixture(scope="module")
def placed() -> list[Offer]:
    return offers(7)


def test_a_second_build_reuses_the_first(town: Town) -> None:
    before = (town.folder / "registry.csv").stat()
    again = build(town.folder)
    assert again == town
    assert (town.folder / "registry.csv").stat().st_mtime_ns == before.st_mtime_ns
    assert not list(town.folder.glob(".building*"))


def test_a_build_that_was_cut_short_is_made_anew(town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "cut"
    (folder / "shops").mkdir(parents=True)
    (folder / "shops" / "left.html").write_text("half")
    (folder / "mine.txt").write_text("kept")

    class Instant(Studio):
        def develop(self, shot: object) -> tuple[bytes, str]:
            return b"", "jpg"

    monkeypatch.setattr("demo.town.Studio", Instant)
    build(folder)
    assert not (folder / "shops" / "left.html").exists()
    assert (folder / "mine.txt").read_text() == "kept"
    # Everything but the pictures is drawn from the seed alone.
    for name in ("registry.csv", "truth.jsonl", "town.txt"):
        assert (folder / name).read_bytes() == (town.folder / name).read_bytes()


def test_pictures_are_the_same_each_time(town: Town, placed: list[Offer]) -> None:
    """A fresh studio that develops in another order gives the bytes that the build wrote."""
    studio = Studio()
    for name, data in studio.registered.items():
        assert (town.folder / name).read_bytes() == data
    for offer in reversed(placed[::9]):
        for name, shot in zip(offer.pictures, offer.draft.shots, strict=True):
            data, suffix = studio.develop(shot)
            assert (town.folder / "shops" / offer.source / f"{name[1:]}.{suffix}").read_bytes() == data


def test_texts_depend_on_the_seed_only(placed: list[Offer]) -> None:
    assert offers(7) == placed
    assert offers(8) != placed


def test_the_truth_names_each_listing_once(town: Town, placed: list[Offer]) -> None:
    facts = list(truth.read(town.truth))
    assert len(facts) == len({(f.source, f.listing_id) for f in facts}) == LISTINGS
    assert {(f.source, f.listing_id) for f in facts} == {(o.source, o.listing_id) for o in placed}
    assert dict(town.listings) == Counter(f.source for f in facts)
    known = {p.right.right_id for p in rights()}
    assert all((f.right_id in known) == (f.label != "clean") for f in facts)


def test_every_kind_is_planted_often_enough(town: Town) -> None:
    facts = list(truth.read(town.truth))
    kinds = Counter((f.label, f.kind) for f in facts)
    assert {kind for label, kind in kinds if label == "infringing"} == {*TEXT_KINDS, *PICTURE_KINDS}
    assert {kind for label, kind in kinds if label == "lawful"} == LAWFUL
    assert all(count >= 4 for (label, _), count in kinds.items() if label != "clean")
    labels = Counter(f.label for f in facts)
    assert 0.1 < labels["infringing"] / LISTINGS < 0.15
    assert 0.1 < labels["lawful"] / LISTINGS < 0.15
    assert len({f.source for f in facts if f.label == "infringing"}) == len(SOURCES)


def test_the_registry_is_as_the_contract_says(town: Town) -> None:
    with town.registry.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert ";".join(rows[0]) == (
        "right_id;kind;mark_text;aliases;images;holder;nice_classes;locarno_classes;goods;status;registered_on;"
        "expires_on;jurisdiction;authorised_sellers"
    )
    assert len(rows) == town.rights == len({row["right_id"] for row in rows})
    for row in rows:
        images = [name for name in row["images"].split(";") if name]
        assert row["mark_text"] or images
        for name in images:
            with Image.open(town.folder / name) as image:
                image.load()
    assert {row["status"] for row in rows} == {"registered", "expired", "pending", "cancelled"}
    assert {row["kind"] for row in rows} == {"trademark", "design"}


def test_clean_titles_hold_no_mark(placed: list[Offer]) -> None:
    names = [name.casefold() for planted in rights() for name in planted.right.names]
    for offer in placed:
        if offer.draft.truth.label != "clean":
            continue
        said = f"{offer.draft.title} {offer.draft.brand} {offer.draft.description}"
        said = unicodedata.normalize("NFKC", said).casefold()
        assert not [name for name in names if name in said], offer.draft.title
        words = [word for word in said.split() if word.isascii() and len(word) > 3]
        near = [(n, w) for n in names if n.isascii() for w in words if fuzz.ratio(n, w) >= 80]
        assert not near, offer.draft.title


def test_evasions_do_not_write_the_mark_as_registered(placed: list[Offer]) -> None:
    by_id = {p.right.right_id: p.right for p in rights()}
    for offer in placed:
        made = offer.draft
        if made.truth.label == "infringing" and made.truth.kind not in ("plain", "alias"):
            said = (made.title + made.brand + made.description).casefold()
            names = [n.casefold() for n in by_id[made.truth.right_id].names]
            assert not [n for n in names if n in said], made.title


def test_clean_pictures_are_far_from_registered_ones(town: Town, placed: list[Offer]) -> None:
    """More than 12 of 64 bits, mirrored ones included, so that a picture match is never an accident."""
    registered = []
    for planted in rights():
        for name in planted.right.images:
            with Image.open(town.folder / name) as image:
                registered += [imagehash.phash(image), imagehash.phash(ImageOps.mirror(image))]
    for offer in placed:
        if offer.draft.truth.label == "infringing":
            continue
        for name, shot in zip(offer.pictures, offer.draft.shots, strict=True):
            if shot.act in ("product", "detail"):
                with Image.open(town.folder / "shops" / offer.source / f"{name[1:]}.jpg") as image:
                    mine = imagehash.phash(image)
                assert min(mine - other for other in registered) > 12, name


def test_rights_have_pictures_of_their_own() -> None:
    studio = Studio()
    hashes = {name: imagehash.phash(Image.open(io.BytesIO(data))) for name, data in studio.registered.items()}
    for planted in rights():
        for name in planted.right.images:
            others = [h for other, h in hashes.items() if other not in planted.right.images]
            assert min(hashes[name] - h for h in others) > 12, name


def test_the_bomb_is_small_and_claims_to_be_huge() -> None:
    data = bomb(30_000)
    assert len(data) < 300_000
    assert struct.unpack(">II", data[16:24]) == (30_000, 30_000)
    with pytest.raises(Image.DecompressionBombError):
        Image.open(io.BytesIO(data))
    with Image.open(io.BytesIO(bomb(700))) as small:
        small.load()
        assert small.size == (700, 700)


def test_the_feed_has_one_malformed_line_and_one_duplicate(town: Town) -> None:
    ids, malformed = [], 0
    for line in (town.folder / "shops" / "guild" / "feed.jsonl").read_text(encoding="utf-8").splitlines():
        try:
            ids.append(json.loads(line)["listing_id"])
        except json.JSONDecodeError:
            malformed += 1
    assert malformed == 1
    assert [count for _, count in Counter(ids).most_common(2)] == [2, 1]
    assert len(set(ids)) == dict(town.listings)["guild"]


def test_ports_do_not_get_into_the_files(town: Town) -> None:
    for root, _, names in os.walk(town.folder / "shops"):
        for name in names:
            if not name.endswith((".jpg", ".png")):
                assert "127.0.0.1" not in (Path(root) / name).read_text(encoding="utf-8")
