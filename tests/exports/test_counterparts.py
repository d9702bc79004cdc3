"""What others read out of a pack: a spreadsheet, a PDF reader, a web archive's reader."""

import csv
import hashlib
import io
import json
import shutil
import subprocess
import zipfile
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook
from warcio.archiveiterator import ArchiveIterator

from exports.pack import make
from tests.exports.made_case import crawled

TITLES = [
    "Velmora 加厚外套 \u202e反\u200b向",
    '=HYPERLINK("https://evil.example","看")',
    "https://evil.example/click",
    "#panic(1) *bold* $x$ @ref <label> // 注",
]
HEAVY = shutil.which("pdftotext") is None


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Every file of a pack whose titles are meant to harm."""
    base = tmp_path_factory.mktemp("counterparts")
    house, leads = crawled(base / "data", TITLES)
    made = make(house.case(leads, "police", recipient="临江市公安局"), house.shop(), base / "a.zip")
    with zipfile.ZipFile(made.path) as pack:
        return {name: pack.read(name) for name in pack.namelist()}


def test_a_spreadsheet_sees_types_and_neither_formulas_nor_links(files: dict[str, bytes]) -> None:
    sheet = load_workbook(io.BytesIO(files["leads.xlsx"])).active
    assert sheet is not None
    head, *rows = list(sheet.iter_rows())
    columns = {str(cell.value): number for number, cell in enumerate(head)}
    assert [row[columns["title"]].value for row in rows] == TITLES
    assert {cell.data_type for row in rows for cell in row} <= {"s", "n", "d"}
    assert not any(cell.hyperlink for row in rows for cell in row)
    assert rows[0][columns["price"]].value == 19.9
    assert isinstance(rows[0][columns["decided_at (UTC)"]].value, datetime)


def test_the_csv_has_the_same_rows(files: dict[str, bytes]) -> None:
    rows = list(csv.DictReader(io.StringIO(files["leads.csv"].decode("utf-8-sig"), newline="")))
    assert [row["title"] for row in rows] == [TITLES[0], "'" + TITLES[1], *TITLES[2:]]


@pytest.mark.skipif(HEAVY, reason="PDF texts: no pdftotext on this machine")
def test_a_pdf_reader_reads_the_chinese(files: dict[str, bytes], tmp_path: Path) -> None:
    (tmp_path / "case.pdf").write_bytes(files["case.pdf"])
    done = subprocess.run(
        ["pdftotext", "-layout", tmp_path / "case.pdf", "-"], capture_output=True, text=True, check=True
    )
    text = done.stdout
    wanted = (
        "疑似侵权案件材料",
        "临江市公安局",
        "小满优选",
        "权利状况",
        "固证保管记录",
        "异议途径",
        "林悦",
        "本材料不载明刑事追诉标准",
        "货值金额",
    )
    assert [one for one in wanted if one not in text] == []
    assert "未配置可信时间戳服务" in "".join(text.split())
    assert "[U+202E]反[U+200B]向" in text
    assert all(one in text for one in (TITLES[1], TITLES[3]))
    fonts = subprocess.run(["pdffonts", tmp_path / "case.pdf"], capture_output=True, text=True, check=True).stdout
    assert all(line.split()[-5] == "yes" for line in fonts.splitlines()[2:]), "every font is in the file"


def test_a_public_reader_reads_the_archive(files: dict[str, bytes]) -> None:
    archive = zipfile.ZipFile(io.BytesIO(files["evidence.wacz"]))
    package = json.loads(archive.read("datapackage.json"))
    for one in package["resources"]:
        data = archive.read(one["path"])
        assert (f"sha256:{hashlib.sha256(data).hexdigest()}", len(data)) == (one["hash"], one["bytes"])
    digest = json.loads(archive.read("datapackage-digest.json"))
    assert digest["hash"] == f"sha256:{hashlib.sha256(archive.read('datapackage.json')).hexdigest()}"
    warc = archive.read("archive/data.warc.gz")
    captured = {one["sha256"] for lead in json.loads(files["case.json"])["leads"] for one in lead["captures"]}
    kinds, bodies = [], set()
    for record in ArchiveIterator(io.BytesIO(warc), check_digests="raise"):
        kinds.append(record.rec_type)
        if record.rec_type == "response":
            bodies.add(hashlib.sha256(record.content_stream().read()).hexdigest())
    assert kinds[0] == "warcinfo"
    assert kinds.count("response") == kinds.count("request") == 2 * len(TITLES)
    assert bodies == captured


def test_the_index_leads_to_each_record_and_the_pages_to_the_index(files: dict[str, bytes]) -> None:
    archive = zipfile.ZipFile(io.BytesIO(files["evidence.wacz"]))
    warc = archive.read("archive/data.warc.gz")
    lines = archive.read("indexes/index.cdx").decode().splitlines()
    assert lines == sorted(lines)
    times = {}
    for line in lines:
        key, time, fields = line.split(" ", 2)
        found = json.loads(fields)
        times[found["url"], time] = key
        part = warc[int(found["offset"]) : int(found["offset"]) + int(found["length"])]
        (record,) = ArchiveIterator(io.BytesIO(part))
        assert record.rec_headers["WARC-Target-URI"] == found["url"]
        assert (record.rec_type, record.http_headers.get_statuscode()) == ("response", found["status"])
    head, *pages = [json.loads(line) for line in archive.read("pages/pages.jsonl").decode().splitlines()]
    assert head["format"] == "json-pages-1.0"
    assert [page["title"] for page in pages] == TITLES
    for page in pages:
        assert (page["url"], "".join(char for char in page["ts"] if char.isdigit())) in times


def test_every_line_of_the_manifest_leads_to_its_record(files: dict[str, bytes]) -> None:
    for line in json.loads(files["manifest.json"])["captures"]:
        part = files[line["file"]][line["offset"] : line["offset"] + line["length"]]
        bodies = [record.content_stream().read() for record in ArchiveIterator(io.BytesIO(part))]
        assert [hashlib.sha256(body).hexdigest() for body in bodies] == [line["sha256"]]
