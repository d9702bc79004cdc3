"""`markhound review` as it speaks on the terminal: one link at the very first, none later, another one by name."""

import re
import signal
from datetime import UTC, datetime
from pathlib import Path

import httpx
from installation import Installation, house

from accounts.account import Role


def started(at: Installation, *options: str) -> tuple[str, int]:
    """What it says before it serves, and what its front door answers."""
    child = at.start("review", "--port", "0", "--no-browser", *options)
    assert child.stdout is not None
    said = ""
    while "Ctrl-C" not in said and (line := child.stdout.readline()):
        said += line
    found = re.search(r"http://\S+", said)
    code = httpx.get(found[0], timeout=10, follow_redirects=True).status_code if found else 0
    child.send_signal(signal.SIGINT)
    child.communicate(timeout=20)
    return said, code


def test_the_first_start_prints_a_link_and_later_ones_do_not(tmp_path: Path) -> None:
    at = Installation(tmp_path)
    at.run("init")
    said, code = started(at)
    assert "/enter?token=" in said
    assert code == 200
    house(at).accounts.make("Lin Yue", frozenset({Role.ADMIN}), None, datetime.now(UTC))
    said, code = started(at)
    assert "token" not in said
    assert code == 200  # the page to sign in
    said, code = started(at, "--link-for", "Lin Yue")
    assert "/enter?token=" in said
    assert code == 200
    assert [one.action for _, one in house(at).accounts.audit.newest(9)] == ["change_account"]


def test_a_link_for_nobody_is_refused_in_a_sentence(tmp_path: Path) -> None:
    at = Installation(tmp_path)
    at.run("init")
    child = at.start("review", "--port", "0", "--no-browser", "--link-for", "Nobody")
    said, _ = child.communicate(timeout=60)
    assert child.returncode == 2
    assert "there is no account Nobody" in " ".join(said.split())
    assert "Traceback" not in said
