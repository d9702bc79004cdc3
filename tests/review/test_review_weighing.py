"""The lead page says what each signal added to the score, by the scorer that gave it and by no other."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import factories
import pytest

from domain.lead import Lead
from matching.additive import Additive
from matching.score import SCORER, TABLE
from matching.scorers import FOLDER
from review.weighing import adds_of


@pytest.fixture
def lead(market: Any) -> Lead:
    name = market.queue(market.plain(1))[0]
    found = market.store.get(name)
    assert isinstance(found, Lead)
    return found


def test_what_a_signal_adds_is_what_its_own_scorer_says(lead: Lead, tmp_path: Path) -> None:
    assert adds_of(tmp_path, replace(lead, scorer=SCORER)) == TABLE.contributions(lead.signals)
    learned = Additive("fitted-3+x", -3.0, {lead.signals[0].name: ((0.0, 0.0), (1.0, 4.0))}, ((-9.0, -9.0), (9.0, 9.0)))
    (tmp_path / FOLDER).mkdir()
    (tmp_path / FOLDER / "fitted-3+x.json").write_text(learned.text(), encoding="utf-8")
    adds = adds_of(tmp_path, replace(lead, scorer="fitted-3+x"))
    assert adds[0] == pytest.approx(4 * lead.signals[0].strength)


def test_of_a_scorer_that_is_gone_or_damaged_nothing_is_said(lead: Lead, tmp_path: Path) -> None:
    assert adds_of(tmp_path, replace(lead, scorer="table-1")) == ()
    assert adds_of(tmp_path, replace(lead, scorer="../../../etc/passwd")) == ()
    (tmp_path / FOLDER).mkdir()
    (tmp_path / FOLDER / "mine.json").write_text("{", encoding="utf-8")
    assert adds_of(tmp_path, replace(lead, scorer="mine")) == ()
    stranger = replace(lead.signals[0], name="of_a_later_version")
    assert adds_of(tmp_path, replace(lead, scorer=SCORER, signals=(stranger,))) == ()


def test_the_page_shows_it_in_both_languages_and_leaves_it_out_where_it_is_not_known(
    market: Any, signed_in: Any
) -> None:
    found = market.plain(2)
    known, unknown = market.queue(
        replace(found, match=replace(found.match, scorer=SCORER)),
        replace(market.plain(3), match=factories.match(market.plain(3).listing.listing_id)),
    )
    adds = f"{TABLE.contributions(found.match.signals)[0]:+.2f}"
    assert f"adds to the log-odds <b>{adds}</b>" in signed_in.get(f"/leads/{known}").text
    assert f"对数几率贡献 <b>{adds}</b>" in signed_in.get(f"/leads/{known}?lang=zh").text
    assert "对数几率贡献" not in signed_in.get(f"/leads/{unknown}").text
