"""Pictures of a batch: decoded once, the first of each listing first, the dear looks on a budget."""

import io
from collections import Counter
from pathlib import Path

import factories
import pytest
from pictured import written
from PIL import Image, ImageDraw, ImageFont

from matching.pictures import search
from matching.pictures.decode import decode
from matching.pictures.reader import likely, read_lines
from matching.pictures.search import Budget, PictureSearch

LOGO = written(factories.drawing(1, (200, 160)))
CASES = Path(__file__).parent.parent / "cases" / "pictures"
NAMED = (CASES / "name_on_picture.jpg").read_bytes()


def shown(seed: int) -> bytes:
    scene = factories.drawing(seed, (480, 360))
    scene.paste(Image.open(io.BytesIO(LOGO)).resize((180, 144)), (280, 40))
    return written(scene, "JPEG", quality=85)


FILES = {"logo": LOGO, "text": NAMED, "broken": b"no picture"} | {f"shown {n}": shown(20 + n) for n in range(4)}


def opened(budget: Budget, files: dict[str, bytes] = FILES) -> PictureSearch:
    return PictureSearch.of([(0, "logo")], files.get, budget)


def offers(*pictures: tuple[str, ...]) -> list[factories.Listing]:
    return [factories.listing(f"L-{n}", images=images) for n, images in enumerate(pictures)]


def test_parts_are_looked_for_as_far_as_the_budget_goes_first_pictures_first() -> None:
    batch = offers(("shown 0", "shown 1"), ("shown 2", "shown 3"))
    for parts, found in ((0, set()), (500, {"shown 0"}), (1_000, {"shown 0", "shown 2"}), (2_000, set(FILES))):
        some = opened(Budget(parts, 0))
        seen = some.look(batch)
        fired = {image for one in seen for image, sights in one.sights.items() if sights}
        assert fired == found & {"shown 0", "shown 1", "shown 2", "shown 3"}
        assert some.warnings.passed == 4 - len(fired)


def test_the_same_content_is_looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: Counter[bytes] = Counter()

    def counted(data: bytes) -> search.Picture:
        calls[data] += 1
        return decode(data)

    some = opened(Budget(2_000, 0), FILES | {"again": FILES["shown 0"]})
    monkeypatch.setattr(search, "decode", counted)
    first = some.look(offers(("shown 0",), ("again",)))
    second = some.look(offers(("again",)))
    assert calls == {FILES["shown 0"]: 1}
    assert first[0].sights["shown 0"] == first[1].sights["again"] == second[0].sights["again"] != []


def test_what_cannot_be_looked_at_is_counted() -> None:
    some = opened(Budget(1_000, 0))
    seen = some.look(offers(("broken", "absent", "shown 0")))
    assert (some.warnings.unreadable, some.warnings.absent) == (1, 1)
    assert list(seen[0].sights) == ["shown 0"]


def test_the_picture_with_most_print_is_read_and_none_without_a_budget() -> None:
    batch = offers(("shown 0",), ("text",))
    seen = opened(Budget(0, 500)).look(batch)
    assert "Velmora" in " ".join(line.text for line in seen[1].lines["text"])
    assert not seen[0].lines
    assert not any(one.lines for one in opened(Budget(0, 0)).look(batch))


def test_lines_are_boxed_in_pixels_as_stored() -> None:
    large = Image.open(io.BytesIO(NAMED)).resize((1_440, 900))
    (line, *_) = read_lines(written(large, "JPEG", quality=90))
    assert "Velmora" in line.text
    assert 60 < line.box.x < 160
    assert 20 < line.box.y < 120
    assert 900 < line.box.width < 1_200
    assert read_lines(b"no picture") == ()


def test_print_looks_more_like_print_than_shapes_do() -> None:
    plain = factories.drawing(9, (480, 360))
    printed = plain.copy()
    ImageDraw.Draw(printed).text((20, 40), "FREE SHIPPING TODAY", "white", ImageFont.load_default(36), stroke_width=0)
    assert likely(decode(written(plain)).grey) < likely(decode(written(printed)).grey)
