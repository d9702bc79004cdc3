"""The key that packs are signed with (Ed25519, RFC 8032): made once, readable by its owner only."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

NAME = "packs.key"


class UnusableKeyError(ValueError):
    """There is no key, or one that must not be used; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Signer:
    """A key that is ready to sign.

    Attributes:
        public: the public key as PEM.
        fingerprint: SHA-256 of its 32 bytes, lower-case hex: what an office publishes.
    """

    _key: Ed25519PrivateKey
    public: bytes
    fingerprint: str

    def sign(self, data: bytes) -> bytes:
        """The signature as it stands in a file: 128 hex digits and a line end."""
        return self._key.sign(data).hex().encode() + b"\n"


def make_key(folder: Path) -> bool:
    """Makes the key if there is none; whether it did. It is never replaced: old packs answer to it.

    Raises:
        OSError: the folder cannot be written.
    """
    path = folder / NAME
    text = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return False
    with os.fdopen(handle, "wb") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    return True


def signer(folder: Path) -> Signer:
    """The key of an installation.

    Raises:
        UnusableKeyError: there is none, others can read it, or it is no Ed25519 key.
    """
    path = folder / NAME
    try:
        mode = path.stat().st_mode
        text = path.read_bytes()
    except FileNotFoundError as error:
        raise UnusableKeyError(
            f"there is no key to sign packs with ({path}); run `markhound init`, which makes one"
        ) from error
    if mode & 0o077:
        raise UnusableKeyError(
            f"{path} can be read by others than its owner; run `chmod 600 {path}`, and ask who has read it"
        )
    try:
        key = load_pem_private_key(text, None)
    except (ValueError, TypeError) as error:
        raise UnusableKeyError(f"{path} is no key; put the key back that `markhound init` made") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise UnusableKeyError(f"{path} is no Ed25519 key; put the key back that `markhound init` made")
    public = key.public_key()
    raw = public.public_bytes(Encoding.Raw, PublicFormat.Raw)
    pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return Signer(key, pem, hashlib.sha256(raw).hexdigest())
