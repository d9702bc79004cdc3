"""How well product pages are read: F1 of price, availability, SKU and brand, beside extruct alone in the same run.

    python -m benchmarks.extraction --pages FOLDER --truth TRUTH.json [--json var/bench/extraction.json]

The folder holds `<name>.html` (or `.html.gz`); the JSON gives for each name its `url` and, for each attribute that is
told, the list of values that count as right (an empty list: the page tells none). A page may carry a `half`; each half
is counted by itself, so that one can be developed on and the other only looked at. Prices are compared as numbers, SKUs
and brands without case; what the JSON leaves out is not counted. Availability is told of every page: who says
nothing is taken to say "InStock", as the published comparison does.
"""

import argparse
import gzip
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import extruct
from price_parser import Price

from crawlers.extraction import extract
from crawlers.saved_page import saved_page

ATTRIBUTES = ("price", "availability", "sku", "brand")
GOALS = {"price": 0.90, "availability": 0.94, "sku": 0.80, "brand": 0.85}
Answer = dict[str, str]


@dataclass
class Score:
    """Counts of one attribute: right, wrong (or where there is none), missed; and the mistakes."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    mistakes: list[str] = field(default_factory=list)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall, 0 where nothing was right."""
        return 2 * self.right / max(1, 2 * self.right + self.wrong + self.missed)


def ours(body: bytes, url: str) -> Answer:
    """What `markhound extract` says."""
    choices = extract(saved_page(body, url)).choices
    return {name: choices[name].value for name in ATTRIBUTES if name in choices}


def extruct_alone(body: bytes, url: str) -> Answer:
    """What markup alone says: OpenGraph, then JSON-LD, then microdata, the first that tells."""
    html = saved_page(body, url).response.text
    data = extruct.extract(
        html, base_url=url, uniform=True, syntaxes=["opengraph", "json-ld", "microdata"], errors="ignore"
    )
    answer: Answer = {}
    for item in data.get("opengraph", []):
        _note(answer, "price", item.get("product:price:amount") or item.get("og:price:amount"))
        _note(answer, "availability", item.get("product:availability") or item.get("og:availability"))
        _note(answer, "brand", item.get("product:brand") or item.get("og:brand"))
        _note(answer, "sku", item.get("product:sku"))
    for item in [*data.get("json-ld", []), *data.get("microdata", [])]:
        if isinstance(item, dict) and item.get("@type") in ("Product", ["Product"]):
            offer = _first(item.get("offers"))
            _note(answer, "price", offer.get("price") or offer.get("lowPrice"))
            _note(answer, "availability", offer.get("availability"))
            _note(answer, "sku", item.get("sku") or item.get("productID"))
            brand = item.get("brand")
            _note(answer, "brand", brand.get("name") if isinstance(brand, dict) else brand)
    return answer


def _note(answer: Answer, name: str, value: Any) -> None:
    if name in answer or value in (None, "", []) or isinstance(value, dict | list):
        return
    text = str(value).strip()
    if name == "price":
        amount = Price.fromstring(text).amount
        text = "" if amount is None else str(amount)
    if name == "availability":
        text = "InStock" if re.search(r"in_?\s?stock", text, re.IGNORECASE) else "OutOfStock"
    if text:
        answer[name] = text


def _first(value: Any) -> dict[str, Any]:
    items = value if isinstance(value, list) else [value]
    return next((item for item in items if isinstance(item, dict)), {})


def same(name: str, said: str, right: Iterable[str]) -> bool:
    """Whether an answer is one of the right ones."""
    if name == "price":
        return any(_number(said) == _number(one) for one in right)
    return any(_bare(said) == _bare(one) for one in right)


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(text.replace(",", ""))
    except InvalidOperation:
        return None


def _bare(text: str) -> str:
    return re.sub(r"[\W_]", "", text).casefold()


