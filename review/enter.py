"""Coming in, by a one-time link or by name and password, and leaving."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from accounts.account import Account, Role
from accounts.audit import Action, Entry
from accounts.store import SHORTEST_PASSWORD as SHORTEST
from accounts.store import KeyKind, ThrottledError
from review.access import new_form_token
from review.desk import desk_of, draw
from review.forms import read_form

LONGEST_NAME = 80
# Whoever comes by the terminal's link, while nobody has an account. An office may be one person, so they decide too.
FIRST = frozenset({Role.ADMIN, Role.SENIOR})


def enter(request: Request) -> Response:
    """`GET /enter?token=…`: asks for a password, and the first of all for the name; the link is not used up by that."""
    token = request.query_params.get("token", "")
    desk = desk_of(request)
    invited = desk.accounts.by_key(token, KeyKind.INVITATION, desk.clock())
    if invited is None and not (desk.access.knows(token) and desk.accounts.is_empty()):
        if request.state.account:
            return RedirectResponse("/", 303)
        return _locked(request, 403, used=True)
    _ready_for_form(request)
    return _door(request, token, invited)


async def let_in(request: Request) -> Response:
    """`POST /enter`: starts the session of that account; by the terminal's link, makes the first one of all."""
    form = await read_form(request)
    token, password = form.get("token", ""), form.get("password", "")
    name = " ".join(form.get("name", "").split())[:LONGEST_NAME]
    desk = desk_of(request)
    invited: Account | None = await run_in_threadpool(desk.accounts.by_key, token, KeyKind.INVITATION, desk.clock())
    if invited is None and (not name.isprintable() or not name or "\ufffd" in name):
        return _door(request, token, None, 400, missing=True)
    if len(password) < SHORTEST and (password or invited is None):
        return _door(request, token, invited, 400, short=True)
    if not (await run_in_threadpool(desk.accounts.end_key, token) if invited else desk.access.redeem(token)):
        return _locked(request, 403, used=True)
    if invited is None:
        account = await run_in_threadpool(desk.accounts.make_first, name, FIRST, password, desk.clock())
    else:
        account = invited
        if password:
            await run_in_threadpool(desk.accounts.set_password, account.account_id, password)
    if account is None:  # somebody was quicker, by the link of another start
        return _locked(request, 403, used=True)
    return await run_in_threadpool(_start, request, account, "link")


async def sign_in(request: Request) -> Response:
    """`POST /sign-in`: by name and password."""
    form = await read_form(request)
    desk = desk_of(request)
    name, address = " ".join(form.get("name", "").split()), request.client.host if request.client else ""
    try:
        found = await run_in_threadpool(desk.accounts.sign_in, name, form.get("password", ""), address, desk.clock())
    except ThrottledError:
        return _locked(request, 429, throttled=True)
    if found is None:
        failed = Entry(desk.clock(), name[:LONGEST_NAME], Action.SIGN_IN_FAILED, address)
        await run_in_threadpool(desk.accounts.audit.write, failed)
        return _locked(request, 403, wrong=True)
    return await run_in_threadpool(_start, request, found, "password")


async def leave(request: Request) -> Response:
    """`POST /leave`: ends the session, here and for whoever else may have its cookie."""
    await read_form(request)
    accounts = desk_of(request).accounts
    account = request.state.account
    await run_in_threadpool(accounts.end_key, str(request.session.get("key", "")))
    await run_in_threadpool(accounts.audit.write, Entry(desk_of(request).clock(), account.name, Action.SIGN_OUT))
    request.session.clear()
    return RedirectResponse("/locked", 303)


def locked(request: Request) -> Response:
    """`GET /locked`: how to get in."""
    _ready_for_form(request)
    return _locked(request, 200)


def _start(request: Request, account: Account, how: str) -> Response:
    desk = desk_of(request)
    language = request.session.get("lang")
    request.session.clear()
    if language:
        request.session["lang"] = language
    # Other secrets than before the sign-in, so that ones planted earlier are worth nothing.
    request.session["key"] = desk.accounts.new_key(account.account_id, KeyKind.SESSION, desk.clock())
    request.session["csrf"] = new_form_token()
    desk.accounts.audit.write(Entry(desk.clock(), account.name, Action.SIGN_IN, how))
    return RedirectResponse("/", 303)


def _ready_for_form(request: Request) -> None:
    if not request.session.get("csrf"):
        request.session["csrf"] = new_form_token()


def _door(request: Request, token: str, invited: Account | None, status: int = 200, **wrong: bool) -> Response:
    told = {"missing": False, "short": False} | wrong
    return draw(
        request, "enter.html", status, token=token, invited=invited.name if invited else "", shortest=SHORTEST, **told
    )


def _locked(request: Request, status: int, **wrong: bool) -> Response:
    told = {"used": False, "wrong": False, "throttled": False} | wrong
    return draw(request, "locked.html", status, first=desk_of(request).accounts.is_empty(), **told)
