"""Checks a markhound case pack, offline: is it what the office signed, byte for byte?

    python3 verify.py                        the pack that this file lies in
    python3 verify.py case-….zip             a pack that is still a zip
    python3 verify.py PACK --key 64-HEX      ... and signed with the key that the office publishes
    python3 verify.py PACK --ca roots.pem    ... and stamped by an authority that these certificates vouch for

Needs Python 3.9 or newer and nothing else; openssl, where it is there, also checks the time stamp. Ends with 0 if
everything is as it was, with 1 if not, and names what broke. 核验材料是否与签名时一致;如有改动,指出何处被改。
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from exports.verifier.container import Pack
from exports.verifier.contents import check_captures, check_files, check_leads, check_runs
from exports.verifier.curve import BrokenError, signed
from exports.verifier.records import check_records

PEM_HEAD = bytes.fromhex("302a300506032b6570032100")  # what stands before the 32 bytes of an Ed25519 key (RFC 8410)
TST_INFO = bytes.fromhex("060b2a864886f70d0109100104")  # the OID of what a time stamp says (RFC 3161)
UNREADABLE = (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError, struct.error, zlib.error)


def check_signature(pack: Pack, name: str, of: str, key: bytes) -> None:
    text = pack.read(name)
    if not re.fullmatch(rb"[0-9a-f]{128}\n", text):
        raise BrokenError(f"{name}: this is no signature")
    if not signed(key, bytes.fromhex(text.decode()), pack.read(of)):
        raise BrokenError(f"{of}: was changed, or {name} was (the signature does not fit)")


def read_key(pack: Pack) -> bytes:
    text = pack.read("public-key.pem")
    body = b"".join(text.split(b"\n")[1:-2])
    try:
        key = base64.b64decode(body, validate=True)[len(PEM_HEAD) :]
    except ValueError:
        key = b""
    made = b"-----BEGIN PUBLIC KEY-----\n%s\n-----END PUBLIC KEY-----\n" % base64.b64encode(PEM_HEAD + key)
    if len(key) != 32 or made != text:
        raise BrokenError("public-key.pem: this is no Ed25519 key as packs hold it")
    return key


def check_stamp(pack: Pack, manifest: Any, ca: str, notes: list[str]) -> None:
    """The token is over this manifest; openssl says whether the authority signed it."""
    if not manifest["timestamp"]:
        notes.append(
            "no time stamp: the pack says so itself; its times are those of the capturing machine. 无可信时间戳"
        )
        return
    token, text = pack.read("timestamp.tsr"), pack.read("manifest.json")
    place = token.find(TST_INFO)
    when = re.search(rb"\x18[\x0d-\x17](\d{14}[.\d]*Z)", token[place:])
    if place < 0 or hashlib.sha256(text).digest() not in token[place:] or not when:
        raise BrokenError("timestamp.tsr: this token is not over this manifest.json")
    notes.append(f"time stamp by {manifest['timestamp']}: {when.group(1).decode()} 可信时间戳")
    roots = Path(ca).read_bytes() if ca else pack.read("timestamp-ca.pem") if "timestamp-ca.pem" in pack.files else b""
    if not roots or not shutil.which("openssl"):
        notes.append(
            "who signed the time stamp was not checked: that needs openssl and the authority's certificates (--ca)"
        )
        return
    with tempfile.TemporaryDirectory() as folder:
        for name, data in (("m", text), ("t", token), ("c", roots)):
            (Path(folder) / name).write_bytes(data)
        done = subprocess.run(
            ["openssl", "ts", "-verify", "-data", "m", "-in", "t", "-CAfile", "c"],
            cwd=folder,
            capture_output=True,
            check=False,
        )
    if done.returncode:
        raise BrokenError("timestamp.tsr: openssl does not accept the authority's signature")
    notes.append(f"openssl accepts the time stamp, by the certificates {'given' if ca else 'in the pack'}")


def check(path: str | Path, key: str = "", ca: str = "") -> tuple[list[str], list[str]]:
    """What is broken, and what else there is to say: two lists of sentences."""
    broken: list[str] = []
    notes: list[str] = []
    count = dict.fromkeys(("whole", "coded", "elsewhere", "proven", "unlisted"), 0)
    try:
        pack = Pack(Path(path))
        public = read_key(pack)
        fingerprint = hashlib.sha256(public).hexdigest()
        if key and key.replace(":", "").lower() != fingerprint:
            broken.append(f"public-key.pem: this is not the key that was expected; it is {fingerprint}")
        check_signature(pack, "manifest.sig", "manifest.json", public)
        broken += inside(pack, fingerprint, count)
        manifest = json.loads(pack.read("manifest.json").decode())
        if manifest["timestamp"]:
            check_signature(pack, "timestamp.sig", "timestamp.tsr", public)
        elif "timestamp.tsr" in pack.files:
            raise BrokenError("timestamp.tsr: was added; the manifest says that there is none")
        check_stamp(pack, manifest, ca, notes)
        notes.append(
            f"signed with the key {fingerprint}" + ("" if key else ": compare it with the office's 请核对公钥指纹")
        )
        whole, coded, elsewhere = count["whole"], count["coded"], count["elsewhere"]
        notes.append(
            f"{whole} captures read and compared, {coded} in a coding not undone here, {elsewhere} not in the pack"
        )
        notes.append(f"{count['proven']} of their records are shown to have stood in the sealed archives of their runs")
        if count["unlisted"]:
            notes.append(
                f"{count['unlisted']} record(s) are not shown to have: the manifests of their runs name the archive "
                "only as a whole, or are not in the pack. 封存清单未逐条载明的固证"
            )
    except BrokenError as error:
        broken.append(str(error))
        broken += named(path, count)
    except UNREADABLE as error:
        broken.append(f"pack: cannot be read to its end ({type(error).__name__}: {error})")
    return list(dict.fromkeys(broken)), notes


def inside(pack: Pack, fingerprint: str, count: dict[str, int]) -> Iterator[str]:
    """All that the manifest itself says."""
    manifest = json.loads(pack.read("manifest.json").decode())
    if manifest["format"] != "markhound-pack" or manifest["version"] != 1:
        raise BrokenError("manifest.json: this verifier reads version 1 of markhound-pack; use the one in the pack")
    if manifest["key"] != fingerprint:
        yield "public-key.pem: is not the key that the manifest names"
    yield from check_files(pack, manifest)
    case = json.loads(pack.read("case.json").decode())
    yield from check_leads(case, manifest)
    yield from check_captures(pack, manifest, count)
    yield from check_runs(pack, manifest)
    yield from check_records(pack, manifest, count)


def named(path: str | Path, count: dict[str, int]) -> list[str]:
    """Where the seal does not hold: what differs from the manifest all the same, so that what broke has a name."""
    found: list[str] = []
    try:
        pack = Pack(Path(path))
        for sentence in inside(pack, json.loads(pack.read("manifest.json").decode())["key"], count):
            found.append(sentence)  # one by one: what was found stays, if the rest cannot be read
    except (BrokenError, *UNREADABLE):
        pass
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("pack", nargs="?", default=Path(__file__).resolve().parent)
    parser.add_argument("--key", default="", help="fingerprint that the office publishes, 64 hex digits")
    parser.add_argument("--ca", default="", help="PEM file of the time-stamping authority's roots")
    given = parser.parse_args()
    broken, notes = check(given.pack, given.key, given.ca)
    for sentence in notes:
        print(f"  {sentence}")
    for sentence in broken:
        print(f"BROKEN 已改动 {sentence}")
    print(f"{len(broken)} breach(es). 未通过核验" if broken else "Everything is as it was signed. 核验通过")
    sys.exit(1 if broken else 0)


if __name__ == "__main__":
    main()
