"""A pack of many leads: seconds, memory, and whether it verifies: `python -m benchmarks.packs --leads 1000`."""

import argparse
import hashlib
import json
import os
import random
import resource
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from PIL import Image

from benchmarks.command import PROGRAM, ROOT
from benchmarks.records import exchange, information
from domain.capture import Capture, CaptureKind
from domain.decision import Decision, Reason, Verdict
from domain.lead import LeadState
from domain.listing import Listing, Seller
from domain.match import Match
from domain.right import Right, RightKind, RightStatus
from domain.signal import Region, Role, Signal, Span
from evidence.seal import seal
from exports.signing import make_key
from flows.house import House, open_house
from leads.store import Found
from settings import Settings

PICTURES = 4  # of a listing; with its page five captures
SIDE = 800  # pixels of a picture, as shops show them
TICK = 0.05  # seconds between two looks at the memory
START = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)
MB = 1024 * 1024


def main() -> None:
    """Builds what is missing, makes the packs, checks them."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.packs", description=__doc__)
    parser.add_argument("--leads", type=int, default=1000)
    parser.add_argument("--folder", type=Path, default=ROOT / "var" / "bench" / "packs", help="kept for the next time")
    parser.add_argument("--json", type=Path, default=ROOT / "var" / "bench" / "packs.json")
    options = parser.parse_args()
    data = options.folder / f"{options.leads}"
    if not (data / "built").is_file():
        build(data, options.leads)
    found = measure(data)
    options.json.parent.mkdir(parents=True, exist_ok=True)
    options.json.write_text(json.dumps(found, indent=1), encoding="utf-8")
    print(json.dumps(found, indent=1))


def measure(data: Path) -> dict[str, object]:
    """Makes the same pack twice, with the wall clock and the memory of all processes together, and verifies it."""
    out = data / "out"
    out.mkdir(exist_ok=True)
    digests, seconds, cpu, memory = [], [], [], []
    for name in ("first.zip", "second.zip"):
        command = [sys.executable, "-c", PROGRAM, "export", "case", str(out / name), "--right", "TM-BENCH", "--json"]
        began, before = time.monotonic(), _cpu()
        with subprocess.Popen(command, cwd=ROOT, env=_environment(data), stdout=subprocess.PIPE, text=True) as process:
            most = _watched(process)
            said, _ = process.communicate()
        seconds.append(round(time.monotonic() - began, 1))
        cpu.append(round(_cpu() - before, 1))
        memory.append(round(most[0] / MB))
        digests.append(json.loads(said)[0]["sha256"])
    pack = json.loads(said)[0]
    began = time.monotonic()
    folder = out / "verify"
    folder.mkdir(exist_ok=True)
    subprocess.run(["unzip", "-qo", str(out / name), "verify.py", "-d", str(folder)], check=True)
    checked = subprocess.run(
        [sys.executable, "-I", str(folder / "verify.py"), str(out / name)], capture_output=True, check=False
    )
    return {
        "leads": pack["leads"],
        "captures": pack["captures"],
        "seconds": seconds,
        "cpu_seconds": cpu,
        "load": round(os.getloadavg()[0], 1),
        "memory_mb": memory,
        "pack_mb": round((out / name).stat().st_size / MB, 1),
        "same_bytes_twice": digests[0] == digests[1],
        "verifies": checked.returncode == 0,
        "verify_seconds": round(time.monotonic() - began, 1),
    }


def _cpu() -> float:
    """Seconds that child processes have taken so far; a loaded machine changes them little."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _environment(data: Path) -> dict[str, str]:
    own = {name: value for name, value in os.environ.items() if not name.startswith("MARKHOUND_")}
    return own | {"MARKHOUND_DATA_DIR": str(data), "MARKHOUND_REVIEWER": "bench"}


def _watched(process: "subprocess.Popen[str]") -> list[int]:
    """Looks at the memory until the process ends; the one number in the list grows meanwhile."""
    most = [0]

    def look() -> None:
        while process.poll() is None:
            most[0] = max(most[0], sum(_resident(pid) for pid in _tree(process.pid)))
            time.sleep(TICK)

    threading.Thread(target=look, daemon=True).start()
    return most


def _tree(pid: int) -> list[int]:
    """The process and all below it, whichever thread started them."""
    children: list[str] = []
    for thread in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children += thread.read_text(encoding="ascii").split()
        except OSError:  # it ended meanwhile
            continue
    return [pid, *(below for child in children for below in _tree(int(child)))]


