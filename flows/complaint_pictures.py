"""Pictures that complainants send: decoded within the limits of any other picture, and kept without what a camera wrote
beside them, which tells where and with what somebody took them."""

import tempfile
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageOps

from domain.picture import FAULTS, FORMATS
from evidence.store import BlobStore
from matching.pictures.decode import UnreadablePictureError, decode

MOST_BYTES = 20_000_000
LONGEST_SIDE = 4_000  # pixels that are kept
QUALITY = 92
_REFUSED: tuple[type[Exception], ...] = (UnreadablePictureError, Image.DecompressionBombError, *FAULTS)


class RefusedPictureError(ValueError):
    """A picture that cannot be taken; the message says why."""


def keep(data: bytes, blobs: BlobStore) -> str:
    """Keeps a picture; gives its digest, which is the same for the same bytes.

    Raises:
        RefusedPictureError: it is none, or one that unpacks to more than any picture may have.
        OSError: it cannot be written.
    """
    if len(data) > MOST_BYTES:
        raise RefusedPictureError(f"has more than {MOST_BYTES // 1_000_000} MB; send a smaller one")
    try:
        decode(data)  # refuses bombs by their header, before anything is unpacked
        kept = _plain(data)
    except _REFUSED as error:
        raise RefusedPictureError(f"cannot be read ({str(error)[:120]}); send it as JPEG or PNG") from error
    blobs.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=blobs.folder, prefix=".intake-") as folder:
        path = Path(folder) / "picture"
        path.write_bytes(kept)
        return blobs.put(path).name


def _plain(data: bytes) -> bytes:
    """The pixels alone, as a camera was held; lossless where they were."""
    with Image.open(BytesIO(data), formats=FORMATS) as opened:
        kind = "JPEG" if opened.format in ("JPEG", "WEBP", "AVIF", "JPEG2000") else "PNG"
        picture = ImageOps.exif_transpose(opened)
        picture = picture.convert("RGB" if kind == "JPEG" or "A" not in picture.getbands() else "RGBA")
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    picture.info.clear()
    out = BytesIO()
    picture.save(out, kind, quality=QUALITY)
    return out.getvalue()
