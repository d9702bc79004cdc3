"""`markhound complaints`: what people complained of, where it stands, and how to reach them."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from cli.output import VerbError, out, say, show_json, show_table, visible
from cli.referrals import person
from settings import Settings

if TYPE_CHECKING:
    from domain.complaint import Complaint
    from flows.house import House

app = typer.Typer(help="Complaints: where they stand, and how to reach who made them.", no_args_is_help=True)
Receipt = Annotated[str, typer.Argument(help="The receipt number.")]
By = Annotated[str, typer.Option(help="Your name; default: MARKHOUND_REVIEWER.")]


@app.command("list")
def list_(
    overdue: Annotated[bool, typer.Option(help="Only those whose answer is overdue.")] = False,
    without_lead: Annotated[bool, typer.Option(help="Only those for which no right was found.")] = False,
    every: Annotated[bool, typer.Option("--all", help="Closed ones, too.")] = False,
    limit: Annotated[int, typer.Option(min=1, help="Most complaints shown.")] = 50,
    json: Annotated[bool, typer.Option("--json", help="For scripts.")] = False,
) -> None:
    """Lists complaints, those due first on top.

    Example: markhound complaints list --overdue
    """
    from complaints.store import Wanted
    from flows.house import enter_house
    from leads.complained import leads_of, state

    settings = Settings()
    house = enter_house(settings)
    today = datetime.now(ZoneInfo(settings.timezone)).date()
    wanted = Wanted(open_only=not every, without_lead=without_lead, late_on=today if overdue else None)
    found = house.complaints.find(wanted, limit)
    leads = leads_of(house.leads, found)
    told = [(one, state(house.leads, one, leads).value) for one in found]
    if json:
        show_json([
            {"complaint_id": one.complaint_id, "receipt": one.receipt, "by": one.by.value, "state": at,
             "received_at": one.received_at.isoformat(), "due_on": one.due_on.isoformat(),
             "overdue_days": max(0, (today - one.due_on).days), "addresses": list(one.addresses),
             "leads": list(one.leads), "says": list(one.says)}
            for one, at in told
        ])  # fmt: skip
        return
    show_table(
        f"{len(told)} complaint(s)",
        ("receipt", "by", "state", "due", "overdue", "leads", "about"),
        (
            (one.receipt, one.by.value, at, one.due_on, max(0, (today - one.due_on).days) or "", len(one.leads),
             (one.addresses or (one.text[:60],))[0][:80])
            for one, at in told
        ),
    )  # fmt: skip


@app.command("contact")
def contact(receipt: Receipt, by: By = "") -> None:
    """Shows how to reach who made a complaint; that it was looked at goes into the audit log.

    Example: markhound complaints contact 7K3QD-0M2XE-9VJ4T-RB8WZ
    """
    from accounts.audit import Action, Entry

    settings = Settings()
    name = person(settings, by)
    house, one = _complaint(settings, receipt)
    house.accounts.audit.write(Entry(datetime.now(UTC), name, Action.VIEW_CONTACT, one.complaint_id, "command line"))
    out.print(visible(house.complaints.contact(one.complaint_id)) or "no contact was given", markup=False)


@app.command("forget")
def forget(receipt: Receipt, by: By = "") -> None:
    """Deletes how to reach who made a complaint; the complaint stays.

    Example: markhound complaints forget 7K3QD-0M2XE-9VJ4T-RB8WZ
    """
    from accounts.audit import Action, Entry

    settings = Settings()
    name = person(settings, by)
    house, one = _complaint(settings, receipt)
    gone = house.complaints.forget_contact(one.complaint_id)
    house.accounts.audit.write(Entry(datetime.now(UTC), name, Action.FORGET_CONTACT, one.complaint_id))
    say("the contact was deleted" if gone else "there was no contact")


@app.command("close")
def close(receipt: Receipt, why: Annotated[str, typer.Option(help="Why, for the office.")], by: By = "") -> None:
    """Closes a complaint that nothing more is done about; its leads stay as they are.

    Example: markhound complaints close 7K3QD-0M2XE-9VJ4T-RB8WZ --why "not about a right"
    """
    from accounts.audit import Action, Entry

    settings = Settings()
    name, now = person(settings, by), datetime.now(UTC)
    house, one = _complaint(settings, receipt)
    if not why.strip() or not house.complaints.close(one.complaint_id, name, now, why.strip()[:1000]):
        raise VerbError("it was closed before" if why.strip() else "say why with --why")
    house.accounts.audit.write(Entry(now, name, Action.CLOSE_COMPLAINT, one.complaint_id))
    say("closed")


def _complaint(settings: Settings, receipt: str) -> "tuple[House, Complaint]":
    from flows.house import enter_house

    house = enter_house(settings)
    one = house.complaints.by_receipt(receipt)
    if one is None:
        raise VerbError("there is no complaint with that receipt; `markhound complaints list` shows those there are")
    return house, one
