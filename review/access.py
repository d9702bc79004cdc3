"""Who may come in: one-time links instead of a default password, signed sessions, form tokens, known hosts."""

import hmac
import os
import re
import secrets
from collections.abc import Iterable
from ipaddress import ip_address
from pathlib import Path
from threading import Lock
from urllib.parse import quote

LOOPBACK = ("localhost", "127.0.0.1", "::1")
SECRET_FILE = "review.secret"  # noqa: S105 — the name of a file
SECRET_BYTES = 32
_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[^\[\]:@/\s]+)(?::[0-9]{1,5})?")  # name or [IPv6 address], port


class BrokenSecretError(RuntimeError):
    """The file that signs sessions cannot be used."""


class Access:
    """The keys of one review server.

    Args:
        secret: signs session cookies; whoever knows it can be anyone.
        hosts: names in the Host header that are answered, beside those of loopback (against DNS rebinding).
        secure: whether cookies are for HTTPS only; say so behind TLS.
    """

    def __init__(self, secret: str, hosts: Iterable[str] = (), *, secure: bool = False) -> None:
        self.secret = secret
        self.secure = secure
        self._hosts = {host.lower() for host in (*LOOPBACK, *hosts)}
        self._tokens: set[str] = set()
        self._lock = Lock()

    @classmethod
    def open(cls, folder: Path, hosts: Iterable[str] = (), *, secure: bool = False) -> "Access":
        """With the secret kept in that folder, so that sessions outlive a restart; made for its owner if missing.

        Raises:
            BrokenSecretError: the file is too short to be a secret.
            OSError: the folder cannot be written.
        """
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / SECRET_FILE
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            path.chmod(0o600)
        else:
            with os.fdopen(descriptor, "w", encoding="ascii") as file:
                file.write(secrets.token_hex(SECRET_BYTES))
        secret = path.read_text(encoding="ascii").strip()
        if len(secret) < 2 * SECRET_BYTES:
            raise BrokenSecretError(f"{path} is damaged: delete it, then start again (everyone signs in anew)")
        return cls(secret, hosts, secure=secure)

    def invite(self) -> str:
        """A new token that lets the first person in, once."""
        token = secrets.token_urlsafe(SECRET_BYTES)
        with self._lock:
            self._tokens.add(token)
        return token

    def link(self, base: str) -> str:
        """A one-time link for the first person, to a server at that address, for example "http://127.0.0.1:8571"."""
        return f"{base}/enter?token={quote(self.invite())}"

    def knows(self, token: str) -> bool:
        """Whether the token is good; it stays so."""
        with self._lock:
            return self._find(token) is not None

    def redeem(self, token: str) -> bool:
        """Whether the token is good; it is used up."""
        with self._lock:
            found = self._find(token)
            if found is not None:
                self._tokens.remove(found)
            return found is not None

    def allow(self, host: str) -> None:
        """Answers to that host name too."""
        self._hosts.add(host.lower())

    def answers(self, host_header: str) -> bool:
        """Whether a request that names that host is meant for us."""
        found = _HOST.fullmatch(host_header.lower())
        return found is not None and found[1].strip("[]") in self._hosts

    def _find(self, token: str) -> str | None:
        return next((known for known in self._tokens if same(known, token)), None)


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach a server at that address."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() in LOOPBACK


def new_form_token() -> str:
    """A token that ties forms to a session (against cross-site requests)."""
    return secrets.token_urlsafe(SECRET_BYTES)


def same(known: str, given: str) -> bool:
    """Whether two secrets are equal, in a time that does not tell where they differ."""
    return hmac.compare_digest(known.encode(), given.encode("utf-8", "surrogatepass"))
