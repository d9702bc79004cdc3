"""`markhound access`: who looked at what, when, from where."""

from typing import Annotated

import typer

from cli.output import VerbError, show_json, show_table
from settings import Settings


def access(
    subject: Annotated[str, typer.Option(help="Only about this id: of a lead, seller, case, referral, account.")] = "",
    name: Annotated[str, typer.Option(help="Only of this person.")] = "",
    every: Annotated[bool, typer.Option("--all", help="Also what people did, not only what they looked at.")] = False,
    limit: Annotated[int, typer.Option(min=1, max=100_000, help="Most lines, the newest.")] = 100,
    json: Annotated[bool, typer.Option("--json", help="For scripts.")] = False,
) -> None:
    """Shows the log of who looked at what; reading it here is written into it.

    Example: markhound access --subject 1221669c0b0a7f44df212f8abc2adde0
    """
    from datetime import UTC, datetime

    from accounts.audit import Action, Entry, Wanted
    from flows.house import enter_house

    settings = Settings()
    audit = enter_house(settings).accounts.audit
    found = audit.newest(limit, wanted=Wanted(name, subject, views=not every))
    who = settings.reviewer.strip() or "(command line)"
    audit.write(Entry(datetime.now(UTC), who, Action.VIEW_AUDIT, "", f"{name} {subject} cli".strip()))
    if json:
        show_json(
            [
                {
                    "at": one.at.isoformat(), "name": one.name, "action": one.action.value, "subject": one.subject,
                    "detail": one.detail, "from": one.place,
                }
                for _, one in found
            ]
        )  # fmt: skip
        return
    if (name or subject) and not found:
        raise VerbError("no such line; names and ids are compared as a whole, and old lines go with their period")
    show_table(
        f"{len(found)} line(s), newest first",
        ("when", "who", "what", "on what", "details", "from"),
        (
            (f"{one.at:%Y-%m-%d %H:%M:%S}", one.name, one.action.value, one.subject, one.detail, one.place)
            for _, one in found
        ),
    )
