"""The registry by the JSON API: the same questions as on the page."""

from collections.abc import Mapping
from dataclasses import replace

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from accounts.account import May
from accounts.audit import Action
from domain.fields import Json
from matching.lookup.query import Found, Query
from matching.pictures.decode import Picture
from review.api_shapes import right_json, signal_json
from review.finder import Version
from review.forms import read_body
from review.person import log, require
from review.search import ask, asked, finder_of
from review.uploads import MOST_BYTES, picture_of

NOTHING = "there is no registry yet: nothing was imported"


def registry(request: Request) -> Response:
    """`GET /api/registry`: rights that answer, likest first."""
    require(request, May.READ)
    return _answer(request, request.query_params)


async def by_picture(request: Request) -> Response:
    """`POST /api/registry/picture`: the same with a picture as the body, of which nothing is kept."""
    body = await read_body(request, MOST_BYTES)
    require(request, May.READ)
    return await run_in_threadpool(_pictured, request, body)


def right(request: Request) -> Response:
    """`GET /api/registry/right?id=`: one right."""
    account = require(request, May.READ)
    version, name = _version(request), request.query_params.get("id", "")
    found = version.lookup.right(name) if len(name) <= Query.LONGEST_ID else None
    if found is None or not account.sees(found.holder):
        raise HTTPException(404)
    log(request, Action.VIEW_RIGHT, name, "api")
    return JSONResponse({"registry": list(version.registers), "right": right_json(found)})


def _pictured(request: Request, body: bytes) -> Response:
    picture = picture_of(body)
    if picture is None:
        raise HTTPException(400, "the body must be a picture: JPEG, PNG, WebP or GIF")
    return _answer(request, request.query_params, picture)


def _answer(request: Request, given: Mapping[str, str], picture: Picture | None = None) -> Response:
    question = asked(request, given)
    if picture is None and not question.pairs:
        raise HTTPException(400, "ask for something: q, holder, number, class, locarno, group, vienna, kind or status")
    version = _version(request)
    question = replace(question, query=replace(question.query, parts=given.get("parts", "1") != "0"))
    answer, seconds = ask(request, version, question, picture)
    return JSONResponse({
        "registry": list(version.registers),
        "total": answer.total,
        "page": question.page,
        "milliseconds": round(seconds * 1000, 1),
        "counts": {name: dict(counts) for name, counts in answer.counts.items()},
        "found": [_found(one) for one in answer.found],
    })  # fmt: skip


def _found(one: Found) -> Json:
    return {
        "likeness": round(one.likeness, 4),
        "right": right_json(one.right),
        "signals": [signal_json(signal) for signal in one.signals],
    }


def _version(request: Request) -> Version:
    version = finder_of(request).current()
    if version is None:
        raise HTTPException(404, NOTHING)
    return version
