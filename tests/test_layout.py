"""The house rules that a machine can hold: budgets, names, layers, and that our folders are the ones imported."""

import ast
import importlib
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = (
    "accounts", "cli", "crawlers", "demo", "domain", "evidence", "exports", "flows", "leads", "logs", "matching",
    "backups", "migrations", "registry", "review", "watches", "settings", "database", "complaints",
)  # fmt: skip
LONGEST_FILE = 300
LONGEST_FUNCTION = 60
MOST_PARAMETERS = 6
NAMELESS = {"utils", "util", "helpers", "helper", "common", "core", "misc", "manager", "service", "base"}


def sources() -> Iterator[Path]:
    listed = subprocess.run(["git", "ls-files", "*.py"], cwd=ROOT, capture_output=True, text=True, check=True)
    yield from (ROOT / name for name in listed.stdout.split() if (ROOT / name).is_file())


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    yield from (n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef))


def test_no_file_is_longer_than_a_reader_can_hold() -> None:
    long = {
        path.name: n for path in sources() if (n := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST_FILE
    }
    assert not long


def test_no_function_is_longer_than_a_screen() -> None:
    long = [
        f"{path.relative_to(ROOT)}:{f.lineno} {f.name}"
        for path in sources()
        for f in functions(path)
        if (f.end_lineno or 0) - f.lineno + 1 > LONGEST_FUNCTION
    ]
    assert not long


def test_no_function_takes_more_parameters_than_one_remembers() -> None:
    def count(f: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
        # Keyword-only arguments are named where they are given; a verb's options are its command line.
        return len([a for a in (*f.args.posonlyargs, *f.args.args) if a.arg not in ("self", "cls")])

    many = [
        f"{path.relative_to(ROOT)}:{f.lineno} {f.name}"
        for path in sources()
        if path.relative_to(ROOT).parts[0] not in ("tests", "cli")
        for f in functions(path)
        if count(f) > MOST_PARAMETERS
    ]
    assert not many


def test_names_say_what_is_inside() -> None:
    nameless = [
        path for path in sources() if path.stem in NAMELESS or NAMELESS & set(path.relative_to(ROOT).parts[:-1])
    ]
    assert not nameless


@pytest.mark.parametrize("package", PACKAGES)
def test_our_packages_are_not_shadowed_by_installed_ones(package: str) -> None:
    module = importlib.import_module(package)
    found = Path(module.__file__ or "").resolve()
    assert found.is_relative_to(ROOT), f"{package} comes from elsewhere"
    assert ".venv" not in found.relative_to(ROOT).parts


def test_nothing_tracked_names_a_machine_or_an_index_host() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    paths = [ROOT / name for name in listed.stdout.splitlines()]
    texts = [p for p in paths if p.suffix in (".py", ".md", ".toml", ".yaml", ".lock", ".txt", ".html") and p.is_file()]
    machine = re.compile(r"(?<![\w.])/(?:work|root|farm)/\w")
    assert not [p for p in texts if machine.search(p.read_text(encoding="utf-8"))]
    assert "://" not in (ROOT / "requirements.lock").read_text(encoding="utf-8")


def test_layers_hold() -> None:
    lint = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([lint], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("module", ["database.py", "settings.py"])
def test_what_every_stage_stands_on_stands_on_none(module: str) -> None:
    """import-linter checks packages only."""
    tree = ast.parse((ROOT / module).read_text(encoding="utf-8"))
    named = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    named |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert not {name.partition(".")[0] for name in named} & set(PACKAGES)


def test_the_lock_is_hashed_and_answers_the_declared_dependencies() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pins = re.findall(r"^([a-z0-9-]+)(?:\[[a-z0-9,]+\])?==", lock, re.MULTILINE)
    hashed = re.findall(r"^([a-z0-9-]+)(?:\[[a-z0-9,]+\])?==[^\n]*\\\n    --hash=sha256:", lock, re.MULTILINE)
    assert pins
    assert pins == hashed
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *(one for extra in project["optional-dependencies"].values() for one in extra)]
    names = {re.match(r"[a-z0-9-]+", one)[0] for one in wanted}  # type: ignore[index]
    assert names - {"markhound"} <= set(pins)


def test_every_dependency_has_its_reason() -> None:
    lines = (ROOT / "pyproject.toml").read_text(encoding="utf-8").splitlines()
    start = lines.index("dependencies = [")
    bare, said = [], False
    for line in lines[start + 1 : lines.index("[project.scripts]")]:
        if re.match(r'  "(?!markhound)', line) and "#" not in line and not said:
            bare.append(line)
        said = line.lstrip().startswith("# ")
    assert not bare
