"""Everybody's accounts: who may come in, as what, and whose leads they see. For administrators."""

from collections.abc import Mapping

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from accounts.account import Account, May, Role
from accounts.audit import Action
from accounts.store import KeyKind, NameTakenError
from review.desk import desk_of, draw
from review.enter import LONGEST_NAME
from review.forms import read_form
from review.person import log, require

MOST_HOLDERS = 200


def people(request: Request) -> Response:
    """`GET /accounts`."""
    require(request, May.MANAGE)
    return _page(request)


async def change(request: Request) -> Response:
    """`POST /accounts`: makes an account or changes one; a new one, or one asked for, gets a one-time link."""
    form = await read_form(request)
    account = require(request, May.MANAGE)
    return await run_in_threadpool(_change, request, account, form)


def _change(request: Request, by: Account, form: Mapping[str, str]) -> Response:
    desk = desk_of(request)
    name = " ".join(form.get("name", "").split())[:LONGEST_NAME]
    if not name or not name.isprintable():
        raise HTTPException(400)
    roles = frozenset(role for role in Role if form.get(f"role-{role.value}"))
    if not roles:
        raise HTTPException(400, "needs-role")
    holders = _holders(form.get("holders", ""))
    found = desk.accounts.by_name(name)
    if found is None:
        try:
            found = desk.accounts.make(name, roles, holders, desk.clock())
        except NameTakenError as error:
            raise HTTPException(409) from error
    else:
        active = form.get("active", "") == "1"
        if found.account_id == by.account_id and not (active and Role.ADMIN in roles):
            # Nobody locks themselves out; another administrator can.
            raise HTTPException(409, "not-oneself")
        desk.accounts.change(found.account_id, roles, holders, active=active)
    log(request, Action.CHANGE_ACCOUNT, name, f"{sorted(roles)} {holders or ''} {form.get('active', 'new')}")
    link = ""
    if form.get("link") and found.active:
        secret = desk.accounts.new_key(found.account_id, KeyKind.INVITATION, desk.clock())
        # Behind a proxy we hear plain HTTP whatever the browser speaks.
        scheme = "https" if desk.access.secure else request.url.scheme
        link = f"{scheme}://{request.url.netloc}/enter?token={secret}"
    return _page(request, link, name)


def _holders(text: str) -> tuple[str, ...] | None:
    """One a line; none means everybody's."""
    names = tuple(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))[:MOST_HOLDERS]
    return names or None


def _page(request: Request, link: str = "", name: str = "") -> Response:
    accounts = desk_of(request).accounts.every()
    return draw(request, "people.html", accounts=accounts, roles=list(Role), link=link, name=name)
