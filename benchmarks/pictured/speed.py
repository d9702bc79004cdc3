"""Processor time of decoding, looking up and searching, beside what anybody would do; ratios of one run."""

import io
import time
from collections.abc import Callable, Sequence

import imagehash
import numpy as np
from PIL import Image

from matching.pictures.compile import COARSE, FINE, KEYPOINTS_A_CELL, REGIONS, REGIONS_A_CELL
from matching.pictures.decode import DRAFT, decode
from matching.pictures.descriptor_index import DescriptorIndex
from matching.pictures.hash_index import FAR, HashIndex
from matching.pictures.index import PictureIndex
from matching.pictures.keypoints import Keypoints, registered
from matching.pictures.pixels import thumbnail
from matching.pictures.regions import Regions, regions
from matching.pictures.spectrum import bits, forms, part, shown, spectrum
from matching.pictures.vocabulary import Vocabulary

ROUNDS = 3  # the quickest counts: the machine may be busy
JITTER = 0.035  # standard deviation of each of 128 numbers by which made-up references differ from real ones
SHOP = (800, 800)

Figures = dict[str, float]


def seconds(work: Callable[[], object]) -> float:
    """Processor time, the least of some rounds."""
    took = []
    for _ in range(ROUNDS):
        began = time.process_time()
        work()
        took.append(time.process_time() - began)
    return min(took)


def fingerprint(data: bytes) -> list[int]:
    """All that the copy lane needs of a picture: every form of every window."""
    grey = decode(data).grey
    seen = [found for window in shown(grey) if (found := spectrum(part(grey, window))) is not None]
    return bits(forms(np.array(seen))).ravel().tolist() if seen else []


def decoding(files: Sequence[bytes]) -> Figures:
    """Milliseconds a picture, as they come and as shops show them."""

    def bare(data: bytes) -> None:
        image = Image.open(io.BytesIO(data))
        image.draft("L", (DRAFT, DRAFT))
        image.load()

    said: Figures = {}
    for name, some in (("as they come", files), ("at 800 pixels", [_enlarged(data) for data in files])):
        ours, plain, phash = (
            seconds(lambda work=work, some=some: [work(data) for data in some])  # type: ignore[misc]
            for work in (fingerprint, bare, lambda data: imagehash.phash(Image.open(io.BytesIO(data))))
        )
        said |= {
            f"decode and fingerprint, {name}, ms": 1e3 * ours / len(some),
            f"bare scaled decode, {name}, ms": 1e3 * plain / len(some),
            f"imagehash.phash, {name}, ms": 1e3 * phash / len(some),
            f"times the bare decode, {name}": ours / plain,
            f"phash takes times ours, {name}": phash / ours,
        }
    return said


def _enlarged(data: bytes) -> bytes:
    out = io.BytesIO()
    Image.open(io.BytesIO(data)).convert("RGB").resize(SHOP, Image.Resampling.LANCZOS).save(out, "JPEG", quality=85)
    return out.getvalue()


def lookups(references: int) -> Figures:
    """Hashes a second among that many, and whether the result is that of brute force."""
    chance = np.random.default_rng(1)
    known = chance.integers(0, 2**64, references, np.uint64)
    asked = known[chance.integers(0, references, 4_000)] ^ (np.uint64(1) << chance.integers(0, 64, 4_000, np.uint64))
    asked[::2] = chance.integers(0, 2**64, 2_000, np.uint64)
    began = time.process_time()
    index = HashIndex.of(known)
    built = time.process_time() - began
    took = seconds(lambda: index.near(asked))
    which, entry, _ = index.near(asked[:200])
    brute = {(n, int(m)) for n in range(200) for m in np.flatnonzero(np.bitwise_count(known ^ asked[n]) <= FAR)}
    return {
        "references": references,
        "hash index built, s": built,
        "lookups a second": len(asked) / took,
        "equal to brute force": float(set(zip(which.tolist(), entry.tolist(), strict=True)) == brute),
    }


def growth(files: Sequence[bytes], registered_files: Sequence[bytes], sizes: Sequence[int]) -> list[Figures]:
    """The part lane with ever more references: real ones again and again, their descriptors jittered.

    Args:
        files: pictures that are looked for.
        registered_files: references.
        sizes: how many references.
    """
    asked = [decode(data) for data in files]
    known = [decode(data).grey for data in registered_files]
    points = [registered(grey, FINE, COARSE) for grey in known]
    places = [regions(grey, REGIONS) for grey in known]
    shown = np.array([thumbnail(grey) for grey in known])
    said = []
    for size in sizes:
        began = time.process_time()
        parts = _filled(points, size, KEYPOINTS_A_CELL), _filled(places, size, REGIONS_A_CELL)
        built = time.process_time() - began
        again = np.arange(size) % len(known)
        sides = np.array([(grey.shape[1], grey.shape[0], grey.shape[1], grey.shape[0]) for grey in known], np.int32)
        grown = PictureIndex(
            HashIndex.of(np.empty(0, np.uint64)), np.empty((0, 5), np.int32), parts, sides[again], shown[again]
        )
        took = seconds(lambda grown=grown: [grown.find(picture, parts=True) for picture in asked])  # type: ignore[misc]
        said.append({"references": size, "built, s": built, "ms a picture": 1e3 * took / len(asked)})
    return said


def _filled(seen: Sequence[Keypoints | Regions], size: int, a_cell: int) -> DescriptorIndex:
    chance = np.random.default_rng(2)
    all_of_them = np.concatenate([one.descriptors for one in seen])
    vocabulary = Vocabulary.learnt(all_of_them[:60_000], len(all_of_them) * size // len(seen) // a_cell)
    cells, codes, frames, owners = [], [], [], []
    for number in range(size):
        one = seen[number % len(seen)]
        if not len(one):
            continue
        jittered = np.abs(one.descriptors + chance.normal(0, JITTER, one.descriptors.shape).astype(np.float32))
        jittered /= np.linalg.norm(jittered, axis=1, keepdims=True)
        _, cell, code = vocabulary.placed(jittered)
        cells.append(cell)
        codes.append(code)
        frames.append(one.frames)
        owners.append(np.full(len(one), number, np.int32))
    return DescriptorIndex.of(
        vocabulary, np.concatenate(cells), np.concatenate(codes), np.concatenate(owners), np.concatenate(frames)
    )
