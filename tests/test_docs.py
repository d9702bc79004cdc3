"""The docs name every verb, setting, signal, format, platform and code, and what they show works."""

import inspect
import io
import json
import re
import subprocess
from pathlib import Path
from types import ModuleType
from typing import Any

import factories
import pytest
from one_by_one import OneByOne
from scrapy.http import HtmlResponse
from typer.main import get_command

from cli.app import app
from crawlers import checks
from crawlers.catalogue import collect, platforms
from crawlers.sources import load
from domain.listing_json import listing_from
from domain.right_json import right_from, right_to
from exports.format import formats
from exports.part import parts
from exports.profile import PROFILES
from flows.night import STAGES
from matching.rule import rules
from matching.score import QUALIFIERS, SCORER
from registry.columns import COLUMNS
from registry.importer import Row, importers
from settings import Settings
from tests.exports.decided import lead

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
TEXTS = {page.relative_to(ROOT).as_posix(): page.read_text(encoding="utf-8") for page in PAGES}
ALL = "\n".join(TEXTS.values())
FENCES = re.compile(r"^```(\w*)\n(.*?)^```", re.DOTALL | re.MULTILINE)
SHOWN = dict(
    re.findall(r"`((?:crawlers|matching|exports|registry|tests)/[\w/]+\.\w+)`[^`]*?```\w+\n(.*?)```", ALL, re.DOTALL)
)
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def verbs(command: Any, words: tuple[str, ...] = ()) -> list[str]:
    """Every verb with its group, such as "leads list"."""
    below = getattr(command, "commands", None)
    if below is None:
        return [" ".join(words)]
    return [verb for name, one in below.items() for verb in verbs(one, (*words, name))]


VERBS = verbs(get_command(app))


def shell_lines() -> list[tuple[str, str]]:
    """Every command that a page shows in a shell block: page and line."""
    return [
        (page, line.partition("  #")[0].strip())
        for page, text in TEXTS.items()
        for language, block in FENCES.findall(text)
        if language == "sh"
        for line in block.splitlines()
        if line.strip()
    ]


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_is_named(verb: str) -> None:
    assert f"markhound {verb}" in ALL


def test_every_setting_stands_in_the_table_with_its_default() -> None:
    table = dict(re.findall(r"^\| `(MARKHOUND_\w+)` \| (.*?) \|", TEXTS["docs/operations.md"], re.MULTILINE))
    wanted = {f"MARKHOUND_{name.upper()}": str(field.default) for name, field in Settings.model_fields.items()}
    assert set(table) == set(wanted)
    said = {name: cell.strip("`") for name, cell in table.items()}
    for name, default in wanted.items():
        assert said[name] == (default or "empty") or (said[name].endswith("(…)") and default.startswith("markhound/"))


def test_every_signal_format_importer_platform_and_column_is_named() -> None:
    assert {name for name in rules() if f"| `{name}` |" not in TEXTS["docs/matching.md"]} == set()
    assert {name for name in formats() if f"| `{name}` |" not in TEXTS["docs/add-an-exporter.md"]} == set()
    assert {name for name in platforms() if f"| `{name}` |" not in TEXTS["docs/add-a-marketplace.md"]} == set()
    assert {name for name in importers() if f"`{name}`" not in TEXTS["docs/operations.md"]} == set()
    assert f"`{SCORER}`" in TEXTS["docs/matching.md"]
    example = re.search(r"```csv\n(.*)\n", TEXTS["README.md"])
    assert example is not None
    assert set(example[1].split(",")) <= set(COLUMNS)


def test_every_part_and_audience_of_a_pack_and_each_open_field_is_named() -> None:
    fields = {name for profile in PROFILES.values() for name in profile.blanks}
    assert {one for one in (*parts(), *PROFILES, *fields) if f"`{one}`" not in TEXTS["docs/packs.md"]} == set()


def test_every_stage_and_every_report_code_is_named() -> None:
    code = "\n".join(
        path.read_text(encoding="utf-8")
        for folder in ("registry", "evidence", "flows")
        for path in (ROOT / folder).rglob("*.py")
    )
    codes = set(re.findall(r'\bProblem\([^\n]*"([a-z]+(?:-[a-z]+)*)"\)', code))
    codes |= set(re.findall(r'(?:ValueFault|remarks.add)\(\s*"([a-z-]+)"', code))
    codes |= set(re.findall(r"[a-z]+(?:-[a-z]+)*", (inspect.getdoc(checks.check) or "").partition("Codes:")[2]))
    assert {"bad-date", "broken-chain", "malformed", "impolite"} <= codes
    assert {one for one in codes if f"`{one}`" not in ALL} == set()
    assert {name for name, _ in STAGES if f"`{name}.json`" not in TEXTS["docs/evidence.md"]} == set()


