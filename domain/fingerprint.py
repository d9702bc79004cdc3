"""A picture's comparable form."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """Bits of one picture by one algorithm; comparable only with the same algorithm and version.

    Attributes:
        algorithm: for example "phash".
        version: raised whenever the same picture would give other bits.
        bits: packed, most significant bit first.
    """

    algorithm: str
    version: int
    bits: bytes
