"""One's own account: password and tokens."""

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from accounts.account import May
from accounts.audit import Action
from accounts.store import SHORTEST_PASSWORD, KeyKind
from review.desk import desk_of, draw
from review.forms import read_form
from review.person import log, person_of, require

LONGEST_LABEL = 60


def own(request: Request) -> Response:
    """`GET /account`."""
    return _page(request)


async def password(request: Request) -> Response:
    """`POST /account/password`: sets it, and signs out everywhere."""
    form = await read_form(request)
    account = person_of(request)
    try:
        await run_in_threadpool(desk_of(request).accounts.set_password, account.account_id, form.get("password", ""))
    except ValueError as error:
        raise HTTPException(400, "short-password") from error
    await run_in_threadpool(log, request, Action.CHANGE_ACCOUNT, account.name, "password")
    request.session.clear()
    return RedirectResponse("/locked", 303)


async def token(request: Request) -> Response:
    """`POST /account/token`: makes one for the API and shows it, once."""
    form = await read_form(request)
    account = require(request, May.READ)
    desk = desk_of(request)
    label = " ".join(form.get("label", "").split())[:LONGEST_LABEL]
    made = await run_in_threadpool(desk.accounts.new_key, account.account_id, KeyKind.TOKEN, desk.clock(), label)
    await run_in_threadpool(log, request, Action.CHANGE_ACCOUNT, account.name, f"token {label}")
    return await run_in_threadpool(_page, request, made)


async def end_token(request: Request) -> Response:
    """`POST /account/token/end`."""
    form = await read_form(request)
    account = person_of(request)
    await run_in_threadpool(desk_of(request).accounts.end_token, account.account_id, form.get("token", ""))
    await run_in_threadpool(log, request, Action.CHANGE_ACCOUNT, account.name, "token ended")
    return RedirectResponse("/account", 303)


def _page(request: Request, made: str = "") -> Response:
    account = person_of(request)
    tokens = desk_of(request).accounts.tokens(account.account_id)
    return draw(request, "account.html", account=account, tokens=tokens, made=made, shortest=SHORTEST_PASSWORD)
