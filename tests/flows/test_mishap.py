"""What befell a stage is told apart from what is wrong with a source; what may pass is tried again."""

import errno
import sqlite3
from concurrent.futures.process import BrokenProcessPool

import psycopg
import pytest
from sqlalchemy.exc import IntegrityError, OperationalError, ProgrammingError

from flows.mishap import TRIES, mishap_of, patiently


def of_database(inner: Exception) -> OperationalError:
    return OperationalError("SELECT 1", {}, inner)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (OSError(errno.ENOSPC, "x"), "disk-full"),
        (OSError(errno.EDQUOT, "x"), "disk-full"),
        (OSError(errno.EIO, "x"), "disk-fault"),
        (MemoryError(), "memory-short"),
        (BrokenProcessPool(), "memory-short"),
        (of_database(sqlite3.OperationalError("database is locked")), "database-busy"),
        (sqlite3.OperationalError("database or disk is full"), "disk-full"),
        (of_database(psycopg.OperationalError("server closed the connection unexpectedly")), "database-lost"),
        (of_database(psycopg.errors.DeadlockDetected()), "database-busy"),
        (of_database(psycopg.errors.AdminShutdown()), "database-lost"),
        (of_database(psycopg.errors.DiskFull()), "disk-full"),
        (FileNotFoundError(errno.ENOENT, "x"), ""),
        (ProgrammingError("SELEKT", {}, psycopg.errors.SyntaxError()), ""),
        (IntegrityError("INSERT", {}, sqlite3.IntegrityError("UNIQUE constraint failed")), ""),
        (ValueError("x"), ""),
    ],
)
def test_an_error_says_what_befell_the_machine_or_nothing(error: Exception, code: str) -> None:
    found = mishap_of(error)
    assert (found.code if found else "") == code
    if found:
        assert "then run the scan again" in found.sentence


def test_what_an_error_came_from_counts_too() -> None:
    error = RuntimeError("a stage")
    error.__cause__ = OSError(errno.ENOSPC, "x")
    found = mishap_of(error)
    assert found is not None
    assert found.code == "disk-full"


def test_a_lost_database_is_waited_for_ever_longer_and_not_for_ever() -> None:
    waits: list[float] = []
    said: list[str] = []
    tried = 0

    def work() -> str:
        nonlocal tried
        tried += 1
        raise of_database(psycopg.OperationalError("gone"))

    with pytest.raises(OperationalError):
        patiently(work, said.append, waits.append)
    assert tried == TRIES
    assert len(said) == len(waits) == TRIES - 1
    assert 15 < sum(waits) < 60
    assert said[0].startswith("the database is out of reach; trying again in")


def test_what_does_not_pass_is_tried_once() -> None:
    tried = []

    def work() -> str:
        tried.append(1)
        raise OSError(errno.ENOSPC, "x")

    with pytest.raises(OSError, match="x"):
        patiently(work, tried.append, tried.append)  # type: ignore[arg-type]
    assert tried == [1]


def test_what_comes_right_is_given() -> None:
    answers = iter([of_database(psycopg.OperationalError("gone")), "done"])

    def work() -> str:
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    assert patiently(work, lambda sentence: None, lambda seconds: None) == "done"
