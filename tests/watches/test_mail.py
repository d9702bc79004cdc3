"""Mail over a real server: taken once is delivered once; what passes is told from what never will."""

import contextlib
import ssl
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import factories
import pytest

from tests.crawlers.authority import Authority
from tests.watches import mail_server
from tests.watches.mail_server import MailBox, bodies
from watches.attempt import PassingError, RefusedError
from watches.mail import Envelope, MailServer, compose

TO = "marks@velmora.example"
Server = Callable[..., MailServer]


@pytest.fixture
def server(mail_port: int) -> Server:
    def make(**fields: Any) -> MailServer:
        given = {
            "host": "127.0.0.1",
            "port": mail_port,
            "security": "none",
            "sender": "office@office.example",
            "user": "",
            "password": "",
            "authorities": ssl.create_default_context(),
            "seconds": 5.0,
        } | fields
        return MailServer(**given)

    return make


def mail(delivery_id: str = "d1", subject: str = "疑似线索 3") -> EmailMessage:
    envelope = Envelope("office@office.example", TO, subject, delivery_id, factories.NOW)
    return compose(envelope, "线索一\n", "<p>线索一</p>\n")


def test_a_mail_arrives_as_it_was_written(server: Server, box: MailBox) -> None:
    server().send(mail(), TO)
    (got,) = box.mails
    assert (got["Subject"], got["To"], got["Message-ID"]) == ("疑似线索 3", TO, "<d1@office.example>")
    assert got["Auto-Submitted"] == "auto-generated"
    assert bodies(got) == ["线索一\n", "<p>线索一</p>\n"]
    assert box.recipients == [[TO]]


def test_the_same_mail_has_the_same_bytes(server: Server, box: MailBox) -> None:
    server().send(mail(), TO)
    server().send(mail(), TO)
    assert box.raw[0] == box.raw[1]


def test_a_subject_cannot_add_a_header() -> None:
    with pytest.raises(ValueError, match="linefeed"):
        mail(subject="a\r\nBcc: all@c.example")


def test_a_server_that_hangs_up_after_it_took_the_mail_has_taken_it(server: Server, box: MailBox) -> None:
    box.hang_up_at_quit = True
    server().send(mail(), TO)
    assert len(box.mails) == 1


@pytest.mark.parametrize(
    ("answers", "to_recipients", "error", "says"),
    [
        (["451 try later"], [], PassingError, "451 try later"),
        (["554 looks like spam"], [], RefusedError, "554 looks like spam"),
        ([""], [], PassingError, "went away"),
        ([], ["450 mailbox busy"], PassingError, "450 mailbox busy"),
        ([], ["550 nobody here"], RefusedError, "550 nobody here"),
    ],
)
def test_what_passes_is_told_from_what_never_will(
    server: Server, box: MailBox, answers: list[str], to_recipients: list[str], error: type[Exception], says: str
) -> None:
    box.answers, box.to_recipients = answers, to_recipients
    with pytest.raises(error, match=says):
        server().send(mail(), TO)
    assert box.mails == []


def test_a_server_that_is_down_or_none_may_come_back(server: Server) -> None:
    for down in (server(port=mail_server.free_port()), server(host="")):
        with pytest.raises(PassingError) as failed:
            down.send(mail(), TO)
        assert failed.value.unreachable


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


def trusted(authority: Authority) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(authority.root))


@contextlib.contextmanager
def serving(box: MailBox, authority: Authority, password: str = "") -> Iterator[int]:
    yield from mail_server.serve(box, authority.context, password=password)


def test_mail_goes_over_tls_with_a_password(server: Server, box: MailBox, authority: Authority) -> None:
    with serving(box, authority, "s3cret") as port:
        known = {"port": port, "security": "starttls", "user": "office", "authorities": trusted(authority)}
        server(**known, password="s3cret").send(mail(), TO)
        with pytest.raises(PassingError, match="535") as refused:
            server(**known, password="wrong").send(mail(), TO)
    assert len(box.mails) == 1
    assert refused.value.unreachable


def test_a_server_whose_certificate_nobody_vouches_for_gets_nothing(
    server: Server, box: MailBox, authority: Authority
) -> None:
    with serving(box, authority) as port, pytest.raises(PassingError, match="certificate"):
        server(port=port, security="starttls").send(mail(), TO)
    assert box.mails == []


def test_a_server_without_tls_gets_nothing_where_tls_was_asked_for(server: Server, box: MailBox) -> None:
    with pytest.raises(PassingError, match="STARTTLS"):
        server(security="starttls").send(mail(), TO)
    assert box.mails == []


def test_a_password_does_not_travel_in_the_clear(server: Server) -> None:
    with pytest.raises(PassingError, match="without TLS"):
        server(host="mail.office.example", user="office", password="s3cret").send(mail(), TO)
