"""How good decisions are, on one page. People stand by name, and see others only if they answer for quality."""

from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response

from accounts.account import May
from accounts.audit import Action
from leads.quality import Quality
from review.desk import desk_of, draw
from review.period import WEEKS, period
from review.person import log, require


def quality(request: Request) -> Response:
    """`GET /quality?weeks=4`."""
    account = require(request, May.READ)
    answers = account.may(May.SEE_QUALITY)
    if not answers:
        account = require(request, May.DECIDE)
    desk = desk_of(request)
    chosen = period(request)
    figures = desk.store.figures.quality(chosen.since, account.holders)
    if answers:
        log(request, Action.VIEW_QUALITY)
    return draw(
        request,
        "quality.html",
        figures=figures if answers else own(figures, account.name),
        everybody=answers,
        choices=WEEKS,
        period=chosen,
    )


def own(figures: Quality, name: str) -> Quality:
    """What somebody may see who does not answer for quality: nobody's figures but their own."""
    mine = tuple(one for one in figures.reviewers if one.name == name)
    return replace(figures, reviewers=mine, pairs=(), disagreements=())
