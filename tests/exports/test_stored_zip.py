"""A zip of which every byte follows from names and contents."""

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exports import stored_zip
from exports.stored_zip import StoredZip, TooLargeError

names = st.from_regex(r"[a-z][a-z0-9._-]{0,12}(/[a-z][a-z0-9._-]{0,12})?", fullmatch=True)


def written(files: dict[str, bytes], folder: Path) -> bytes:
    out = io.BytesIO()
    archive = StoredZip(out)
    for name, data in files.items():
        (folder / "file").write_bytes(data)
        start = archive.add(name, folder / "file")
        assert out.getvalue()[start:] == data
    archive.close()
    return out.getvalue()


@settings(deadline=None, max_examples=50)
@given(st.dictionaries(names, st.binary(max_size=50), max_size=5))
def test_any_reader_reads_it_and_the_same_files_are_the_same_bytes(
    tmp_path_factory: pytest.TempPathFactory, files: dict[str, bytes]
) -> None:
    folder = tmp_path_factory.mktemp("zip")
    data = written(files, folder)
    assert data == written(files, folder)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == files


@pytest.mark.parametrize(
    "name", ["", "/etc/passwd", "../x", "a/../x", "a//b", "C:\\x", "a\\b", ".hidden", "外套", "a\0", "a/"]
)
def test_a_name_that_could_lead_elsewhere_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="is no name for a file in a pack"):
        written({name: b""}, tmp_path)


def test_two_files_of_one_name_are_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    archive = StoredZip(io.BytesIO())
    archive.add("a", tmp_path / "file")
    with pytest.raises(ValueError, match="two files a"):
        archive.add("a", tmp_path / "file")


def test_what_does_not_fit_is_said_before_it_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stored_zip, "LARGEST", 1000)
    with pytest.raises(TooLargeError, match="make it of fewer leads"):
        written({"a": b"x" * 600}, tmp_path)