@pytest.mark.parametrize("page", sorted(TEXTS))
def test_links_and_pictures_lead_somewhere(page: str) -> None:
    prose = re.sub(r"`[^`\n]*`", "", FENCES.sub("", TEXTS[page]))
    for target in re.findall(r"\]\(([^)\s]+)\)", prose):
        if "://" in target:
            continue
        name, _, anchor = target.partition("#")
        found = (ROOT / page).parent / name if name else ROOT / page
        assert found.exists(), target
        if anchor:
            heads = re.findall(r"^#+ (.*)$", found.read_text(encoding="utf-8"), re.MULTILINE)
            assert anchor in {re.sub(r"[^\w -]", "", head).lower().replace(" ", "-") for head in heads}, target


def test_every_command_that_a_page_shows_exists() -> None:
    targets = set(re.findall(r"^([\w./-]+):", MAKEFILE, re.MULTILINE))
    for page, line in shell_lines():
        words = line.removeprefix(".venv/bin/").split()
        if words[0] == "make":
            assert words[1] in targets, f"{page}: {line}"
        if words[0] == "markhound":
            assert any(" ".join(words[1:]).startswith(verb) for verb in VERBS), f"{page}: {line}"
    for page, verb in ((p, v) for p, t in TEXTS.items() for v in re.findall(r"`markhound ([a-z][^`]*)`", t)):
        assert any(verb.startswith(known) or known.startswith(f"{verb} ") for known in VERBS), f"{page}: {verb}"
    for page, target in ((p, v) for p, t in TEXTS.items() for v in re.findall(r"`make ([\w-]+)", t)):
        assert target in targets, f"{page}: make {target}"


def test_the_readme_is_short_and_names_every_folder() -> None:
    text = TEXTS["README.md"]
    assert len(text.splitlines()) <= 120
    listed = subprocess.run(["git", "ls-files", "*/__init__.py"], cwd=ROOT, capture_output=True, text=True, check=True)
    folders = {line.split("/")[0] for line in listed.stdout.splitlines()} - {"tests", "benchmarks", "tools"}
    assert {name for name in folders if f"`{name}/`" not in text} == set()
    assert (ROOT / "docs" / "review.png").stat().st_size < 300_000


def test_nothing_names_a_machine() -> None:
    machine = re.compile(r"(?<![\w.])/(?:work|root|farm|home|tmp|opt)/\w")
    assert {page for page, text in TEXTS.items() if machine.search(text)} == set()


def test_the_readme_s_source_is_sound(tmp_path: Path) -> None:
    (block,) = (text for language, text in FENCES.findall(TEXTS["README.md"]) if language == "toml")
    path = tmp_path / "sources.toml"
    path.write_text(block, encoding="utf-8")
    (source,) = load(path)
    assert checks.check(source) == ()


def example(path: str) -> ModuleType:
    """A file that CONTRIBUTING shows, as a module."""
    module = ModuleType(Path(path).stem)
    exec(compile(SHOWN[path], path, "exec"), module.__dict__)
    return module


def test_the_shown_marketplace_reads_the_shown_page() -> None:
    module = example("crawlers/marketplaces/village_shop.py")
    page = SHOWN["tests/crawlers/pages/village_shop/ware.html"].encode()
    (kind,) = collect([module]).values()
    (record,) = kind.records(None, HtmlResponse("https://shop.example/ware.html", body=page))  # type: ignore[attr-defined]
    assert (record["listing_id"], record["title"], record["seller"]["name"]) == ("w7", "青竹 盖碗", "阿梅杂货")


def test_the_shown_signal_does_what_the_shown_cases_say(monkeypatch: pytest.MonkeyPatch) -> None:
    module = example("matching/signals/second_hand.py")
    monkeypatch.setattr("matching.match.rules", lambda: {**rules(), "second_hand": module.RULE})
    monkeypatch.setattr("matching.score.QUALIFIERS", {**QUALIFIERS, "second_hand": 2.0})
    cases = re.findall(r'^\{"signal".*$', TEXTS["CONTRIBUTING.md"], re.MULTILINE)
    scores = {}
    for case in map(json.loads, cases):
        right = right_from(right_to(factories.right(), ROOT) | case["right"], ROOT)
        (match,) = OneByOne([right], lambda _: None).match(listing_from(case["listing"], ROOT), 1)
        assert (case["expect"] == "silent") == ("second_hand" not in {signal.name for signal in match.signals})
        scores[case["expect"]] = match.score
    assert scores["against"] < scores["silent"]


def test_the_shown_format_writes_a_lead() -> None:
    file = io.BytesIO()
    assert example("exports/formats/letter_txt.py").FORMAT.write([lead("L-1"), lead("L-2")], file) == 2
    assert "看过" in file.getvalue().decode()


def test_the_shown_importer_names_a_bad_line(tmp_path: Path) -> None:
    path = tmp_path / "marks.tsv"
    path.write_text("TM-1\tVelmora\tVelmora Works\t25;18\nTM-2\tQuistrel\n", encoding="utf-8")
    row, problem = example("registry/importers/office_tsv.py").IMPORTER.read(path)
    assert isinstance(row, Row)
    assert (row.right.nice_classes, problem.line) == ((25, 18), 2)