def _resident(pid: int) -> int:
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    except (OSError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


def build(data: Path, leads: int) -> None:
    """An installation with that many confirmed leads of one right and one seller, crawled, sealed, decided."""
    house = open_house(Settings().model_copy(update={"data_dir": data, "database_url": ""}))
    make_key(house.base)
    folder = house.settings.runs_dir / "20261120T170000Z-bench0" / "bench"
    (folder / "pictures").mkdir(parents=True, exist_ok=True)
    logo = _kept(house, _picture(random.Random("logo")))
    right = Right(
        "TM-BENCH", RightKind.TRADEMARK, "Velmora", ("维摩拉",), (str(logo),), "Velmora Works", (25, 18),
        status=RightStatus.REGISTERED,
    )  # fmt: skip
    found = []
    with (folder / "pages.warc.gz").open("wb") as warc:
        warc.write(information())
        for number in range(leads):
            found.append(Found(listing := _crawled(house, warc, folder, number), right, _match(listing, right)))
            if number % 100 == 0:
                print(f"built {number} of {leads}", file=sys.stderr)
    for name in ("listings.jsonl", "crawl.json"):
        (folder / name).write_text("{}\n", encoding="utf-8")
    seal(folder, (folder.parent.name, "bench"), house.base, house.blobs, house.ledger, START)
    house.leads.queue(found, folder.parent.name, START)
    for lead in list(house.leads.every([LeadState.OPEN])):
        house.leads.decide(
            Decision(
                lead.lead_id, lead.lead_id, Verdict.INFRINGING, Reason.COUNTERFEIT, "看过", "Lin", START, lead.evidence
            )
        )
    (data / "built").touch()


def _crawled(house: House, warc: BinaryIO, folder: Path, number: int) -> Listing:
    dice = random.Random(number)
    url = f"https://shop.example/item/{number}.html"
    at = START + timedelta(seconds=number)
    title = f"Velmora 维摩拉 加厚外套 {number} 秋冬新款"
    page = f"<!doctype html><meta charset=utf-8><title>{title}</title>{'<p>' + dice.randbytes(3000).hex()}".encode()
    captures = [_exchanged(warc, Capture(CaptureKind.PAGE, url, "", 0, "text/html", at), page)]
    images = []
    for place in range(PICTURES):
        data = _picture(dice)
        kept = _kept(house, data, folder)
        images.append(str(kept))
        address = f"https://shop.example/img/{number}-{place}.jpg"
        captures.append(
            _exchanged(warc, Capture(CaptureKind.PICTURE, address, "", 0, "image/jpeg", at, str(kept)), data)
        )
    return Listing(
        f"B{number}", url, title, seller=Seller("S-1", "小满优选", "临江"), images=tuple(images), seen_at=at,
        source="bench", captures=tuple(captures),
    )  # fmt: skip


def _exchanged(warc: BinaryIO, capture: Capture, body: bytes) -> Capture:
    digest = hashlib.sha256(body).hexdigest()
    warc.write(exchange(capture.url, capture.taken_at, capture.media_type, body))
    return Capture(capture.kind, capture.url, digest, len(body), capture.media_type, capture.taken_at, capture.location)


def _picture(dice: random.Random) -> bytes:
    """A JPEG of some 60 KB."""
    rough = Image.frombytes("RGB", (80, 80), dice.randbytes(80 * 80 * 3)).resize((SIDE, SIDE))
    out = BytesIO()
    rough.save(out, "JPEG", quality=70)
    return out.getvalue()


def _kept(house: House, data: bytes, folder: Path | None = None) -> Path:
    digest = hashlib.sha256(data).hexdigest()
    path = (folder / "pictures" if folder else house.base) / digest
    path.write_bytes(data)
    return house.blobs.put(path, digest)


def _match(listing: Listing, right: Right) -> Match:
    signals = (
        Signal("mark_in_title", Role.MAIN, 0.95, "Velmora", "Velmora", "The title refers to “Velmora”.", Span(0, 7)),
        Signal("picture_part", Role.MAIN, 0.8, listing.images[0], right.images[0], "A part of the picture is the mark.",
               region=Region(100, 120, 300, 260), right_region=Region(10, 10, 700, 700)),
        Signal("goods_class", Role.QUALIFIER, 0.3, "25", "25", "The goods are in class 25."),
    )  # fmt: skip
    return Match(listing.listing_id, right.right_id, 0.97, "table-4", signals)


if __name__ == "__main__":
    main()
