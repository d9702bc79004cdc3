"""A whole night with watches, in a process of its own: it tells at once, and ends well whatever mail does."""

from installation import Installation, report

from tests.watches.mail_server import MailBox
from tests.watches.receiver import Receiver
from tests.watches.told import variables


def test_a_night_tells_at_once_after_each_source_and_ends_well_though_the_mail_server_does_not(
    small: Installation, mail_port: int, receiver: Receiver, box: MailBox
) -> None:
    at = Installation(small.folder, variables(mail_port, receiver.host))
    at.run("registry", "import", "registry.csv")
    to = ("--state", "open", "--schedule", "at-once", "--to")
    at.run("watch", "add", "--holder", "Velmora Works", *to, "marks@velmora.example", "--to", receiver.url)
    box.answers = ["451 later"] * 9
    at.run("scan")
    stages = report(at.folder)["stages"]
    assert isinstance(stages, list)
    order = [(one["stage"], one["source"]) for one in stages]
    assert order[-9:] == [
        ("facts", "corner"), ("tell", "watches"), ("networks", "sellers"),
        ("complaints", "complaints"), ("rank", "leads"),
        ("remind", "referrals"), ("certify", "decisions"), ("retain", "data"), ("tell", "watches"),
    ]  # fmt: skip
    told = stages[-8]
    assert told["error"] == ""
    assert "not-delivered" in str(told["problems"])
    assert len(receiver.got) == 1
    assert receiver.got[0].data["groups"][0]["leads"][0]["state"] == "open"
