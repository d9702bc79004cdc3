"""XML of strangers: records come one by one in flat memory, and what attacks or is broken is refused by its line."""

import gzip
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from registry.importer import UnreadableRegistryError
from registry.xml_records import LARGEST, records

TAGS = frozenset({"mark"})
ONE = "<mark><name>Velmora</name></mark>"


def names(path: Path) -> list[tuple[int, str]]:
    return [
        (record.line, record.element.findtext("name") or "")
        for record in records(path, TAGS)
        if record.element is not None
    ]


def written(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def test_records_know_their_line_however_far_down_it_is(tmp_path: Path) -> None:
    path = written(
        tmp_path / "r.xml", "<all>" + "\n" * 70_000 + f"<x:mark xmlns:x='u'>{ONE[6:-7]}</x:mark>\n{ONE}</all>"
    )
    assert names(path) == [(70_001, "Velmora"), (70_002, "Velmora")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gb18030", "gb2312", "big5", "euc-kr", "iso-8859-1"])
def test_whatever_encoding_an_office_writes_is_read(tmp_path: Path, encoding: str) -> None:
    name = {"euc-kr": "한국", "iso-8859-1": "Blé"}.get(encoding, "林森")
    text = f'<?xml version="1.0" encoding="{encoding}"?><all><mark><name>{name}</name></mark></all>'
    assert names(written(tmp_path / "r.xml", text, encoding)) == [(1, name)]


def test_packed_files_are_unpacked_as_they_are_read(tmp_path: Path) -> None:
    text = f"<all>{ONE}</all>"
    (tmp_path / "r.xml.gz").write_bytes(gzip.compress(text.encode()))
    with zipfile.ZipFile(tmp_path / "r.zip", "w") as folder:
        folder.writestr("daily.xml", text)
        folder.writestr("readme.txt", "")
    assert names(tmp_path / "r.xml.gz") == names(tmp_path / "r.zip") == [(1, "Velmora")]
    with zipfile.ZipFile(tmp_path / "two.zip", "w") as folder:
        folder.writestr("a.xml", text)
        folder.writestr("b.xml", text)
    with pytest.raises(UnreadableRegistryError, match="2 XML files"):
        names(tmp_path / "two.zip")


HOSTILE = {
    "laughs": ('<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><all>&b;</all>', "declares the entity 'a'"),
    "file": (
        '<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]><all><mark>&a;</mark></all>',
        "declares the entity",
    ),
    "parameter": ('<!DOCTYPE a [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x"> %p;]><all/>', "declares the entity"),
    "broken": (f"<all>\n{ONE}\n<mark></all>", "mismatched tag in line 3"),
    "cut": (f"<all>\n{ONE}\n", "not well-formed"),
    "text": ("number;mark\n1;Velmora", "not well-formed"),
    "deep": ("<a>" * 300, "nested over 200 levels"),
    "wide": ("<all><mark>" + "<i/>" * (LARGEST + 1) + "</mark></all>", "a record of over"),
    "long": ("<all><mark>" + "x" * 9_000_000 + "</mark></all>", "a record of over 8,000,000 characters"),
    "liar": ('<?xml version="1.0" encoding="big5"?><all>' + "\udcff\udcff\udcff" + "</all>", "is not big5"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_what_attacks_or_is_broken_is_refused_in_a_sentence(tmp_path: Path, kind: str) -> None:
    text, message = HOSTILE[kind]
    path = tmp_path / "r.xml"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(UnreadableRegistryError, match=message):
        names(path)


def test_an_external_document_type_is_not_fetched(tmp_path: Path) -> None:
    text = f'<!DOCTYPE all SYSTEM "http://127.0.0.1:9/all.dtd"><all>{ONE}</all>'
    assert names(written(tmp_path / "r.xml", text)) == [(1, "Velmora")]


MEASURE = """
import resource, sys
from pathlib import Path
from registry.xml_records import records
count = sum(1 for _ in records(Path(sys.argv[1]), frozenset({"mark"})))
print(count, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


@pytest.mark.parametrize("record", [True, False], ids=["records", "nothing but other elements"])
def test_memory_stays_flat_however_long_the_file_is(tmp_path: Path, record: bool) -> None:
    one = (
        "<mark><name>Velmora</name><goods>" + "coats, " * 60 + "</goods></mark>\n"
        if record
        else "<x><y>z</y></x>\n" * 28
    )

    def peak(count: int) -> int:
        path = tmp_path / f"{count}.xml"
        with path.open("w") as file:
            file.write("<all>")
            file.writelines(one for _ in range(count))
            file.write("</all>")
        found = subprocess.run([sys.executable, "-c", MEASURE, path], capture_output=True, text=True, check=True)
        assert int(found.stdout.split()[0]) == count * record
        return int(found.stdout.split()[1])

    assert peak(60_000) < peak(100) + 4_000  # kB; the longer file has 27 MB
