"""crawl.log is as long as we want it, whatever a shop sends."""

import io
import warnings
from pathlib import Path

import pytest
from PIL import Image

from crawlers.log_file import keep
from crawlers.picture_file import fault_of
from crawlers.run import crawl
from tests.crawlers.loopback_shop import AGENT, Shop


def kept(text: bytes, path: Path) -> bytes:
    with path.open("wb", buffering=0) as file:
        keep(io.BufferedReader(io.BytesIO(text)), file, head=100, tail=50)  # type: ignore[arg-type]
    return path.read_bytes()


def test_a_short_log_is_kept_whole(tmp_path: Path) -> None:
    for length in (0, 1, 100, 101, 150):
        text = bytes(range(length))
        assert kept(text, tmp_path / "log") == text


def test_of_a_long_log_the_beginning_and_the_end_are_kept(tmp_path: Path) -> None:
    text = b"a" * 100 + b"b" * 700_000 + b"c" * 50
    assert kept(text, tmp_path / "log") == (b"a" * 100 + b"\n[... 700000 bytes are left out here ...]\n" + b"c" * 50)


def test_a_full_disk_does_not_stop_the_reading(tmp_path: Path) -> None:
    stream = io.BufferedReader(io.BytesIO(b"x" * 300_000))  # type: ignore[arg-type]
    with Path("/dev/full").open("wb", buffering=0) as full:
        keep(stream, full)
    assert stream.read() == b""


def test_a_crash_leaves_its_reason_in_the_log(shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    crash = tmp_path / "crash"
    crash.write_text("#!/bin/sh\necho the reason >&2\nexit 7\n")
    crash.chmod(0o700)
    monkeypatch.setattr("crawlers.run.sys.executable", str(crash))
    assert "exit code 7" in crawl(shop.source(), tmp_path / "run", user_agent=AGENT).error
    assert (tmp_path / "run" / "crawl.log").read_text() == "the reason\n"


def test_a_damaged_tiff_is_told_in_the_report_not_in_the_log() -> None:
    out = io.BytesIO()
    Image.new("RGB", (64, 64), "red").save(out, "TIFF", compression="tiff_lzw")
    with warnings.catch_warnings(record=True) as said:
        for cut in range(len(out.getvalue())):
            fault_of(out.getvalue()[:cut], 1_000_000)
    assert said == []
