"""A real mail server on loopback, and what it may do wrong."""

import socket
import ssl
from collections.abc import Iterator, Sequence
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

OK = "250 taken"


class MailBox:
    """What came, and what to answer to the next mails; `""` hangs up in the middle of the mail."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.raw: list[bytes] = []
        self.recipients: list[list[str]] = []
        self.answers: list[str] = []
        self.to_recipients: list[str] = []
        self.hang_up_at_quit = False
        self.asked = 0
        self.on_taken: Any = None

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        self.asked += 1
        answer = self.to_recipients.pop(0) if self.to_recipients else OK
        if answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        answer = self.answers.pop(0) if self.answers else OK
        if answer == "":
            server.transport.abort()
            return OK
        if answer.startswith("2"):
            self.raw.append(envelope.content)
            self.mails.append(message_from_bytes(envelope.content, policy=policy.default))  # type: ignore[arg-type]
            self.recipients.append(list(envelope.rcpt_tos))
            if self.on_taken:
                self.on_taken()
        return answer

    async def handle_QUIT(self, server: Any, session: Any, envelope: Any) -> str:
        if self.hang_up_at_quit:
            server.transport.abort()
        return "221 bye"

    @property
    def ids(self) -> list[str]:
        return [str(mail["Message-ID"]) for mail in self.mails]


def free_port() -> int:
    """A port of loopback that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def serve(box: MailBox, tls: ssl.SSLContext | None = None, *, port: int = 0, password: str = "") -> Iterator[int]:
    """Serves until the caller is done; gives the port. With `tls`, STARTTLS is asked for."""

    def known(server: Any, session: Any, envelope: Any, mechanism: str, data: LoginPassword) -> AuthResult:
        return AuthResult(success=data.login == b"office" and data.password == password.encode(), handled=False)

    more: dict[str, Any] = {"tls_context": tls, "require_starttls": True} if tls else {}
    if password:
        more |= {"authenticator": known, "auth_required": True, "auth_require_tls": tls is not None}
    port = port or free_port()
    controller = Controller(box, hostname="127.0.0.1", port=port, **more)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()


def bodies(mail: EmailMessage) -> Sequence[str]:
    """Its text and its HTML."""
    return [
        str(part.get_content()).replace("\r\n", "\n") for part in mail.iter_parts() if isinstance(part, EmailMessage)
    ]
