"""Every verb helps, and none of them shows a traceback."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from installation import Installation
from typer.main import get_command

from cli.app import app
from cli.output import visible

PROMISED = (
    "demo", "init", "registry import", "registry list", "registry stats", "sources list", "sources check", "scan",
    "match", "leads list", "leads show", "leads decide", "review", "export", "verify", "signals", "schedule", "doctor",
)  # fmt: skip


def verbs(group: object = None, path: str = "") -> Iterator[tuple[str, object]]:
    group = group or get_command(app)
    for name, command in group.commands.items():  # type: ignore[attr-defined]
        if hasattr(command, "commands"):
            yield from verbs(command, f"{path}{name} ")
        else:
            yield f"{path}{name}", command


def test_every_promised_verb_is_there() -> None:
    assert set(PROMISED) <= {name for name, _ in verbs()}


@pytest.mark.parametrize(("name", "command"), list(verbs()))
def test_every_verb_has_help_with_an_example_of_itself(name: str, command: typer.core.TyperCommand) -> None:
    help_ = " ".join((command.help or "").split())
    assert f"Example: markhound {name}" in help_
    assert all(parameter.help for parameter in command.params if parameter.param_type_name == "option")


@pytest.fixture
def empty(tmp_path: Path) -> Installation:
    return Installation(tmp_path, {"MARKHOUND_REGISTRY": ""})


def run(at: Installation, *verb: str) -> tuple[int, str]:
    child = at.start(*verb)
    said, _ = child.communicate(timeout=60)
    return child.returncode, said


@pytest.mark.parametrize(
    "verb",
    [
        ("scan",), ("scan", "nowhere"), ("sources", "list"), ("leads", "show", "nothing"), ("schedule",),
        ("leads", "decide", "nothing", "infringing", "--reviewer", "Lin"), ("registry", "import", "absent.csv"),
        ("export", "out.docx"), ("verify", "no-such-run"), ("leads", "decide", "nothing", "infringing"),
    ],
)  # fmt: skip
def test_a_mistake_is_answered_by_a_sentence(empty: Installation, verb: tuple[str, ...]) -> None:
    code, said = run(empty, *verb)
    assert code == 2
    assert "Traceback" not in said
    assert said.strip()


def test_a_wrong_setting_is_named(empty: Installation) -> None:
    code, said = run(Installation(empty.folder, {"MARKHOUND_WORKERS": "many"}), "doctor")
    assert code == 2
    assert "workers" in said
    assert "Traceback" not in said


def test_a_database_that_is_not_there_is_one_sentence(empty: Installation) -> None:
    at = Installation(empty.folder, {"MARKHOUND_DATABASE_URL": "postgresql://nobody@127.0.0.1:9/none"})
    code, said = run(at, "leads", "list")
    assert code == 2
    assert "MARKHOUND_DATABASE_URL" in said
    assert "Traceback" not in said


def test_init_makes_what_the_next_verbs_need(empty: Installation) -> None:
    empty.run("init")
    assert (empty.folder / "sources.toml").is_file()
    assert (empty.folder / "data" / "markhound.db").is_file()
    code, said = run(empty, "sources", "list")
    assert code == 0, said
    assert json.loads(empty.run("leads", "list", "--json")) == []


def test_init_leaves_a_file_that_is_there(empty: Installation) -> None:
    (empty.folder / "sources.toml").write_text("# mine\n", encoding="utf-8")
    empty.run("init")
    assert (empty.folder / "sources.toml").read_text(encoding="utf-8") == "# mine\n"


def test_signals_are_listed_with_weight_and_sentence(empty: Installation) -> None:
    found = json.loads(empty.run("signals", "--json"))
    assert {"mark_in_title", "picture_copy", "authorised_seller"} <= {one["name"] for one in found}
    assert all(one["sentence"].endswith(".") and one["weight"] > 0 for one in found)


def test_doctor_says_what_to_do_and_lists_every_setting(empty: Installation) -> None:
    code, said = run(empty, "doctor", "--json")
    assert code == 3
    told = json.loads(said)
    assert {c["check"]: c["ok"] for c in told["checks"]}["database"]
    assert any("registry import" in c["says"] for c in told["checks"])
    assert "database_url" in told["settings"]


def test_control_characters_from_outside_never_reach_a_terminal() -> None:
    assert not re.search(r"[\x00-\x1f\x7f-\x9f\u202e\u200b]", visible("\x1b[2J\u202egnp.exe\u200b\x07\r\n"))
    assert visible("薇尔莫拉 Café") == "薇尔莫拉 Café"
