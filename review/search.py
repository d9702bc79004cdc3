"""The registry, searched: by a name however it is written, by a picture, by class, holder and number; and one right."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from accounts.account import May
from accounts.audit import Action
from domain.right import RightKind, RightStatus
from leads.store import Sieve
from matching.lookup.asked import Asked, AskedError, read_query
from matching.lookup.query import Answer, Query
from matching.pictures.decode import Picture
from review.desk import desk_of, draw
from review.finder import Finder, Version
from review.person import log, person_of, require, saw
from review.uploads import picture_of, read_upload
from review.view import RightView

LEADS = 12  # of a right, the best
CLASSES = 45  # that are counted on a page; codes of other kinds are cut off there


@dataclass(frozen=True, slots=True)
class Facet:
    """A value that some of the rights found have: how many, where the page of these is, whether it is chosen."""

    value: str
    count: int
    address: str
    chosen: bool


def registry(request: Request) -> Response:
    """`GET /registry`."""
    require(request, May.READ)
    return page(request, asked(request, request.query_params))


async def by_picture(request: Request) -> Response:
    """`POST /registry`: the same with a picture, of which nothing is kept."""
    fields, data = await read_upload(request, "picture")
    require(request, May.READ)
    return await run_in_threadpool(_pictured, request, fields, data)


def right(request: Request) -> Response:
    """`GET /registry/right?id=`: everything known of one."""
    account = require(request, May.READ)
    version = finder_of(request).current()
    name = request.query_params.get("id", "")
    found = version.lookup.right(name) if version is not None and len(name) <= Query.LONGEST_ID else None
    past = finder_of(request).history(name) if name and "history" in request.query_params else ()
    past = [one for one in past if account.sees(one.right.holder)]
    if found is None or version is None or not account.sees(found.holder):
        if not past:
            raise HTTPException(404)
        found = past[0].right
    log(request, Action.VIEW_RIGHT, name)
    desk = desk_of(request)
    leads = desk.store.sift(Sieve(right_id=name, holders=account.holders), limit=LEADS).leads
    if account.sees_confirmed_only:
        leads = tuple(lead for lead in leads if lead.state.value == "confirmed")
    saw(request, leads)
    return draw(
        request,
        "registry_right.html",
        view=RightView(found, today(request)),
        right=found,
        leads=leads,
        registers=version.registers if version else (),
        past=past,
        looked="history" in request.query_params,
    )


def page(request: Request, question: Asked, picture: Picture | None = None, wrong: str = "") -> Response:
    """What answers a question, as a page."""
    version, answer, seconds = finder_of(request).current(), None, 0.0
    if version is not None and not wrong and (question.pairs or picture is not None):
        answer, seconds = ask(request, version, question, picture)
    values = answer.counts if answer else {}
    last = question.query.first + len(answer.found) if answer else 0
    return draw(
        request,
        "registry.html",
        asked=question,
        answer=answer,
        views=[RightView(one.right, today(request)) for one in answer.found] if answer else [],
        milliseconds=f"{seconds * 1000:.0f}",
        registers=version.registers if version else (),
        there=version is not None,
        wrong=wrong,
        pictured=picture is not None,
        facets={name: facets(question, name, param, values.get(name, {})) for name, param in FACETS},
        kinds=list(RightKind),
        statuses=list(RightStatus),
        following=question.address(page=str(question.page + 1))
        if answer and last < answer.total and picture is None
        else "",
        before=question.address(page=str(question.page - 1)) if question.page > 1 and picture is None else "",
    )


FACETS = (("nice", "class"), ("locarno", "locarno"), ("kind", "kind"), ("status", "status"))


def facets(question: Asked, name: str, parameter: str, counts: Mapping[str, int]) -> Sequence[Facet]:
    """The values of one kind that rights found have; a chosen one leads back to all."""
    chosen = question.values[parameter]
    return [
        Facet(value, count, question.address(**{parameter: "" if value == chosen else value}), value == chosen)
        for value, count in list(counts.items())[:CLASSES]
    ]


def ask(request: Request, version: Version, question: Asked, picture: Picture | None) -> tuple[Answer, float]:
    """The answer, and the seconds that it took; it is logged."""
    began = time.perf_counter()
    answer = version.lookup.search(replace(question.query, picture=picture))
    seconds = time.perf_counter() - began
    log(request, Action.SEARCH_REGISTRY, "picture" if picture is not None else "", question.address(""))
    return answer, seconds


def asked(request: Request, given: Mapping[str, str]) -> Asked:
    """The question of an address or a form, within what the person may see.

    Raises:
        HTTPException: 400, a value means nothing.
    """
    try:
        return read_query(given, today(request), person_of(request).holders)
    except AskedError as error:
        raise HTTPException(400, str(error)) from error


def today(request: Request) -> date:
    """The day in the desk's zone."""
    desk = desk_of(request)
    return desk.clock().astimezone(desk.zone).date()


def finder_of(request: Request) -> Finder:
    """Whoever opens the registry.

    Raises:
        HTTPException: 404, nobody does.
    """
    finder = desk_of(request).finder
    if finder is None:
        raise HTTPException(404)
    return finder


def _pictured(request: Request, fields: Mapping[str, str], data: bytes) -> Response:
    question = asked(request, fields)
    if not data:
        return page(request, question)
    picture = picture_of(data)
    if picture is None:
        return page(request, question, wrong="picture_unreadable")
    parts = fields.get("parts", "") == "1"
    return page(request, replace(question, query=replace(question.query, parts=parts)), picture)
