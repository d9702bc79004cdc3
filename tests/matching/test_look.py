"""Whether two pictures look the same as wholes."""

from io import BytesIO

import factories
from PIL import Image, ImageOps

from matching.pictures.look import look, same


def test_looking_the_same_has_no_first_and_second() -> None:
    looks = []
    for seed in range(6):
        for image in (factories.drawing(seed), ImageOps.mirror(factories.drawing(seed))):
            buffer = BytesIO()
            image.save(buffer, "JPEG", quality=70)
            found = look(buffer.getvalue())
            assert found is not None
            looks.append((seed, found))
    for one, mine in looks:
        for other, theirs in looks:
            assert same(mine, theirs) == same(theirs, mine) == (one == other)


def test_what_cannot_be_seen_has_no_look() -> None:
    flat = BytesIO()
    Image.new("RGB", (64, 64), "white").save(flat, "PNG")
    assert look(flat.getvalue()) is None
    assert look(b"") is None
