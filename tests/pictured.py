"""Made-up pictures for tests, and indexes of them."""

import io
from collections.abc import Sequence

from PIL import Image

from matching.pictures.compile import compile_pictures
from matching.pictures.decode import decode
from matching.pictures.index import PictureIndex


def written(image: Image.Image, form: str = "PNG", **options: object) -> bytes:
    """A picture file's bytes."""
    file = io.BytesIO()
    image.save(file, form, **options)
    return file.getvalue()


def index_of(images: Sequence[Image.Image]) -> PictureIndex:
    """An index in memory."""
    files = [written(image) for image in images]
    return compile_pictures(len(files), lambda number: decode(files[number]))
