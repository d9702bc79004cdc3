"""Making a pack: parts, manifest, signature, time stamp, and one zip that is there whole or not at all.

A pack is made in a workshop, a folder named for its content. What is done there stays done: making the same pack again
after a kill goes on where it stopped, and a finished pack takes the workshop with it.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from domain.lead import LeadState
from exports import readme
from exports.case import Case
from exports.manifest import NAME as MANIFEST
from exports.manifest import manifest
from exports.part import Bench, Part, parts
from exports.parts.case_json import case_to
from exports.profile import PROFILES, minimised
from exports.signing import Signer
from exports.stamp import Authority, stamped
from exports.stored_zip import StoredZip
from exports.verifier.joined import verify_py
from exports.verifier.verdict import check

PAGE = Path(__file__).parent / "verifier" / "verify.html"
KEY, SIGNATURE = "public-key.pem", "manifest.sig"
TOKEN, TOKEN_SIGNATURE, ROOTS = "timestamp.tsr", "timestamp.sig", "timestamp-ca.pem"
LARGEST_MANIFEST = 8_000_000  # bytes of a run manifest that is copied into a pack; of a larger one the digest goes


class BrokenEvidenceError(RuntimeError):
    """What a pack would hold is not what was captured and sealed; the message names what broke."""


class EmptyCaseError(ValueError):
    """There is nothing to put into a pack, or something that may not leave."""


@dataclass(frozen=True, slots=True)
class Shop:
    """What packs are made with.

    Attributes:
        work: folder of workshops.
        forms: the office's own templates.
        fonts: further fonts.
        signer: the key.
        authority: of time stamps, None for none.
        tell: called with steps done and steps in all.
    """

    work: Path
    forms: Path
    fonts: Path
    signer: Signer
    authority: Authority | None = None
    tell: Callable[[int, int], None] = lambda done, total: None


@dataclass(frozen=True, slots=True)
class Packed:
    """A finished pack.

    Attributes:
        path: the zip.
        case_id: of its case.
        leads, captures: how many it holds.
        digest: SHA-256 of its manifest, which is what it is known by: a time stamp does not change it.
        file_digest: SHA-256 of the zip.
        left_out: as `Case.left_out`.
    """

    path: Path
    case_id: str
    leads: int
    captures: int
    digest: str
    file_digest: str
    left_out: tuple[tuple[str, int], ...]


def make(case: Case, shop: Shop, path: Path) -> Packed:
    """Makes the pack of a case.

    Args:
        case: its leads confirmed, each with its decision.
        shop: what it is made with.
        path: where the zip goes; what is there stays until the new one is whole.

    Raises:
        EmptyCaseError: there is no lead, or one that is not confirmed.
        BrokenEvidenceError: the pack's own verifier does not pass it.
        exports.chinese_fonts.NoChineseFontError: there is no font for Chinese.
        exports.stamp.StampError, exports.stored_zip.TooLargeError: as said there.
        OSError: a file cannot be read or written.
    """
    if not case.items:
        raise EmptyCaseError("there is no confirmed lead to put into a pack; only what a person confirmed leaves")
    if any(item.lead.state is not LeadState.CONFIRMED or item.lead.decision is None for item in case.items):
        raise EmptyCaseError("a lead of this case is not confirmed any more; only what a person confirmed leaves")
    profile = PROFILES[case.errand.profile]
    authority = shop.authority.url if shop.authority else ""
    case = replace(minimised(case, profile), key=shop.signer.fingerprint, authority=authority)
    case, copies = _with_manifests(case)
    folder = shop.work / _content(case, shop)
    folder.mkdir(parents=True, exist_ok=True)
    names = _parts(case, shop, folder, [parts()[name] for name in profile.parts])
    runs = {}
    for number, (digest, source) in enumerate(copies.items(), 1):
        runs[digest] = f"run-{number}-manifest.json"
        shutil.copyfile(source, folder / runs[digest])
    names += [*runs.values(), *_fixed(case, shop, folder)]
    sealed = _seal(manifest(case, folder, names, runs), shop, folder)
    try:
        file_digest = _zip(folder, [*names, *sealed], path)
    except BrokenEvidenceError:
        shutil.rmtree(folder)  # nothing of it may be used again
        raise
    digest = hashlib.sha256((folder / MANIFEST).read_bytes()).hexdigest()
    captures = sum(one.record is not None for item in case.items for one in item.exhibits)
    shutil.rmtree(folder)
    return Packed(path, case.case_id, len(case.items), captures, digest, file_digest, case.left_out)


def _with_manifests(case: Case) -> tuple[Case, dict[str, Path]]:
    """The case, and the run manifests that can go along, by digest."""
    copies, large = {}, 0
    for one in case.custody:
        if one.manifest is not None and one.digest:
            if one.manifest.stat().st_size <= LARGEST_MANIFEST:
                copies[one.digest] = one.manifest
            else:
                large += 1
    left = (*case.left_out, ("manifest_size", large)) if large else case.left_out
    return replace(case, left_out=left), copies


def _content(case: Case, shop: Shop) -> str:
    """The name of the workshop: another case, key, authority, template or program is another one."""
    form = hashlib.sha256(json.dumps([case_to(case), case.key, case.authority], ensure_ascii=False).encode())
    for own in sorted(shop.forms.glob("*")) if shop.forms.is_dir() else []:
        form.update(own.name.encode() + own.read_bytes())
    return form.hexdigest()[:32]


def _parts(case: Case, shop: Shop, folder: Path, wanted: list[Part]) -> list[str]:
    total = sum(part.steps(case) for part in wanted)
    done = 0
    names: list[str] = []

    def tell(steps: int) -> None:
        nonlocal done
        done += steps
        shop.tell(done, total)

    for part in wanted:
        note = folder / f".{part.name}.done"
        if note.is_file():
            tell(part.steps(case))
        else:
            files = part.write(case, Bench(folder, shop.forms, shop.fonts, tell))
            draft = note.with_suffix(".part")
            draft.write_text(json.dumps(files), encoding="utf-8")
            draft.replace(note)
        names += json.loads(note.read_text(encoding="utf-8"))
    return names


def _fixed(case: Case, shop: Shop, folder: Path) -> list[str]:
    """What every pack holds: how to read it, the key, the verifiers."""
    (folder / readme.NAME).write_text(readme.text(case), encoding="utf-8")
    (folder / KEY).write_bytes(shop.signer.public)
    (folder / "verify.py").write_text(verify_py(), encoding="utf-8")
    shutil.copyfile(PAGE, folder / PAGE.name)
    names = [readme.NAME, KEY, "verify.py", PAGE.name]
    if shop.authority and shop.authority.roots:
        (folder / ROOTS).write_bytes(shop.authority.roots)
        names.append(ROOTS)
    return names


def _seal(text: bytes, shop: Shop, folder: Path) -> list[str]:
    """Writes the manifest, signs it, has it stamped, and signs the token."""
    (folder / MANIFEST).write_bytes(text)
    (folder / SIGNATURE).write_bytes(shop.signer.sign(text))
    if shop.authority is None:
        return [MANIFEST, SIGNATURE]
    token = stamped(text, shop.authority)
    (folder / TOKEN).write_bytes(token)
    (folder / TOKEN_SIGNATURE).write_bytes(shop.signer.sign(token))
    return [MANIFEST, SIGNATURE, TOKEN, TOKEN_SIGNATURE]


def _zip(folder: Path, names: list[str], path: Path) -> str:
    """Writes the pack and has its own verifier look at it before it gets its name; gives its SHA-256."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with draft.open("wb") as file:
            archive = StoredZip(file)
            for name in names:
                archive.add(name, folder / name)
            archive.close()
            file.flush()
            os.fsync(file.fileno())
        broken, _ = check(draft)
        if broken:
            raise BrokenEvidenceError(f"no pack was made: {'; '.join(broken[:3])}; run `markhound verify`")
        with draft.open("rb") as written:
            digest = hashlib.file_digest(written, "sha256").hexdigest()
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return digest
