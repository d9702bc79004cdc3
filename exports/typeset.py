"""PDF out of a Typst template and a JSON file, in a process of its own: what Typst remembers would fill ours."""

import json
import subprocess
import sys
from functools import cache
from pathlib import Path

PAPER = Path(__file__).parent / "paper"
# Whatever of these is there; simplified Chinese first, as forms are in it.
CHINESE = (
    "Noto Sans CJK SC", "Source Han Sans SC", "Noto Sans SC", "Source Han Sans CN", "Noto Serif CJK SC",
    "Microsoft YaHei", "PingFang SC", "SimHei", "SimSun", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei",
    "Noto Sans CJK JP",
)  # fmt: skip
MOST_SECONDS = 300


class NoFontError(LookupError):
    """There is no font for Chinese; the message says what to install."""


class TypesettingError(RuntimeError):
    """A template does not compile."""


@cache
def chinese_font(folder: Path) -> str:
    """A family that has Chinese, installed or in that folder.

    Raises:
        NoFontError: there is none.
    """
    import typst

    families = set(typst.Fonts(font_paths=[folder] if folder.is_dir() else []).families())
    found = next((name for name in CHINESE if name in families), "")
    if not found:
        raise NoFontError(
            "no font for Chinese was found; install one (Debian: apt install fonts-noto-cjk), or put a font file "
            f"such as Noto Sans CJK SC into {folder}"
        )
    return found


def pdf(template: Path, data: dict[str, object], folder: Path, fonts: Path) -> bytes:
    """Compiles a template.

    Args:
        template: reads `data.json` beside it, and pictures that it names.
        data: what the template prints; texts in it are never markup.
        folder: where pictures lie; `data.json` and a copy of the template are written here.
        fonts: folder of further fonts.

    Raises:
        NoFontError: no font for Chinese.
        TypesettingError: the template is wrong.
    """
    (folder / "data.json").write_text(json.dumps(data | {"font": chinese_font(fonts)}, ensure_ascii=False), "utf-8")
    source, target = folder / "main.typ", folder / "main.pdf"
    source.write_bytes(template.read_bytes())
    done = subprocess.run(
        [sys.executable, "-c", _CHILD, source, target, fonts],
        capture_output=True,
        text=True,
        timeout=MOST_SECONDS,
        check=False,
    )
    if done.returncode:
        said = " ".join(done.stderr.split())[-400:]
        raise TypesettingError(f"the template {template} does not compile: {said}")
    return target.read_bytes()


_CHILD = """
import sys, pathlib, typst
source, target, fonts = map(pathlib.Path, sys.argv[1:])
typst.compile(source, output=target, root=source.parent, font_paths=[fonts] if fonts.is_dir() else [])
"""
