"""Processor time of decoding, looking up and searching, beside what anybody would do; ratios of one run."""

import io
import time
from collections.abc import Callable, Sequence

import imagehash
import numpy as np
from PIL import Image

from matching.pictures.decode import DRAFT, decode
from matching.pictures.hash_index import FAR, HashIndex
from matching.pictures.index import PictureIndex
from matching.pictures.keypoints import Keypoints, keypoints
from matching.pictures.part_index import PartIndex
from matching.pictures.pixels import SIDE
from matching.pictures.spectrum import bits, forms, part, shown, spectrum
from matching.pictures.vocabulary import Vocabulary

ROUNDS = 3  # the quickest counts: the machine may be busy
KEYPOINTS_OF_A_PICTURE = 400
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


def growth(files: Sequence[bytes], sizes: Sequence[int]) -> list[Figures]:
    """The part lane with ever more references: descriptors of real pictures, jittered to fill the index."""
    said = []
    pictures = [decode(data) for data in files]
    found = [keypoints(picture.grey, KEYPOINTS_OF_A_PICTURE) for picture in pictures]
    base = Keypoints(*(np.concatenate(part) for part in zip(*((f.frames, f.descriptors) for f in found), strict=True)))
    for size in sizes:
        parts, built = _filled(base, size)
        sides = np.full((size, 5), (316, 316, 800, 800, KEYPOINTS_OF_A_PICTURE), np.int32)
        blank = np.broadcast_to(np.uint8(0), (size, SIDE, SIDE))
        no_hashes = HashIndex.of(np.empty(0, np.uint64))
        grown = PictureIndex(no_hashes, np.empty((0, 5), np.int32), parts, sides, blank)
        took = seconds(lambda grown=grown: [grown.find(picture, parts=True) for picture in pictures])  # type: ignore[misc]
        said.append({"references": size, "built, s": built, "ms a picture": 1e3 * took / len(pictures)})
    return said


def _filled(base: Keypoints, size: int) -> tuple[PartIndex, float]:
    chance = np.random.default_rng(2)
    began = time.process_time()
    wanted = size * KEYPOINTS_OF_A_PICTURE
    vocabulary = Vocabulary.learnt(base.descriptors[:60_000], wanted)
    cells, codes, frames = [], [], []
    for start in range(0, wanted, 100_000):
        rows = chance.integers(0, len(base), min(100_000, wanted - start))
        jittered = np.abs(base.descriptors[rows] + chance.normal(0, 0.035, (len(rows), 128)).astype(np.float32))
        jittered /= np.linalg.norm(jittered, axis=1, keepdims=True)
        _, cell, code = vocabulary.placed(jittered)
        cells.append(cell)
        codes.append(code)
        frames.append(base.frames[rows])
    owners = (np.arange(wanted) // KEYPOINTS_OF_A_PICTURE).astype(np.int32)
    parts = PartIndex.of(vocabulary, np.concatenate(cells), np.concatenate(codes), owners, np.concatenate(frames))
    return parts, time.process_time() - began
