"""A night tells holders what is new: once, to them alone, and whatever the mail server does, the night ends."""

from collections.abc import Iterator

import pytest
from installation import Installation, house, report

from domain.decision import Decision, Reason, Verdict
from flows.house import House
from tests.watches import mail_server
from tests.watches.mail_server import MailBox, bodies, free_port
from tests.watches.receiver import Receiver, verify
from watches.webhook import Secrets


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


@pytest.fixture
def office(small: Installation, mail_port: int, receiver: Receiver) -> Installation:
    """The small shop, a mail server and a webhook."""
    return Installation(
        small.folder,
        {
            "MARKHOUND_SMTP_HOST": "127.0.0.1",
            "MARKHOUND_SMTP_PORT": str(mail_port),
            "MARKHOUND_SMTP_SECURITY": "none",
            "MARKHOUND_MAIL_FROM": "office@office.example",
            "MARKHOUND_REVIEW_URL": "https://review.office.example",
            "MARKHOUND_WEBHOOK_PRIVATE_HOSTS": receiver.host,
            "MARKHOUND_REVIEWER": "Lin",
        },
    )


def add(at: Installation, holder: str, *more: str) -> str:
    at.run("registry", "import", "registry.csv")
    return at.run("watch", "add", "--holder", holder, *more).splitlines()[0]


def decide(at: House) -> None:
    """Confirms every lead."""
    for number, lead in enumerate(at.leads.every([])):
        at.leads.decide(
            Decision(
                f"d{number}", lead.lead_id, Verdict.INFRINGING, Reason.COUNTERFEIT, "看过,是假的", "Lin",
                lead.last_found, lead.evidence,
            )
        )  # fmt: skip


def stage(at: Installation, name: str = "tell") -> dict[str, object]:
    stages = report(at.folder)["stages"]
    assert isinstance(stages, list)
    (found,) = [one for one in stages if one["stage"] == name and one["source"] == "watches"]
    assert isinstance(found, dict)
    return found


def test_a_holder_is_told_what_was_confirmed_once_and_nothing_of_anybody_else(
    office: Installation, box: MailBox, receiver: Receiver
) -> None:
    name = add(office, "Velmora Works", "--to", "marks@velmora.example", "--to", receiver.url)
    office.run("scan")
    assert (box.mails, receiver.got) == ([], []), "nothing leaves before a person has decided"
    decide(house(office))
    office.run("watch", "send")
    office.run("watch", "send", "--now")
    office.run("scan")
    (mail,) = box.mails
    (got,) = receiver.got
    secret = Secrets.open(office.folder / "data").shown(name)
    assert verify(got, secret, float(got.headers["webhook-timestamp"]))
    assert secret in office.run("watch", "show", name, "--secret")
    (lead,) = [lead for group in got.data["groups"] for lead in group["leads"]]
    assert (lead["listing_id"], lead["state"]) == ("L-1", "confirmed")
    for said in (*bodies(mail), got.body.decode()):
        assert "Velmora 加厚外套" in said
        assert not [word for word in ("Quistrel", "TM-2", "L-2", "Lin", "看过") if word in said]


def test_what_was_there_before_the_watch_is_not_told_unless_asked(office: Installation, box: MailBox) -> None:
    office.run("scan")
    decide(house(office))
    add(office, "Velmora Works", "--to", "new@velmora.example")
    add(office, "Velmora Works", "--to", "all@velmora.example", "--from-start")
    office.run("watch", "send")
    assert [mail["To"] for mail in box.mails] == ["all@velmora.example"]


def test_at_once_is_told_after_each_source_and_says_that_nobody_has_looked(office: Installation, box: MailBox) -> None:
    add(office, "Velmora Works", "--to", "marks@velmora.example", "--state", "open", "--schedule", "at-once")
    office.run("scan")
    (mail,) = box.mails
    assert "nobody has looked at it yet" in mail.as_string()
    stages = report(office.folder)["stages"]
    assert isinstance(stages, list)
    order = [(one["source"], one["stage"]) for one in stages]
    assert order.index(("watches", "tell")) == order.index(("corner", "sample")) + 1


def test_a_mail_server_that_is_down_costs_a_counted_warning_and_the_next_night_delivers(
    office: Installation, box: MailBox
) -> None:
    add(office, "Velmora Works", "--to", "marks@velmora.example", "--state", "open")
    port = office.variables["MARKHOUND_SMTP_PORT"]
    down = Installation(office.folder, {**office.variables, "MARKHOUND_SMTP_PORT": str(free_port())})
    down.run("scan")
    told = stage(down)
    assert told["error"] == ""
    assert "not-delivered" in str(told["problems"])
    assert box.mails == []
    up = Installation(office.folder, {**office.variables, "MARKHOUND_SMTP_PORT": port})
    up.run("watch", "send", "--now")
    up.run("watch", "send", "--now")
    assert len(box.mails) == 1


def test_a_paused_watch_is_silent_and_tells_it_all_when_it_goes_on(office: Installation, box: MailBox) -> None:
    name = add(office, "Velmora Works", "--to", "marks@velmora.example", "--state", "open")
    office.run("watch", "pause", name)
    office.run("scan")
    assert box.mails == []
    office.run("watch", "resume", name)
    office.run("watch", "send")
    assert len(box.mails) == 1


def test_a_right_that_is_another_s_by_now_is_not_told_to_who_had_it(office: Installation, box: MailBox) -> None:
    add(office, "Velmora Works", "--to", "marks@velmora.example")
    office.run("scan")
    decide(house(office))
    registry = office.folder / "registry.csv"
    sold = registry.read_text(encoding="utf-8").replace("Velmora Works", "Quistrel Co")
    registry.write_text(sold, encoding="utf-8")
    office.run("registry", "import", "registry.csv")
    office.run("watch", "send")
    assert box.mails == []


def test_a_stale_register_is_told_to_the_office_once_and_not_each_night(office: Installation, box: MailBox) -> None:
    alert = {"MARKHOUND_ALERTS": "ops@office.example", "MARKHOUND_REGISTRY": "registry.csv;designs.csv"}
    late = Installation(office.folder, {**office.variables, **alert, "MARKHOUND_LANGUAGE": "zh"})
    late.run("registry", "import", "registry.csv")
    for _ in range(3):
        late.run("watch", "send", "--now")
    (mail,) = box.mails
    assert (mail["To"], mail["Subject"]) == ("ops@office.example", "markhound: 登记数据“designs”未更新")


def test_a_test_message_arrives_and_promises_nothing(office: Installation, box: MailBox, receiver: Receiver) -> None:
    name = add(office, "Velmora Works", "--to", "marks@velmora.example", "--to", receiver.url)
    office.run("watch", "test", name)
    assert "Test of the watch" in str(box.mails[0]["Subject"])
    assert receiver.got[0].data["type"] == "markhound.test"
    office.run("watch", "send", "--now")
    assert (len(box.mails), len(receiver.got)) == (1, 1)


def test_two_runs_at_once_do_not_deliver_twice(office: Installation, box: MailBox) -> None:
    add(office, "Velmora Works", "--to", "marks@velmora.example", "--state", "open")
    box.hang_up_at_quit = True
    office.run("scan", "--json")
    before = len(box.mails)
    children = [office.start("watch", "send", "--now") for _ in range(2)]
    assert all(child.wait(120) in (0, 3) for child in children)
    assert all(child.communicate() for child in children)
    assert len(box.mails) == before == 1
