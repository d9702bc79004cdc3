"""Finding a font that can print Chinese; PDFs carry what they use of it."""

from collections.abc import Collection
from functools import cache
from pathlib import Path

# The best first, simplified Chinese before others: fonts of Linux distributions, then of macOS, Windows and WPS.
FAMILIES = (
    "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN", "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei", "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "SimHei", "Noto Serif CJK SC", "SimSun",
    "Noto Sans CJK JP",
)  # fmt: skip


class NoChineseFontError(LookupError):
    """There is no font that can print Chinese; the message says what to install."""


@cache
def family(folder: Path | None = None) -> str:
    """The family to print with, of those installed and those in a folder.

    Raises:
        NoChineseFontError: none of them can print Chinese.
    """
    import typst

    return best(typst.Fonts(font_paths=[folder] if folder and folder.is_dir() else []).families(), folder)


def best(families: Collection[str], folder: Path | None = None) -> str:
    """The best of some families.

    Raises:
        NoChineseFontError: none of them can print Chinese.
    """
    found = next((name for name in FAMILIES if name in families), None)
    if found is None:
        raise NoChineseFontError(
            "no font on this machine can print Chinese; install one, on Debian and Ubuntu: apt install fonts-noto-cjk, "
            "elsewhere Noto Sans CJK SC or Source Han Sans SC" + (f", or put its file into {folder}" if folder else "")
        )
    return found
