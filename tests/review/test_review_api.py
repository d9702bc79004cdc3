"""The JSON API: the same verbs by token, and nothing that its own description allows can break it."""

import warnings
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from accounts.account import Role
from accounts.store import KeyKind
from domain.lead import LeadState
from review.access import Access
from tests.review.conftest import NOW

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import schemathesis
    from schemathesis import GenerationMode
    from schemathesis.checks import not_a_server_error
    from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance

CHECKS = [not_a_server_error, response_schema_conformance, status_code_conformance]


@pytest.fixture
def token(market: Any) -> str:
    account = market.accounts.make("Robot", frozenset({Role.SENIOR}), None, NOW)
    return str(market.accounts.new_key(account.account_id, KeyKind.TOKEN, NOW))


@pytest.fixture
def api(market: Any, token: str) -> Iterator[Any]:
    with market.app_client(clock=lambda: NOW) as client:
        client.headers["authorization"] = f"Bearer {token}"
        yield client


def test_without_a_token_nothing_is_told_but_the_description(client: Any, signed_in: Any, market: Any) -> None:
    market.queue(market.plain(1))
    # A browser's session is not enough: it would be sent along with another site's request.
    for visitor in (client, signed_in):
        assert visitor.get("/api/leads").status_code == 401
        assert visitor.get("/api/leads", headers={"authorization": "Bearer nonsense"}).status_code == 401
        assert visitor.get("/api/openapi.json").json()["openapi"] == "3.1.0"


def test_leads_are_paged_by_the_same_filter(api: Any, market: Any) -> None:
    market.queue(*(market.plain(n, 0.5 + n / 100) for n in range(25)))
    seen, after = [], ""
    while after is not None:
        page = api.get("/api/leads", params={"min": "0.6", "limit": 4, **({"after": after} if after else {})}).json()
        seen += [lead["score"] for lead in page["leads"]]
        after = page["after"]
    assert seen == sorted(seen, reverse=True)
    assert len(seen) == 15
    assert api.get("/api/counts").json()["open"] == 25


def test_a_decision_is_posted_once_refused_when_stale_and_taken_back(api: Any, market: Any) -> None:
    (name,) = market.queue(market.plain(1))
    lead = api.get(f"/api/leads/{name}").json()
    body = {"decision_id": "a" * 32, "verdict": "infringing", "reason": "counterfeit", "evidence": lead["evidence"]}
    for _ in range(2):
        answer = api.post(f"/api/leads/{name}/decisions", json=body)
        assert answer.status_code == 201
        assert len(answer.json()["decisions"]) == 1
    assert answer.json()["decision"]["reviewer"] == "Robot"
    conflict = api.post(f"/api/leads/{name}/decisions", json=body | {"decision_id": "b" * 32})
    assert conflict.status_code == 409
    stale = body | {"decision_id": "c" * 32, "evidence": "another", "standing": "a" * 32}
    assert api.post(f"/api/leads/{name}/decisions", json=stale).status_code == 409
    assert api.post(f"/api/leads/{name}/decisions", json=body | {"odd": 1}).status_code == 400
    back = api.post(f"/api/leads/{name}/reversal", json={"decision_id": "a" * 32, "why": "own shop"})
    assert (back.status_code, back.json()["state"]) == (201, "open")
    assert back.json()["decisions"][0]["reversed"]["why"] == "own shop"
    assert market.store.get(name).state is LeadState.OPEN


def test_a_token_sees_and_does_what_its_account_may(market: Any) -> None:
    (name,) = market.queue(market.plain(1))
    account = market.accounts.make("Team", frozenset({Role.ENFORCEMENT}), None, NOW)
    token = market.accounts.new_key(account.account_id, KeyKind.TOKEN, NOW)
    with market.app_client(clock=lambda: NOW) as client:
        client.headers["authorization"] = f"Bearer {token}"
        assert client.get("/api/leads?state=all").json()["leads"] == []
        assert client.get(f"/api/leads/{name}").status_code == 404
        assert client.get("/api/counts").json() == {"confirmed": 0}
        body = {"verdict": "unsure", "evidence": "x"}
        assert client.post(f"/api/leads/{name}/decisions", json=body).status_code == 403


@pytest.mark.parametrize("mode", list(GenerationMode))
@pytest.mark.filterwarnings("ignore")
def test_nothing_that_the_description_allows_or_forbids_breaks_the_api(
    market: Any, token: str, mode: GenerationMode
) -> None:
    """Requests made from the description, good and bad: no 5xx, and answers of the shapes that it promises."""
    (name, *_) = market.queue(*(market.plain(n) for n in range(5)))
    codes: list[int] = []
    with market.app_client(Access("0" * 64, ["testserver"]), clock=lambda: NOW) as client:
        schema = schemathesis.openapi.from_asgi("/api/openapi.json", client.app)
        for found in schema.get_all_operations():
            operation = found.ok()
            # Half of the requests ask for a lead that is there: elsewhere they would end at "not found".
            for path in (None, {"lead_id": name}) if "lead_id" in operation.path else (None,):

                @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), database=None)
                @given(case=operation.as_strategy(mode, path_parameters=path))
                def ask(case: Any) -> None:
                    answer = case.call(headers={"authorization": f"Bearer {token}"})
                    codes.append(answer.status_code)
                    case.validate_response(answer, checks=CHECKS)

                ask()
    assert len(codes) >= 100
    assert max(codes) < 500
    assert mode is GenerationMode.NEGATIVE or 200 in codes
