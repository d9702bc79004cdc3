"""A message to a program: JSON by HTTPS, signed by the Standard Webhooks scheme, which has libraries in most languages.

The signature is HMAC-SHA256 over `<webhook-id>.<webhook-timestamp>.<body>`; `webhook-id` is the same for each try.
"""

import base64
import hashlib
import hmac
import os
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

import httpcore

from watches.attempt import PassingError, RefusedError
from watches.guarded import ForbiddenAddressError, GuardedBackend

NAME = "watch.secret"
PREFIX = "whsec_"
SECONDS = 30.0  # for one try, from the look-up of the name to the last header of the answer
MOST_AFTER = 7 * 86_400.0  # no Retry-After holds a digest longer
AGAIN = (408, 425, 429)  # 4xx that say "later"; every other one says "never"


class BrokenSecretError(ValueError):
    """The file that signs webhooks cannot be used."""


@dataclass(frozen=True, slots=True)
class Secrets:
    """What webhooks are signed with: one key a watch, made from one file, so that no database holds one."""

    _master: bytes

    @classmethod
    def open(cls, folder: Path) -> "Secrets":
        """With the file in that folder; made for its owner if missing.

        Raises:
            BrokenSecretError: the file is too short.
            OSError: the folder cannot be written.
        """
        path = folder / NAME
        try:
            handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        except FileExistsError:
            pass
        else:
            with os.fdopen(handle, "wb") as file:
                file.write(os.urandom(32).hex().encode())
        master = path.read_bytes().strip()
        if len(master) < 64:
            raise BrokenSecretError(f"{path} is damaged: delete it, and tell every receiver its new secret")
        return cls(master)

    def of(self, watch_id: str) -> bytes:
        """The key of a watch, 32 bytes."""
        return hmac.digest(self._master, b"watch:" + watch_id.encode(), hashlib.sha256)

    def shown(self, watch_id: str) -> str:
        """The key as a receiver's library wants it: `whsec_` and base64."""
        return PREFIX + base64.b64encode(self.of(watch_id)).decode()


def signature(key: bytes, delivery_id: str, timestamp: int, body: bytes) -> str:
    """The value of the header `webhook-signature`."""
    signed = f"{delivery_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()


@dataclass(frozen=True, slots=True)
class Webhooks:
    """Sends to webhooks.

    Attributes:
        secrets: signs.
        private_hosts: hosts, or hosts with a port, that may be private.
        authorities: of the certificates that are believed.
        clock: the time, with a zone.
        seconds: for one try.
    """

    secrets: Secrets
    private_hosts: frozenset[str]
    authorities: ssl.SSLContext
    clock: Callable[[], datetime]
    seconds: float = SECONDS

    def send(self, target: str, watch_id: str, delivery_id: str, body: bytes) -> None:
        """Posts a body once; what the answer says beyond its status is not read.

        Raises:
            PassingError: no answer, or one that says "later" (5xx, 408, 425, 429).
            RefusedError: any other answer but 2xx, a redirect too; or an address that may not be connected to.
        """
        now = int(self.clock().timestamp())
        headers: dict[bytes | str, bytes | str] = {
            "content-type": "application/json; charset=utf-8",
            "user-agent": "markhound",
            "webhook-id": delivery_id,
            "webhook-timestamp": str(now),
            "webhook-signature": signature(self.secrets.of(watch_id), delivery_id, now, body),
        }
        status, after = self._post(target, headers, body)
        if 200 <= status < 300:
            return
        if status >= 500 or status in AGAIN:
            raise PassingError(f"answered {status}", _seconds(after, self.clock()))
        raise RefusedError(f"answered {status}" + (", and redirects are not followed" if 300 <= status < 400 else ""))

    def _post(self, target: str, headers: Mapping[bytes | str, bytes | str], body: bytes) -> tuple[int, str]:
        backend = GuardedBackend(self.private_hosts, self.seconds)
        try:
            with (
                httpcore.ConnectionPool(ssl_context=self.authorities, network_backend=backend) as pool,
                pool.stream("POST", target, headers=headers, content=body) as answer,
            ):
                found = {name.lower(): value for name, value in answer.headers}
                return answer.status, found.get(b"retry-after", b"").decode("ascii", "replace")
        except ForbiddenAddressError as error:
            raise RefusedError(
                f"{error}, which may not be asked; name its host in MARKHOUND_WEBHOOK_PRIVATE_HOSTS if it is your own"
            ) from error
        except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
            raise PassingError(f"cannot be reached: {error}", unreachable=True) from error
        except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError) as error:
            raise PassingError(f"gave no answer: {str(error) or type(error).__name__}") from error
        except (httpcore.UnsupportedProtocol, httpcore.LocalProtocolError, UnicodeError, ValueError) as error:
            raise RefusedError(f"is no address that can be asked: {error}") from error


def _seconds(after: str, now: datetime) -> float:
    """`Retry-After` (RFC 9110, 10.2.3) in seconds: a number or a date; 0 where it is neither."""
    if after.isdecimal():
        return min(float(after[:9]), MOST_AFTER)
    try:
        when = parsedate_to_datetime(after)
    except (ValueError, IndexError, OverflowError):
        return 0.0
    when = when.replace(tzinfo=UTC) if when.tzinfo is None else when
    return min(max((when - now).total_seconds(), 0.0), MOST_AFTER)
