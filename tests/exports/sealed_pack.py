"""A pack with a time stamp, unpacked, for tests that change it."""

import hashlib
import json
import runpy
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from exports.manifest import linked
from exports.pack import make
from tests.exports.made_case import House, crawled
from tests.exports.stamping import authority

Checked = tuple[list[str], list[str]]


@dataclass(frozen=True)
class Sealed:
    """A pack, unpacked as well, and the verifier that lies in it."""

    house: House
    path: Path
    folder: Path
    check: Callable[..., Checked]

    def broken(self, name: str, data: bytes) -> list[str]:
        """What the verifier says of the folder with that file instead."""
        path = self.folder / name
        before = path.read_bytes()
        path.write_bytes(data)
        try:
            return self.check(self.folder)[0]
        finally:
            path.write_bytes(before)

    def forged(self, change: Callable[[Any, Any], None]) -> list[str]:
        """What it says of case.json and manifest.json changed together, digests of files made to fit."""
        case = json.loads((self.folder / "case.json").read_text())
        manifest = json.loads((self.folder / "manifest.json").read_text())
        change(case, manifest)
        text = json.dumps(case, ensure_ascii=False, indent=1).encode() + b"\n"
        link = "0" * 64
        for line in manifest["files"]:
            if line["name"] == "case.json":
                line |= {"size": len(text), "sha256": hashlib.sha256(text).hexdigest()}
            line["link"] = link = linked(link, line["name"], line["size"], line["sha256"])
        before = (self.folder / "case.json").read_bytes()
        (self.folder / "case.json").write_bytes(text)
        try:
            return self.broken("manifest.json", json.dumps(manifest, ensure_ascii=False, indent=1).encode() + b"\n")
        finally:
            (self.folder / "case.json").write_bytes(before)


def sealed_pack(base: Path) -> Sealed:
    """Makes one of two leads."""
    house, leads = crawled(base / "data", ["Velmora 加厚外套", "维摩拉 外套"])
    made = make(house.case(leads), house.shop(authority=authority(base / "authority")), base / "a.zip")
    folder = base / "folder"
    with zipfile.ZipFile(made.path) as pack:
        pack.extractall(folder)
    check = runpy.run_path(str(folder / "verify.py"))["check"]
    assert check(made.path)[0] == check(folder)[0] == []
    return Sealed(house, made.path, folder, check)
