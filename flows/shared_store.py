"""The shared store of a cluster: compiled registries by version, pictures and sealed files, through fsspec.

    index/<version>/…        the files of a snapshot (flows/rights_file.py)
    index/<version>.json     what they are, written last: a snapshot without it is not there
    blobs/<two>/<digest>     pictures, as under the data folder
    runs/<run>/<source>/…    what was sealed of a source

A version names the state of the registry and the digest of all its files, so two that are made at once never mix.
Where it lies is a URL: a folder (`file:///mnt/shared`), or whatever else fsspec knows (`s3://bucket/markhound`).
"""

import json
import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

import fsspec

from flows import runs
from flows.rights_file import MADE_AT

KEPT = 3  # versions that stay in the store, the newest: a worker may be a night behind
VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,200}")
Manifest = dict[str, str]  # digest by name


class SharedStoreError(RuntimeError):
    """The store does not hold what it should; the sentence says what."""


@dataclass(frozen=True, slots=True)
class SharedStore:
    """A store by its URL; it may be sent to other machines."""

    url: str

    def publish(self, rights: Path) -> str:
        """Puts a snapshot there, unless it is there already, and gives its version."""
        fs, root = self._open()
        files: Manifest = {}
        for path in sorted(path for path in rights.rglob("*") if path.is_file()):
            files[path.relative_to(rights).as_posix()] = _digest(path)
        body = json.dumps({"made_at": str(rights.absolute()), "files": files}, ensure_ascii=False, sort_keys=True)
        version = f"{rights.name}-{sha256(body.encode()).hexdigest()[:16]}"
        manifest = f"{root}/index/{version}.json"
        if not fs.exists(manifest):
            for name in files:
                _put(fs, rights / name, f"{root}/index/{version}/{name}")
            _pipe(fs, body.encode(), manifest)
            self._prune(fs, root, version)
        return version

    @contextmanager
    def opened(self, version: str, cache: Path) -> Iterator[Path]:
        """A version as a local folder, fetched once a machine; it stays there while anyone has it open.

        Args:
            version: as `publish` gave it.
            cache: a folder of this machine.

        Raises:
            SharedStoreError: the store does not have it, or not as it should be.
        """
        if not VERSION.fullmatch(version):
            raise SharedStoreError(f"{version!r} is no version of a registry")
        place = cache / "index" / version
        with runs.shared(_in_use(cache, version)):  # first, or it could be cleared away between finding and using it
            with runs.one_at_a_time(cache / "locks", f"{version}.fetch", lambda: None):
                if not place.is_dir():
                    self._fetch(version, place)
            _clear(cache, version)
            yield place

    def keep_picture(self, path: Path, digest: str) -> None:
        """Puts a picture there, once."""
        fs, root = self._open()
        place = f"{root}/blobs/{digest[:2]}/{digest}"
        if not fs.exists(place):
            _put(fs, path, place)

    def read_picture(self, digest: str) -> bytes | None:
        """A picture's bytes; None where it is not there, or is not what its name says."""
        fs, root = self._open()
        try:
            data = fs.cat_file(f"{root}/blobs/{digest[:2]}/{digest}")
        except FileNotFoundError:
            return None
        assert isinstance(data, bytes)
        return data if sha256(data).hexdigest() == digest else None

    def keep_sealed(self, folder: Path, names: Sequence[str]) -> None:
        """Puts files of a sealed source there, under its run and its name."""
        fs, root = self._open()
        for name in names:
            _put(fs, folder / name, f"{root}/runs/{folder.parent.name}/{folder.name}/{name}")

    def _open(self) -> tuple[fsspec.AbstractFileSystem, str]:
        fs, root = fsspec.core.url_to_fs(self.url)
        return fs, root.rstrip("/")

    def _fetch(self, version: str, place: Path) -> None:
        """All files of a version or none: each is held against its digest before the folder gets its name."""
        fs, root = self._open()
        try:
            manifest = json.loads(fs.cat_file(f"{root}/index/{version}.json"))
        except FileNotFoundError as error:
            raise SharedStoreError(
                f"the shared store does not hold version {version} of the registry; is MARKHOUND_SHARED the same "
                "on all machines?"
            ) from error
        draft = place.with_name(f"{version}.{uuid4().hex}.part")
        try:
            for name, digest in manifest["files"].items():
                path = draft / name
                if not path.resolve().is_relative_to(draft.resolve()):
                    raise SharedStoreError(f"version {version} of the registry names a file outside of it: {name}")
                path.parent.mkdir(parents=True, exist_ok=True)
                fs.get_file(f"{root}/index/{version}/{name}", str(path))
                if _digest(path) != digest:
                    raise SharedStoreError(
                        f"{name} of version {version} is damaged in the shared store; delete index/{version}.json "
                        "there and scan again"
                    )
            (draft / MADE_AT).write_text(manifest["made_at"], encoding="utf-8")
            draft.rename(place)
        finally:
            shutil.rmtree(draft, ignore_errors=True)

    def _prune(self, fs: fsspec.AbstractFileSystem, root: str, newest: str) -> None:
        """Takes away versions that are older than the newest few: the manifest first, then what it names."""
        found = [one for one in fs.ls(f"{root}/index", detail=True) if one["name"].endswith(".json")]
        found.sort(key=lambda one: str(fs.modified(one["name"])), reverse=True)
        for one in found[KEPT:]:
            if not one["name"].endswith(f"/{newest}.json"):
                fs.rm(one["name"])
                fs.rm(one["name"].removesuffix(".json"), recursive=True)


def _clear(cache: Path, version: str) -> None:
    """Takes away other versions that nobody on this machine has open, and what a killed process left."""
    for other in (cache / "index").iterdir():
        if other.name == version or other.suffix == ".part":
            continue
        with runs.locked(_in_use(cache, other.name)) as alone:
            if alone:
                gone = other.with_name(f"{other.name}.{uuid4().hex}.part")
                try:
                    other.rename(gone)  # from here on it is not there, however far deleting comes
                except FileNotFoundError:
                    continue
                shutil.rmtree(gone, ignore_errors=True)


def _in_use(cache: Path, version: str) -> Path:
    return cache / "locks" / f"{version}.in-use"


def _digest(path: Path) -> str:
    whole = sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            whole.update(block)
    return whole.hexdigest()


def _put(fs: fsspec.AbstractFileSystem, path: Path, place: str) -> None:
    """Puts a file there, whole or not at all: stores of objects do so themselves, a folder needs a renaming."""
    if "file" not in _protocols(fs):
        fs.put_file(str(path), place)
        return
    draft = Path(f"{place}.{uuid4().hex}.part")
    draft.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(path, draft)
    draft.replace(place)


def _pipe(fs: fsspec.AbstractFileSystem, data: bytes, place: str) -> None:
    if "file" not in _protocols(fs):
        fs.pipe_file(place, data)
        return
    draft = Path(f"{place}.{uuid4().hex}.part")
    draft.write_bytes(data)
    draft.replace(place)


def _protocols(fs: fsspec.AbstractFileSystem) -> tuple[str, ...]:
    return (fs.protocol,) if isinstance(fs.protocol, str) else tuple(fs.protocol)
