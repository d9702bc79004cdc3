"""The registry on a page: searched by text, filter and picture; one right with its particulars; who may see what."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import factories
import pytest

from accounts.account import Role
from accounts.store import KeyKind
from domain.right import Right, RightStatus
from flows import compile_rights
from flows.lookup import Opened, open_lookup
from registry.history import PastState
from tests.review.conftest import NOW, QIVARRO, draw_logo

OTHERS = (
    factories.right("TM-2", "Quistrel", nice_classes=(30,), holder="Quistrel Ltd", status=RightStatus.CANCELLED),
    factories.right("TM/3", "青屿山房 <b>", nice_classes=(30,), holder="青屿茶業"),
)


@dataclass
class OneVersion:
    """A finder whose version a test exchanges."""

    opened: Opened | None

    def current(self) -> Opened | None:
        return self.opened

    def history(self, right_id: str) -> tuple[PastState, ...]:
        past = factories.right(right_id, "Qivarro", status=RightStatus.PENDING)
        return (PastState("marks@1", "marks-old.csv", datetime(2025, 1, 2, tzinfo=UTC), past),)


@pytest.fixture
def finder(market: Any, tmp_path: Path) -> OneVersion:
    logo = market.keep(draw_logo())
    shown = Right(**{name: getattr(QIVARRO, name) for name in QIVARRO.__slots__} | {"images": (logo,)})
    compile_rights.write((shown, *OTHERS), tmp_path / "index" / "a", registers=("marks@2",))
    return OneVersion(open_lookup(tmp_path / "index" / "a"))


@pytest.fixture
def reader(market: Any, finder: OneVersion, entering: Callable[[Any, str], str]) -> Any:
    client = market.app_client(clock=lambda: NOW, finder=finder)
    client.headers["x-csrf-token"] = entering(client, "Lin Yue")
    return client


def upload(reader: Any, body: bytes, **fields: str) -> Any:
    csrf = reader.headers["x-csrf-token"]
    return reader.post("/registry", data={"csrf": csrf, **fields}, files={"picture": ("shot.png", body, "image/png")})


def png(size: int = 300) -> bytes:
    file = BytesIO()
    draw_logo().resize((size, size)).save(file, "PNG")
    return file.getvalue()


def test_a_disguised_name_finds_its_right_and_the_page_says_how(reader: Any) -> None:
    page = reader.get("/registry", params={"q": "Qivarr0"}).text
    assert "digits or signs for letters" in page
    assert "琦瓦洛服饰有限公司" in page
    assert "marks@2" in page
    assert "TM-2" not in page
    chinese = reader.get("/registry", params={"q": "Qivarr0", "lang": "zh"}).text
    assert "以数字或符号代替字母" in chinese


def test_filters_and_counts_lead_to_each_other(reader: Any) -> None:
    page = reader.get("/registry", params={"class": "30"}).text
    assert "Rights found: 2" in page
    assert "/registry?class=30&amp;status=cancelled" in page
    assert "TM-2" in reader.get("/registry?class=30&status=cancelled").text
    assert "TM-2" not in reader.get("/registry?class=30&force=1").text


def test_what_an_office_wrote_is_text_and_no_markup(reader: Any) -> None:
    page = reader.get("/registry", params={"q": "青屿"}).text
    assert "青屿山房 &lt;b&gt;" in page
    assert "/registry/right?id=TM/3" in page
    assert "青屿茶業" in reader.get("/registry/right", params={"id": "TM/3"}).text


@pytest.mark.parametrize(
    "params",
    [{"class": "99"}, {"class": "x"}, {"kind": "song"}, {"status": "odd"}, {"page": "0"}, {"page": "x"}, {"force": "2"},
     {"q": "a" * 201}, {"vienna": "../etc"}, {"group": ",".join(str(n) for n in range(60))}],
)  # fmt: skip
def test_a_question_that_means_nothing_is_refused(reader: Any, params: dict[str, str]) -> None:
    assert reader.get("/registry", params=params).status_code == 400


def test_a_picture_finds_its_right_and_is_kept_nowhere(reader: Any, market: Any) -> None:
    before = sorted(market.pictures.rglob("*"))
    page = upload(reader, png(), parts="1")
    assert page.status_code == 200
    assert "ZM-20418811" in page.text
    assert "the same as the registered logo" in page.text
    assert "ZM-20418811" not in upload(reader, png(), **{"class": "3"}).text
    assert sorted(market.pictures.rglob("*")) == before


def test_what_is_no_picture_gets_a_sentence(reader: Any) -> None:
    page = upload(reader, b"no picture at all")
    assert page.status_code == 200
    assert "no picture that can be read" in page.text
    assert upload(reader, b"\x89PNG\r\n\x1a\n" + b"\0" * 20_000_001).status_code == 413


def test_a_picture_from_another_site_is_not_taken(reader: Any) -> None:
    files = {"picture": ("shot.png", png(), "image/png")}
    del reader.headers["x-csrf-token"]
    assert reader.post("/registry", data={"csrf": "x"}, files=files).status_code == 403
    assert reader.post("/registry", content=b"nonsense", headers={"content-type": "text/plain"}).status_code == 400


def test_a_right_has_its_particulars_its_leads_and_its_past(reader: Any, market: Any) -> None:
    (lead,) = market.queue(market.plain(1))
    page = reader.get("/registry/right", params={"id": "ZM-20418811"}).text
    for said in ("琦瓦洛官方店", "18, 25", "2027-03-13", "in force", f"/leads/{lead}", "/pictures/"):
        assert said in page
    assert "marks-old.csv" not in page
    assert "marks-old.csv" in reader.get("/registry/right", params={"id": "ZM-20418811", "history": "1"}).text
    assert reader.get("/registry/right", params={"id": "TM-99"}).status_code == 404


def test_a_new_version_is_seen_without_a_restart(reader: Any, finder: OneVersion, tmp_path: Path) -> None:
    compile_rights.write([factories.right("TM-9", "Branvelt")], tmp_path / "index" / "b", registers=("marks@3",))
    finder.opened = open_lookup(tmp_path / "index" / "b")
    page = reader.get("/registry", params={"q": "branvelt"}).text
    assert "marks@3" in page
    assert "TM-9" in page


def test_where_nothing_was_imported_the_page_says_what_to_do(reader: Any, finder: OneVersion) -> None:
    finder.opened = None
    assert "markhound registry import" in reader.get("/registry", params={"q": "x"}).text


def test_people_see_the_rights_of_their_holders_only(market: Any, finder: OneVersion) -> None:
    account = market.accounts.make("Agent", frozenset({Role.REVIEWER}), ("Quistrel Ltd",), NOW)
    token = market.accounts.new_key(account.account_id, KeyKind.TOKEN, NOW)
    with market.app_client(clock=lambda: NOW, finder=finder) as api:
        api.headers["authorization"] = f"Bearer {token}"
        found = api.get("/api/registry", params={"number": "TM"}).json()
        assert [one["right"]["right_id"] for one in found["found"]] == ["TM-2"]
        assert found["counts"]["nice"] == {"30": 1}
        assert api.get("/api/registry/right", params={"id": "ZM-20418811"}).status_code == 404
        assert api.get("/api/registry/right", params={"id": "TM-2"}).json()["right"]["mark_text"] == "Quistrel"


def test_the_api_answers_like_the_page(market: Any, finder: OneVersion) -> None:
    account = market.accounts.make("Robot", frozenset({Role.SENIOR}), None, NOW)
    token = market.accounts.new_key(account.account_id, KeyKind.TOKEN, NOW)
    with market.app_client(clock=lambda: NOW, finder=finder) as api:
        api.headers["authorization"] = f"Bearer {token}"
        found = api.get("/api/registry", params={"q": "Qivarr0"}).json()
        assert (found["registry"], found["total"]) == (["marks@2"], 1)
        assert "digits or signs" in found["found"][0]["signals"][0]["detail"]
        seen = api.post("/api/registry/picture", content=png()).json()
        assert seen["found"][0]["right"]["right_id"] == "ZM-20418811"
        assert api.post("/api/registry/picture", content=b"none").status_code == 400
        assert api.get("/api/registry").status_code == 400
        assert "Nice class" in api.get("/api/registry", params={"class": "x"}).json()["error"]
