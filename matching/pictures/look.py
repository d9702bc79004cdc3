"""Whether two pictures look the same as wholes: saved anew, scaled, brightened or mirrored; not cropped, not in parts.

Of 900 photos of goods (404,550 pairs) two pairs lie within `SAME` bits; of copies saved at quality 30, halved or
mirrored all do, of copies a fifth brighter 96 %, of copies with 4 % cut off each side 7 % (docs/decisions/0015).
"""

from matching.pictures.decode import UnreadablePictureError, decode
from matching.pictures.spectrum import bits, forms, spectrum

SAME = 4  # bits of 64
MIRRORED = (0, 1)  # numbers of the forms that count: as it is, and mirrored left-right

Look = tuple[int, int]
"""64 bits of a picture as it is, and as its mirror image."""


def look(data: bytes) -> Look | None:
    """A picture's bits; None where it cannot be decoded, or is too flat to compare."""
    try:
        lowest = spectrum(decode(data).grey)
    except UnreadablePictureError:
        return None
    if lowest is None:
        return None
    plain, mirrored = (int(one) for one in bits(forms(lowest[None, :])[0, list(MIRRORED)]))
    return plain, mirrored


def same(one: Look, other: Look) -> bool:
    """Whether they look the same, mirrored or not."""
    return min((one[0] ^ form).bit_count() for form in other) <= SAME
