"""`markhound subject`: what is kept of one person, and what they asked for."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.holding import who
from cli.output import VerbError, out, show_json, show_table, visible
from leads.requests import Request, RequestKind
from settings import Settings

if TYPE_CHECKING:
    from flows.subject import Asked

app = typer.Typer(help="What is kept of a seller or a reviewer; requests of persons.", no_args_is_help=True)

Seller = Annotated[str, typer.Option(help="Shop id or name, as source/seller or alone.")]
Contact = Annotated[str, typer.Option(help="A phone number, address or id that their listings show.")]
Account = Annotated[str, typer.Option(help="Name of an account of the review page.")]
Reviewer = Annotated[str, typer.Option(help="Your name; default: MARKHOUND_REVIEWER.")]


@app.command()
def export(
    to: Annotated[Path, typer.Argument(help="ZIP file to write.")],
    seller: Seller = "",
    contact: Contact = "",
    account: Account = "",
    reviewer: Reviewer = "",
) -> None:
    """Writes all that is kept of a person as a ZIP: index.md to read, data.json for programs. Others are masked.

    Example: markhound subject export person.zip --seller town/S-17 --reviewer "Lin"
    """
    from flows.house import enter_house
    from flows.subject import gather, write

    settings, now = Settings(), datetime.now(UTC)
    house, by, asked = enter_house(settings), who(reviewer, settings), _asked(seller, contact, account)
    found = gather(house, asked, now)
    write(found, to)
    counts = ", ".join(f"{len(value)} {name}" for name, value in found.items() if isinstance(value, list) and value)
    _note(by, "SUBJECT_EXPORT", asked.named, counts or "nothing", now)
    out.print(visible(f"{to}: {asked.named}: {counts or 'nothing is kept'}"), markup=False, soft_wrap=True)


@app.command()
def request(
    kind: Annotated[RequestKind, typer.Argument(help="export, correct or delete.")],
    why: Annotated[str, typer.Option(help="What the person asks for, in their words.")],
    seller: Seller = "",
    contact: Contact = "",
    account: Account = "",
    reviewer: Reviewer = "",
) -> None:
    """Records what a person asks for, and answers it: what goes when, what is held and why. Both stay on record.

    Example: markhound subject request delete --seller town/S-17 --why "letter of 3 May" --reviewer "Lin"
    """
    from domain.identity import digest
    from flows.house import enter_house
    from flows.subject import answer

    settings, now = Settings(), datetime.now(UTC)
    house, by, asked = enter_house(settings), who(reviewer, settings), _asked(seller, contact, account)
    if kind is RequestKind.ANSWER:
        raise VerbError("an answer is written by this verb itself; give export, correct or delete")
    name = digest("request", kind.value, asked.named, by, now.isoformat())[:32]
    said = {
        RequestKind.EXPORT: "run `markhound subject export` and hand the file over",
        RequestKind.CORRECT: "captures stay as received; decide the leads anew, with a note on what is wrong",
    }.get(kind) or answer(house, asked, now)
    house.requests.add(
        Request(name, kind, asked.named, by, now, why), Request(name, RequestKind.ANSWER, asked.named, by, now, said)
    )
    _note(by, "SUBJECT_REQUEST", asked.named, f"{kind.value}: {why}", now)
    out.print(visible(f"{name}: {said}"), markup=False, soft_wrap=True)


@app.command("list")
def list_(json: Annotated[bool, typer.Option("--json", help="For scripts.")] = False) -> None:
    """Lists requests with their answers.

    Example: markhound subject list
    """
    from dataclasses import asdict

    from flows.house import enter_house

    lines = enter_house(Settings()).requests.every()
    if json:
        show_json([asdict(one) for one in lines])
        return
    show_table(
        f"{len(lines)} line(s)",
        ("request", "what", "about", "by", "at", "said"),
        ((one.request_id, one.kind.value, one.subject, one.by, f"{one.at:%Y-%m-%d}", one.said) for one in lines),
    )


def _asked(seller: str, contact: str, account: str) -> "Asked":
    from flows.subject import Asked

    if sum(map(bool, (seller.strip(), contact.strip(), account.strip()))) != 1:
        raise VerbError("say whom it is about: one of --seller, --contact, --account")
    return Asked(seller.strip(), contact.strip(), account.strip())


def _note(by: str, action: str, subject: str, detail: str, now: datetime) -> None:
    from accounts.audit import Action, Entry
    from flows.house import enter_house

    enter_house(Settings()).accounts.audit.write(Entry(now, by, Action[action], subject, f"{detail} cli"))
