"""Where each capture lies in a pack: written by the archive, read by the manifest."""

import json
from dataclasses import astuple, dataclass
from pathlib import Path

NAME = "places.json"  # in the workshop only, never in a pack
Key = tuple[str, str]  # address and digest of a capture


@dataclass(frozen=True, slots=True)
class Place:
    """A record in a file of the pack: name, offset and length in bytes, SHA-256 of these bytes."""

    file: str
    offset: int
    length: int
    digest: str


@dataclass(frozen=True, slots=True)
class Places:
    """The places of all captures that the pack holds."""

    found: dict[Key, Place]

    def write(self, folder: Path) -> None:
        """Writes them down for the manifest, as making a pack may be cut off between."""
        rows = [[*key, *astuple(place)] for key, place in self.found.items()]
        (folder / NAME).write_text(json.dumps(rows), encoding="utf-8")


def places_in(folder: Path) -> Places:
    """The reverse of `Places.write`; none where there is no archive."""
    path = folder / NAME
    rows = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else []
    return Places({(url, digest): Place(*place) for url, digest, *place in rows})
