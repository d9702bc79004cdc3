"""Pictures: copies by hashes, parts by local descriptors; both only propose, and pixels decide.

The way of a listing's picture: decode (once, at reduced size) -> spectrum and hash index (copy lane) -> keypoints and
regions, each with its descriptor index (part lane) -> alignments -> judge, by pixels -> sight.
docs/decisions/0009-pictures.md says why, with figures.
"""

ALGORITHM = "dct-sift"
VERSION = 3  # raised whenever the same picture would give other fingerprints; compiled indexes carry it
