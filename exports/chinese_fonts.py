"""Finding a font that can print Chinese; PDFs carry what they use of it."""

from collections.abc import Collection
from functools import cache

# The best first: those of Linux distributions, then what macOS, Windows and WPS bring.
FAMILIES = (
    "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN", "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei", "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "SimHei", "Noto Serif CJK SC", "SimSun",
)  # fmt: skip


class NoChineseFontError(RuntimeError):
    """No font of this machine can print Chinese; the message says what to install."""


def family(there: Collection[str] | None = None) -> str:
    """The family to print with.

    Args:
        there: families to choose from; those of this machine by default.

    Raises:
        NoChineseFontError: none of them can print Chinese.
    """
    known = _installed() if there is None else there
    found = next((name for name in FAMILIES if name in known), None)
    if found is None:
        raise NoChineseFontError(
            "no font on this machine can print Chinese; install one, on Debian and Ubuntu: apt install fonts-noto-cjk, "
            "elsewhere Noto Sans CJK SC or Source Han Sans SC"
        )
    return found


@cache
def _installed() -> frozenset[str]:
    import typst

    return frozenset(typst.Fonts().families())
