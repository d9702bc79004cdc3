"""From a listing to its matches: the best first, the lawful below, and nothing that a hostile shop can break."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import factories
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from one_by_one import OneByOne

from domain.listing import Listing, Seller
from domain.match import Match
from domain.right import Right, RightStatus
from matching import mention, normalize
from matching.score import SCORER

VELMORA = factories.right("TM-1", "Velmora", nice_classes=(25,), authorised_sellers=("S-9", "维摩拉临江店"))


def matcher(*rights: Right, pictures: dict[str, bytes] | None = None) -> OneByOne:
    return OneByOne(rights or (VELMORA,), (pictures or {}).get)


def top_score(listing: Listing, *rights: Right) -> float:
    found = matcher(*rights).match(listing, 5, 0.0)
    return found[0].score if found else 0.0


def offer(title: str, **fields: Any) -> Listing:
    return factories.listing(title=title, category="服饰 > 外套", **fields)


PLAIN = offer("Velmora 加厚外套")


@pytest.mark.parametrize(
    ("weaker", "stronger"),
    [
        (offer("Velmora 加厚外套", seller=Seller("S-9", "小满")), PLAIN),
        (offer("Velmora 加厚外套", seller=Seller("S-2", "维摩拉临江店")), PLAIN),
        (replace(PLAIN, category="厨具 > 保温杯", title="Velmora 保温杯"), PLAIN),
        (offer("适用于 Velmora 的外套拉链"), PLAIN),
        (offer("加厚外套", description="Velmora 面料"), PLAIN),
        (offer("Velnora 加厚外套"), offer("V3lm0ra 加厚外套")),
        (offer("Velnora 加厚外套"), offer("Vеlmоrа 加厚外套")),
        (offer("Velnora 加厚外套"), offer("V-e-l-m-o-r-a 加厚外套")),
        (offer("Velnora 加厚外套"), offer("Vel\u200bmora 加厚外套")),
        (PLAIN, offer("Velmora 加厚外套", brand="Velmora")),
        (PLAIN, offer("高仿 Velmora 加厚外套")),
        (offer("加厚保暖男女外套 Velmora"), PLAIN),
    ],
    ids=lambda listing: listing.title if isinstance(listing, Listing) else None,
)
def test_the_weaker_case_stands_below_the_stronger(weaker: Listing, stronger: Listing) -> None:
    assert 0 < top_score(weaker) < top_score(stronger) < 1


@pytest.mark.parametrize(
    ("weaker", "stronger"),
    [("VQ", "Velmora"), ("栖木", "栖木拉森"), ("远方", "栖木"), ("VQM", "VQMA")],
)
def test_a_name_that_says_little_stands_below_one_that_says_much(weaker: str, stronger: str) -> None:
    scores = [top_score(offer(f"新款 {name} 外套"), factories.right(mark_text=name)) for name in (weaker, stronger)]
    assert scores == sorted(scores)
    assert scores[0] < scores[1]


def test_the_best_come_first_and_no_more_than_asked_for() -> None:
    rights = [factories.right(f"TM-{n}", name) for n, name in enumerate(("Quellanto", "Orwindal", "Velmora"))]
    listing = offer("Velmora Orwindal Quellamto 外套", brand="Velmora")
    found = matcher(*rights).match(listing, 5, 0.0)
    assert [match.right_id for match in found] == ["TM-2", "TM-1", "TM-0"]
    assert [match.score for match in found] == sorted((match.score for match in found), reverse=True)
    for top in range(4):
        assert matcher(*rights).match(listing, top, 0.0) == found[:top]
    assert matcher(*rights).match(listing, 5, found[1].score) == found[:2]
    assert {match.scorer for match in found} == {SCORER}


def test_equal_rights_come_in_the_order_of_their_ids() -> None:
    rights = [factories.right(f"TM-{n}", "Velmora") for n in (3, 1, 2)]
    assert [match.right_id for match in matcher(*rights).match(PLAIN, 5, 0.0)] == ["TM-1", "TM-2", "TM-3"]


TWIN = factories.right("TM-B", "Velmora", nice_classes=(25,))


@pytest.mark.parametrize(
    ("weaker", "stronger"),
    [
        (replace(TWIN, mark_text="VELMORA"), TWIN),  # another case
        (replace(TWIN, mark_text="Vélmora"), TWIN),  # accents
        (replace(TWIN, mark_text="Velmоrа"), TWIN),  # another script
        (replace(TWIN, mark_text="Vel Mora"), TWIN),  # a gap
        (replace(TWIN, mark_text="Qorwell", aliases=("Velmora",)), TWIN),
        (replace(TWIN, nice_classes=(9,)), replace(TWIN, nice_classes=())),
        (replace(TWIN, nice_classes=()), TWIN),
        (replace(TWIN, status=RightStatus.UNKNOWN), TWIN),
        (TWIN, replace(TWIN, registered_on=date(2020, 5, 1))),
        (replace(TWIN, registered_on=date(2020, 5, 1)), replace(TWIN, registered_on=date(1998, 5, 1))),
        (TWIN, replace(TWIN, aliases=("加厚外套王",))),
    ],
    ids=str,
)
def test_of_rights_of_one_name_the_one_comes_first_for_which_more_speaks(weaker: Right, stronger: Right) -> None:
    listing = offer("Velmora 冬季 加厚外套王 新款")
    found = matcher(replace(weaker, right_id="TM-A"), stronger).match(listing, 5, 0.0)
    assert [match.right_id for match in found] == ["TM-B", "TM-A"]
    assert found[0].score > found[1].score


def test_a_listing_that_refers_to_nothing_has_no_match() -> None:
    assert matcher().match(offer("加厚保暖外套 2026 新款"), 5, 0.0) == []
    assert OneByOne((), {}.get).match(PLAIN, 5, 0.0) == []


@pytest.mark.parametrize("status", RightStatus)
def test_only_rights_in_force_on_the_listing_s_day_raise_a_match(status: RightStatus) -> None:
    right = replace(VELMORA, status=status, registered_on=factories.TODAY, expires_on=factories.TODAY)
    days = [factories.NOW + timedelta(days=n) for n in (-1, 0, 1)]
    found = [bool(matcher(right).match(replace(PLAIN, seen_at=day), 5, 0.0)) for day in days]
    assert found == [False, right.in_force(factories.TODAY), False]
    undated = bool(matcher(right).match(replace(PLAIN, seen_at=None), 5, 0.0))
    assert undated is right.in_force(factories.TODAY)


def test_every_signal_carries_both_values_and_mains_stand_first() -> None:
    (found,) = matcher().match(offer("高仿 V3lm0ra 外套", seller=Seller("S-9")), 5, 0.0)
    assert {signal.name for signal in found.signals[1:]} == {
        "counterfeit_words",
        "disguise",
        "authorised_seller",
        "goods_class",
        "seniority",
    }
    main = found.signals[0]
    assert (main.name, main.listing_value, main.right_value) == ("mark_in_title", "V3lm0ra", "Velmora")


def spans_point_into(listing: Listing, found: list[Match]) -> bool:
    return all(
        signal.listing_value != ""
        and signal.listing_value
        in {getattr(listing, field)[signal.span.start : signal.span.end] for field in quoted_fields(signal.name)}
        for match in found
        for signal in match.signals
        if signal.span is not None
    )


def quoted_fields(name: str) -> tuple[str, ...]:
    """The field that a main signal names; a qualifier may quote any."""
    fields = ("title", "brand", "description")
    named = name.removeprefix("mark_in_")
    return (named,) if named in fields else fields


@settings(deadline=None)
@given(st.text(max_size=80), st.text(max_size=30), st.text(max_size=80))
def test_spans_point_at_what_they_quote_in_any_text(title: str, brand: str, description: str) -> None:
    listing = factories.listing(title=f"{title} Velmora", brand=brand, description=f"{description}velmora{title}")
    assert spans_point_into(listing, matcher().match(listing, 5, 0.0))


MEGABYTE = {
    "letters": "a" * 5_000_000,
    "the mark": "velmora " * 600_000,
    "the mark and a long tail": "velmora" + " " * 4_000_000 + "a",
    "counterfeit words": "1:1同款" * 500_000,
    "compatible": "for " * 1_000_000 + "velmora",
    "chinese": "维摩拉国" * 1_000_000,
    "disguised": "v.e.l.m.o.r.a" * 300_000,
    "damaged": "�\u200b\u0301" * 1_000_000,
}


@pytest.mark.parametrize("kind", MEGABYTE)
def test_megabytes_in_every_field_end_and_point_into_the_original(kind: str) -> None:
    text = MEGABYTE[kind]
    listing = factories.listing(title=text, brand=text, description=text, category=text)
    rights = [VELMORA, factories.right("TM-2", "维摩拉国"), *(factories.right(f"A-{n}", "a" * n) for n in range(1, 20))]
    found = matcher(*rights).match(listing, 5, 0.0)
    assert len(found) <= 5
    assert spans_point_into(listing, found)


def test_a_brand_of_thousands_of_marks_is_folded_once_not_once_a_mark(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = 0
    fold_char = normalize.fold_char

    def counted(char: str) -> str:
        nonlocal calls
        calls += 1
        return fold_char(char)

    for module in (normalize, mention):
        monkeypatch.setattr(module, "fold_char", counted)
    names = [f"vq{a}{b}xo" for a in "abcdefghijklmnop" for b in "abcdefghijklmnop"]
    index = matcher(*(factories.right(f"TM-{n}", name) for n, name in enumerate(names)))
    calls = 0
    listing = factories.listing(title="外套", brand=" ".join(names) * 10)
    assert len(index.match(listing, 500, 0.0)) > 5
    assert calls < 5 * len(listing.brand)


def picture(tmp_path: Path, seed: int) -> bytes:
    return factories.picture(tmp_path / f"{seed}.png", seed).read_bytes()


def test_a_copied_picture_raises_a_match_without_a_word(tmp_path: Path) -> None:
    files = {"/r/logo.png": picture(tmp_path, 1), "/l/a.png": picture(tmp_path, 1), "/l/b.png": picture(tmp_path, 2)}
    rights = [factories.right("TM-1", "", images=("/r/logo.png",)), factories.right("TM-2", "Orwindal")]
    index = matcher(*rights, pictures=files)
    (found,) = index.match(factories.listing(title="外套", images=("/l/b.png", "/l/a.png")), 5, 0.0)
    (signal,) = [signal for signal in found.signals if signal.name == "picture_copy"]
    assert (found.right_id, signal.listing_value, signal.right_value) == ("TM-1", "a.png", "logo.png")
    assert signal.region is not None
    assert (signal.region.width, signal.region.height) == (320, 240)
    assert index.match(factories.listing(title="外套", images=("/l/b.png",)), 5, 0.0) == []


def test_what_could_not_be_compared_is_counted_on_its_side_and_once(tmp_path: Path) -> None:
    files = {"/r/bad.png": b"no picture", "/r/logo.png": picture(tmp_path, 1), "/l/bad.png": b"no picture"}
    right = factories.right("TM-1", "", images=("/r/bad.png", "/r/absent.png", "/r/logo.png"))
    index = matcher(right, pictures=files)
    assert (index.warnings.unreadable, index.warnings.absent) == (0, 0)
    index.match(factories.listing(title="外套", images=("/l/bad.png", "/l/absent.png", "/l/absent2.png")), 5, 0.0)
    assert (index.warnings.unreadable, index.warnings.absent) == (1, 2)
