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

from accounts.store import SESSION, AccountStore
from complaints.store import ComplaintStore
from leads.store import LeadStore
from review import (
    account,
    api,
    audit,
    check,
    complaint,
    complaint_api,
    enter,
    group,
    held,
    lead,
    metrics,
    network,
    network_api,
    overview,
    packs,
    people,
    quality,
    queue,
    receipt,
    referral,
    referral_api,
    reverse,
    search,
    search_api,
    together,
    views,
    watches,
)
from review.access import Access
from review.desk import HERE, Desk, draw, make_templates
from review.finder import Finder
from review.guard import HEADERS, KnownHosts, SignedInOnly, StrictHeaders
from review.monitor import Monitor
from review.packer import Packer
from review.pictures import picture
from review.taker import Taker
from review.words import LANGUAGES, WORDS
from watches.store import WatchStore

COOKIE = "markhound_session"
LASTS = int(SESSION.total_seconds())


def now() -> datetime:
    """The time, UTC."""
    return datetime.now(UTC)


def make_app(
    store: LeadStore,
    *,
    pictures: Path,
    access: Access,
    accounts: AccountStore,
    language: str = "en",
    timezone: str = "Asia/Shanghai",
    clock: Callable[[], datetime] = now,
    packer: Packer | None = None,
    finder: Finder | None = None,
    watching: WatchStore | None = None,
    monitor: Monitor | None = None,
    complaints: ComplaintStore | None = None,
    taker: Taker | None = None,
) -> Starlette:
    """The review pages over one store.

    Args:
        store: leads and decisions.
        pictures: folder of stored pictures: `<first two hex digits>/<sha256>`.
        access: links from the terminal, known hosts, the secret of the cookies.
        accounts: who may do what; the audit log.
        language: of people who have not chosen one, "en" or "zh".
        timezone: that dates are shown in.
        clock: the time of a decision, with a zone.
        packer: makes packs; without one no page offers them.
        finder: opens the registry; without one no page offers to search it.
        watching: who is told of what; without it no page shows that.
        monitor: who reads the numbers of monitoring; without it nobody does.
        complaints, taker: what people complained of, and who takes it in; without them there are no such pages.

    Raises:
        ValueError: there are no pages in that language.
        ZoneInfoNotFoundError: no such time zone.
    """
    if language not in LANGUAGES:
        raise ValueError(f"there are no pages in {language!r}; choose one of {', '.join(LANGUAGES)}")
    zone = ZoneInfo(timezone)
    app = Starlette(
        routes=ROUTES,
        middleware=[
            Middleware(StrictHeaders),
            Middleware(KnownHosts, access=access),
            Middleware(
                SessionMiddleware,
                secret_key=access.secret,
                session_cookie=COOKIE,
                https_only=access.secure,
                max_age=LASTS,
            ),
            Middleware(SignedInOnly),
        ],
        exception_handlers={HTTPException: _refused, Exception: _failed},
    )
    templates = make_templates(zone)
    parts = (store, pictures, access, accounts, templates, zone, language, clock, packer, finder, watching)
    app.state.desk = Desk(*parts, monitor, complaints, taker)
    return app


def health(_request: Request) -> Response:
    """`GET /health`."""
    return PlainTextResponse("ok")


