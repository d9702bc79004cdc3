"""Complaints are kept once, found by what is owed, and their contacts lie apart; on both databases."""

from datetime import date, timedelta

import factories
from sqlalchemy import Engine, text

from complaints.store import ComplaintStore, Wanted
from domain.complaint import Channel, Complaint, Given

NOW = factories.NOW


def take(store: ComplaintStore, words: str, due: date, channel: Channel = Channel.PAGE, contact: str = "") -> Complaint:
    return store.take(Given(text=words, contact=contact), (), (), (channel, "Lin", NOW), due).complaint


def test_complaints_are_listed_by_what_is_owed_and_worked_off_single_ones_first(engine: Engine) -> None:
    store = ComplaintStore(engine)
    today = date(2026, 11, 22)
    many = take(store, "many", today + timedelta(days=1), Channel.FILE, contact="甲 13800138000")
    late = take(store, "late", today - timedelta(days=1))
    done = take(store, "done", today)
    assert take(store, " many ", today, contact="甲 13800138000").complaint_id == many.complaint_id
    store.done(done, "run", NOW, ["said", "said"], ["a" * 32, "a" * 32])
    assert [one.text for one in store.waiting(9)] == ["late", "many"]
    assert [one.text for one in store.find(Wanted(), 9)] == ["late", "done", "many"]
    assert [one.text for one in store.find(Wanted(late_on=today), 9)] == ["late"]
    kept = store.get(done.complaint_id)
    assert kept is not None
    assert (kept.leads, kept.says) == (("a" * 32,), ("said",))
    store.done(late, "run", NOW, (), ())
    assert [one.text for one in store.find(Wanted(without_lead=True), 9)] == ["late"]
    assert store.close(late.complaint_id, "Lin", NOW, "why")
    assert not store.close(late.complaint_id, "Qin", NOW, "again")
    assert [one.text for one in store.find(Wanted(), 9)] == ["done", "many", "late"]
    assert store.count(Wanted(open_only=True)) == 2
    assert store.of_leads(["a" * 32]) == {"a" * 32: (done.complaint_id,)}
    assert store.by_receipt(many.receipt.lower()) == many
    assert store.by_receipt("x") is None


def test_a_contact_lies_in_one_table_and_can_be_deleted(engine: Engine) -> None:
    store = ComplaintStore(engine)
    one = take(store, "words", date(2026, 12, 1), contact="甲 13800138000")
    assert store.contact(one.complaint_id) == "甲 13800138000"
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT * FROM complaints")).all()
        assert "13800138000" not in str(rows)
        assert store.forget_contact(one.complaint_id)
        assert not store.forget_contact(one.complaint_id)
    assert store.contact(one.complaint_id) == ""
    assert store.get(one.complaint_id) == one
    again = take(store, "words", date(2026, 12, 1), contact="甲 13800138000")
    assert again.complaint_id != one.complaint_id, "nothing kept tells whose the first one was"


def test_contacts_are_old_so_long_after_their_complaint_was_closed(engine: Engine) -> None:
    store = ComplaintStore(engine)
    one, other = (take(store, text, date(2026, 12, 1), contact="甲 13800138000") for text in ("words", "more words"))
    assert store.close(one.complaint_id, "lin", NOW, "answered")
    assert store.contacts_of_old(NOW) == ()
    assert store.contacts_of_old(NOW + timedelta(days=1)) == ((one.complaint_id, NOW),)
    store.forget_contact(one.complaint_id)
    assert store.contacts_of_old(NOW + timedelta(days=1)) == ()
    assert store.contact(other.complaint_id)
