"""case.json: all of the case for other programs; docs/packs.md has its schema."""

import hashlib
import json

from domain.decision_json import decision_to
from domain.fields import Json
from exports.bare import listing_of, right_of, signals_of
from exports.case import Case, Custody, Exhibit, Item
from exports.part import Bench, Part
from exports.words import LEFT_OUT, pick

NAME = "case.json"
FORMAT = "markhound-case"
VERSION = 1


def write(case: Case, bench: Bench) -> list[str]:
    """Writes it."""
    text = json.dumps(case_to(case), ensure_ascii=False, indent=1) + "\n"
    (bench.folder / NAME).write_text(text, encoding="utf-8")
    bench.tell(len(case.items))
    return [NAME]


def case_to(case: Case) -> Json:
    """The JSON object of a case."""
    rights: list[Json] = []
    leads = [_lead_to(item, rights) for item in case.items]
    errand = case.errand
    return {
        "format": FORMAT,
        "version": VERSION,
        "case_id": case.case_id,
        "profile": errand.profile,
        "language": errand.language,
        "recipient": errand.recipient,
        "prepared_by": errand.prepared_by,
        "scope": errand.scope,
        "office_fields": dict(errand.fields),
        "as_of": case.as_of.isoformat(),
        "timezone": str(case.zone),
        "software": case.software,
        "rights": rights,
        "leads": leads,
        "custody": [_custody_to(one) for one in case.custody],
        "left_out": [
            {"what": name, "count": count, "says": pick(LEFT_OUT[name], errand.language, n=count)}
            for name, count in case.left_out
        ],
    }


def _lead_to(item: Item, rights: list[Json]) -> Json:
    """A lead; its right goes to the list of rights, each version once."""
    lead = item.lead
    decision = lead.decision
    assert decision is not None, "only decided leads are exported"
    right = right_of(lead)
    if right not in rights:
        rights.append(right)
    listing = listing_of(lead)
    listing.pop("captures", None)
    return {
        "lead_id": lead.lead_id,
        "run_id": lead.run_id,
        "first_found": lead.first_found.isoformat(),
        "last_found": lead.last_found.isoformat(),
        "score": lead.score if lead.scorer else None,
        "scorer": lead.scorer,
        "evidence": lead.evidence,
        "right": rights.index(right),
        "listing": listing,
        "signals": [signal | {"says": says} for signal, says in zip(signals_of(lead), item.sentences, strict=True)],
        "captures": [_capture_to(exhibit) for exhibit in item.exhibits],
        "decision": decision_to(decision) | {"evidence": decision.evidence},
    }


def _capture_to(exhibit: Exhibit) -> Json:
    capture = exhibit.capture
    return {
        "kind": capture.kind.value,
        "url": capture.url,
        "sha256": capture.digest,
        "size": capture.size,
        "media_type": capture.media_type,
        "taken_at": capture.taken_at.isoformat(),
        "missing": exhibit.missing or None,
    }


def _custody_to(one: Custody) -> Json:
    return {
        "run_id": one.run_id,
        "source": one.source,
        "manifest_sha256": one.digest,
        "previous": one.previous,
        "sealed_at": one.sealed_at.isoformat() if one.sealed_at else None,
    }


def digest_of(value: Json) -> str:
    """SHA-256 of a JSON object, as the manifest names leads and decisions: sorted names, no blanks, UTF-8."""
    form = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(form.encode()).hexdigest()


PART = Part("case_json", write)
