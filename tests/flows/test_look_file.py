"""Looks kept from night to night: the same is found with and without them, whatever happens to the file."""

import json
import multiprocessing
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path

import factories
import pytest
from installation import Installation
from pictured import written

from domain.listing_json import write_line
from flows import compile_rights, match_file
from flows.engine import match_lines
from flows.look_file import NAME, LookFile, tidy
from flows.match_file import MatchJob
from flows.runs import reports
from matching.pictures import memory, search
from matching.pictures.memory import Kind
from matching.pictures.search import Budget

DAY = factories.TODAY
MAKERS = {Kind.COPIES: "a", Kind.PARTS: "a", Kind.LINES: "b"}
CASES = Path(__file__).parent.parent / "cases" / "pictures"


@pytest.fixture
def looks(tmp_path: Path) -> Path:
    return tmp_path / "looks.sqlite"


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """Listings with copies, parts, print, broken and shared pictures, more than the budget covers; and rights."""
    logo = factories.drawing(1, (200, 160))
    logo.save(tmp_path / "logo.png")
    scene = factories.drawing(7, (480, 360))
    scene.paste(logo.resize((180, 144)), (280, 40))
    files = {
        "copy.jpg": written(logo, "JPEG", quality=70),
        "part.jpg": written(scene, "JPEG", quality=85),
        "print.jpg": (CASES / "name_on_picture.jpg").read_bytes(),
        "broken.jpg": b"no picture",
        "other.png": written(factories.drawing(3)),
    }
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    pictures = [("copy.jpg", "part.jpg"), ("broken.jpg",), ("part.jpg",), ("print.jpg", "other.png"), ("gone.jpg",)]
    listings = [
        factories.listing(f"L-{n}", "帆布袋", images=tuple(str(tmp_path / name) for name in names))
        for n, names in enumerate(pictures * 3)
    ]
    lines = "".join(write_line(one, tmp_path) for one in listings)
    (tmp_path / "listings.jsonl").write_text(lines, encoding="utf-8")
    rights = [
        factories.right("TM-1", "", images=(str(tmp_path / "logo.png"),)),
        factories.right("TM-2", "Velmora"),
    ]
    compile_rights.write(rights, tmp_path / "rights")
    return tmp_path


def matched(shop: Path, looks: Path | None, day: date = DAY, **options: object) -> tuple[str, dict[str, int]]:
    """What `match` writes, and its counts."""
    budget = Budget(200, 100)
    job = MatchJob(shop / "rights", shop, "listings.jsonl", day, budget=budget, looks=looks, **options)  # type: ignore[arg-type]
    with (shop / "listings.jsonl").open("rb") as lines:
        chunks = list(match_lines(job, lines))
    counts: dict[str, int] = {}
    for chunk in chunks:
        for name, number in chunk.counts:
            counts[name] = counts.get(name, 0) + number
    return "".join(chunk.text for chunk in chunks), counts


def told(counts: dict[str, int]) -> dict[str, int]:
    """Without those that say how much was remembered."""
    return {name: number for name, number in counts.items() if name not in ("pictures_remembered", "looks_lost")}


