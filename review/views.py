"""Filters that a person keeps under a name."""

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from leads.teamwork import SavedView
from review.desk import desk_of
from review.forms import read_form
from review.person import asked_filter, person_of

LONGEST_NAME = 60


async def save(request: Request) -> Response:
    """`POST /views`: keeps the filter that the queue shows."""
    form = await read_form(request)
    name = " ".join(form.get("name", "").split())[:LONGEST_NAME]
    wanted = asked_filter(request, form.get("query", ""))
    if not name or not name.isprintable():
        raise HTTPException(400)
    view = SavedView(name, wanted.query)
    if not await run_in_threadpool(desk_of(request).store.team.save_view, person_of(request).name, view):
        raise HTTPException(409, "too-many-views")
    return RedirectResponse(wanted.address(), 303)


async def drop(request: Request) -> Response:
    """`POST /views/drop`: forgets one."""
    form = await read_form(request)
    await run_in_threadpool(desk_of(request).store.team.drop_view, person_of(request).name, form.get("name", ""))
    return RedirectResponse("/", 303)
