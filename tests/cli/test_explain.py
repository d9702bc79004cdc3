"""`markhound match --explain`: what a person reads about one title."""

import pytest
from matching_files import Files

ROWS = (
    "right_id,kind,mark_text,aliases,nice_classes,status,expires_on\n"
    "TM-1,trademark,维摩拉,Velmora,25,registered,\n"
    "TM-2,trademark,VELMORA,,9,registered,2020-01-01\n"
    "TM-3,trademark,Velnora,,25,registered,\n"
)


@pytest.fixture
def files(files: Files) -> Files:
    files.registry = files.write("rights.csv", ROWS)
    return files


def explained(files: Files, title: str, *options: str) -> str:
    code, said, errors = files.match("--explain", title, *options)
    assert code == 0, errors
    return said


def test_a_match_is_shown_with_its_place_its_nearness_and_every_signal(files: Files) -> None:
    said = explained(files, "高仿 维磨拉 外套")
    first = said.partition("\n2. ")[0].partition("\nAlmost")[0]
    assert "TM-1: 维摩拉" in first
    assert "高仿 ⟦维磨拉⟧ 外套" in first
    assert "“维摩拉”, written “维磨拉” (" in first
    assert "sound same" in first
    for signal in ("mark_in_title", "counterfeit_words", "goods_class"):
        assert f"  {signal}: " in first
    assert "silent: authorised_seller, brand_use" in first


def test_what_almost_matched_says_why_it_did_not(files: Files) -> None:
    said = explained(files, "Velmora 外套", "--top", "1")
    almost = said.partition("\nAlmost:\n")[2]
    assert "(TM-2): the right is not in force" in almost
    assert "expires on 2020-01-01" in almost
    assert "(TM-3): its score" in almost
    assert "behind the first 1" in almost
    assert "is below 0.99" in explained(files, "Velmora 外套", "--min-score", "0.99")


def test_a_title_that_refers_to_nothing_says_so(files: Files) -> None:
    assert "refers to no right" in explained(files, "素色棉布 两米")


def test_a_hostile_title_cannot_rewrite_the_terminal(files: Files) -> None:
    assert "\x1b" not in explained(files, "\x1b[2J Vel\x1b[31mmora 外套")


def test_without_files_and_without_a_title_it_says_what_is_missing(files: Files) -> None:
    code, _, said = files.match()
    assert code == 2
    assert "--listings" in said
    assert "--explain" in said
