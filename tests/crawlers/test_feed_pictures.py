"""A feed's pictures: what lies beside it is kept, what it may not show leaves no trace in the listing."""

import json
from collections.abc import Callable
from pathlib import Path

from domain.listing import Listing
from domain.report import StageReport
from domain.source import Limits, Source
from tests.crawlers.loopback_shop import Shop, picture

Read = Callable[[Source], tuple[StageReport, dict[str, Listing]]]


def feed(folder: Path, images: list[str]) -> str:
    folder.mkdir()
    (folder / "a.png").write_bytes(picture())
    (folder / "b.png").write_bytes(picture("blue"))
    (folder / "text.png").write_bytes(b"no picture")
    (folder.parent / "secret.png").write_bytes(picture("green"))
    path = folder / "f.jsonl"
    path.write_text(json.dumps({"listing_id": "1", "url": "https://shop.example/1", "title": "包", "images": images}))
    return str(path)


def test_a_path_that_was_not_kept_is_dropped(tmp_path: Path, read: Read) -> None:
    secret = tmp_path / "secret.png"
    bad = ["../secret.png", str(secret), secret.as_uri(), "gone.png", "text.png", "data:image/png;base64,AAAA"]
    place = feed(tmp_path / "feed", ["a.png", *bad])
    report, found = read(Source("f", "feed", (place,)))
    (kept,) = found["1"].pictures
    assert found["1"].images == (kept.location,)
    assert Path(kept.location).read_bytes() == picture()
    assert report.count("path-refused") == 2  # one file by two names, and inline data


def test_so_is_a_path_beyond_the_limit(tmp_path: Path, read: Read) -> None:
    place = feed(tmp_path / "feed", ["a.png", "b.png", "../secret.png"])
    report, found = read(Source("f", "feed", (place,), limits=Limits(pictures=1)))
    assert found["1"].images == (found["1"].pictures[0].location,)
    assert report.count("pictures-beyond-limit") == 2


def test_an_address_on_the_web_stays_whether_it_was_fetched_or_not(tmp_path: Path, shop: Shop, read: Read) -> None:
    gone, beyond = f"{shop.url}/gone.png", f"{shop.url}/beyond.png"
    place = feed(tmp_path / "feed", [gone, "http://[broken/a.png", beyond])
    _, found = read(shop.source(platform="feed", start=(place,), limits=Limits(pictures=2), options=()))
    assert found["1"].images == (gone, "http://[broken/a.png", beyond)


def test_a_broken_address_costs_that_picture_only(shop: Shop, read: Read) -> None:
    lines = [
        {"listing_id": str(number), "url": "https://shop.example/", "title": "包", "images": images}
        for number, images in enumerate([["http://[broken/a.png", "a.png"], []])
    ]
    shop.answers |= {"/f.jsonl": ("\n".join(map(json.dumps, lines)).encode(),), "/a.png": (picture(), "image/png")}
    report, found = read(shop.source(platform="feed", start=(f"{shop.url}/f.jsonl",), options=()))
    assert [len(found[number].pictures) for number in ("0", "1")] == [1, 0]
    assert report.count("picture-address") == 1
