"""Every verb helps, and none of them shows a traceback."""

import json
import re
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import pytest
import typer
from installation import Installation
from pydantic import ValidationError
from typer.main import get_command

from cli.app import app
from cli.output import visible
from settings import Settings

PROMISED = (
    "demo", "init", "registry import", "registry list", "registry stats",
    "registry search", "registry versions", "registry rollback", "sources list", "sources check", "scan",
    "match", "leads list", "leads show", "leads decide", "review", "export table", "export case",
    "export cases", "verify", "signals", "schedule", "doctor",
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
        ("export", "out.docx"), ("registry", "rollback", "nothing"),
        ("verify", "no-such-run"), ("leads", "decide", "nothing", "infringing"),
    ],
)  # fmt: skip
def test_a_mistake_is_answered_by_a_sentence(empty: Installation, verb: tuple[str, ...]) -> None:
    empty.run("init")
    (empty.folder / "sources.toml").unlink()
    code, said = run(empty, *verb)
    assert code == 2
    assert re.fullmatch(r"(run [^\n]*\n)?markhound: [^\n]*\n", said), "one sentence, and no usage block"


WRONG = {
    "MARKHOUND_WORKERS": "many",
    "MARKHOUND_DATABASE_URL": "mysql://lin:geheim@db.example/x",
    "MARKHOUND_TIMEZONE": "Mars/Olympus",
    "MARKHOUND_SCHEDULE": "at one in the night",
    "MARKHOUND_USER_AGENT": "",
    "MARKHOUND_LANGUAGE": "tlh",
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_setting_is_one_sentence_that_names_it(empty: Installation, name: str) -> None:
    code, said = run(Installation(empty.folder, {name: WRONG[name]}), "leads", "list")
    assert code == 2
    assert re.fullmatch(rf"markhound: a setting is wrong: {name} [^\n]*\n", said)
    assert "geheim" not in said


def test_doctor_survives_wrong_settings_and_names_them_all(empty: Installation) -> None:
    at = Installation(empty.folder, WRONG)
    code, said = run(at, "doctor", "--json")
    assert code == 3
    told = json.loads(said)
    assert {one["says"].split()[0] for one in told["checks"]} == set(WRONG)
    assert told["settings"]["timezone"] == "(wrong)"
    assert told["settings"]["schedule"] == "(wrong)"
    assert told["settings"]["top"] == "5"
    assert "geheim" not in said
    assert run(at, "doctor")[0] == 3


@pytest.mark.parametrize("line", ["0 1 * * *", "*/15 22-23,0-5 * jan,jul mon-fri", "0 0 1-7/2 * 7", "59 23 31 12 sun"])
def test_a_cron_line_is_taken(line: str) -> None:
    assert Settings(schedule=line).schedule == line


@pytest.mark.parametrize(
    "line", ["", "0 1 * *", "60 1 * * *", "0 24 * * *", "0 1 0 * *", "0 1 * 13 *", "5-1 * * * *", "@daily", "* * * * x"]
)
def test_a_line_that_never_fires_is_refused(line: str) -> None:
    with pytest.raises(ValidationError, match="cron line"):
        Settings(schedule=line)


READ_ONLY = (
    ("leads", "list"), ("leads", "show", "x"), ("leads", "decide", "x", "infringing", "--reviewer", "Lin"), ("verify",),
    ("export", "out.csv"), ("registry", "list"), ("registry", "stats"), ("review",),
)  # fmt: skip


@pytest.mark.parametrize("verb", READ_ONLY, ids=" ".join)
def test_a_verb_that_only_reads_makes_no_installation(empty: Installation, verb: tuple[str, ...]) -> None:
    code, said = run(empty, *verb)
    assert code == 2
    assert re.fullmatch(r"markhound: there is no installation here [^\n]*`markhound init`[^\n]*\n", said)
    assert list(empty.folder.iterdir()) == []


def test_doctor_finds_that_there_is_no_installation_and_makes_none(empty: Installation) -> None:
    code, said = run(empty, "doctor", "--json")
    assert code == 3
    found = {one["check"]: one for one in json.loads(said)["checks"]}
    assert not found["database"]["ok"]
    assert "markhound init" in found["database"]["says"]
    assert list(empty.folder.iterdir()) == []


def test_crawls_that_say_nothing_about_whose_they_are_are_warned_of(empty: Installation) -> None:
    named = Installation(empty.folder, {"MARKHOUND_USER_AGENT": "Linjiang IP office, crawl@office.example"})
    for at, health in ((empty, "warning"), (named, "ok")):
        found = {one["check"]: one for one in json.loads(run(at, "doctor", "--json")[1])["checks"]}
        assert (found["user agent"]["health"], found["user agent"]["ok"]) == (health, True)
    feed = '[sources.corner]\nplatform = "feed"\nstart = ["missing.jsonl"]\n'
    (empty.folder / "sources.toml").write_text(feed, encoding="utf-8")
    assert "MARKHOUND_USER_AGENT" in run(empty, "scan")[1]
    assert "MARKHOUND_USER_AGENT" not in run(named, "scan")[1]
    assert Settings().user_agent == f"markhound/{version('markhound')} (unconfigured operator)"


def test_a_database_that_is_not_there_is_one_sentence(empty: Installation) -> None:
    at = Installation(empty.folder, {"MARKHOUND_DATABASE_URL": "postgresql://nobody@127.0.0.1:9/none"})
    (empty.folder / "data").mkdir()
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


@pytest.mark.parametrize("verb", ["scan", "schedule"])
def test_a_night_that_would_read_nothing_is_refused_at_once(empty: Installation, verb: str) -> None:
    empty.run("init")
    code, said = run(empty, verb)
    assert code == 2
    assert said.startswith("markhound: no source is declared")


def test_init_leaves_a_file_that_is_there(empty: Installation) -> None:
    (empty.folder / "sources.toml").write_text("# mine\n", encoding="utf-8")
    empty.run("init")
    assert (empty.folder / "sources.toml").read_text(encoding="utf-8") == "# mine\n"


def test_signals_are_listed_with_weight_and_sentence(empty: Installation) -> None:
    found = json.loads(empty.run("signals", "--json"))
    assert {"mark_in_title", "picture_copy", "authorised_seller"} <= {one["name"] for one in found}
    assert all(one["sentence"].endswith(".") and one["weight"] > 0 for one in found)


def test_doctor_says_what_to_do_and_lists_every_setting(empty: Installation) -> None:
    empty.run("init")
    code, said = run(empty, "doctor", "--json")
    assert code == 3
    told = json.loads(said)
    assert {c["check"]: c["ok"] for c in told["checks"]}["database"]
    assert any("registry import" in c["says"] for c in told["checks"])
    assert "database_url" in told["settings"]


def test_control_characters_from_outside_never_reach_a_terminal() -> None:
    assert not re.search(r"[\x00-\x1f\x7f-\x9f\u202e\u200b]", visible("\x1b[2J\u202egnp.exe\u200b\x07\r\n"))
    assert visible("薇尔莫拉 Café") == "薇尔莫拉 Café"
