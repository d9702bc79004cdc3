"""The API described, OpenAPI 3.1: written down, as the framework that would derive it is capped by Prefect."""

from typing import Any

from domain.complaint import MOST_ADDRESSES, ComplaintState, From
from domain.decision import Reason, Verdict
from domain.lead import LeadState
from domain.network import FactKind, GroupKind
from domain.referral import ReferralState, Via
from domain.right import RightKind, RightStatus
from review.filter import LONGEST, TEXTS

Schema = dict[str, Any]
CHOICES = ("complaints_open", "complaints_without", "complaints_late", "all")
"""Lists of complaints."""

TEXT: Schema = {"type": "string"}
HEX: Schema = {"type": "string", "pattern": "^[0-9a-f]{32}$"}
TIME: Schema = {"type": "string", "format": "date-time"}


def description() -> Schema:
    """The whole document."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "markhound",
            "version": "1",
            "description": "Leads read and decided by other systems. A lead is a suspicion; a person decides it.",
        },
        "security": [{"token": []}],
        "paths": {
            "/api/leads": {"get": _read("A page of the queue, best first", "Page", [*_filters(), *_paging()])},
            "/api/leads/{lead_id}": {"get": _read("One lead with its decision log", "LeadWithLog", [_lead_id()])},
            "/api/leads/{lead_id}/decisions": {"post": _write("Decide a lead", "NewDecision")},
            "/api/leads/{lead_id}/reversal": {"post": _write("Take back the decision that stands", "NewReversal")},
            "/api/counts": {"get": _read("Leads by state", "Counts", [])},
            "/api/registry": {"get": _read("Rights that answer, likest first", "Rights", _registry_query())},
            "/api/registry/picture": {
                "post": _read("The same by a picture", "Rights", _registry_query()) | {"requestBody": _picture()}
            },
            "/api/registry/right": {
                "get": _read("One right", "OneRight", [{"name": "id", "in": "query", "required": True, "schema": TEXT}])
            },
            "/api/networks": {"get": _read("Group leads, newest first", "Networks", [])},
            "/api/networks/{group_id}": {"get": _read("One group lead with its reasons", "Network", [_group_id()])},
            "/api/complaints": {
                "get": _read("Complaints, those owed an answer first on top", "Complaints", _complaint_filters()),
                "post": _write("Take a complaint in", "NewComplaint", "Complaint", names=[]),
            },
            "/api/complaints/{complaint_id}": {"get": _read("One complaint", "Complaint", [_complaint_id()])},
            "/api/referrals": {"get": _read("Referrals, those due first on top", "Referrals", _referral_filters())},
            "/api/referrals/{referral_id}": {"get": _read("One referral with its log", "Referral", [_referral_id()])},
            "/api/referrals/{referral_id}/steps": {
                "post": _write("Say what became of a referral", "NewStep", "Referral", _referral_id())
            },
        },
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": _schemas(),
            "responses": {"Refused": {"description": "Refused, and why", "content": _json("Error")}},
        },
    }


def _read(summary: str, gives: str, parameters: list[Schema]) -> Schema:
    return {
        "summary": summary,
        "parameters": parameters,
        "responses": {"200": {"description": "Found", "content": _json(gives)}, **_refusals(400, 401, 403, 404, 413)},
    }


def _write(
    summary: str, takes: str, gives: str = "LeadWithLog", name: Schema | None = None, names: list[Schema] | None = None
) -> Schema:
    return {
        "summary": summary,
        "parameters": [name or _lead_id()] if names is None else names,
        "requestBody": {"required": True, "content": _json(takes)},
        "responses": {
            "201": {"description": "Written", "content": _json(gives)},
            **_refusals(400, 401, 403, 404, 409, 413),
        },
    }


def _refusals(*codes: int) -> Schema:
    return {str(code): {"$ref": "#/components/responses/Refused"} for code in codes}


def _json(name: str) -> Schema:
    return {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}


def _lead_id() -> Schema:
    return {"name": "lead_id", "in": "path", "required": True, "schema": HEX}


def _group_id() -> Schema:
    return {"name": "group_id", "in": "path", "required": True, "schema": HEX}


def _complaint_id() -> Schema:
    return {"name": "complaint_id", "in": "path", "required": True, "schema": HEX}


def _complaint_filters() -> list[Schema]:
    return [
        {"name": "show", "in": "query", "schema": {"enum": list(CHOICES)}},
        {"name": "page", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 9999}},
    ]


def _referral_id() -> Schema:
    pattern = TEXT | {"pattern": "^R[0-9]{8}-[0-9A-F]{8}$"}
    return {"name": "referral_id", "in": "path", "required": True, "schema": pattern}


def _referral_filters() -> list[Schema]:
    return [
        {"name": "show", "in": "query", "schema": {"enum": ["under_way", "overdue", "ended", "all"]}},
        {"name": "team", "in": "query", "schema": TEXT | {"maxLength": LONGEST}},
        {"name": "district", "in": "query", "schema": TEXT | {"maxLength": LONGEST}},
        {"name": "page", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 9999}},
    ]


def _registry_query() -> list[Schema]:
    codes = TEXT | {"maxLength": LONGEST}
    given: Schema = dict.fromkeys(("q", "holder", "number", "class", "locarno", "group", "vienna"), codes)
    given |= {"kind": {"enum": [*map(str, RightKind)]}, "status": {"enum": [*map(str, RightStatus)]}}
    given |= {"force": {"enum": ["1"]}, "parts": {"enum": ["0", "1"]}}
    given["page"] = {"type": "integer", "minimum": 1, "maximum": 500}
    return [{"name": name, "in": "query", "schema": schema} for name, schema in given.items()]


def _picture() -> Schema:
    return {"required": True, "content": {"application/octet-stream": {"schema": TEXT | {"format": "binary"}}}}


def _filters() -> list[Schema]:
    states: Schema = {"type": "array", "items": {"enum": [*map(str, LeadState)]}, "uniqueItems": True}
    score: Schema = {"type": "number", "minimum": 0, "maximum": 1}
    return [
        {"name": "state", "in": "query", "schema": states},
        *({"name": name, "in": "query", "schema": TEXT | {"maxLength": LONGEST}} for name in TEXTS),
        {"name": "min", "in": "query", "schema": score},
        {"name": "max", "in": "query", "schema": score},
        {"name": "since", "in": "query", "schema": {"type": "string", "format": "date"}},
        {"name": "today", "in": "query", "schema": {"enum": ["0", "1"]}},
    ]


def _paging() -> list[Schema]:
    return [
        {"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 200, "default": 50}},
        {
            "name": "after",
            "in": "query",
            "schema": {"type": "string", "pattern": r"^[0-9]{1,3}\.[0-9]{1,6}:[0-9]{1,9}$"},
        },
    ]


def _object(required: dict[str, Schema], **optional: Schema) -> Schema:
    return {"type": "object", "properties": required | optional, "required": [*required], "additionalProperties": False}


def _referral_schemas() -> Schema:
    day: Schema = {"type": "string", "format": "date"}
    states: Schema = {"enum": [*map(str, ReferralState)]}
    maybe: Schema = {"anyOf": [{"type": "null"}, day]}
    back = _object({"by": TEXT, "at": TIME, "why": TEXT})
    step = _object({
        "step_id": TEXT, "state": states, "on": day, "by": TEXT, "at": TIME, "note": TEXT,
        "via": {"enum": [*map(str, Via)]}, "due_on": maybe, "taken_back": {"anyOf": [{"type": "null"}, back]},
    })  # fmt: skip
    told = {
        "referral_id": TEXT, "state": states, "since": day, "due_on": maybe, "overdue_days": {"type": "integer"},
        "team": TEXT, "district": TEXT, "right_id": TEXT, "holder": TEXT, "lead_ids": {"type": "array", "items": HEX},
        "sent_by": TEXT, "sent_at": TIME, "pack": TEXT, "note": TEXT,
    }  # fmt: skip
    return {
        "Referral": _object(told | {"steps": {"type": "array", "items": step}}),
        "Referrals": _object({
            "referrals": {"type": "array", "items": _object(told)}, "page": {"type": ["integer", "null"]},
        }),
        "NewStep": _object({"state": states, "on": day}, note=TEXT | {"maxLength": 2000}, step_id=HEX),
    }  # fmt: skip


def _complaint_schemas() -> Schema:
    day: Schema = {"type": "string", "format": "date"}
    texts: Schema = {"type": "array", "items": TEXT}
    by: Schema = {"enum": [*map(str, From)]}
    told = {
        "complaint_id": HEX, "receipt": TEXT, "by": by, "state": {"enum": [*map(str, ComplaintState)]},
        "received_at": TIME, "due_on": day, "overdue_days": {"type": "integer"}, "addresses": texts, "text": TEXT,
        "right_id": TEXT, "lead_ids": {"type": "array", "items": HEX}, "says": texts,
    }  # fmt: skip
    some = texts | {"maxItems": MOST_ADDRESSES}
    return {
        "Complaint": _object(told),
        "Complaints": _object({
            "complaints": {"type": "array", "items": _object(told)}, "page": {"type": ["integer", "null"]},
        }),
        "NewComplaint": _object(
            {}, addresses=some, text=TEXT, contact=TEXT, by=by, right_id=TEXT, deadline=day,
        ),
    }  # fmt: skip


def _right_schemas() -> Schema:
    texts: Schema = {"type": "array", "items": TEXT}
    counts: Schema = {"type": "object", "additionalProperties": {"type": "object"}}
    found = _object({"likeness": {"type": "number"}, "right": {"type": "object"}, "signals": {"type": "array"}})
    return {
        "Rights": _object({
            "registry": texts, "total": {"type": "integer"}, "page": {"type": "integer"},
            "milliseconds": {"type": "number"}, "counts": counts, "found": {"type": "array", "items": found},
        }),
        "OneRight": _object({"registry": texts, "right": {"type": "object"}}),
    }  # fmt: skip


def _network_schemas() -> Schema:
    number: Schema = {"type": "integer", "minimum": 0}
    two: Schema = {"type": "array", "items": TEXT, "minItems": 2, "maxItems": 2}
    seller = _object({"seller": TEXT, "leads": number, "to_decide": number})
    told = {
        "group_id": HEX, "kind": {"enum": [*map(str, GroupKind)]}, "right_id": TEXT, "since": TIME, "made_at": TIME,
        "to_decide": number, "confirmed": number, "sellers": {"type": "array", "items": seller},
    }  # fmt: skip
    tie = _object({
        "sellers": two, "kind": {"enum": [*map(str, FactKind)]}, "shown": TEXT, "holders": number,
        "strength": {"type": "number"}, "urls": two,
    })  # fmt: skip
    return {
        "Networks": _object({"networks": {"type": "array", "items": _object(told)}}),
        "Network": _object(told | {"ties": {"type": "array", "items": tie}}),
    }


def _schemas() -> Schema:
    nothing: Schema = {"type": "null"}
    texts: Schema = {"type": "array", "items": TEXT}
    decision = _object({
        "decision_id": TEXT, "verdict": {"enum": [*map(str, Verdict)]}, "reason": {"enum": [*map(str, Reason)]},
        "note": TEXT, "reviewer": TEXT, "decided_at": TIME, "batch": TEXT,
        "reversed": {"anyOf": [nothing, _object({"by": TEXT, "at": TIME, "why": TEXT})]},
    })  # fmt: skip
    maybe: Schema = {"anyOf": [nothing, {"$ref": "#/components/schemas/Decision"}]}
    lead = {
        "lead_id": HEX, "state": {"enum": [*map(str, LeadState)]}, "score": {"type": "number"}, "scorer": TEXT,
        "registry_version": TEXT, "rematch": TEXT, "evidence": TEXT, "first_found": TIME, "last_found": TIME,
        "changes": texts, "lapsed": TEXT, "held": texts, "why_here": {"anyOf": [nothing, {"type": "object"}]},
        "gone_since": {"anyOf": [nothing, TIME]},
        "listing": {"type": "object"}, "right": {"type": "object"},
        "signals": {"type": "array", "items": {"type": "object"}}, "decision": maybe,
    }  # fmt: skip
    log: Schema = {"type": "array", "items": {"$ref": "#/components/schemas/Decision"}}
    leads: Schema = {"type": "array", "items": {"$ref": "#/components/schemas/Lead"}}
    return {
        "Error": _object({"error": TEXT}),
        "Decision": decision,
        "Lead": _object(lead),
        "LeadWithLog": _object(lead | {"decisions": log}),
        "Page": _object({"leads": leads, "after": {"type": ["string", "null"]}}),
        **_referral_schemas(),
        **_complaint_schemas(),
        **_right_schemas(),
        **_network_schemas(),
        "Counts": {"type": "object", "additionalProperties": {"type": "integer", "minimum": 0}},
        "NewDecision": _object(
            {"verdict": {"enum": [*map(str, Verdict)]}, "evidence": TEXT | {"minLength": 1, "pattern": r"\S"}},
            reason={"enum": [*map(str, Reason)]},
            note=TEXT,
            decision_id=HEX,
            standing=TEXT,
        ),
        "NewReversal": _object({
            "decision_id": TEXT | {"minLength": 1, "pattern": r"\S"}, "why": TEXT | {"minLength": 1, "pattern": r"\S"},
        }),
    }  # fmt: skip
