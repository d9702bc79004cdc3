"""Coming in by a one-time link, and leaving."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from review.access import new_form_token
from review.desk import desk_of, draw
from review.forms import read_form

LONGEST_NAME = 80


def enter(request: Request) -> Response:
    """`GET /enter?token=…`: asks for the name; the link is not used up until that is given."""
    token = request.query_params.get("token", "")
    if not desk_of(request).access.knows(token):
        if request.session.get("name"):
            return RedirectResponse("/", 303)
        return draw(request, "locked.html", 403, used=True)
    if not request.session.get("csrf"):
        request.session["csrf"] = new_form_token()
    return draw(request, "enter.html", token=token, missing=False)


async def let_in(request: Request) -> Response:
    """`POST /enter`: starts the session under that name."""
    form = await read_form(request)
    token = form.get("token", "")
    name = " ".join(form.get("name", "").split())[:LONGEST_NAME]
    access = desk_of(request).access
    if not name.isprintable() or not name or "\ufffd" in name:
        return draw(request, "enter.html", 400, token=token, missing=True)
    if not access.redeem(token):
        return draw(request, "locked.html", 403, used=True)
    request.session["name"] = name
    # Another token than before the sign-in, so that one planted earlier is worth nothing.
    request.session["csrf"] = new_form_token()
    return RedirectResponse("/", 303)


async def leave(request: Request) -> Response:
    """`POST /leave`: ends the session."""
    await read_form(request)
    request.session.clear()
    return RedirectResponse("/locked", 303)


def locked(request: Request) -> Response:
    """`GET /locked`: how to get in."""
    return draw(request, "locked.html", used=False)
