"""A night tells holders what is new: once, to them alone, and whatever the mail server does, the night ends."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import factories
import pytest
from typer.testing import CliRunner

from cli.app import app
from domain.decision import Decision, Reason, Verdict
from flows import runs
from flows.house import House, open_house
from flows.tell import tell
from leads.store import Found
from settings import Settings
from tests.registry.registry_file import plain
from tests.watches.mail_server import MailBox, bodies, free_port
from tests.watches.receiver import Receiver, verify
from tests.watches.told import variables
from watches.watch_list import WatchList

HEADER = "right_id,kind,mark_text,holder,nice_classes,status"


@pytest.fixture
def office(tmp_path: Path, mail_port: int, receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """Two rights of two holders, a mail server and a webhook."""
    for name, value in variables(mail_port, receiver.host).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("MARKHOUND_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("COLUMNS", "220")
    monkeypatch.setattr("flows.carriers.time.sleep", lambda _: None)
    house = open_house(Settings())
    register(tmp_path, "Velmora Works")
    yield house
    house.registry.engine.dispose()


def run(*words: str, code: int = 0) -> str:
    done = CliRunner().invoke(app, [*words])
    assert done.exit_code == code, (done.output, done.exception)
    return done.stdout if code == 0 else f"{done.output}{done.exception}"


def register(folder: Path, holder: str) -> None:
    lines = (f"TM-1,trademark,Velmora,{holder},25,registered", "TM-2,trademark,Quistrel,Quistrel Co,25,registered")
    run("registry", "import", str(plain(folder / "city.csv", *lines, header=HEADER)))


def find(house: House, *numbers: int) -> None:
    """A lead on each right for each number."""
    found = []
    for number in numbers:
        for right_id, mark, holder in (("TM-1", "Velmora", "Velmora Works"), ("TM-2", "Quistrel", "Quistrel Co")):
            listing = factories.listing(f"{mark}-{number}", f"{mark} 加厚外套")
            right = factories.right(right_id, mark, holder=holder)
            signal = factories.main_signal(right_value=mark)
            found.append(Found(listing, right, factories.match(listing.listing_id, right_id, 0.9, signal)))
    house.leads.queue(found, "run-1", factories.NOW)


def decide(house: House) -> None:
    """Confirms every lead."""
    for lead in house.leads.every([]):
        house.leads.decide(
            Decision(
                f"d-{lead.lead_id}", lead.lead_id, Verdict.INFRINGING, Reason.COUNTERFEIT, "看过,是假的", "Lin",
                lead.last_found, lead.evidence,
            )
        )  # fmt: skip


def add(*more: str, holder: str = "Velmora Works") -> str:
    name = json.loads(run("watch", "add", "--holder", holder, "--json", *more))["watch_id"]
    assert isinstance(name, str)
    return name


def loads(*words: str, code: int = 0) -> Any:
    return json.JSONDecoder().raw_decode(run(*words, "--json", code=code))[0]


def send(*words: str, code: int = 0) -> Any:
    return loads("watch", "send", *words, code=code)


def test_a_holder_is_told_what_was_confirmed_once_and_nothing_of_anybody_else(
    office: House, box: MailBox, receiver: Receiver
) -> None:
    name = add("--to", "marks@velmora.example", "--to", receiver.url)
    find(office, 1)
    assert send()["digests"] == 0, "nothing leaves before a person has decided"
    decide(office)
    assert (send()["delivered"], send("--now")["delivered"]) == (2, 0)
    tell(office)
    (mail,) = box.mails
    (got,) = receiver.got
    secret = run("watch", "show", name, "--secret").strip()
    assert verify(got, secret, datetime.now(UTC).timestamp())
    (lead,) = [lead for group in got.data["groups"] for lead in group["leads"]]
    assert (lead["listing_id"], lead["state"]) == ("Velmora-1", "confirmed")
    for said in (*bodies(mail), got.body.decode()):
        assert "Velmora 加厚外套" in said
        assert not [word for word in ("Quistrel", "TM-2", "Lin", "看过") if word in said]


def test_what_is_new_since_is_in_the_next_digest_and_nothing_else(office: House, box: MailBox) -> None:
    add("--to", "marks@velmora.example", "--state", "open")
    for number in (1, 2, 3):
        find(office, *range(1, number + 1))
        send("--now")
    said = [bodies(mail)[0] for mail in box.mails]
    assert [[n for n in (1, 2, 3) if f"item/Velmora-{n}" in one] for one in said] == [[1], [2], [3]]


def test_a_daily_digest_comes_once_a_day(office: House, box: MailBox) -> None:
    add("--to", "marks@velmora.example", "--state", "open")
    find(office, 1)
    send()
    find(office, 2)
    assert send()["digests"] == 0
    assert len(box.mails) == 1


def test_what_was_there_before_the_watch_is_not_told_unless_asked(office: House, box: MailBox) -> None:
    find(office, 1)
    decide(office)
    add("--to", "new@velmora.example")
    add("--to", "all@velmora.example", "--from-start")
    send()
    assert [mail["To"] for mail in box.mails] == ["all@velmora.example"]


def test_while_the_mail_server_is_down_nothing_is_lost_and_one_digest_tells_it_all(
    office: House, box: MailBox, monkeypatch: pytest.MonkeyPatch
) -> None:
    add("--to", "marks@velmora.example", "--state", "open")
    with monkeypatch.context() as down:
        down.setenv("MARKHOUND_SMTP_PORT", str(free_port()))
        for number in (1, 2, 3):
            find(office, number)
            assert "cannot be used" in send("--now", code=3)["failed"][0]
    assert send("--now")["delivered"] == 1
    assert send("--now")["delivered"] == 1
    assert send("--now") == {
        "digests": 0, "delivered": 0, "failed": [], "dead": [], "waiting": 0, "stale": [], "busy": False,
    }  # fmt: skip
    said = [bodies(mail)[0] for mail in box.mails]
    assert [[n for n in (1, 2, 3) if f"item/Velmora-{n}" in one] for one in said] == [[1], [2, 3]]


def test_a_paused_watch_is_silent_and_tells_it_all_when_it_goes_on(office: House, box: MailBox) -> None:
    name = add("--to", "marks@velmora.example", "--state", "open")
    run("watch", "pause", name)
    find(office, 1)
    send("--now")
    assert box.mails == []
    run("watch", "resume", name)
    send()
    assert len(box.mails) == 1
    run("watch", "remove", name)
    find(office, 2)
    send("--now")
    assert len(box.mails) == 1


def test_a_right_that_is_another_s_by_now_is_not_told_to_who_had_it(
    office: House, box: MailBox, tmp_path: Path
) -> None:
    add("--to", "marks@velmora.example")
    find(office, 1)
    decide(office)
    register(tmp_path, "Ostrava Trading")
    assert send()["digests"] == 0
    assert box.mails == []


def test_a_stale_register_is_told_to_the_office_once_and_not_each_night(
    office: House, box: MailBox, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("ALERTS", "ops@office.example"), ("REGISTRY", "city.csv;designs.csv"), ("LANGUAGE", "zh")):
        monkeypatch.setenv(f"MARKHOUND_{name}", value)
    for _ in range(3):
        assert send("--now")["stale"] == ["designs"]
    (mail,) = box.mails
    assert (mail["To"], mail["Subject"]) == ("ops@office.example", "markhound: 登记数据“designs”未更新")
    ages = loads("registry", "freshness", code=3)
    assert [(age["register"], age["stale"]) for age in ages] == [("city", ""), ("designs", "never")]
    assert "designs" in CliRunner().invoke(app, ["doctor"]).output


def test_a_test_message_arrives_and_promises_nothing(office: House, box: MailBox, receiver: Receiver) -> None:
    name = add("--to", "marks@velmora.example", "--to", receiver.url)
    receiver.answers = [(500, {})] * 3
    run("watch", "test", name, code=3)
    assert "Test of the watch" in str(box.mails[0]["Subject"])
    assert receiver.got[0].data["type"] == "markhound.test"
    send("--now", "--dead")
    assert (len(box.mails), len(receiver.got)) == (1, 3)
    assert "MARKHOUND_ALERTS names nobody" in run("watch", "test", "alerts", code=1)


def test_while_another_run_delivers_this_one_does_nothing_and_says_so(office: House, box: MailBox) -> None:
    add("--to", "marks@velmora.example", "--state", "open")
    find(office, 1)
    with runs.locked(office.base / "locks" / "watches.tell.lock"):
        assert send(code=3)["busy"]
        assert dict(tell(office).counts)["busy"] == 1
    assert box.mails == []
    assert send()["delivered"] == 1


def test_a_watch_speaks_of_one_holder_who_is_known(office: House) -> None:
    to = ("--to", "marks@velmora.example")
    assert "these are 2" in run("watch", "add", "--right", "TM-1", "--right", "TM-2", *to, code=1)
    assert "these are 2" in run("watch", "add", "--holder", "Quistrel Co", "--right", "TM-1", *to, code=1)
    assert "no right is 'Velmora'" in run("watch", "add", "--holder", "Velmora", *to, code=1)
    assert "not in the registry: TM-9" in run("watch", "add", "--right", "TM-9", *to, code=1)
    assert "say whose rights" in run("watch", "add", *to, code=1)
    name = json.loads(run("watch", "add", "--right", "TM-2", "--json", *to))["watch_id"]
    (watch,) = office.watches.every()
    assert isinstance(watch, WatchList)
    assert (watch.watch_id, watch.holder, watch.right_ids) == (name, "Quistrel Co", ("TM-2",))
    assert name in run("watch", "list")
    (entry,) = [entry for _, entry in office.accounts.audit.newest(5, action="change_watch")]
    assert (entry.name, entry.subject) == ("Lin", name)


def test_a_hundred_hostile_leads_are_one_bounded_digest(office: House, box: MailBox) -> None:
    add("--to", "marks@velmora.example", "--state", "open")
    hostile = "Velmora\r\nBcc: all@c.example\u202e<script>" + "长" * 3000
    found = [
        Found(
            factories.listing(f"L{n}", hostile, url="javascript:x" * 300), factories.right(),
            factories.match(f"L{n}", "TM-1"),
        )
        for n in range(300)
    ]  # fmt: skip
    office.leads.queue(found, "run-1", factories.NOW)
    send()
    (mail,) = box.mails
    assert mail["Bcc"] is None
    assert box.recipients == [["marks@velmora.example"]]
    assert "100 more" in bodies(mail)[0]
    assert len(box.raw[0]) < 1_500_000
    assert "<script>" not in bodies(mail)[1]
    find(office, 1)
    send("--now")
    assert "300" not in str(box.mails[1]["Subject"])
