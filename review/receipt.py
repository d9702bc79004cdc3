"""What a complainant sees, without an account or a session: the state of one complaint, by its receipt number."""

from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from domain.complaint import ComplaintState
from leads.complained import leads_of, state
from review.complaint import complaints_of
from review.desk import desk_of, draw
from review.forms import read_body

MOST_BYTES = 2_000
STEPS = tuple(ComplaintState)


def receipt(request: Request) -> Response:
    """`GET /receipt`: asks for the number. It is sent in a body, so that it stands in no address and no log."""
    complaints_of(request)
    return _drawn(request)


async def ask(request: Request) -> Response:
    """`POST /receipt`: the state, and nothing else. It changes nothing, so whoever sends it needs no session."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise HTTPException(403)  # else another site could use up the tries of whoever visits it
    body = await read_body(request, MOST_BYTES)
    try:
        fields = dict(parse_qsl(body.decode("ascii"), max_num_fields=8))
    except ValueError as error:
        raise HTTPException(400) from error
    return await run_in_threadpool(_ask, request, fields.get("number", ""))


def _ask(request: Request, number: str) -> Response:
    desk, store = desk_of(request), complaints_of(request)
    keys, now = [f"receipt:{request.client.host if request.client else ''}"[:200]], desk.clock()
    if not desk.accounts.throttle.allows(keys, now):
        return _drawn(request, 429, wrong="receipt_throttled")
    one = store.by_receipt(number)
    if one is None:
        desk.accounts.throttle.failed(keys, now)
        return _drawn(request, 404, wrong="receipt_unknown")
    return _drawn(request, at=state(desk.store, one, leads_of(desk.store, [one])))


def _drawn(request: Request, status: int = 200, wrong: str = "", at: ComplaintState | None = None) -> Response:
    return draw(request, "receipt.html", status, wrong=wrong, at=at, steps=STEPS)
