"""The audit log, for those who may see it."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from accounts.account import May
from accounts.audit import Action, Wanted
from review.desk import desk_of, draw
from review.person import log, require

PAGE = 100


def audit(request: Request) -> Response:
    """`GET /audit`."""
    require(request, May.SEE_AUDIT)
    action, before = request.query_params.get("action", ""), request.query_params.get("before", "")
    if (action and action not in set(Action)) or (before and not (before.isascii() and before.isdecimal())):
        raise HTTPException(400)
    name, subject = request.query_params.get("name", "")[:128], request.query_params.get("subject", "")[:200]
    wanted = Wanted(name, subject)
    place = min(int(before[:10]), 2**31 - 1) if before else None
    lines = desk_of(request).accounts.audit.newest(PAGE + 1, place, action, wanted)
    log(request, Action.VIEW_AUDIT, detail=" ".join(filter(None, (action, name, subject))))
    return draw(
        request,
        "audit.html",
        lines=lines[:PAGE],
        following=lines[PAGE - 1][0] if len(lines) > PAGE else None,
        action=action,
        actions=list(Action),
        name=name,
        subject=subject,
    )
