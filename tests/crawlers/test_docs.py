"""What docs/add-a-marketplace.md shows works as written, and it names every code, key and platform."""

import re
import tomllib
from dataclasses import fields
from pathlib import Path

from crawlers.catalogue import collect, platforms
from crawlers.checks import check
from crawlers.sources import load
from domain.source import Limits, Politeness, Source

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "add-a-marketplace.md").read_text(encoding="utf-8")
BLOCKS = dict(re.findall(r"```(\w+)\n(.*?)```", TEXT, re.DOTALL))


def test_the_declared_source_is_read_and_sound(tmp_path: Path) -> None:
    path = tmp_path / "sources.toml"
    path.write_text(BLOCKS["toml"], encoding="utf-8")
    (source,) = load(path)
    assert check(source) == ()
    assert len(tomllib.loads(BLOCKS["toml"])["sources"]["town-mall"]) <= 10


def test_the_shown_marketplace_is_one(tmp_path: Path) -> None:
    from types import ModuleType

    module = ModuleType("town_mall")
    exec(compile(BLOCKS["python"], "town_mall.py", "exec"), module.__dict__)
    assert set(collect([module])) == {"town_mall"}


def test_every_platform_option_key_and_code_is_named() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "crawlers").rglob("*.py"))
    codes = set(re.findall(r'problem\(\s*"([a-z-]+)"', code)) | set(re.findall(r'RefusedError\(\s*"([a-z-]+)"', code))
    codes |= set(re.findall(r'tally\.add\("([a-z-]+)"', code))
    keys = {one.name for kind in (Source, Politeness, Limits) for one in fields(kind)} - {"name"}
    options = {name for kind in platforms().values() for name in kind.options}
    wanted = codes | keys | options | set(platforms()) - {"town_market"}
    assert {
        name for name in wanted if f"`{name}`" not in TEXT and f"{name} = " not in TEXT and f".{name}]" not in TEXT
    } == set()
