"""`markhound match` as other programs rely on it."""

import gzip
import json
import os
import re
import signal
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from installation import wait_for
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
    assert set(picture) == {"name", "strength", "listing_value", "right_value", "region", "right_region", "detail"}
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


def test_where_nothing_could_be_done_the_exit_code_is_two_and_the_old_output_stays(files: Files) -> None:
    files.match("--listings", str(files.listings(PLAIN)))
    code, _, said = files.match("--listings", str(files.listings("broken", "[]")))
    assert code == 2
    assert "nothing was done" in said
    assert len(files.matches()) == 1


@pytest.mark.parametrize("listings", ["", "\n \n"])
def test_a_night_on_which_nothing_was_on_sale_is_a_good_night(files: Files, listings: str) -> None:
    path = str(files.write("listings.jsonl", listings))
    for given, stdin in ((path, ""), ("-", listings)):
        code, _, said = files.match("--listings", given, stdin=stdin)
        assert code == 0, said
        assert "0 listings" in said
        assert files.matches() == []


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


@pytest.mark.parametrize("name", ["rights", "rights.txt", "商标.CSV", "rights.2026-11", "rights.jsonl.gz"])
def test_a_registry_of_any_name_is_read_for_what_it_holds(files: Files, name: str) -> None:
    data = files.registry.read_bytes()
    files.registry = files.folder / name
    files.registry.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    code, _, said = files.match("--listings", str(files.listings(PLAIN)))
    assert code == 0, said
    assert len(files.matches()) == 1


def test_the_format_of_a_registry_can_be_named_and_one_that_nobody_knows_is_refused(files: Files) -> None:
    assert files.match("--listings", str(files.listings(PLAIN)), "--format", "csv")[0] == 0
    code, _, said = files.match("--listings", str(files.listings(PLAIN)), "--format", "stone")
    assert code == 2
    assert "csv" in said


def test_pictures_of_rights_that_cannot_be_read_are_named_and_counted(files: Files) -> None:
    (files.folder / "views" / "torn.png").write_bytes(b"\x89PNG torn")
    row = "DE-2,design,,,views/torn.png;views/jug.png;views/gone.png,,registered,\n"
    files.registry.write_text(files.registry.read_text(encoding="utf-8") + row, encoding="utf-8")
    code, _, said = files.match("--listings", str(files.listings(COPY)))
    assert code == 3
    assert "2 picture(s) unreadable" in said
    assert re.search(r"registry\.csv:4: .*torn\.png", said)
    assert re.search(r"registry\.csv:4: .*gone\.png", said)
    assert {match["right_id"] for match in files.matches()} == {"DE-1", "DE-2"}, "the picture that can be read counts"


def test_a_summary_is_never_broken_into_two_lines(files: Files) -> None:
    path = files.listings(PLAIN).rename(files.folder / f"{'long-' * 30}.jsonl")
    _, _, said = files.match("--listings", str(path))
    assert re.search(r"^1 listings, .* listings/s$", said, re.MULTILINE)
    path.write_text(f"{json.dumps(PLAIN)}\nbroken\n", encoding="utf-8")
    _, _, said = files.match("--listings", str(path))
    assert re.search(rf"^ *{path.name}:2: .*one object a line$", said, re.MULTILINE)


def drafts(files: Files) -> list[Path]:
    return [path for path in files.folder.rglob("*") if path.name.endswith(".part")]


def test_a_pipe_is_written_and_stays_a_pipe(files: Files) -> None:
    pipe = files.folder / "pipe"
    os.mkfifo(pipe)
    with ThreadPoolExecutor() as pool:
        read = pool.submit(pipe.read_text, encoding="utf-8")
        code, _, said = files.match("--listings", str(files.listings(PLAIN)), out=str(pipe))
        assert code == 0, said
        assert json.loads(read.result(timeout=60))["right_id"] == "TM-1"
    assert pipe.is_fifo()
    assert not drafts(files)


@pytest.mark.parametrize("device", ["/dev/null", "/dev/stdout"])
def test_a_device_is_written_and_stays_a_device(files: Files, device: str) -> None:
    before = os.lstat(device)
    code, out, said = files.match("--listings", str(files.listings(PLAIN)), out=device)
    assert code == 0, said
    assert out.count("\n") == (device == "/dev/stdout")
    assert os.path.samestat(os.lstat(device), before)


def test_a_link_stays_a_link_to_what_was_written(files: Files) -> None:
    (files.folder / "matches.jsonl").symlink_to(files.folder / "real.jsonl")
    files.match("--listings", str(files.listings(PLAIN)))
    assert (files.folder / "matches.jsonl").is_symlink()
    assert len((files.folder / "real.jsonl").read_text(encoding="utf-8").splitlines()) == 1


@pytest.mark.parametrize("out", ["views", "gone/matches.jsonl"])
def test_an_output_that_cannot_be_is_one_sentence_before_any_work(files: Files, out: str) -> None:
    code, _, said = files.match("--listings", str(files.listings(PLAIN)), out=out)
    assert code == 2
    assert len(said.strip().splitlines()) == 1
    assert (files.folder / "views" / "jug.png").is_file()


def test_an_interruption_leaves_the_old_output_and_no_draft(files: Files) -> None:
    files.match("--listings", str(files.listings(PLAIN)))
    before = (files.folder / "matches.jsonl").read_bytes()
    pipe = files.folder / "pipe"
    os.mkfifo(pipe)
    options = ("--registry", str(files.registry), "--listings", "pipe", "--out", "matches.jsonl", "--workers", "1")
    child = files.at.start("match", *options)
    with pipe.open("w"):  # it waits for listings that never come
        wait_for(lambda: bool(drafts(files)), child)
        child.send_signal(signal.SIGINT)
        said, _ = child.communicate(timeout=60)
    assert child.returncode == 130, said
    assert "Traceback" not in said
    assert (files.folder / "matches.jsonl").read_bytes() == before
    assert not drafts(files)


def test_an_output_that_was_cut_off_does_not_replace_the_last_one(files: Files) -> None:
    files.match("--listings", str(files.listings(PLAIN)))
    before = (files.folder / "matches.jsonl").read_bytes()
    files.registry = Path("absent.csv")
    files.match("--listings", str(files.listings(CLEAN)))
    assert (files.folder / "matches.jsonl").read_bytes() == before
