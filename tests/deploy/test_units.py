"""The units of systemd: sound, hardened, and naming verbs and settings that there are."""

import configparser
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
from typer.main import get_command

from cli.app import app
from cli.checks.nights import UNITS
from settings import Settings

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
FILES = sorted((DEPLOY / "systemd").iterdir())
SERVICES = [path for path in FILES if path.suffix == ".service"]
PROGRAM = "/srv/markhound/current/venv/bin/markhound"
MOST_EXPOSED = 4.0  # of systemd-analyze security, 0 to 10; below 4.5 it says OK
HARD = {
    "User": "markhound", "NoNewPrivileges": "yes", "ProtectSystem": "strict", "ProtectHome": "yes", "PrivateTmp": "yes",
    "PrivateDevices": "yes", "StateDirectory": "markhound", "CapabilityBoundingSet": "", "UMask": "0077",
    "RestrictSUIDSGID": "yes", "ProtectKernelModules": "yes", "ProtectClock": "yes",
}  # fmt: skip


def unit(path: Path) -> configparser.ConfigParser:
    parsed = configparser.ConfigParser(strict=False, interpolation=None, delimiters=("=",), comment_prefixes=("#",))
    parsed.optionxform = str  # type: ignore[assignment,method-assign]
    parsed.read_string(path.read_text(encoding="utf-8"))
    return parsed


def test_the_doctor_knows_every_unit() -> None:
    assert set(UNITS) == {path.name for path in FILES}


@pytest.fixture(scope="module")
def analyze() -> str:
    found = shutil.which("systemd-analyze")
    if found is None:
        pytest.skip("units are not verified: no systemd-analyze on this machine (apt install systemd)")
    return found


def test_systemd_takes_them(analyze: str, tmp_path: Path) -> None:
    for path in FILES:  # as if it were installed: systemd looks whether the program is there
        (tmp_path / path.name).write_text(
            path.read_text(encoding="utf-8").replace(PROGRAM, "/bin/true"), encoding="utf-8"
        )
    done = subprocess.run([analyze, "verify", *tmp_path.iterdir()], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


@pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.name)
def test_a_service_may_do_no_more_than_it_must(path: Path, analyze: str) -> None:
    service = unit(path)["Service"]
    assert {name: service[name] for name in HARD} == HARD
    done = subprocess.run([analyze, "security", "--offline=yes", path], capture_output=True, text=True, check=False)
    exposed = re.search(r"exposure level for \S+: ([\d.]+)", done.stdout)
    if exposed is None:
        pytest.skip("systemd-analyze here cannot judge a file that is not installed")
    assert float(exposed[1]) <= MOST_EXPOSED


@pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.name)
def test_a_service_is_bounded_and_starts_a_verb_that_is_there(path: Path) -> None:
    parsed = unit(path)
    service = parsed["Service"]
    assert {"MemoryMax", "TasksMax"} <= set(service)
    if service["Type"] == "oneshot":
        assert "TimeoutStartSec" in service, "a night that hangs would keep the next one away"
    else:
        assert service["Restart"] == "on-failure"
        assert "StartLimitBurst" in parsed["Unit"]
    program, verb, *words = shlex.split(service["ExecStart"])
    assert program == PROGRAM
    command = get_command(app).commands[verb]  # type: ignore[attr-defined]
    known = {option for parameter in command.params for option in parameter.opts}
    assert {word for word in words if word.startswith("--")} <= known


def test_a_night_that_was_killed_is_taken_up_and_a_mistake_is_not_tried_again() -> None:
    service = unit(DEPLOY / "systemd" / "markhound-scan.service")["Service"]
    assert service["Restart"] == "on-failure"
    assert set(service["RestartPreventExitStatus"].split()) == {"2", "3", "130"}, "docs/operations.md, exit codes"


@pytest.mark.parametrize("path", [path for path in FILES if path.suffix == ".timer"], ids=lambda path: path.name)
def test_what_was_missed_runs_at_the_next_start(path: Path) -> None:
    timer = unit(path)
    assert timer["Timer"]["Persistent"] == "true"
    assert timer["Install"]["WantedBy"] == "timers.target"
    assert path.with_suffix(".service").is_file()


def test_the_file_of_settings_names_settings_and_no_password() -> None:
    text = (DEPLOY / "markhound.env").read_text(encoding="utf-8")
    named = set(re.findall(r"^#?(MARKHOUND_\w+)=", text, re.MULTILINE))
    assert named <= {f"MARKHOUND_{name.upper()}" for name in Settings.model_fields}
    assert "MARKHOUND_SMTP_PASSWORD" not in named
    assert not re.search(r"://[^/\s]*:[^/\s]*@", text)
