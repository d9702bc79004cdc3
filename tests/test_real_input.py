"""Real titles against a registry of real size, to the end."""

import csv
import gzip
import json
import re
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from installation import RUN

TITLES = 5_000


def test_five_thousand_real_titles_are_matched_with_320_000_marks(
    shared_data: Path, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    with gzip.open(shared_data / "titles_zh.csv.gz", "rt", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    chosen = rows[:: len(rows) // TITLES][:TITLES]
    with (tmp_path / "listings.jsonl").open("w", encoding="utf-8") as out:
        for number, row in enumerate(chosen):
            listing = {"listing_id": str(number), "url": f"https://shop.example/{number}", "title": row["title"]}
            out.write(json.dumps(listing, ensure_ascii=False) + "\n")
    registry = shared_data / "registry_320k.csv.gz"
    command = [sys.executable, "-c", RUN, "match", "--registry", str(registry), "--listings", "listings.jsonl"]
    began = time.monotonic()
    done = subprocess.run(
        [*command, "--out", "matches.jsonl", "--workers", "2"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=600,
    )
    seconds = time.monotonic() - began
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    assert done.returncode == 0, done.stderr
    matches = [json.loads(line) for line in (tmp_path / "matches.jsonl").read_text(encoding="utf-8").splitlines()]
    told = " | ".join(re.findall(r"^\d.*$", done.stderr, re.MULTILINE))
    record_property("measured", f"{told} | whole command {seconds:.0f} s, largest process {peak} MB")
    assert f"{len(chosen):,} listings" in done.stderr
    assert matches
    for match in matches:
        title = chosen[int(match["listing_id"])]["title"]
        for signal in match["signals"]:
            if signal["name"] == "mark_in_title":
                assert title[slice(*signal["span"])] == signal["listing_value"]
