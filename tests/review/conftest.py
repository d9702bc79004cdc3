"""A store with made-up leads, drawn pictures, and the review app over both."""

import hashlib
import json
import re
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw

from accounts.account import Role as AccountRole
from accounts.store import AccountStore, KeyKind
from database import make_engine
from domain.identity import lead_id
from domain.listing import Listing, Seller
from domain.listing_json import listing_from
from domain.match import Match
from domain.match_json import signal_from
from domain.right import Right, RightKind, RightStatus
from domain.right_json import right_from
from domain.signal import Region, Role, Signal, Span
from leads.store import Found, LeadStore
from migrations.upgrade import upgrade
from review.access import Access
from review.app import make_app
from tests.review.browser import link, page, shoot  # noqa: F401 (fixtures of all tests here)

with warnings.catch_warnings():
    # Starlette would like httpx2; httpx is what the lock has, and both do.
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

NOW = datetime(2026, 11, 22, 1, 30, tzinfo=UTC)
BASE = "http://127.0.0.1:8571"


def draw_logo(size: int = 360) -> Image.Image:
    """A made-up mark: a ring of petals around a dot."""
    large = Image.new("RGB", (size * 2, size * 2), "#fdfbf6")
    pen = ImageDraw.Draw(large)
    middle, petal = size, size * 0.42
    for step, colour in enumerate(("#b0432f", "#c9772f", "#2f6a78", "#28435f")):
        dx, dy = ((0, -1), (1, 0), (0, 1), (-1, 0))[step]
        x, y = middle + dx * petal, middle + dy * petal
        pen.ellipse((x - petal, y - petal, x + petal, y + petal), outline=colour, width=size // 14)
    pen.ellipse((middle - size / 9, middle - size / 9, middle + size / 9, middle + size / 9), fill="#1c2230")
    return large.resize((size, size), Image.Resampling.LANCZOS)


def draw_product(shape: str, cloth: str, logo: bool, size: int = 640) -> Image.Image:
    """A made-up product in front of a wall; the logo on it lies at `LOGO_REGION`."""
    large = Image.new("RGB", (size * 2, size * 2), "#e9e4da")
    pen = ImageDraw.Draw(large)
    pen.rectangle((0, size * 1.62, size * 2, size * 2), fill="#d6cebf")
    if shape == "jacket":
        body = [(0.34, 0.2), (0.46, 0.15), (0.54, 0.15), (0.66, 0.2), (0.85, 0.55), (0.74, 0.62), (0.68, 0.5)]
        body += [(0.69, 0.86), (0.31, 0.86), (0.32, 0.5), (0.26, 0.62), (0.15, 0.55)]
        pen.polygon([(x * size * 2, y * size * 2) for x, y in body], fill=cloth)
        pen.line((size, size * 0.34, size, size * 1.72), fill="#f2eee6", width=8)
    elif shape == "cake":
        for left, top in ((0.42, 1.1), (0.92, 1.1), (0.67, 0.72)):
            pen.rounded_rectangle((size * left, size * top, size * (left + 0.46), size * (top + 0.34)), 40, fill=cloth)
            pen.ellipse(
                (size * (left + 0.18), size * (top + 0.1), size * (left + 0.28), size * (top + 0.2)), fill="#f4e4b8"
            )
    else:
        pen.rounded_rectangle((size * 0.55, size * 0.55, size * 1.4, size * 1.66), 60, fill=cloth)
        pen.arc((size * 1.22, size * 0.8, size * 1.74, size * 1.4), 250, 110, fill=cloth, width=56)
    picture = large.resize((size, size), Image.Resampling.LANCZOS)
    if logo:
        picture.paste(draw_logo(LOGO_REGION.width), (LOGO_REGION.x, LOGO_REGION.y))
    return picture


LOGO_REGION = Region(x=344, y=262, width=86, height=86)


@dataclass
class Market:
    """A store, its pictures, and an app over them."""

    store: LeadStore
    accounts: AccountStore
    pictures: Path
    folder: Path
    finder: Any = None  # opens the registry that the pages search

    def keep(self, picture: Image.Image | bytes) -> str:
        """Stores a picture by digest; its location."""
        if isinstance(picture, bytes):
            body = picture
        else:
            buffer = BytesIO()
            picture.save(buffer, "PNG")
            body = buffer.getvalue()
        digest = hashlib.sha256(body).hexdigest()
        path = self.pictures / digest[:2] / digest
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)
        return str(path)

    def queue(self, *found: Found, run: str = "2026-11-22", at: datetime = NOW) -> list[str]:
        """Queues; the lead ids."""
        self.store.queue(found, run, at)
        return [lead_id(f.listing.source, f.listing.listing_id, f.right.right_id) for f in found]

    def plain(self, number: int, score: float = 0.9, **fields: object) -> Found:
        """A simple lead on a word mark."""
        title = str(fields.pop("title", f"秋冬新款 Qivarro 同款外套 {number}"))
        start = max(title.find("Qivarro"), 0)
        listing = Listing(
            listing_id=f"item-{number}",
            url=str(fields.pop("url", f"https://shop.example/item/{number}")),
            title=title,
            source="hillside",
            price=Decimal("129.00"),
            currency="CNY",
            # A seller each: leads of one seller whose titles differ in numbers only are one card.
            seller=fields.pop("seller", Seller(f"s-{number}", "山坡小铺")),  # type: ignore[arg-type]
            seen_at=NOW,
            **fields,  # type: ignore[arg-type]
        )
        return Found(
            listing, QIVARRO, Match(listing.listing_id, QIVARRO.right_id, score, "table-1", (in_title(start),))
        )

    def app_client(self, access: Access | None = None, **options: object) -> TestClient:
        """A client of the app, not signed in."""
        access = access or Access("0" * 64)
        app = make_app(self.store, pictures=self.pictures, access=access, accounts=self.accounts, **options)  # type: ignore[arg-type]
        return TestClient(app, base_url=BASE, follow_redirects=False)


