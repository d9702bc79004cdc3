"""The keys of an installation in a backup: only under a passphrase, else not at all."""

import base64
import json
import os
from collections.abc import Mapping
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from backups.fault import BackupError

NAME = "keys.sealed"
SUFFIXES = (".key", ".secret")  # of files in the data folder that nobody but their owner may read
# scrypt's cost: OWASP's advice of 2024, 128 MiB and about half a second for each guess.
COST = {"n": 2**17, "r": 8, "p": 1}
LEAST = 12  # characters of a passphrase


def found(base: Path) -> list[str]:
    """Keys of a data folder: right in it, or in a folder there; paths with `/`."""
    places = (path for suffix in SUFFIXES for depth in ("", "*/") for path in base.glob(f"{depth}*{suffix}"))
    return sorted(path.relative_to(base).as_posix() for path in places if path.is_file() and not path.is_symlink())


def read_passphrase(path: Path) -> bytes:
    """The first line of a file.

    Raises:
        BackupError: it cannot be read, others can read it, or it is too short.
    """
    try:
        mode = path.stat().st_mode
        line = path.read_bytes().partition(b"\n")[0].strip()
    except OSError as error:
        raise BackupError(f"the passphrase file {path} cannot be read: {error.strerror}") from error
    if mode & 0o077:
        raise BackupError(f"{path} can be read by others than its owner; run `chmod 600 {path}`")
    if len(line) < LEAST:
        raise BackupError(f"the first line of {path} must be a passphrase of {LEAST} characters or more")
    return line


def seal(keys: Mapping[str, bytes], passphrase: bytes) -> bytes:
    """The keys, by name, as a file that says nothing without the passphrase."""
    salt, nonce = os.urandom(16), os.urandom(12)
    plain = json.dumps({name: base64.b64encode(one).decode() for name, one in sorted(keys.items())}).encode()
    return salt + nonce + AESGCM(_key(passphrase, salt)).encrypt(nonce, plain, None)


def unseal(sealed: bytes, passphrase: bytes) -> dict[str, bytes]:
    """The keys again.

    Raises:
        BackupError: another passphrase, or the file was changed.
    """
    salt, nonce, rest = sealed[:16], sealed[16:28], sealed[28:]
    try:
        plain = AESGCM(_key(passphrase, salt)).decrypt(nonce, rest, None)
    except (InvalidTag, ValueError) as error:
        raise BackupError(
            "the keys in the backup cannot be opened with this passphrase; look for the right one"
        ) from error
    return {name: base64.b64decode(one) for name, one in json.loads(plain).items()}


def _key(passphrase: bytes, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=32, **COST).derive(passphrase)
