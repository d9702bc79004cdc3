"""Whether everything sealed is still what it was: digests of files, of manifests, and the chain between them."""

from collections.abc import Iterator
from pathlib import Path

from domain.problem import Problem
from evidence.ledger import GENESIS, Ledger, Sealed
from evidence.seal import MANIFEST, read_manifest
from evidence.store import digest_of


def verify(ledger: Ledger, base: Path, run_id: str = "") -> Iterator[Problem]:
    """Every breach, in the order of the chain.

    Args:
        ledger: the chain.
        base: the data folder.
        run_id: check the files of this run only; the chain is always checked as a whole. Empty for all.
    """
    previous = GENESIS
    for link in ledger.links():
        place = f"{link.run_id}/{link.source}"
        if link.previous != previous:
            yield Problem(place, 0, "the chain is broken: this run does not name the one before it", "broken-chain")
        previous = link.digest
        if not run_id or link.run_id == run_id:
            yield from _verify_folder(link, base / link.folder, place)


def _verify_folder(link: Sealed, folder: Path, place: str) -> Iterator[Problem]:
    path = folder / MANIFEST
    if not path.is_file():
        yield Problem(place, 0, f"{MANIFEST} is missing", "missing")
        return
    if digest_of(path) != link.digest:
        yield Problem(place, 0, f"{MANIFEST} was changed after sealing", "changed")
        return
    try:
        manifest = read_manifest(path)
    except ValueError as error:  # the chain was made to agree with it
        yield Problem(place, 0, f"{MANIFEST} is none ({error})", "changed")
        return
    if manifest["previous"] != link.previous:
        yield Problem(place, 0, f"{MANIFEST} names another predecessor than the chain", "broken-chain")
    for file in manifest["files"]:
        target = folder / file["name"]
        if not target.is_file():
            yield Problem(place, 0, f"{file['name']} is missing", "missing")
        elif digest_of(target) != file["sha256"]:
            yield Problem(place, 0, f"{file['name']} was changed after sealing", "changed")
