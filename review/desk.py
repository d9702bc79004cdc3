"""What every page works with, and how a page is drawn."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_DOWN, Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse

from accounts.account import May
from accounts.store import AccountStore
from complaints.store import ComplaintStore
from leads.store import LeadStore
from review.access import Access
from review.finder import Finder
from review.monitor import Monitor
from review.packer import Packer
from review.sentences import sentence
from review.taker import Taker
from review.text import marked, plain, shown, web_address
from review.words import LANGUAGES, Words
from watches.store import WatchStore

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Desk:
    """The parts that `make_app` was given.

    Attributes:
        store: leads and decisions.
        pictures: folder of stored pictures, by digest.
        access: links from the terminal, known hosts, the secret of the cookies.
        accounts: who may do what; the audit log.
        templates: Jinja, escaping everything.
        zone: that dates are shown in.
        language: of people who have not chosen one.
        clock: the time, with a zone.
        packer: makes packs; None where nobody does.
        finder: opens the registry to be searched; None where nobody does.
        watches: who is told of what; None where nobody is.
        monitor: tells numbers to a scraper; None where none does.
        complaints, taker: what people complained of, and who takes it in; None where nobody does.
    """

    store: LeadStore
    pictures: Path
    access: Access
    accounts: AccountStore
    templates: Environment
    zone: ZoneInfo
    language: str
    clock: Callable[[], datetime]
    packer: Packer | None = None
    finder: Finder | None = None
    watches: WatchStore | None = None
    monitor: Monitor | None = None
    complaints: ComplaintStore | None = None
    taker: Taker | None = None


def desk_of(request: Request) -> Desk:
    """The desk of the app that got this request."""
    desk = request.app.state.desk
    assert isinstance(desk, Desk)
    return desk


def make_templates(zone: ZoneInfo) -> Environment:
    """Jinja with everything escaped; an unknown name is an error."""
    # Names end in .html, and everything is a page: escaping is not a matter of the name.
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters.update(shown=shown, plain=plain, points=_points, web_address=web_address)
    environment.globals.update(
        marked=marked, moment=lambda when: _moment(when, zone), day=lambda when: f"{when:%Y-%m-%d}", statics=_statics()
    )
    # Compiled now, not while the first person waits.
    for name in environment.list_templates():
        environment.get_template(name)
    return environment


def language_of(request: Request) -> str:
    """What the person chose (`?lang=zh`, then remembered), else the desk's own."""
    asked = request.query_params.get("lang", "")
    if asked in LANGUAGES and request.session.get("lang") != asked:
        request.session["lang"] = asked
    chosen = request.session.get("lang")
    return chosen if chosen in LANGUAGES else desk_of(request).language


def draw(request: Request, template: str, status: int = 200, **values: object) -> HTMLResponse:
    """A page in the person's language, with what every page shows."""
    language = language_of(request)
    account = getattr(request.state, "account", None)
    html = (
        desk_of(request)
        .templates.get_template(template)
        .render(
            t=Words(language),
            says=lambda signal: sentence(signal, language),
            language=language,
            switch=str(request.url.include_query_params(lang="en" if language == "zh" else "zh").query),
            path=request.url.path,
            reviewer=account.name if account else "",
            may={what.value for what in May if account and account.may(what)},
            csrf=request.session.get("csrf", ""),
            packing=desk_of(request).packer is not None,
            finding=desk_of(request).finder is not None,
            watching=desk_of(request).watches is not None,
            complaining=desk_of(request).complaints is not None and account is not None and account.holders is None,
            **values,
        )
    )
    return HTMLResponse(html.encode("utf-8", "replace"), status)


def _moment(when: datetime, zone: ZoneInfo) -> Markup:
    try:
        local = when.astimezone(zone)
    except OverflowError:  # the last or first hours that a calendar has
        local = when
    offset = f"{local:%z}"
    return Markup('<time datetime="{}">{} <small>UTC{}:{}</small></time>').format(
        local.isoformat(), f"{local:%Y-%m-%d %H:%M}", offset[:3], offset[3:5]
    )


def _points(score: float) -> str:
    # Rounded down: 0.999 is not certainty. A number that is no score is shown as it is.
    if not 0 <= score <= 1:
        return repr(score)
    return str(Decimal(repr(score)).quantize(Decimal("0.01"), ROUND_DOWN))


def _statics() -> dict[str, str]:
    """Addresses of the static files; a changed file has another one, so browsers may keep them."""
    files = sorted((HERE / "static").iterdir())
    return {file.name: f"/static/{file.name}?v={hashlib.sha256(file.read_bytes()).hexdigest()[:12]}" for file in files}
