"""A folder of wheels from which markhound is installed where there is no network (`make wheelhouse`).

What goes in is what the installed metadata says that markhound with its extras `postgres` and `browser` needs, at the
versions and digests of requirements.lock: no tools of developers. The wheels fit this Python and this platform. The
folder's requirements.txt names them with the digests that they have there.
"""

import argparse
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from hashlib import sha256
from importlib.metadata import requires
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename

ROOT = Path(__file__).resolve().parent.parent
NAME = "markhound"
EXTRAS = ("postgres", "browser")
LISTED = "requirements.txt"
_PIN = re.compile(r"^([a-z0-9-]+)(?:\[[^\]]*\])?==")


def needed(name: str, extras: Sequence[str]) -> set[str]:
    """Names of all packages that a package needs with some extras, here, by what is installed; not itself."""
    found: set[str] = set()
    open_: list[tuple[str, tuple[str, ...]]] = [(name, tuple(extras))]
    seen: set[tuple[str, tuple[str, ...]]] = set()
    while open_:
        one = open_.pop()
        if one in seen:
            continue
        seen.add(one)
        for line in requires(one[0]) or ():
            wanted = Requirement(line)
            if wanted.marker is None or any(wanted.marker.evaluate({"extra": extra}) for extra in (*one[1], "")):
                found.add(canonicalize_name(wanted.name))
                open_.append((wanted.name, tuple(sorted(wanted.extras))))
    return found - {name}


def pins(lock: str, names: Iterable[str]) -> str:
    """The entries of a lock that pin some packages, with their digests."""
    wanted, kept, taking = set(names), list[str](), False
    for line in lock.splitlines():
        if not line.startswith((" ", "#")):
            pin = _PIN.match(line)
            taking = pin is not None and pin[1] in wanted
        if taking and not line.lstrip().startswith("#"):
            kept.append(line)
    return "\n".join(kept) + "\n"


def listed(folder: Path) -> str:
    """The wheels of a folder but our own, as pip's requirements with the digests that they have."""
    lines = []
    for path in sorted(folder.glob("*.whl")):
        name, version, _, _ = parse_wheel_filename(path.name)
        if name != NAME:
            lines.append(f"{name}=={version} --hash=sha256:{sha256(path.read_bytes()).hexdigest()}")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Fills the folder; what is there already is taken again."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    folder: Path = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    names = needed(NAME, EXTRAS)
    wanted = pins((ROOT / "requirements.lock").read_text(encoding="utf-8"), names)
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", f"--wheel-dir={folder}"]
    with tempfile.TemporaryDirectory() as aside:
        lock = Path(aside) / LISTED
        lock.write_text(wanted, encoding="utf-8")
        subprocess.run([*pip, "--require-hashes", f"--find-links={folder}", "-r", lock], check=True)
    for old in folder.glob(f"{NAME}-*.whl"):
        old.unlink()
    subprocess.run([*pip, "--no-build-isolation", ROOT], check=True)
    (folder / LISTED).write_text(listed(folder), encoding="utf-8")
    if lacking := names - {line.partition("==")[0] for line in listed(folder).splitlines()}:
        sys.exit(f"requirements.lock does not pin {', '.join(sorted(lacking))}; run `make lock`")
    wheels = list(folder.glob("*.whl"))
    print(f"{len(wheels)} wheels, {sum(path.stat().st_size for path in wheels) / 1e6:.0f} MB in {folder}")


if __name__ == "__main__":
    main()
