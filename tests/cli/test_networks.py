"""`markhound networks`: what a terminal and a script are told."""

import json
from pathlib import Path
from typing import Any

import factories
import pytest
from factories import NOW
from typer.testing import CliRunner

from cli.app import app
from domain.listing import Seller
from domain.network import FactKind, Tie
from flows.house import open_house
from leads.network.raising import Joined
from leads.store import Found
from settings import Settings


@pytest.fixture
def group_id(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("MARKHOUND_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    house = open_house(Settings())
    sellers = [Seller("a", "a"), Seller("b", "b")]
    found = [
        Found(factories.listing(f"L-{one.name}", seller=one), factories.right(), factories.match(f"L-{one.name}"))
        for one in sellers
    ]
    house.leads.queue(found, "run", NOW)
    why = (Tie("town/a", "town/b", FactKind.PHONE, "138****8000", 2, 0.8, "https://a.example", "https://b.example"),)
    (raised,) = house.leads.networks.replace([Joined(("town/a", "town/b"), why)], NOW)
    return raised.group_id


def said(*words: str) -> Any:
    return CliRunner().invoke(app, ["networks", *words], env={"COLUMNS": "200"})


def test_the_list_names_each_group_lead_with_its_counts(group_id: str) -> None:
    table = said("list")
    assert (table.exit_code, group_id in table.stdout) == (0, True)
    (one,) = json.loads(said("list", "--json").stdout)
    assert (one["group_id"], one["kind"], one["to_decide"]) == (group_id, "network", 2)
    assert json.loads(said("list", "--kind", "mass", "--json").stdout) == []


def test_one_is_shown_with_reasons_and_the_warning_that_they_are_no_proof(group_id: str) -> None:
    text = said("show", group_id).stdout
    assert "no proof" in text
    assert "town/a - town/b: phone 138****8000, shared by 2 seller(s)" in text
    (tie,) = json.loads(said("show", group_id, "--json").stdout)["ties"]
    assert tie["sellers"] == ["town/a", "town/b"]


def test_one_that_is_not_there_is_a_sentence(group_id: str) -> None:
    result = said("show", "f" * 32)
    assert "markhound networks list" in str(result.exception)
