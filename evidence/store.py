"""Bytes under their SHA-256: the same bytes are kept once, and a name says what it must hold."""

import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

DRAFT = ".part"  # ending of a file that is being taken in, and of what a killed process left of it


class DigestMismatchError(ValueError):
    """A file is not what its name says."""


def digest_of(path: Path) -> str:
    """SHA-256 of a file, lower-case hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@dataclass(frozen=True, slots=True)
class BlobStore:
    """A folder of files named by digest: `<first two hex>/<64 hex>`.

    Attributes:
        folder: where.
        mirror: also given each new file with its digest, before it is here: what is here is there too. None for none.
    """

    folder: Path
    mirror: Callable[[Path, str], None] | None = None

    def path_of(self, digest: str) -> Path:
        """Where the bytes of that digest lie, or would lie."""
        return self.folder / digest[:2] / digest

    def put(self, path: Path, expected: str = "") -> Path:
        """Takes a file in, by hard link where the file system allows it, and says where it lies now.

        Raises:
            DigestMismatchError: it does not have the digest that was expected.
        """
        digest = digest_of(path)
        if expected and digest != expected:
            raise DigestMismatchError(f"{path.name} has the digest {digest}, not {expected}")
        target = self.path_of(digest)
        if target.exists():
            _join(path, target, digest)
            return target
        self._mirror(path, digest)
        target.parent.mkdir(parents=True, exist_ok=True)
        with _draft(target) as draft:
            try:
                os.link(path, draft)
            except OSError:  # another file system, or one without links
                shutil.copyfile(path, draft)
            draft.replace(target)
        return target

    def copy(self, path: Path) -> Path:
        """Takes a copy of a file in whose owner may change it later, and says where the copy lies."""
        digest = digest_of(path)
        target = self.path_of(digest)
        if target.exists():
            return target
        self._mirror(path, digest)
        target.parent.mkdir(parents=True, exist_ok=True)
        with _draft(target) as draft:
            shutil.copyfile(path, draft)
            draft.replace(target)
        return target

    def _mirror(self, path: Path, digest: str) -> None:
        if self.mirror is not None:
            self.mirror(path, digest)


def _join(path: Path, target: Path, digest: str) -> None:
    """Makes a file a link to the kept one, so that the bytes lie on the disk once; never to one that is damaged."""
    if path.samefile(target) or digest_of(target) != digest:
        return
    with _draft(path) as draft:
        try:
            os.link(target, draft)
        except OSError:  # as above
            return
        draft.replace(path)


@contextmanager
def _draft(target: Path) -> Iterator[Path]:
    """A name beside the target that is gone afterwards."""
    # Never a name that was used before: what a killed process left there may be a link to evidence.
    draft = target.with_name(f"{target.name}.{uuid4().hex}{DRAFT}")
    try:
        yield draft
    finally:
        # Also after a rename: one link of a file onto another link of the same file does nothing and leaves both.
        draft.unlink(missing_ok=True)
