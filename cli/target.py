"""Where a verb writes to: a file is there whole or stays as it was; a device or a pipe is written as it comes."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from cli.output import VerbError

STDOUT = ("-", "/dev/stdout")


def is_stream(path: Path) -> bool:
    """Whether something stands there that is no file: a device, a pipe. Replacing it would destroy it."""
    place = path.absolute()
    return any(place.is_relative_to(folder) for folder in ("/dev", "/proc")) or (path.exists() and not path.is_file())


def checked(path: Path) -> Path:
    """The file to write, behind links.

    Raises:
        VerbError: it cannot be there.
    """
    real = path.resolve()
    if real.is_dir():
        raise VerbError(f"{path} is a folder; name a file in it")
    if not real.parent.is_dir():
        raise VerbError(f"there is no folder {real.parent}; make it, or write elsewhere")
    return real


@contextmanager
def opened(out: str) -> Iterator[tuple[TextIO, Callable[[], None]]]:
    """Opens an output; gives it, and what is to be called when it is complete.

    Unless that is called a file stays as it was, whatever happens. "-" is stdout.

    Raises:
        VerbError: the file cannot be there.
        OSError: it cannot be written.
    """
    path = Path(out)
    if out in STDOUT:
        sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
        yield sys.stdout, sys.stdout.flush
    elif is_stream(path) and not path.is_dir():
        with path.open("w", encoding="utf-8") as stream:
            yield stream, stream.flush
    else:
        real = checked(path)
        draft = real.with_name(f".{real.name}.{os.getpid()}.part")
        try:
            with draft.open("w", encoding="utf-8") as file:

                def keep() -> None:
                    file.close()
                    draft.replace(real)

                yield file, keep
        finally:
            draft.unlink(missing_ok=True)
