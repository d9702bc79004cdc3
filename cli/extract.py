"""`markhound extract`: what saved product pages yield; no network, no database."""

import gzip
import json
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.output import VerbError, say

if TYPE_CHECKING:
    from crawlers.extraction import Extraction
    from crawlers.record import Reading

ENDINGS = (".html", ".htm", ".xhtml", ".html.gz", ".htm.gz")
LARGEST = 50_000_000
"""Bytes of a page after unpacking; no shop's is near it."""

_ABOVE = ("availability", "sku", "gtin")


def extract(
    file: Annotated[Path | None, typer.Argument(help="A saved product page (.html, plain or gzipped).")] = None,
    url: Annotated[str, typer.Option(help="Where it came from; default: what the page says of itself.")] = "",
    folder: Annotated[Path | None, typer.Option("--dir", help="A folder of them: one JSON object a line.")] = None,
    currency: Annotated[str, typer.Option(help="Assumed where a page names none, such as CNY.")] = "",
    audit: Annotated[
        bool, typer.Option("--audit", help="Also what spoke for and against, and what was unused.")
    ] = False,
) -> None:
    """Prints the listing that a saved product page yields, as one JSON object.

    A page of a folder has its address in NAME.url beside it (or in "url" of NAME.json), else in itself.

    Example: markhound extract page.html --url https://mall.example/item/7 --audit
    Example: markhound extract --dir saved/ > listings.jsonl
    """
    if (file is None) == (folder is None):
        raise VerbError("name one saved page, or a folder of them with --dir")
    if file is not None:
        found = _object(file, url, currency, audit)
        print(json.dumps(found, ensure_ascii=False, indent=1))
        raise typer.Exit(0 if found.get("title") else 3)
    assert folder is not None
    if not folder.is_dir():
        raise VerbError(f"{folder}: there is no such folder")
    read = skipped = 0
    for page in sorted(path for path in folder.iterdir() if path.name.lower().endswith(ENDINGS)):
        try:
            one = _object(page, url or _address_beside(page), currency, audit)
        except VerbError as error:
            say(str(error))
            skipped += 1
            continue
        print(json.dumps({"file": page.name, **one}, ensure_ascii=False), flush=True)
        read += 1
    say(f"{read} page(s) read, {skipped} skipped")
    if not read:
        raise VerbError(f"{folder} holds no page that could be read; pages end in {', '.join(ENDINGS)}")
    raise typer.Exit(3 if skipped else 0)


def _object(path: Path, url: str, currency: str, audit: bool) -> dict[str, Any]:
    from crawlers.extraction import reading_of
    from crawlers.saved_page import UNKNOWN, saved_page
    from domain.listing_json import listing_to

    page = saved_page(_bytes(path), url)
    found, reading = reading_of(page, currency)
    shown: dict[str, Any] = {}
    if reading.listing is not None:
        shown = listing_to(reading.listing, path.parent)
        if page.url == UNKNOWN and not found.fields.get("listing_id"):
            shown["listing_id"] = path.name  # no address of its own to be told by
        attributes = shown.get("attributes", {})
        shown |= {name: attributes.pop(name) for name in _ABOVE if name in attributes}
        if not attributes:
            shown.pop("attributes", None)
    else:
        shown = {name: choice.value for name, choice in found.choices.items()}
        say(f"{path.name}: it has no title, so it is no listing")
    if audit:
        shown["audit"] = _audit(found, reading, page.markup.problems)
    return shown


def _bytes(path: Path) -> bytes:
    """A page's bytes, unpacked.

    Raises:
        VerbError: it cannot be read, or is too large.
    """
    try:
        body = path.read_bytes() if path.suffix != ".gz" else _unpacked(path)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise VerbError(f"{path}: its gzip is broken ({error}); save the page again") from error
    except OSError as error:
        raise VerbError(f"{path}: it cannot be read: {error.strerror or error}") from error
    if len(body) > LARGEST:
        raise VerbError(f"{path}: larger than {LARGEST:,} bytes; that is no product page")
    return body


def _unpacked(path: Path) -> bytes:
    with gzip.open(path) as file:
        return file.read(LARGEST + 1)


def _address_beside(page: Path) -> str:
    """The address in a file beside a saved page, "" for none."""
    stem = page.name[: page.name.lower().rindex(".htm") if ".htm" in page.name.lower() else None]
    for name in (f"{page.name}.url", f"{stem}.url"):
        if (beside := page.with_name(name)).is_file():
            found = re.search(r"https?://\S+", beside.read_text("utf-8", "replace"))
            return found[0] if found else ""
    try:
        told = json.loads(page.with_name(f"{stem}.json").read_text("utf-8"))
    except (OSError, ValueError):
        return ""
    said = told.get("url") if isinstance(told, dict) else None
    return said if isinstance(said, str) else ""


def _audit(found: "Extraction", reading: "Reading", problems: list[tuple[str, str]]) -> dict[str, Any]:
    return {
        "chosen": {name: dict(_why(found, name)) for name in found.choices},
        "unused": list(reading.unused),
        "problems": [sentence for _, sentence in (*problems, *reading.problems)],
    }


def _why(found: "Extraction", name: str) -> Iterator[tuple[str, Any]]:
    choice = found.choices[name]
    yield "value", choice.value
    yield "support", choice.support
    for key, clues in (("for", choice.spoke_for), ("against", choice.spoke_against)):
        yield key, [f"{clue.place} {clue.trust:.2f}: {clue.value[:80]} ({clue.where[:80]})" for clue in clues[:12]]
