"""The review app: what answers at which address."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from leads.store import LeadStore
from review.access import Access
from review.desk import HERE, Desk, draw, make_templates
from review.enter import enter, leave, let_in, locked
from review.guard import HEADERS, KnownHosts, SignedInOnly, StrictHeaders
from review.lead import back_to_lead, decide, lead
from review.pictures import picture
from review.queue import queue
from review.words import LANGUAGES, WORDS

COOKIE = "markhound_session"


def now() -> datetime:
    """The time, UTC."""
    return datetime.now(UTC)


def make_app(
    store: LeadStore,
    *,
    pictures: Path,
    access: Access,
    language: str = "en",
    timezone: str = "Asia/Shanghai",
    clock: Callable[[], datetime] = now,
) -> Starlette:
    """The review pages over one store.

    Args:
        store: leads and decisions.
        pictures: folder of stored pictures: `<first two hex digits>/<sha256>`.
        access: who may come in.
        language: of people who have not chosen one, "en" or "zh".
        timezone: that dates are shown in.
        clock: the time of a decision, with a zone.

    Raises:
        ValueError: there are no pages in that language.
        ZoneInfoNotFoundError: no such time zone.
    """
    if language not in LANGUAGES:
        raise ValueError(f"there are no pages in {language!r}; choose one of {', '.join(LANGUAGES)}")
    zone = ZoneInfo(timezone)
    app = Starlette(
        routes=[
            Route("/", queue),
            Route("/leads/{lead_id}", lead),
            Route("/leads/{lead_id}/decision", decide, methods=["POST"]),
            Route("/leads/{lead_id}/decision", back_to_lead),
            Route("/pictures/{digest}", picture),
            Route("/enter", enter),
            Route("/enter", let_in, methods=["POST"]),
            Route("/leave", leave, methods=["POST"]),
            Route("/locked", locked),
            Route("/health", health),
            Mount("/static", StaticFiles(directory=HERE / "static")),
        ],
        middleware=[
            Middleware(StrictHeaders),
            Middleware(KnownHosts, access=access),
            Middleware(SessionMiddleware, secret_key=access.secret, session_cookie=COOKIE, https_only=access.secure),
            Middleware(SignedInOnly),
        ],
        exception_handlers={HTTPException: _refused, Exception: _failed},
    )
    app.state.desk = Desk(store, pictures, access, make_templates(zone), zone, language, clock)
    return app


def health(_request: Request) -> Response:
    """`GET /health`."""
    return PlainTextResponse("ok")


def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    problem = f"problem_{error.status_code}"
    page = draw(request, "problem.html", error.status_code, problem=problem if problem in WORDS else "problem_400")
    page.headers.update(error.headers or {})
    return page


def _failed(_request: Request, _error: Exception) -> Response:
    # Outermost of all, so the headers are put here; the error itself goes to the log.
    return PlainTextResponse("Something went wrong here; the server's log says what.\n", 500, headers=HEADERS)