def count(
    pages: Mapping[str, Any], folder: Path, read: Callable[[bytes, str], Answer]
) -> tuple[dict[str, Score], float]:
    """Scores by attribute over these pages, and the seconds of processor time that reading took."""
    scores = {name: Score() for name in ATTRIBUTES}
    seconds = 0.0
    for name, truth in pages.items():
        body = _body(folder, name)
        began = time.process_time()
        answer = read(body, truth["url"])
        seconds += time.process_time() - began
        for attribute, score in scores.items():
            if attribute in truth:
                _judge(score, attribute, answer.get(attribute, ""), truth[attribute], name)
    return scores, seconds


def _judge(score: Score, attribute: str, said: str, right: list[str], name: str) -> None:
    said = said or ("InStock" if attribute == "availability" else "")
    if said and right and same(attribute, said, right):
        score.right += 1
        return
    score.wrong += bool(said)
    score.missed += bool(right)
    if said or right:
        score.mistakes.append(f"{name}: {said or '-'} for {' or '.join(right) or '-'}")


def _body(folder: Path, name: str) -> bytes:
    plain = folder / f"{name}.html"
    return plain.read_bytes() if plain.is_file() else gzip.decompress((folder / f"{name}.html.gz").read_bytes())


def main(argv: list[str] | None = None) -> int:
    """Reads the folder, prints a table, and writes it as JSON where asked."""
    parser = argparse.ArgumentParser(prog="benchmarks.extraction")
    parser.add_argument("--pages", type=Path, required=True, help="folder of saved pages")
    parser.add_argument("--truth", type=Path, help="ground truth; default: ground-truth.json in the folder")
    parser.add_argument("--half", default="", help="only pages of this half")
    parser.add_argument("--mistakes", action="store_true", help="name every page that was misread")
    parser.add_argument("--json", type=Path, default=None)
    asked = parser.parse_args(argv)
    truth_file = asked.truth or asked.pages / "ground-truth.json"
    if not truth_file.is_file():
        print(f"extraction: skipped, there is no {truth_file}; name the pages with --pages and --truth")
        return 0
    truth: dict[str, Any] = json.loads(truth_file.read_text(encoding="utf-8"))
    halves = sorted({str(page.get("half", "all")) for page in truth.values()})
    results: dict[str, Any] = {}
    for half in [asked.half] if asked.half else halves:
        pages = {name: page for name, page in truth.items() if str(page.get("half", "all")) == half}
        results[half] = _table(half, pages, asked)
    if asked.json:
        asked.json.parent.mkdir(parents=True, exist_ok=True)
        asked.json.write_text(json.dumps(results, indent=1), encoding="utf-8")
    return 0


def _table(half: str, pages: dict[str, Any], asked: argparse.Namespace) -> dict[str, Any]:
    found, seconds = count(pages, asked.pages, ours)
    plain, _ = count(pages, asked.pages, extruct_alone)
    told = Counter(name for page in pages.values() for name in ATTRIBUTES if name in page)
    print(f"\n{half}: {len(pages)} pages, {1000 * seconds / max(1, len(pages)):.0f} ms a page")
    print(f"{'attribute':14}{'told':>6}{'F1':>8}{'goal':>8}{'precision':>11}{'recall':>8}{'extruct F1':>12}")
    for name in ATTRIBUTES:
        score = found[name]
        precision = score.right / max(1, score.right + score.wrong)
        recall = score.right / max(1, score.right + score.missed)
        line = f"{name:14}{told[name]:>6}{score.f1:>8.3f}{GOALS[name]:>8.2f}{precision:>11.3f}{recall:>8.3f}"
        print(f"{line}{plain[name].f1:>12.3f}")
        if asked.mistakes:
            for mistake in score.mistakes:
                print(f"    {mistake}")
    f1 = {name: {"f1": found[name].f1, "extruct": plain[name].f1, "told": told[name]} for name in ATTRIBUTES}
    return {"pages": len(pages), "seconds": seconds, "attributes": f1}


if __name__ == "__main__":
    sys.exit(main())
