"""A file of many gigabytes imported in flat memory: `python -m benchmarks.large_file --gigabytes 5`.

The file is of made-up US case files, written as a stream and taken away again; memory is looked at every ten seconds.
"""

import argparse
import json
import shutil
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from rich.console import Console

from flows.house import open_house
from registry.importer import importer_for
from registry.load import Plan, load
from settings import Settings

SYLLABLES = ("vel", "mo", "ra", "quis", "trel", "bran", "velt", "ki", "sha", "tor", "lin", "pe", "zan", "ur", "dre")
GOODS = "Clothing, namely, shirts, trousers, jackets, coats, hats, gloves, scarves and footwear of every made-up kind. "
CODES = ("700", "800", "630", "710", "702", "602")
FORMS = 500  # different case files; each is written over and over with other numbers
TICK = 10.0  # seconds between two looks at the memory
HEAD = b'<?xml version="1.0" encoding="UTF-8"?>\n<trademark-applications-daily><application-information>\n'
TAIL = b"</application-information></trademark-applications-daily>\n"


def main() -> None:
    """Writes, imports, prints the curve."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.large_file", description=__doc__)
    parser.add_argument("--gigabytes", type=float, default=5.0)
    parser.add_argument("--folder", type=Path, help="with room for twice as much; default: the system's")
    parser.add_argument("--json", type=Path, default=Path("var") / "bench" / "large_file.json")
    options = parser.parse_args()
    console = Console(width=120)
    with TemporaryDirectory(prefix="markhound-large-", dir=options.folder) as folder:
        path = Path(folder) / "cases.xml"
        cases = write(path, options.gigabytes, Random(5))
        console.print(f"{cases:,} case files, {path.stat().st_size / 1e9:.2f} GB")
        curve = imported(path, Path(folder) / "data")
        shutil.rmtree(Path(folder) / "data")
    for seconds, cpu, rights, megabytes in curve:
        console.print(f"{seconds:6.0f} s, {cpu:5.0f} s of the processor, {rights:10,} rights, {megabytes:6.0f} MB")
    options.json.parent.mkdir(parents=True, exist_ok=True)
    options.json.write_text(json.dumps({"gigabytes": options.gigabytes, "cases": cases, "curve": curve}), "utf-8")


def write(path: Path, gigabytes: float, random: Random) -> int:
    """Writes case files until the file is that large; gives their number."""
    forms = [_case(random) for _ in range(FORMS)]
    written, number = 0, 0
    with path.open("wb") as file:
        written += file.write(HEAD)
        while written < gigabytes * 1e9:
            for form in forms:
                number += 1
                written += file.write(form % (70_000_000 + number, number, number, number % 90_000))
        file.write(TAIL)
    return number


def imported(path: Path, data: Path) -> list[tuple[float, float, int, float]]:
    """Imports it without compiling: seconds, processor seconds, rights and MB resident, as they went."""
    house = open_house(Settings(data_dir=data))
    began, done, over = time.monotonic(), [0], threading.Event()
    curve: list[tuple[float, float, int, float]] = []

    def look() -> None:
        curve.append((time.monotonic() - began, time.process_time(), done[0], _resident()))

    def watch() -> None:
        while not over.wait(TICK):
            look()

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        load(
            house.registry, path, importer_for(path), Plan("cases"), keep_picture=house.blobs.copy,
            now=datetime.now(UTC), on_progress=lambda rights: done.__setitem__(0, rights),
        )  # fmt: skip
    finally:
        over.set()
        watcher.join()
    look()
    return curve


def _case(random: Random) -> bytes:
    """A case file of about 5 KB, with room for its numbers."""
    name = "".join(random.choice(SYLLABLES) for _ in range(random.randint(2, 5)))
    header = "".join(f"<{tag}>{text}</{tag}>" for tag, text in (
        ("filing-date", "20180503"), ("registration-date", "20190712"), ("status-code", random.choice(CODES)),
        ("mark-identification", f"{name.upper()} %d"),
    ))  # fmt: skip
    return (
        "<case-file><serial-number>%08d</serial-number><registration-number>%07d</registration-number>"
        f"<transaction-date>20240102</transaction-date><case-file-header>{header}</case-file-header>"
        "<case-file-statements><case-file-statement><type-code>GS0251</type-code>"
        f"<text>{GOODS * random.randint(8, 24)}</text></case-file-statement></case-file-statements>"
        f"<case-file-event-statements>{''.join(_events(random))}</case-file-event-statements>"
        "<classifications><classification><international-code>025</international-code></classification></classifications>"
        "<case-file-owners><case-file-owner><entry-number>01</entry-number><party-type>10</party-type>"
        f"<party-name>{name.title()} Works %d</party-name></case-file-owner></case-file-owners></case-file>\n"
    ).encode()


def _events(random: Random) -> Iterator[str]:
    for number in range(random.randint(6, 16)):
        yield (
            f"<case-file-event-statement><code>EV{number}</code><description-text>MADE-UP EVENT</description-text>"
            f"<date>2019{number % 12 + 1:02}11</date><number>{number}</number></case-file-event-statement>"
        )


def _resident() -> float:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS"))) / 1024


if __name__ == "__main__":
    main()
