"""The container file, by what it names: no container is built here."""

import re
from pathlib import Path

from typer.main import get_command

from cli.app import app
from settings import Settings

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "deploy" / "Containerfile").read_text(encoding="utf-8")
LINES = [
    line.strip()
    for line in re.sub(r"\\\n", " ", re.sub(r"^#.*\n", "", TEXT, flags=re.MULTILINE)).splitlines()
    if line.strip()
]


def of(word: str) -> list[str]:
    return [line.removeprefix(word).strip() for line in LINES if line.startswith(f"{word} ")]


def test_it_stands_on_debian_slim_and_runs_as_nobody_of_weight() -> None:
    (image,) = of("FROM")
    assert re.fullmatch(r"debian:[a-z]+-slim", image)
    (user,) = of("USER")
    assert user == "markhound"
    assert LINES.index("USER markhound") < next(n for n, line in enumerate(LINES) if line.startswith("ENTRYPOINT"))
    assert not [line for line in LINES[LINES.index("USER markhound") :] if line.startswith("RUN")]


def test_nothing_is_fetched_but_debian_s_packages_while_it_is_built() -> None:
    installs = [part for line in of("RUN") for part in line.split("&&") if "pip install" in part]
    assert installs
    assert all("--no-index" in part and "--find-links=/wheelhouse" in part for part in installs)
    assert not re.search(r"\b(curl|wget|git clone|playwright install|ADD)\b", "\n".join(LINES))
    assert "var/wheelhouse" in (ROOT / "deploy" / "Containerfile.dockerignore").read_text(encoding="utf-8")
    assert "var/wheelhouse" in (ROOT / "Makefile").read_text(encoding="utf-8")


def test_it_has_what_the_doctor_asks_for() -> None:
    install = next(line for line in of("RUN") if "apt-get install" in line)
    assert "--no-install-recommends" in install
    assert {"chromium", "fonts-noto-cjk", "postgresql-client", "tzdata", "ca-certificates"} <= set(install.split())


def test_it_names_settings_and_verbs_that_there_are() -> None:
    named = set(re.findall(r"(MARKHOUND_\w+)=", TEXT))
    assert named <= {f"MARKHOUND_{name.upper()}" for name in Settings.model_fields}
    (command,) = of("CMD")
    assert re.findall(r'"(\w+)"', command)[0] in get_command(app).commands  # type: ignore[attr-defined]
    shown = re.findall(r"^#   podman run .* markhound (\w+)", TEXT, re.MULTILINE)
    assert shown
    assert set(shown) <= set(get_command(app).commands)  # type: ignore[attr-defined]


def test_its_health_is_asked_of_something_that_is_served() -> None:
    (check,) = of("HEALTHCHECK")
    path = re.search(r"http://127\.0\.0\.1:8571/static/([\w.]+)", check)
    assert path is not None
    assert (ROOT / "review" / "static" / path[1]).is_file()
    assert of("EXPOSE") == [str(Settings.model_fields["review_port"].default)]
