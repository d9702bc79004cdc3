"""PDF out of a Typst template and a JSON file, in a process of its own: what Typst remembers would fill ours."""

import json
import subprocess
import sys
from pathlib import Path

from exports.chinese_fonts import family

PAPER = Path(__file__).parent / "paper"
MOST_SECONDS = 300


class TypesettingError(RuntimeError):
    """A template does not compile."""


def pdf(template: Path, data: dict[str, object], folder: Path, fonts: Path | None) -> bytes:
    """Compiles a template.

    Args:
        template: reads `data.json` beside it, and pictures that it names.
        data: what the template prints; texts in it are never markup.
        folder: where pictures lie; `data.json` and a copy of the template are written here.
        fonts: folder of further fonts, None for none.

    Raises:
        exports.chinese_fonts.NoChineseFontError: no font for Chinese.
        TypesettingError: the template is wrong.
    """
    (folder / "data.json").write_text(json.dumps(data | {"font": family(fonts)}, ensure_ascii=False), "utf-8")
    source, target = folder / "main.typ", folder / "main.pdf"
    source.write_bytes(template.read_bytes())
    done = subprocess.run(
        [sys.executable, "-c", _CHILD, source, target, fonts or ""],
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
source, target = map(pathlib.Path, sys.argv[1:3])
fonts = [folder for folder in map(pathlib.Path, sys.argv[3:]) if str(folder) != "." and folder.is_dir()]
typst.compile(source, output=target, root=source.parent, font_paths=fonts, timestamp=0)
"""
