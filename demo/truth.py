"""The truth file: one JSON object a line, what each listing of the town really is."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from demo.offers import Offer


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of the truth file.

    Attributes:
        source, listing_id: the listing.
        right_id: the right concerned, "" for a clean listing.
        label: "infringing", "lawful" or "clean".
        kind: how, or why not.
    """

    source: str
    listing_id: str
    right_id: str
    label: str
    kind: str


def write(path: Path, offers: Iterable[Offer]) -> None:
    """Writes the file, in order of source and listing id."""
    facts = sorted(
        ({"source": o.source, "listing_id": o.listing_id, "right_id": o.draft.truth.right_id,
          "label": o.draft.truth.label, "kind": o.draft.truth.kind} for o in offers),
        key=lambda fact: (fact["source"], fact["listing_id"]),
    )  # fmt: skip
    path.write_text("".join(json.dumps(fact, ensure_ascii=False) + "\n" for fact in facts), encoding="utf-8")


def read(path: Path) -> Iterator[Fact]:
    """Reads what `write` wrote."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield Fact(**json.loads(line))
