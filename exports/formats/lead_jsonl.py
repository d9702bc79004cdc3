"""JSONL for other programs: one object a lead, with its listing, right, signals and decision."""

import json
from collections.abc import Iterable
from typing import BinaryIO

from domain.fields import Json
from domain.lead import Lead
from exports.bare import listing_of, right_of, signals_of
from exports.format import Format

VERSION = 1


def write(leads: Iterable[Lead], file: BinaryIO) -> int:
    """Writes one line a lead; gives their number."""
    count = 0
    for lead in leads:
        file.write(json.dumps(lead_to(lead), ensure_ascii=False).encode() + b"\n")
        count += 1
    return count


def lead_to(lead: Lead) -> Json:
    """The JSON object of a decided lead. Stored pictures are named by file only: a path says nothing outside."""
    decision = lead.decision
    assert decision is not None, "only decided leads are exported"
    return {
        "version": VERSION,
        "lead_id": lead.lead_id,
        "score": lead.score,
        "scorer": lead.scorer,
        "registry_version": lead.registry_version,
        "run_id": lead.run_id,
        "rematch": lead.rematch,
        "first_found": lead.first_found.isoformat(),
        "last_found": lead.last_found.isoformat(),
        "evidence": lead.evidence,
        "listing": listing_of(lead),
        "right": right_of(lead),
        "signals": signals_of(lead),
        "decision": {
            "verdict": decision.verdict.value,
            "reason": decision.reason.value,
            "note": decision.note,
            "reviewer": decision.reviewer,
            "decided_at": decision.decided_at.isoformat(),
        },
    }


FORMAT = Format(name="jsonl", suffix=".jsonl", write=write)
