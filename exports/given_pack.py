"""Looking into a case pack that somebody names: what it is known by, and which leads it holds."""

import hashlib
import json
import zipfile
from dataclasses import dataclass
from pathlib import Path

from exports.manifest import FORMAT, NAME

LARGEST = 200_000_000  # bytes of a manifest that is read; one of 2,000 leads has some five million


class NoPackError(ValueError):
    """A file is no case pack; the message says so."""


@dataclass(frozen=True, slots=True)
class GivenPack:
    """A pack: the SHA-256 of its manifest, hex, and the ids of its leads, best first."""

    digest: str
    leads: tuple[str, ...]


def given_pack(path: Path) -> GivenPack:
    """Reads a pack's manifest; whether the pack is whole is for its own verifier to say.

    Raises:
        NoPackError: it is none.
        OSError: it cannot be read.
    """
    try:
        with zipfile.ZipFile(path) as pack:
            if pack.getinfo(NAME).file_size > LARGEST:
                raise ValueError("a manifest is never so large")
            text = pack.read(NAME)
        manifest = json.loads(text)
        if manifest["format"] != FORMAT:
            raise ValueError("another program's file")
        return GivenPack(hashlib.sha256(text).hexdigest(), tuple(str(lead["lead_id"]) for lead in manifest["leads"]))
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, NotImplementedError) as error:
        raise NoPackError(f"{path} is no case pack; `markhound export case` makes them") from error
