"""The figure for extraction is what it says: right, wrong and missed values, beside extruct in the same run."""

import json
from pathlib import Path

import pytest

from benchmarks.extraction import Score, main, same

PAGE = """<html><head><title>{name}</title>{head}</head><body><h1>{name}</h1><p class="price">$19.90</p>
<p>SKU: {sku}</p><p>{stock}</p></body></html>"""
PRODUCT = {"@type": "Product", "name": "B", "sku": "B-2", "offers": {"price": "19.9"}}
MARKUP = f'<script type="application/ld+json">{json.dumps(PRODUCT)}</script>'


def folder(path: Path) -> Path:
    made = {
        "a": PAGE.format(name="Velmora lantern", head="", sku="A-1", stock="Sold out"),
        "b": PAGE.format(name="B", head=MARKUP, sku="B-2", stock="In stock"),
    }
    for name, html in made.items():
        (path / f"{name}.html").write_text(html, encoding="utf-8")
    truth = {
        "a": {"url": "https://shop.example/a", "price": ["19.90"], "availability": ["OutOfStock"], "sku": ["a1"]},
        "b": {
            "url": "https://shop.example/b",
            "price": ["19.9"],
            "availability": ["InStock"],
            "sku": ["B-3"],
            "brand": [],
        },
    }
    (path / "ground-truth.json").write_text(json.dumps(truth), encoding="utf-8")
    return path


def test_right_wrong_and_missed_are_counted_for_both_readers(tmp_path: Path) -> None:
    report = tmp_path / "out.json"
    assert main(["--pages", str(folder(tmp_path)), "--json", str(report)]) == 0
    told = json.loads(report.read_text())["all"]["attributes"]
    assert told["price"] == {"f1": 1.0, "extruct": pytest.approx(2 / 3), "told": 2}
    assert told["availability"] == {"f1": 1.0, "extruct": 0.5, "told": 2}
    assert told["sku"] == {"f1": 0.5, "extruct": 0.0, "told": 2}  # B-2 for B-3


def test_a_folder_without_truth_is_skipped_by_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--pages", str(tmp_path)]) == 0
    assert "skipped, there is no" in capsys.readouterr().out


def test_prices_are_compared_as_numbers_and_names_without_case() -> None:
    assert same("price", "1299", ["1,299.00"])
    assert same("brand", "VELMORA®", ["Velmora"])
    assert not same("sku", "A-12", ["A-1"])


def test_f1_is_that_of_precision_and_recall() -> None:
    score = Score(right=6, wrong=2, missed=4)
    precision, recall = 6 / 8, 6 / 10
    assert score.f1 == pytest.approx(2 * precision * recall / (precision + recall))
