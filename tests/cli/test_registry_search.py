"""`markhound registry search` in a process of its own: what it finds, how it says so, and what it refuses."""

import json
from pathlib import Path

import factories
import pytest
from installation import Installation

CSV = (
    "right_id,kind,mark_text,holder,nice_classes,images\n"
    "TM-1,trademark,Velmora,Velmora Works,25,\n"
    "TM-2,trademark,维莫拉,青屿,3,logo.png\n"
)


@pytest.fixture
def installed(tmp_path: Path) -> Installation:
    factories.picture(tmp_path / "logo.png", 4)
    (tmp_path / "registry.csv").write_text(CSV, encoding="utf-8")
    made = Installation(tmp_path)
    made.run("registry", "import", "registry.csv")
    return made


def test_it_finds_by_text_by_filter_and_by_picture(installed: Installation) -> None:
    told = json.loads(installed.run("registry", "search", "Velm0ra", "--json"))
    assert told["found"][0]["right_id"] == "TM-1"
    assert "digits or signs for letters" in told["found"][0]["how"][0]
    assert told["registry"] == ["registry@1"]
    said = installed.run("registry", "search", "--class", "3")
    assert "TM-2" in said
    assert "TM-1" not in said
    assert "1 right(s) in" in said
    told = json.loads(installed.run("registry", "search", "--picture", "logo.png", "--json"))
    assert [one["right_id"] for one in told["found"]] == ["TM-2"]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ((), "say what to look for"),
        (("--class", "99"), "a Nice class is a number from 1 to 45"),
        (("--kind", "song"), "kind must be one of trademark, design"),
        (("--picture", "registry.csv"), "no picture that can be read"),
        (("--picture", "absent.png"), "absent.png"),
    ],
)
def test_what_means_nothing_is_one_sentence(installed: Installation, asked: tuple[str, ...], said: str) -> None:
    child = installed.start("registry", "search", *asked)
    output, _ = child.communicate(timeout=120)
    assert child.returncode == 2
    assert said in output
    assert "Traceback" not in output