ROUTES = [
    Route("/", queue.queue),
    Route("/leads/{lead_id}", lead.lead),
    Route("/leads/{lead_id}/decision", lead.decide, methods=["POST"]),
    Route("/leads/{lead_id}/decision", lead.back_to_lead),
    Route("/leads/{lead_id}/take-over", together.take_over, methods=["POST"]),
    Route("/leads/{lead_id}/hand-over", together.hand_over, methods=["POST"]),
    Route("/undo", reverse.undo, methods=["POST"]),
    Route("/decisions/{decision_id}/reverse", reverse.reverse, methods=["POST"]),
    Route("/leads/{lead_id}/never", held.never, methods=["POST"]),
    Route("/leads/{lead_id}/held/{hold_id}/release", held.unhold, methods=["POST"]),
    Route("/held", held.held),
    Route("/held/{hold_id}", held.hold),
    Route("/held/{hold_id}", held.change, methods=["POST"]),
    Route("/groups/{key}", group.group),
    Route("/groups/{key}/decision", group.decide, methods=["POST"]),
    Route("/networks", network.networks),
    Route("/networks/{group_id}", network.network),
    Route("/views", views.save, methods=["POST"]),
    Route("/views/drop", views.drop, methods=["POST"]),
    Route("/registry", search.registry),
    Route("/registry", search.by_picture, methods=["POST"]),
    Route("/registry/right", search.right),
    Route("/packs", packs.packs),
    Route("/packs", packs.make, methods=["POST"]),
    Route("/packs/{name}", packs.fetch),
    Route("/watches", watches.watches),
    Route("/account", account.own),
    Route("/account/password", account.password, methods=["POST"]),
    Route("/account/token", account.token, methods=["POST"]),
    Route("/account/token/end", account.end_token, methods=["POST"]),
    Route("/accounts", people.people),
    Route("/accounts", people.change, methods=["POST"]),
    Route("/audit", audit.audit),
    Route("/overview", overview.overview),
    Route("/quality", quality.quality),
    Route("/checks", check.following),
    Route("/checks/{check_id}", check.check),
    Route("/checks/{check_id}", check.answer, methods=["POST"]),
    Route("/leads/{lead_id}/golden", check.golden, methods=["POST"]),
    Route("/referrals", referral.referrals),
    Route("/referrals/{referral_id}", referral.referral),
    Route("/referrals/{referral_id}/steps", referral.report, methods=["POST"]),
    Route("/referrals/{referral_id}/back", referral.take_back, methods=["POST"]),
    Route("/leads/{lead_id}/refer", referral.send, methods=["POST"]),
    Route("/complaints", complaint.complaints),
    Route("/complaints", complaint.take, methods=["POST"]),
    Route("/complaints/new", complaint.new),
    Route("/complaints/{complaint_id}", complaint.complaint),
    Route("/complaints/{complaint_id}/contact", complaint.contact, methods=["POST"]),
    Route("/complaints/{complaint_id}/right", complaint.name_right, methods=["POST"]),
    Route("/complaints/{complaint_id}/close", complaint.close, methods=["POST"]),
    Route("/receipt", receipt.receipt),
    Route("/receipt", receipt.ask, methods=["POST"]),
    Route("/api/complaints", complaint_api.complaints),
    Route("/api/complaints", complaint_api.take, methods=["POST"]),
    Route("/api/complaints/{complaint_id}", complaint_api.complaint),
    Route("/api/openapi.json", api.openapi),
    Route("/api/leads", api.leads),
    Route("/api/leads/{lead_id}", api.lead),
    Route("/api/leads/{lead_id}/decisions", api.decide, methods=["POST"]),
    Route("/api/leads/{lead_id}/reversal", api.reverse, methods=["POST"]),
    Route("/api/counts", api.counts),
    Route("/api/registry", search_api.registry),
    Route("/api/registry/picture", search_api.by_picture, methods=["POST"]),
    Route("/api/registry/right", search_api.right),
    Route("/api/networks", network_api.networks),
    Route("/api/networks/{group_id}", network_api.network),
    Route("/api/referrals", referral_api.referrals),
    Route("/api/referrals/{referral_id}", referral_api.referral),
    Route("/api/referrals/{referral_id}/steps", referral_api.report, methods=["POST"]),
    Route("/pictures/{digest}", picture),
    Route("/enter", enter.enter),
    Route("/enter", enter.let_in, methods=["POST"]),
    Route("/sign-in", enter.sign_in, methods=["POST"]),
    Route("/leave", enter.leave, methods=["POST"]),
    Route("/locked", enter.locked),
    Route("/health", health),
    Route("/metrics", metrics.metrics),
    Mount("/static", StaticFiles(directory=HERE / "static")),
]


def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if request.url.path.startswith("/api/"):
        return api.refused(error)
    named = (error.detail, f"problem_{error.detail}", f"problem_{error.status_code}")
    problem = next((one for one in named if one.startswith(("problem_", "refused_")) and one in WORDS), "")
    page = draw(request, "problem.html", error.status_code, problem=problem or "problem_400")
    page.headers.update(error.headers or {})
    return page


def _failed(_request: Request, _error: Exception) -> Response:
    # Outermost of all, so the headers are put here; the error itself goes to the log.
    return PlainTextResponse("Something went wrong here; the server's log says what.\n", 500, headers=HEADERS)
