"""Fits matching/fitted/fitted-3.json on the fitting half of the generated town (benchmarks/town).

    python -m tools.fit_ranking --data ../shared/data

Names, real titles, phrases and substitutes of that half are in no town that `make bench-ranking` measures on. The
town has eight times as many offers that name a mark as the field has; they count an eighth. Folds are by right.
"""

import argparse
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.substitutes import Part
from benchmarks.town.look import look
from benchmarks.town.measure import auc, auc_given_mark, ece
from benchmarks.town.pairs import Pairs
from benchmarks.town.stock import stock
from benchmarks.town.town import BLOCK, LAWFUL, TRUE, Town
from domain.signal import Role
from matching.additive import FOLDER, Additive, Curve
from matching.fitting import Basis, fitted, folds
from matching.rule import rules
from matching.score import MAINS, QUALIFIERS

NAME = "fitted-3"
RICHNESS, FOLDS, STIFFNESS = 8, 4, 2.0
MOST_OTHERS = 20_000  # pairs whose listing is not about their right; the rest is weighted in
RIVAL = "rival"
MAIN_ODDS = 3.0  # what a main of weight and strength 1 is taken to add before anything is fitted
# There are no pictures in the town, so these stay as they stand here: a copy of a registered picture is hardly ever an
# accident, though lawful traders copy pictures too, and a name in a picture says what one in a title says.
PICTURES = {"picture_copy": 10.5, "picture_part": 9.5, "mark_in_picture_text": 5.0}


def prior() -> dict[str, Curve]:
    """The readable table as curves: what signals that the town hardly shows (pictures) keep."""
    found: dict[str, Curve] = {name: ((0.0, 0.0), (1.0, MAIN_ODDS * weight)) for name, weight in MAINS.items()}
    found |= {name: ((0.0, 0.0), (1.0, odds)) for name, odds in PICTURES.items()}
    return found | {name: ((-1.0, -weight), (0.0, 0.0), (1.0, weight)) for name, weight in QUALIFIERS.items()}


def roles() -> dict[str, Role]:
    """Role of every signal."""
    return dict.fromkeys(MAINS, Role.MAIN) | dict.fromkeys(QUALIFIERS, Role.QUALIFIER)


def chosen(pairs: Pairs, richness: int, random: np.random.Generator) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Pairs to fit on, and how much each counts so that shares are those of the field."""
    background = pairs.kinds[pairs.kind] == "background"
    plain = (1 - TRUE - LAWFUL) / (1 - richness * (TRUE + LAWFUL))
    counts = np.where(background, plain, 1 / richness)
    others = np.flatnonzero(~pairs.met)
    drawn = random.permutation(others)[:MOST_OTHERS]
    counts[drawn] *= len(others) / max(len(drawn), 1)
    return np.sort(np.concatenate([np.flatnonzero(pairs.met), drawn])), counts


def fit_town(pairs: Pairs, richness: int = RICHNESS) -> tuple[Additive, dict[str, float]]:
    """The scorer, and figures on folds by right and by seller that were not fitted on."""
    which, counts = chosen(pairs, richness, np.random.default_rng(1))
    true, weights = pairs.true[which], counts[which]
    basis = Basis.of(roles(), prior(), STIFFNESS)
    # Twice: what a rival is depends on how the listing's rights are ordered by the scorer that is being fitted.
    alone = {name: column[which] for name, column in pairs.strengths().items() if name != RIVAL}
    first, _ = fitted(basis, alone, (true, weights), folds(pairs.right[which], FOLDS), NAME)
    strengths = {name: column[which] for name, column in pairs.compared(first).items()}
    made, held = fitted(basis, strengths, (true, weights), folds(pairs.right[which], FOLDS), NAME)
    _, by_seller = fitted(basis, strengths, (true, weights), folds(pairs.seller[which], FOLDS), NAME)
    met = pairs.met[which]
    figures = {
        "auc given the mark, folds by right": auc(true[met], held[met]),
        "auc given the mark, folds by seller": auc(true[met], by_seller[met]),
        "ece, folds by right": ece(true, made.calibrated(held)),
        "ece, folds by seller": ece(true, made.calibrated(by_seller)),
        "auc given the mark, table": auc_given_mark(pairs, pairs.table.astype(np.float64)),
    }
    return made, figures


def main() -> None:
    """Fits and writes."""
    parser = argparse.ArgumentParser(prog="python -m tools.fit_ranking", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of marks and titles")
    parser.add_argument("--listings", type=int, default=60_000)
    parser.add_argument("--rights", type=int, default=320_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--pairs", type=Path, help="keep the matched pairs here, and take them from here if there")
    options = parser.parse_args()
    if options.pairs and options.pairs.is_file():
        pairs = Pairs.load(options.pairs)
    else:
        stocked = stock(options.data, Part.TUNE, options.seed, options.rights)
        town = Town.of(stocked, options.listings, options.seed, RICHNESS)
        pairs = look(town, range(options.listings // BLOCK), options.workers)
        if options.pairs:
            pairs.save(options.pairs)
    made, figures = fit_town(pairs)
    for name, value in figures.items():
        print(f"{name}: {value:.4f}")
    FOLDER.mkdir(exist_ok=True)
    said = f"a generated town of {pairs.listings:,} listings, half of brands, titles and phrases; seed {options.seed}"
    scorer = Additive(made.name, made.base, made.curves, made.calibration, said)
    (FOLDER / f"{NAME}.json").write_text(scorer.text(), encoding="utf-8")
    assert set(rules()) <= set(roles())


if __name__ == "__main__":
    main()
