"""A message to a person: mail by SMTP, over TLS, one message a recipient."""

import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from typing import Literal

from watches.attempt import PassingError, RefusedError

LOOPBACK = ("localhost", "127.0.0.1", "::1")
SECONDS = 20.0  # for each answer of the server


@dataclass(frozen=True, slots=True)
class MailServer:
    """The server that mail goes out by.

    Attributes:
        host, port: where; an empty host means that there is none.
        security: TLS from the start, by STARTTLS (without it nothing is sent), or none.
        sender: address that mail comes from.
        user, password: for AUTH; an empty user means without.
        authorities: of the certificates that are believed.
        seconds: for each answer.
    """

    host: str
    port: int
    security: Literal["tls", "starttls", "none"]
    sender: str
    user: str
    password: str
    authorities: ssl.SSLContext
    seconds: float = SECONDS

    @property
    def name(self) -> str:
        """What a failure to reach it is remembered by."""
        return f"smtp://{self.host}:{self.port}"

    def send(self, mail: EmailMessage, recipient: str) -> None:
        """Hands a mail over once; it counts as delivered as soon as the server has taken it.

        Raises:
            PassingError: the server is not there, or does not take it now; or it would take nothing at all.
            RefusedError: the server will never take this mail, or for this recipient.
        """
        if not self.host:
            raise PassingError("there is no mail server; set MARKHOUND_SMTP_HOST", unreachable=True)
        if self.user and self.security == "none" and self.host not in LOOPBACK:
            raise PassingError("a password is not sent without TLS; set MARKHOUND_SMTP_SECURITY", unreachable=True)
        try:
            server = self._open()
        except smtplib.SMTPResponseException as error:
            raise PassingError(f"the mail server said {error.smtp_code} {_said(error)}", unreachable=True) from error
        except (OSError, smtplib.SMTPException, ValueError) as error:
            raise PassingError(f"the mail server cannot be used: {error}", unreachable=True) from error
        try:
            self._hand_over(server, mail, recipient)
        finally:
            # Whatever it says now, the mail is with it or was refused.
            with suppress(OSError, smtplib.SMTPException):
                server.quit()
            server.close()

    def _open(self) -> smtplib.SMTP:
        if self.security == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                self.host, self.port, timeout=self.seconds, context=self.authorities
            )
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=self.seconds)
        try:
            if self.security == "starttls":
                server.starttls(context=self.authorities)
            if self.user:
                server.login(self.user, self.password)
        except BaseException:
            server.close()
            raise
        return server

    def _hand_over(self, server: smtplib.SMTP, mail: EmailMessage, recipient: str) -> None:
        try:
            server.send_message(mail, self.sender, [recipient])
        except smtplib.SMTPRecipientsRefused as error:
            code, said = error.recipients[recipient]
            sentence = f"the mail server said {code} {said.decode('utf-8', 'replace')}"
            raise (RefusedError if code >= 500 else PassingError)(sentence) from error
        except smtplib.SMTPSenderRefused as error:
            # About the office, not about this mail: nothing else goes out either until somebody mends it.
            raise PassingError(f"the mail server said {error.smtp_code} {_said(error)}", unreachable=True) from error
        except smtplib.SMTPResponseException as error:
            sentence = f"the mail server said {error.smtp_code} {_said(error)}"
            raise (RefusedError if error.smtp_code >= 500 else PassingError)(sentence) from error
        except (OSError, smtplib.SMTPException) as error:
            raise PassingError(f"the mail server went away: {error}", unreachable=True) from error


@dataclass(frozen=True, slots=True)
class Envelope:
    """What stands on a mail beside its text.

    Attributes:
        sender, recipient: addresses.
        subject: one line.
        delivery_id: what `Message-ID` is made of: a second try is the same mail.
        made_at: with a zone.
    """

    sender: str
    recipient: str
    subject: str
    delivery_id: str
    made_at: datetime


def compose(envelope: Envelope, text: str, html: str) -> EmailMessage:
    """A mail of text and HTML; the same arguments give the same bytes."""
    mail = EmailMessage(policy=SMTP.clone(cte_type="7bit"))
    domain = envelope.sender.rpartition("@")[2]
    mail["From"] = Address("markhound", addr_spec=envelope.sender)
    mail["To"] = Address(addr_spec=envelope.recipient)
    mail["Subject"] = envelope.subject
    mail["Date"] = envelope.made_at
    mail["Message-ID"] = f"<{envelope.delivery_id}@{domain}>"
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no absence notes in return
    mail.set_content(text)
    mail.add_alternative(html, subtype="html")
    mail.set_boundary(f"part-{envelope.delivery_id}")
    return mail


def _said(error: smtplib.SMTPResponseException) -> str:
    said = error.smtp_error
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
