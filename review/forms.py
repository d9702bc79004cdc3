"""Form bodies: small, ours, and sent by the person who has the session."""

from collections.abc import Mapping
from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException
from starlette.requests import Request

from domain.fields import clean
from review.access import same

MOST_BYTES = 64 * 1024
MOST_FIELDS = 32


async def read_form(request: Request, most_fields: int = MOST_FIELDS) -> Mapping[str, str]:
    """The fields of a form that one of our pages sent; of several with one name, the last.

    Raises:
        HTTPException: 413 too long, 400 no form, 403 sent by another site or without the session's token.
    """
    body = await read_body(request, MOST_BYTES)
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, max_num_fields=most_fields)
    except ValueError as error:
        raise HTTPException(400) from error
    fields = {name: clean(value) for name, value in pairs}
    check_form(request, fields)
    return fields


def check_form(request: Request, fields: Mapping[str, str]) -> None:
    """Refuses a form that is not ours.

    Raises:
        HTTPException: 403, sent by another site or without the session's token.
    """
    known = request.session.get("csrf", "")
    given = request.headers.get("x-csrf-token") or fields.get("csrf", "")
    elsewhere = request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none")
    if elsewhere or not known or not same(known, given):
        raise HTTPException(403)


async def read_body(request: Request, most: int) -> bytes:
    """The body of a request.

    Raises:
        HTTPException: 413 too long.
    """
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > most:
            raise HTTPException(413)
    return bytes(body)
