"""Accounts on both databases: secrets kept as digests, throttled sign-ins, a log that nobody rewrites."""

from datetime import timedelta

import factories
import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from accounts.account import ALLOWED, May, Role
from accounts.audit import Action, Entry
from accounts.store import SESSION, AccountStore, KeyKind, NameTakenError, ThrottledError
from accounts.throttle import FAILURES, WITHIN

NOW = factories.NOW
REVIEWER = frozenset({Role.REVIEWER})
PASSWORD = "eleven lanterns"


@pytest.fixture
def store(engine: Engine) -> AccountStore:
    return AccountStore(engine)


def test_an_account_comes_back_as_it_was_made(store: AccountStore) -> None:
    made = store.make("Lin Yue", frozenset({Role.SENIOR, Role.AUDITOR}), ("Velmora Works", "托尔万"), NOW)
    assert store.by_name("Lin Yue") == made
    assert made.sees("托尔万")
    assert not made.sees("Kordina")
    with pytest.raises(NameTakenError):
        store.make("Lin Yue", REVIEWER, None, NOW)
    store.change(made.account_id, REVIEWER, None, active=True)
    changed = store.by_name("Lin Yue")
    assert changed is not None
    assert (changed.roles, changed.holders) == (REVIEWER, None)


def test_a_password_is_kept_as_argon2_and_only_it_lets_in(store: AccountStore, engine: Engine) -> None:
    made = store.make("Lin", REVIEWER, None, NOW)
    assert store.sign_in("Lin", "", "::1", NOW) is None  # no password is not an empty password
    with pytest.raises(ValueError, match="at least"):
        store.set_password(made.account_id, "short")
    store.set_password(made.account_id, PASSWORD)
    assert store.sign_in("Lin", PASSWORD, "::1", NOW) == store.by_name("Lin")
    assert store.sign_in("Lin", "another one", "::1", NOW) is None
    with engine.connect() as connection:
        assert str(connection.scalar(text("SELECT password FROM accounts"))).startswith("$argon2id$")


def test_failed_sign_ins_close_name_and_address_for_a_while(store: AccountStore) -> None:
    made = store.make("Lin", REVIEWER, None, NOW)
    store.set_password(made.account_id, PASSWORD)
    for number in range(FAILURES):
        assert store.sign_in("Lin", "guess", f"10.0.0.{number}", NOW) is None
    with pytest.raises(ThrottledError):
        store.sign_in("Lin", PASSWORD, "10.0.0.99", NOW)
    assert store.sign_in("Lin", PASSWORD, "10.0.0.99", NOW + WITHIN) is not None
    for number in range(FAILURES):
        assert store.sign_in(f"name {number}", "guess", "10.9.9.9", NOW) is None
    with pytest.raises(ThrottledError):
        store.sign_in("somebody", "guess", "10.9.9.9", NOW)


def test_a_secret_stands_for_its_account_until_it_ends(store: AccountStore, engine: Engine) -> None:
    made = store.make("Lin", REVIEWER, None, NOW)
    secrets = {kind: store.new_key(made.account_id, kind, NOW, "for tests") for kind in KeyKind}
    for kind, secret in secrets.items():
        assert store.by_key(secret, kind, NOW) == made
        assert all(store.by_key(secret, other, NOW) is None for other in KeyKind if other is not kind)
    assert store.by_key("", KeyKind.SESSION, NOW) is None
    assert store.by_key(secrets[KeyKind.SESSION], KeyKind.SESSION, NOW + SESSION) is None
    with engine.connect() as connection:
        kept = " ".join(map(str, connection.execute(text("SELECT * FROM account_keys")).all()))
    assert not any(secret in kept for secret in secrets.values())
    assert store.end_key(secrets[KeyKind.INVITATION])
    assert not store.end_key(secrets[KeyKind.INVITATION])
    (token,) = store.tokens(made.account_id)
    store.end_token("another", token)
    assert store.tokens(made.account_id)
    store.end_token(made.account_id, token)
    assert store.by_key(secrets[KeyKind.TOKEN], KeyKind.TOKEN, NOW) is None


def test_who_is_shut_out_is_out_at_once(store: AccountStore) -> None:
    made = store.make("Lin", REVIEWER, None, NOW)
    store.set_password(made.account_id, PASSWORD)
    session = store.new_key(made.account_id, KeyKind.SESSION, NOW)
    store.change(made.account_id, REVIEWER, None, active=False)
    assert store.by_key(session, KeyKind.SESSION, NOW) is None
    assert store.sign_in("Lin", PASSWORD, "::1", NOW) is None


def test_every_role_is_in_the_table_and_only_some_decide() -> None:
    assert set(ALLOWED) == set(Role)
    assert {role for role in Role if May.DECIDE in ALLOWED[role]} == {Role.REVIEWER, Role.SENIOR}
    assert {role for role in Role if May.MANAGE in ALLOWED[role]} == {Role.ADMIN}


def test_the_audit_log_is_kept_and_cannot_be_rewritten(store: AccountStore, engine: Engine) -> None:
    entries = [Entry(NOW + timedelta(n), "Lin", Action.VIEW_LEAD, str(n), "长" * 9000) for n in range(5)]
    store.audit.write(*entries)
    found = store.audit.newest(3)
    assert [one.subject for _, one in found] == ["4", "3", "2"]
    assert [one.subject for _, one in store.audit.newest(9, before=found[-1][0])] == ["1", "0"]
    assert store.audit.newest(9, action="decide") == []
    for how in ("UPDATE audit SET name = 'x'", "DELETE FROM audit"):
        with pytest.raises(DBAPIError, match="append-only"), engine.begin() as connection:
            connection.execute(text(how))
