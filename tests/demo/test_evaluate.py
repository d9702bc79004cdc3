"""Precision and recall on a hand-made case."""

import json
from pathlib import Path

import pytest

from demo.evaluate import Found, KindResult, evaluate

TRUTH = (
    ("a", "1", "R1", "infringing", "plain"),
    ("a", "2", "R1", "infringing", "plain"),
    ("b", "1", "R2", "infringing", "leet"),
    ("a", "3", "R1", "lawful", "other_class"),
    ("a", "4", "", "clean", "clean"),
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    names = ("source", "listing_id", "right_id", "label", "kind")
    lines = [json.dumps(dict(zip(names, fact, strict=True))) for fact in TRUTH]
    (tmp_path / "truth.jsonl").write_text("\n".join(lines) + "\n")
    return tmp_path / "truth.jsonl"


def test_only_the_right_concerned_counts(path: Path) -> None:
    result = evaluate(
        path,
        [
            Found("a", "1", "R1", 0.9),
            Found("a", "1", "R2", 0.8),
            Found("b", "1", "R2", 0.7),
            Found("a", "3", "R1", 0.6),
            Found("a", "4", "R1", 0.5),
        ],
    )
    assert (result.planted, result.found, result.true, result.lawful, result.elsewhere) == (3, 5, 2, 1, 2)
    assert result.precision == pytest.approx(2 / 5)
    assert result.recall == pytest.approx(2 / 3)
    assert result.infringing == (KindResult("leet", 1, 1), KindResult("plain", 2, 1))
    assert result.alarms == (KindResult("other_class", 1, 1),)
    assert ("infringing", "plain", 2, 1, 0.5) in result.rows()
    assert ("top", "precision at 20", 5, 2, 0.4) in result.rows()


def test_the_top_is_by_score(path: Path) -> None:
    wrong = [Found("a", f"x{n}", "R1", 0.5) for n in range(60)]
    result = evaluate(path, [*wrong, Found("a", "1", "R1", 0.9), Found("b", "1", "R2", 0.8)])
    assert dict(result.top) == {20: pytest.approx(2 / 20), 50: pytest.approx(2 / 50)}


def test_the_same_pair_twice_is_one(path: Path) -> None:
    result = evaluate(path, [Found("a", "1", "R1", 0.2), Found("a", "1", "R1", 0.9)])
    assert (result.found, result.true, result.precision) == (1, 1, 1.0)


def test_nothing_found(path: Path) -> None:
    result = evaluate(path, [])
    assert (result.precision, result.recall, dict(result.top)) == (0.0, 0.0, {20: 0.0, 50: 0.0})
