"""Who may read the numbers of monitoring, and where they come from."""

import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

TOKEN_FILE = "metrics.token"  # noqa: S105 — the name of a file
SHORTEST = 32  # characters of a token


class BrokenTokenError(RuntimeError):
    """The file that holds the token of monitoring cannot be used."""


@dataclass(frozen=True, slots=True)
class Monitor:
    """What `/metrics` works with.

    Attributes:
        token: that a scraper shows; opens nothing else.
        scrape: takes the `Accept` header, gives the body and its type.
    """

    token: str
    scrape: Callable[[str], tuple[bytes, str]]


def token_in(folder: Path) -> str:
    """The token kept in that folder; made for its owner if missing.

    Raises:
        BrokenTokenError: the file is too short to be a token.
        OSError: the folder cannot be written.
    """
    path = folder / TOKEN_FILE
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        pass
    else:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(32))
    token = path.read_text(encoding="ascii", errors="replace").strip()
    if len(token) < SHORTEST:
        raise BrokenTokenError(f"{path} is damaged: delete it, start again, and give the new token to the scraper")
    return token
