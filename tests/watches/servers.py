"""A mail server, a receiver and the ways to them as fixtures, for the folders whose conftest names them."""

import ssl
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest

from tests.watches import mail_server
from tests.watches.mail_server import MailBox
from tests.watches.receiver import Receiver
from watches.attempt import Tries
from watches.deliver import Carriers
from watches.mail import MailServer
from watches.webhook import Secrets, Webhooks


@pytest.fixture
def box() -> MailBox:
    return MailBox()


@pytest.fixture
def mail_port(box: MailBox) -> Iterator[int]:
    yield from mail_server.serve(box)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as opened:
        yield opened


class Waits:
    """A sleep that does not, and remembers."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)


@pytest.fixture
def waits() -> Waits:
    return Waits()


@pytest.fixture
def carriers(tmp_path: Path, mail_port: int, receiver: Receiver, waits: Waits) -> Carriers:
    authorities = ssl.create_default_context()

    def clock() -> datetime:
        return datetime.now(UTC)

    return Carriers(
        mail=MailServer("127.0.0.1", mail_port, "none", "office@office.example", "", "", authorities, 5.0),
        webhooks=Webhooks(Secrets.open(tmp_path), frozenset({receiver.host}), authorities, clock, 5.0),
        tries=Tries(waits, Random(1)),
        review_url="https://review.office.example",
        clock=clock,
        alerts=("ops@office.example",),
    )
