"""Which scorer is in force: the one that a setting names, else the one accepted last, else the shipped default."""

import re
from pathlib import Path

from matching.additive import Additive, UnreadableScorerError
from matching.score import DEFAULT, scorer, scorers
from matching.scorer import Scorer

FOLDER = "scorers"  # in the data folder: candidates that were learned, NAME.json
ACCEPTED = "accepted.txt"  # in there: the name of the one in force
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+_-]{0,63}")


def in_force(data: Path, wanted: str) -> Scorer:
    """The scorer to weigh with.

    Args:
        data: the data folder; it need not be there.
        wanted: its name; empty for the one that was accepted.

    Raises:
        LookupError: nobody knows a scorer of that name.
        matching.additive.UnreadableScorerError: its file is damaged.
    """
    return by_name(data, wanted.strip() or accepted(data) or DEFAULT)


def by_name(data: Path, name: str) -> Scorer:
    """The shipped or learned scorer of that name; raises as `in_force`."""
    if name in scorers():
        return scorer(name)
    path = data / FOLDER / f"{name}.json"
    if NAME.fullmatch(name) and path.is_file():
        found = Additive.read(path)
        if found.name == name:
            return found
        raise UnreadableScorerError(f"{path} holds the scorer {found.name!r}; a file must be named for its scorer")
    known = ", ".join([*scorers(), *learned(data)])
    raise LookupError(f"there is no scorer {name!r}; there are {known}. Name one of them with MARKHOUND_SCORER")


def learned(data: Path) -> tuple[str, ...]:
    """Names of the candidates, accepted or not."""
    return tuple(sorted(path.stem for path in (data / FOLDER).glob("*.json")))


def accepted(data: Path) -> str:
    """Name of the scorer that was accepted last, empty for none."""
    try:
        return (data / FOLDER / ACCEPTED).read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return ""


def accept(data: Path, name: str) -> None:
    """Puts a scorer in force; raises as `in_force` and changes nothing then."""
    by_name(data, name)
    folder = data / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f"{ACCEPTED}.part"
    draft.write_text(f"{name}\n", encoding="utf-8")
    draft.replace(folder / ACCEPTED)