def test_the_same_is_found_with_and_without_and_no_picture_is_decoded_twice(
    shop: Path, looks: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without, counts = matched(shop, None)
    assert {signal["name"] for line in without.splitlines() for signal in json.loads(line)["signals"]} >= {
        "picture_copy",
        "mark_in_picture_text",
    }
    first, counts_first = matched(shop, looks)
    assert (first, told(counts_first), counts_first["pictures_remembered"]) == (without, told(counts), 0)
    monkeypatch.setattr(search, "decode", forbidden)
    monkeypatch.setattr(search, "read_lines", forbidden)
    second, counts_second = matched(shop, looks, date(2026, 11, 23))
    assert (second, told(counts_second)) == (without, told(counts))
    assert counts_second["pictures_remembered"] == 5


def forbidden(*_: object) -> object:
    raise AssertionError("looked at a picture that is known")


@pytest.mark.parametrize("what", ["index", "code"])
def test_what_another_index_or_other_code_made_is_made_anew(
    shop: Path, looks: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    matched(shop, looks)
    if what == "index":
        factories.drawing(3).save(shop / "logo.png")  # what "other.png" shows
        compile_rights.write([factories.right("TM-1", "", images=(str(shop / "logo.png"),))], shop / "rights")
    else:
        monkeypatch.setattr(match_file, "maker", lambda: "later")
    again, counts = matched(shop, looks)
    assert again == matched(shop, None)[0]
    assert counts["pictures_remembered"] == 0
    assert matched(shop, looks)[1]["pictures_remembered"] == 5


def test_words_outlast_the_index(shop: Path, looks: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    matched(shop, looks)
    compile_rights.write([factories.right("TM-2", "Velmora")], shop / "rights")
    monkeypatch.setattr(search, "read_lines", forbidden)
    assert "mark_in_picture_text" in matched(shop, looks)[0]


def overwritten(path: Path) -> None:
    path.write_bytes(b"this is no database" * 1_000)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:3_000])


def garbled(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[4_096:] = bytes(255 - byte for byte in data[4_096:])
    path.write_bytes(data)


@pytest.mark.parametrize("damage", [overwritten, cut, garbled])
def test_a_damaged_file_is_counted_and_begun_anew(shop: Path, looks: Path, damage: Callable[[Path], None]) -> None:
    without = matched(shop, looks)[0]
    with closing(sqlite3.connect(looks)) as file:
        file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    damage(looks)
    text, counts = matched(shop, looks)
    assert text == without
    assert counts["looks_lost"] > 0
    assert tidy(looks, 100)
    assert matched(shop, looks)[1]["looks_lost"] == 0
    text, counts = matched(shop, looks)
    assert (text, counts["pictures_remembered"]) == (without, 5)


def test_a_damaged_row_is_not_believed(looks: Path) -> None:
    with closing(LookFile(looks, MAKERS, DAY)) as file:
        file.keep(b"1", Kind.PARTS, "[[],0,false]")
        file.keep(b"2", Kind.PARTS, "[[],0,true]")
        file.settle()
    with closing(sqlite3.connect(looks)) as damaged, damaged:
        damaged.execute("UPDATE looks SET said = '[[],0,true]' WHERE picture = ?", (b"1",))
        damaged.execute("UPDATE looks SET said = x'00ff' WHERE picture = ?", (b"2",))
    with closing(LookFile(looks, MAKERS, DAY)) as file:
        assert (file.recall(b"1", Kind.PARTS), file.recall(b"2", Kind.PARTS), file.failures) == (None, None, 2)


@pytest.mark.parametrize("place", ["absent/looks.sqlite", "."])
def test_where_nothing_can_be_written_it_goes_on_without(shop: Path, place: str) -> None:
    path = shop / place
    assert not tidy(path, 100)
    text, counts = matched(shop, path)
    assert (text, counts["looks_lost"]) == (matched(shop, None)[0], 1)


def test_the_file_keeps_what_was_used_last(looks: Path) -> None:
    for day in range(1, 5):
        with closing(LookFile(looks, MAKERS, date(2026, 11, day))) as file:
            for n in range(10):
                file.keep(bytes([day, n]), Kind.PARTS, "[]")
            file.recall(bytes([1, 0]), Kind.PARTS)
            file.settle()
    assert not tidy(looks, 21)
    with closing(LookFile(looks, MAKERS, DAY)) as file:
        kept = {(day, n) for day in range(1, 5) for n in range(10) if file.recall(bytes([day, n]), Kind.PARTS)}
    assert {(1, 0)} | {(day, n) for day in (3, 4) for n in range(10)} == kept


def write_many(looks: Path, who: int) -> None:
    with closing(LookFile(looks, MAKERS, DAY)) as file:
        for n in range(200):
            file.keep(n.to_bytes(2, "big"), Kind.PARTS, json.dumps([who, n]))
            file.settle()
        assert file.failures == 0


def test_several_processes_write_at_once(looks: Path) -> None:
    context = multiprocessing.get_context("spawn")
    children = [context.Process(target=write_many, args=(looks, who)) for who in range(3)]
    for child in children:
        child.start()
    for child in children:
        child.join(60)
    assert [child.exitcode for child in children] == [0, 0, 0]
    with closing(LookFile(looks, MAKERS, DAY)) as file:
        assert [json.loads(file.recall(n.to_bytes(2, "big"), Kind.PARTS) or "[0, 0]")[1] for n in range(200)] == [
            *range(200)
        ]


def test_the_maker_changes_with_the_version(monkeypatch: pytest.MonkeyPatch) -> None:
    before = memory.maker()
    memory.maker.cache_clear()
    monkeypatch.setattr(memory, "VERSION", memory.VERSION + 1)
    changed = memory.maker()
    memory.maker.cache_clear()
    monkeypatch.undo()
    assert memory.maker() == before != changed


def counted(at: Installation) -> list[dict[str, int]]:
    """Counts of the match stage of every night, oldest first."""
    nights = [json.loads(path.read_text(encoding="utf-8")) for path in reversed(reports(at.folder / "data" / "runs"))]
    return [stage["counts"] for night in nights for stage in night["stages"] if stage["stage"] == "match"]


def say_more(at: Installation) -> None:
    """The offer with the picture says more: an unchanged one would not be matched again."""
    feed = at.folder / "feed.jsonl"
    feed.write_text(feed.read_text(encoding="utf-8").replace("帆布袋", "帆布袋 大号"), encoding="utf-8")


def test_a_changed_offer_has_its_known_pictures_remembered(small: Installation) -> None:
    small.run("scan")
    say_more(small)
    small.run("scan")
    (small.folder / "data" / NAME).write_bytes(b"no database")
    say_more(small)
    small.run("scan")
    first, second, third = counted(small)
    assert (first["pictures_remembered"], second["pictures_remembered"], third["pictures_remembered"]) == (0, 1, 0)
    assert first["matches"] == second["matches"] == third["matches"] == 2
    (newest, *_) = reports(small.folder / "data" / "runs")
    assert "note-looks-lost" in newest.read_text(encoding="utf-8")


def test_where_nothing_is_to_be_kept_there_is_no_file(small: Installation) -> None:
    Installation(small.folder, {"MARKHOUND_PICTURE_MEMORY": "0"}).run("scan")
    assert not (small.folder / "data" / NAME).exists()