def in_title(start: int, length: int = 7, name: str = "mark_in_title") -> Signal:
    """The mark stands in the title."""
    detail = "The title contains the mark “Qivarro” as a word of its own."
    return Signal(name, Role.MAIN, 0.92, "Qivarro", "Qivarro", detail, span=Span(start, start + length))


QIVARRO = Right(
    right_id="ZM-20418811",
    kind=RightKind.TRADEMARK,
    mark_text="Qivarro",
    aliases=("琦瓦洛",),
    holder="琦瓦洛服饰有限公司",
    nice_classes=(18, 25),
    goods="服装; 鞋; 帽; 箱包",
    status=RightStatus.REGISTERED,
    registered_on=date(2017, 3, 14),
    expires_on=date(2027, 3, 13),
    jurisdiction="CN",
    authorised_sellers=("琦瓦洛官方店",),
)


def sign_in(client: TestClient, name: str = "Lin Yue") -> str:
    """Signs in by an invitation; the form token of the session."""
    desk = client.app.state.desk  # type: ignore[attr-defined]
    token = invite(desk.accounts, name, desk.clock())
    door = client.get("/enter", params={"token": token})
    client.post("/enter", data={"token": token, "csrf": field(door.text, "csrf")})
    return field(client.get("/").text, "csrf")


def invite(accounts: AccountStore, name: str, at: datetime) -> str:
    """An invitation for that name; where there is no account, the first administers and the next review."""
    roles = {AccountRole.ADMIN, AccountRole.SENIOR} if accounts.is_empty() else {AccountRole.REVIEWER}
    account = accounts.by_name(name) or accounts.make(name, frozenset(roles), None, at)
    return accounts.new_key(account.account_id, KeyKind.INVITATION, at)


def field(html: str, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(f'name="{name}" value="([^"]*)"', html)
    assert found, name
    return found[1]


@pytest.fixture
def market(tmp_path: Path) -> Market:
    engine = make_engine(f"sqlite:///{tmp_path / 'markhound.db'}")
    upgrade(engine)
    pictures = tmp_path / "pictures"
    pictures.mkdir()
    return Market(LeadStore(engine, tmp_path), AccountStore(engine), pictures, tmp_path)


@pytest.fixture
def client(market: Market) -> Iterator[TestClient]:
    """Not signed in."""
    with market.app_client(clock=lambda: NOW + timedelta(minutes=1)) as made:
        yield made


@pytest.fixture
def signed_in(client: TestClient) -> TestClient:
    """Signed in as Lin Yue; the form token is in `headers`."""
    client.headers["x-csrf-token"] = sign_in(client)
    return client


@pytest.fixture
def form_field() -> Callable[[str, str], str]:
    return field


@pytest.fixture
def entering() -> Callable[[TestClient, str], str]:
    return sign_in


@pytest.fixture
def come(market: Any, entering: Any) -> Iterator[Callable[..., Any]]:
    """Lets somebody in under a name, with these roles and holders."""
    with ExitStack() as stack:

        def let_in(name: str, *roles: AccountRole, holders: tuple[str, ...] | None = None) -> Any:
            market.accounts.make(name, frozenset(roles), holders, NOW)
            client = stack.enter_context(market.app_client(clock=lambda: NOW + timedelta(minutes=1)))
            client.headers["x-csrf-token"] = entering(client, name)
            return client

        yield let_in


@pytest.fixture
def street(market: Market) -> Market:
    """The market as a morning finds it: plain, disguised, copied and lawful offers."""
    drawn = {
        "logo": draw_logo(),
        "jacket": draw_product("jacket", "#33546b", True),
        "mug": draw_product("mug", "#8a3b2c", False),
        "cake": draw_product("cake", "#b98a3c", False),
    }
    text = (Path(__file__).parent / "street.json").read_text(encoding="utf-8")
    for name, picture in drawn.items():
        text = text.replace(f"@{name}", market.keep(picture))
    street = json.loads(text)
    market.queue(*(_found(fields, street["rights"], market.folder) for fields in street["leads"]))
    return market


def _found(fields: dict[str, Any], rights: dict[str, dict[str, Any]], base: Path) -> Found:
    listing = listing_from(fields["listing"], base)
    right = right_from(dict(rights[fields["right"]]), base)
    signals = tuple(signal_from(item, {item["name"]: Role(item["role"])}) for item in fields["signals"])
    return Found(listing, right, Match(listing.listing_id, right.right_id, fields["score"], "table-1", signals))
