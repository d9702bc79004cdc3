"""`markhound match` as other programs rely on it."""

import json
from pathlib import Path

import pytest
from matching_files import Files

PLAIN = {"listing_id": "1", "url": "https://shop.example/1", "title": "Velmora 加厚外套", "category": "服饰"}
COPY = {"listing_id": "2", "url": "https://shop.example/2", "title": "陶罐", "images": ["shots/copy.png"]}
CLEAN = {"listing_id": "3", "url": "https://shop.example/3", "title": "素色棉布 两米"}


def test_one_line_a_pair_with_every_field_of_the_contract(files: Files) -> None:
    code, _, said = files.match("--listings", str(files.listings(PLAIN, COPY, CLEAN)))
    assert code == 0, said
    first, second = files.matches()
    assert set(first) == {"listing_id", "right_id", "score", "scorer", "signals"}
    assert (first["listing_id"], first["right_id"]) == ("1", "TM-1")
    assert (second["listing_id"], second["right_id"]) == ("2", "DE-1")
    text, picture = first["signals"][0], second["signals"][0]  # type: ignore[index]
    assert set(text) == {"name", "strength", "listing_value", "right_value", "span", "detail"}
    assert PLAIN["title"][slice(*text["span"])] == text["listing_value"] == "Velmora"
    assert set(picture) == {"name", "strength", "listing_value", "right_value", "region", "detail"}
    assert picture["region"] == [0, 0, 320, 240]
    assert "3 listings, 2 with matches, 2 matches, 0 lines skipped" in said


def test_no_path_of_the_machine_is_in_the_output(files: Files) -> None:
    files.match("--listings", str(files.listings(COPY)))
    assert str(files.folder) not in (files.folder / "matches.jsonl").read_text(encoding="utf-8")


def test_it_reads_stdin_and_writes_stdout(files: Files) -> None:
    code, out, _ = files.match("--listings", "-", out="-", stdin=json.dumps(PLAIN) + "\n")
    assert code == 0
    assert json.loads(out)["right_id"] == "TM-1"


@pytest.mark.parametrize(
    "line",
    [
        "not json", "[]", "null", '{"listing_id": "x"}', '{"listing_id": "", "url": "u", "title": "t"}',
        '{"listing_id": "x", "url": "u", "title": 5, "price": "much"}', '{"listing_id": "x", "url": "u", "title": {}}',
        '{"listing_id": "x", "url": "u", "title": "t", "images": [1]}', "[" * 100_000,
    ],
)  # fmt: skip
def test_a_malformed_line_is_numbered_counted_and_skipped(files: Files, line: str) -> None:
    code, _, said = files.match("--listings", str(files.listings(PLAIN, line, COPY)))
    assert code == 3
    assert "listings.jsonl:2:" in said
    assert "1 lines skipped" in said
    assert [match["listing_id"] for match in files.matches()] == ["1", "2"]
    assert "Traceback" not in said


def test_bytes_that_are_no_text_are_a_malformed_line(files: Files) -> None:
    path = files.listings(PLAIN)
    path.write_bytes(b"\xff\xfe\x00\n" + path.read_bytes())
    code, _, said = files.match("--listings", str(path))
    assert code == 3
    assert "listings.jsonl:1:" in said
    assert len(files.matches()) == 1


def test_a_bad_line_of_the_registry_is_reported_and_the_rest_is_used(files: Files) -> None:
    files.registry.write_text(
        files.registry.read_text(encoding="utf-8") + "TM-9,trademark,X,,,99,,\n", encoding="utf-8"
    )
    code, _, said = files.match("--listings", str(files.listings(PLAIN)))
    assert code == 3
    assert "registry.csv:4:" in said
    assert len(files.matches()) == 1


@pytest.mark.parametrize("listings", ["", "broken\n"])
def test_where_nothing_could_be_done_the_exit_code_is_two(files: Files, listings: str) -> None:
    code, _, said = files.match("--listings", str(files.write("listings.jsonl", listings)))
    assert code == 2
    assert "nothing" in said


@pytest.mark.parametrize(
    ("registry", "listings"),
    [("absent.csv", "listings.jsonl"), ("registry.csv", "absent.jsonl"), ("empty.csv", "listings.jsonl")],
)
def test_an_absent_or_empty_file_is_one_sentence(files: Files, registry: str, listings: str) -> None:
    files.listings(PLAIN)
    files.write("empty.csv", "")
    files.registry = files.folder / registry
    code, _, said = files.match("--listings", str(files.folder / listings))
    assert code == 2
    assert "Traceback" not in said
    assert len(said.strip().splitlines()) <= 2


def test_top_and_min_score_cut_the_worst_off(files: Files) -> None:
    rows = "".join(f"TM-{n},trademark,Velmora,,,,registered,\n" for n in range(10, 16))
    files.registry.write_text(files.registry.read_text(encoding="utf-8") + rows, encoding="utf-8")
    files.match("--listings", str(files.listings(PLAIN)), "--top", "3")
    scores = [match["score"] for match in files.matches()]
    assert len(scores) == 3
    assert scores == sorted(scores, reverse=True)  # type: ignore[type-var]
    files.match("--listings", str(files.listings(PLAIN)), "--min-score", "0.999")
    assert files.matches() == []


def test_many_processes_say_the_same_as_one_in_the_same_order(files: Files) -> None:
    titles = ["Velmora 外套", "素色棉布", "V e l m o r a", "薇尔莫拉 裙", "VELM0RA"]
    lines = [PLAIN | {"listing_id": str(n), "title": titles[n % 5]} for n in range(1000)]
    path = str(files.listings(*lines))
    files.match("--listings", path, "--workers", "1")
    alone = files.matches()
    files.match("--listings", path, "--workers", "3")
    assert files.matches() == alone
    assert [int(str(m["listing_id"])) for m in alone] == sorted(int(str(m["listing_id"])) for m in alone)
    assert {str(m["listing_id"]) for m in alone} == {str(n) for n in range(1000) if n % 5 != 1}


def test_unknown_fields_are_told_and_do_no_harm(files: Files) -> None:
    code, _, said = files.match("--listings", str(files.listings(PLAIN | {"colour": "red"})))
    assert code == 0
    assert "unknown field colour: 1" in said


def test_an_output_that_was_cut_off_does_not_replace_the_last_one(files: Files) -> None:
    files.match("--listings", str(files.listings(PLAIN)))
    before = (files.folder / "matches.jsonl").read_bytes()
    files.registry = Path("absent.csv")
    files.match("--listings", str(files.listings(CLEAN)))
    assert (files.folder / "matches.jsonl").read_bytes() == before
