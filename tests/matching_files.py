"""A registry and listings as files."""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import factories
from installation import RUN, Installation


class Files:
    """A folder with a registry CSV and a listings JSONL, and `markhound match` on them."""

    def __init__(self, folder: Path) -> None:
        self.at = Installation(folder)
        self.folder = folder
        factories.picture(folder / "views" / "jug.png", 7)
        factories.picture(folder / "shots" / "copy.png", 7)
        self.registry = self.write(
            "registry.csv",
            "right_id,kind,mark_text,aliases,images,nice_classes,status,authorised_sellers\n"
            "TM-1,trademark,Velmora,薇尔莫拉,,25,registered,Velmora Flagship\n"
            "DE-1,design,,,views/jug.png,,registered,\n",
        )

    def write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path

    def listings(self, *lines: object) -> Path:
        text = "".join((one if isinstance(one, str) else json.dumps(one, ensure_ascii=False)) + "\n" for one in lines)
        return self.write("listings.jsonl", text)

    def match(self, *options: str, out: str = "matches.jsonl", stdin: str = "") -> tuple[int, str, str]:
        done = subprocess.run(
            [sys.executable, "-c", RUN, "match", "--registry", str(self.registry), "--out", out, *options],
            cwd=self.folder,
            env=self.at.environment,
            input=stdin,
            capture_output=True,
            text=True,
            timeout=120,
        )
        return done.returncode, done.stdout, done.stderr

    def matches(self) -> Sequence[dict[str, object]]:
        return [json.loads(line) for line in (self.folder / "matches.jsonl").read_text(encoding="utf-8").splitlines()]
