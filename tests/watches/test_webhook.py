"""Webhooks: signed so that a receiver can tell; no way into the house; no receiver holds a night up."""

import socket
import ssl
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest

from tests.crawlers.authority import Authority
from tests.watches.mail_server import free_port
from tests.watches.receiver import Receiver, verify
from watches.attempt import PassingError, RefusedError
from watches.deliver import Carriers
from watches.webhook import NAME, BrokenSecretError, Secrets, Webhooks

BODY = '{"疑似": 1}'.encode()


@pytest.fixture
def hooks(carriers: Carriers) -> Webhooks:
    return carriers.webhooks


def test_a_receiver_can_tell_who_sent_it(hooks: Webhooks, receiver: Receiver) -> None:
    hooks.send(receiver.url, "w1", "d1", BODY)
    (got,) = receiver.got
    secret = hooks.secrets.shown("w1")
    assert got.body == BODY
    assert got.headers["webhook-id"] == "d1"
    assert verify(got, secret, time.time())
    assert not verify(got, hooks.secrets.shown("w2"), time.time())
    assert not verify(replace(got, body=BODY + b" "), secret, time.time())
    assert not verify(got, secret, time.time() + 3600), "a replay of an hour later"
    later = got.headers | {"webhook-timestamp": str(int(time.time()) + 100)}
    assert not verify(replace(got, headers=later), secret, time.time())


@pytest.mark.parametrize("status", [500, 502, 503, 429, 408, 425])
def test_later_is_later(hooks: Webhooks, receiver: Receiver, status: int) -> None:
    receiver.answers = [(status, {"retry-after": "7"})]
    with pytest.raises(PassingError, match=str(status)) as failed:
        hooks.send(receiver.url, "w1", "d1", BODY)
    assert failed.value.after == 7


def test_a_receiver_may_name_the_hour(hooks: Webhooks, receiver: Receiver) -> None:
    when = datetime.now(UTC) + timedelta(hours=2)
    receiver.answers = [(503, {"retry-after": format_datetime(when, usegmt=True)}), (503, {"retry-after": "9" * 30})]
    for lowest, highest in ((7100, 7300), (86_400, 7 * 86_400)):
        with pytest.raises(PassingError) as failed:
            hooks.send(receiver.url, "w1", "d1", BODY)
        assert lowest < failed.value.after <= highest


@pytest.mark.parametrize("value", ["", "soon", "-5", "٣", "Tue, 99 Foo 9999 99:99:99 GMT"])
def test_an_hour_that_nobody_understands_is_none(hooks: Webhooks, receiver: Receiver, value: str) -> None:
    receiver.answers = [(503, {"retry-after": value.encode("utf-8").decode("latin-1")})]
    with pytest.raises(PassingError) as failed:
        hooks.send(receiver.url, "w1", "d1", BODY)
    assert failed.value.after == 0


@pytest.mark.parametrize("status", [400, 401, 404, 410])
def test_never_is_never(hooks: Webhooks, receiver: Receiver, status: int) -> None:
    receiver.answers = [(status, {})]
    with pytest.raises(RefusedError, match=str(status)):
        hooks.send(receiver.url, "w1", "d1", BODY)


def test_a_redirect_is_not_followed(hooks: Webhooks, receiver: Receiver) -> None:
    receiver.answers = [(307, {"location": "/elsewhere"})]
    with pytest.raises(RefusedError, match="redirects are not followed"):
        hooks.send(receiver.url, "w1", "d1", BODY)
    assert [got.path for got in receiver.got] == ["/hooks/leads"]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "0x7f.1", "2130706433", "[::ffff:127.0.0.1]"])
def test_nobody_is_sent_into_the_house(hooks: Webhooks, receiver: Receiver, host: str) -> None:
    outside = replace(hooks, private_hosts=frozenset())
    with pytest.raises((RefusedError, PassingError)):
        outside.send(f"http://{host}:{receiver.port}/hooks", "w1", "d1", BODY)
    assert receiver.got == []


def test_cloud_metadata_is_refused_even_to_hosts_of_the_house(hooks: Webhooks) -> None:
    own = replace(hooks, private_hosts=frozenset({"169.254.169.254"}))
    with pytest.raises(RefusedError, match="may not be asked"):
        own.send("http://169.254.169.254/latest", "w1", "d1", BODY)


def test_the_address_that_was_checked_is_the_one_that_is_used(
    hooks: Webhooks, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that is public when it is checked and private when it is used gains nothing: it is looked up once."""
    looked_up: list[str] = []
    real = socket.getaddrinfo

    def rebinding(host: Any, port: Any, *rest: Any, **more: Any) -> Any:
        if host != "evil.example":
            return real(host, port, *rest, **more)
        looked_up.append(host)
        address = "192.0.2.1" if len(looked_up) == 1 else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    with pytest.raises(RefusedError, match=r"leads to 192\.0\.2\.1"):
        hooks.send(f"http://evil.example:{receiver.port}/", "w1", "d1", BODY)
    assert looked_up == ["evil.example"]
    with pytest.raises(RefusedError, match=r"leads to 127\.0\.0\.1"):
        hooks.send(f"http://evil.example:{receiver.port}/", "w1", "d1", BODY)
    assert receiver.got == []


def test_a_receiver_that_drips_its_answer_does_not_hold_us(hooks: Webhooks, receiver: Receiver) -> None:
    receiver.drip = True
    began = time.monotonic()
    with pytest.raises(PassingError, match="gave no answer"):
        replace(hooks, seconds=0.5).send(receiver.url, "w1", "d1", BODY)
    assert time.monotonic() - began < 4


def test_over_tls_the_certificate_is_checked_against_the_name_though_the_address_was_looked_up_before(
    hooks: Webhooks, tmp_path: Path
) -> None:
    authority = Authority(tmp_path)  # vouches for 127.0.0.1 and for no name
    with Receiver(authority.context) as receiver:
        own = frozenset({receiver.host, f"localhost:{receiver.port}"})
        trusting = replace(hooks, private_hosts=own, authorities=ssl.create_default_context(cafile=str(authority.root)))
        trusting.send(receiver.url, "w1", "d1", BODY)
        with pytest.raises(PassingError, match="certificate"):
            trusting.send(receiver.url.replace("127.0.0.1", "localhost"), "w1", "d2", BODY)
        with pytest.raises(PassingError, match="certificate"):
            replace(hooks, private_hosts=own).send(receiver.url, "w1", "d3", BODY)
    assert [got.headers["webhook-id"] for got in receiver.got] == ["d1"]


def test_nobody_there_is_later_and_known_as_such(hooks: Webhooks) -> None:
    host = f"127.0.0.1:{free_port()}"
    with pytest.raises(PassingError) as failed:
        replace(hooks, private_hosts=frozenset({host})).send(f"http://{host}/", "w1", "d1", BODY)
    assert failed.value.unreachable


def test_an_unknown_name_is_later(hooks: Webhooks, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> Any:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(PassingError, match="not known"):
        hooks.send("https://gone.example/", "w1", "d1", BODY)


def test_the_secret_is_made_once_and_for_its_owner(tmp_path: Path) -> None:
    first = Secrets.open(tmp_path)
    assert Secrets.open(tmp_path).shown("w1") == first.shown("w1") != first.shown("w2")
    assert (tmp_path / NAME).stat().st_mode & 0o077 == 0
    (tmp_path / NAME).write_text("short")
    with pytest.raises(BrokenSecretError, match="damaged"):
        Secrets.open(tmp_path)
