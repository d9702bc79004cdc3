"""Other writings (异体字) of usual Han characters that OpenCC's t2s leaves alone: 峯 峰, 喆 哲, 気 气, 沢 泽.

`variants.tsv` (made by tools/make_variants.py): the variant, a tab, the usual simplified character. Sources: OpenCC's
regional and Japanese tables (Apache-2.0), Unihan's variants (Unicode License), some 300 by hand. Look a character up
after t2s. A character that is usual itself (喆, 堃, 犇, 甦 …) is here only where it is written for its sound and sense.
"""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

DATA = Path(__file__).with_name("variants.tsv")


def _load() -> Mapping[str, str]:
    lines = DATA.read_text(encoding="utf-8").splitlines()
    return MappingProxyType({line[0]: line[2] for line in lines})


VARIANTS: Mapping[str, str] = _load()
"""Variant -> usual simplified character; no value is itself a variant."""


def usual(char: str) -> str:
    """The usual writing of a character; itself if it is that."""
    return VARIANTS.get(char, char)
