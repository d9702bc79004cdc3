"""Who is told of what, and whether it arrived; for those who answer for it. Watches are made on the command line."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from accounts.account import May
from accounts.audit import Action
from review.desk import desk_of, draw
from review.person import log, require
from watches.watch_list import named


def watches(request: Request) -> Response:
    """`GET /watches`: of the holders whose leads the person may see."""
    account = require(request, May.SEE_WATCHES)
    store = desk_of(request).watches
    if store is None:
        raise HTTPException(404)
    shown = [
        (one, [named(target) for target in one.targets], store.newest(one.watch_id))
        for one in store.every()
        if account.sees(one.holder)
    ]
    log(request, Action.VIEW_WATCHES)
    return draw(request, "watches.html", watches=shown, named=named)
