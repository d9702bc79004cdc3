"""A decision as JSON, the same wherever it is shown or leaves."""

from domain.decision import Decision
from domain.fields import Json


def decision_to(decision: Decision) -> Json:
    """What a person decided, who, when and why; without what it was decided on."""
    return {
        "decision_id": decision.decision_id,
        "verdict": decision.verdict.value,
        "reason": decision.reason.value,
        "note": decision.note,
        "reviewer": decision.reviewer,
        "decided_at": decision.decided_at.isoformat(),
    }
