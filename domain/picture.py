"""Which pictures are decoded, and what a damaged one may raise: the same for registers, shops and matching."""

import struct
import zlib

# Pillow's names. Others are left closed: shops do not show them, some start an interpreter (EPS) or a converter, and an
# ICO may hold a picture of another size than it says.
FORMATS = ("AVIF", "BMP", "GIF", "JPEG", "JPEG2000", "PNG", "TIFF", "WEBP")

# What Pillow's decoders raise on damaged bytes, found by changing bytes of each format at random; Pillow documents
# only OSError. Its DecompressionBombError comes on top.
FAULTS: tuple[type[Exception], ...] = (
    OSError, ValueError, SyntaxError, EOFError, RuntimeError, TypeError, AttributeError, LookupError, OverflowError,
    MemoryError, struct.error, zlib.error,
)  # fmt: skip
