"""What is kept of one person is found and can be read; others are masked."""

import json
import zipfile
from pathlib import Path

import pytest

from flows.retention.kind import PeriodsError, kinds, periods_of
from flows.subject import Asked, answer, gather, write
from settings import Settings
from tests.flows.kept_street import Street, street


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Street:
    made = street(tmp_path_factory.mktemp("subject"))
    run = made.night()
    made.lead(run, 0)
    made.lead(run, 1)
    return made


def test_all_of_a_seller_is_found_and_nothing_of_others(town: Street) -> None:
    found = gather(town.house, Asked(seller="town/S-0"), town.now)
    assert {one["listing"]["listing_id"] for one in found["listings"]} == {"L-0", "L-3"}
    assert [one["listing"] for one in found["leads"]] == ["L-0"]
    assert "S-1" not in json.dumps(found, default=str)


def test_the_file_has_a_page_to_read_in_two_languages_and_json(town: Street, tmp_path: Path) -> None:
    path = tmp_path / "person.zip"
    write(gather(town.house, Asked(seller="S-0"), town.now), path)
    with zipfile.ZipFile(path) as opened:
        page = opened.read("index.md").decode()
        assert json.loads(opened.read("data.json"))["about"] == "seller S-0"
    assert "所保存的您的信息" in page
    assert "A lead is a suspicion" in page


def test_an_answer_says_what_goes_and_what_is_held(town: Street) -> None:
    said = answer(town.house, Asked(seller="town/S-0"), town.now)
    assert "1 listing(s) go with their periods (captures: 180 days" in said
    assert "1 are kept" in said


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("[days]\ncaptures = 0\n", "captures wants a number of days"),
        ("[days]\nphotos = 3\n", "there is no kind 'photos'; kinds are access, audit, captures"),
        ("[days]\ncaptures = 900\n", "cannot outlive those of leads"),
        ("days = 3", "write the periods under"),
        ("[", "cannot be read"),
    ],
)
def test_a_table_that_makes_no_sense_is_refused_by_name(town: Street, tmp_path: Path, table: str, said: str) -> None:
    path = tmp_path / "retention.toml"
    path.write_text(table, encoding="utf-8")
    house = street(town.house.base, retention=path).house
    with pytest.raises(PeriodsError, match=said):
        periods_of(house)
    house.registry.engine.dispose()


def test_every_kind_stands_in_the_record_with_its_days() -> None:
    page = (Path(__file__).parents[2] / "docs" / "processing.md").read_text(encoding="utf-8")
    assert {name for name, one in kinds().items() if f"| `{name}` | {one.days} |" not in page} == set()
    assert Settings.model_fields["seen_days"].default == kinds()["seen"].days
