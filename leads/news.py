"""Which leads a holder could be told of: from narrow rows, so that all of a holder's are walked in a moment."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Engine, select

from database import reading
from domain.lead import LeadState
from leads.facets import LONGEST
from leads.tables import LeadRow, QueueRow

STREAM = 5_000  # rows of one round trip


@dataclass(frozen=True, slots=True)
class Asked:
    """Which leads are asked for.

    Attributes:
        holder: exactly so, as its right names it.
        right_ids, sources: only these; empty means all.
        states: only these.
        lowest: score, 0..1, inclusive.
    """

    holder: str
    states: tuple[LeadState, ...]
    lowest: float = 0.0
    right_ids: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sighting:
    """A lead that was asked for.

    Attributes:
        lead_id, right_id, source: which.
        score: 0..1.
        key: other when there is something new to tell of it: its state, and what changed if it is a changed one.
    """

    lead_id: str
    right_id: str
    source: str
    score: float
    key: str


class News:
    """Sightings in one database."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def sightings(self, asked: Asked) -> Iterator[Sighting]:
        """All leads that fit, streamed, in no order."""
        query = (
            select(QueueRow.lead_id, LeadRow.right_id, QueueRow.source, LeadRow.score, QueueRow.state, LeadRow.evidence)
            .join(LeadRow, LeadRow.lead_id == QueueRow.lead_id)
            .where(QueueRow.holder == asked.holder[:LONGEST], QueueRow.state.in_([one.value for one in asked.states]))
            .where(LeadRow.score >= asked.lowest)
            .execution_options(yield_per=STREAM)
        )
        # The row's name of a holder is cut; two that begin alike must not hear of each other.
        cut = len(asked.holder) >= LONGEST
        if cut:
            query = query.add_columns(LeadRow.right_body)
        with reading(self._engine) as session:
            for lead_id, right_id, source, score, state, evidence, *body in session.execute(query):
                if cut and json.loads(body[0])["holder"] != asked.holder:
                    continue
                if asked.right_ids and right_id not in asked.right_ids:
                    continue
                if asked.sources and source not in asked.sources:
                    continue
                changed = f"@{evidence[:16]}" if state == LeadState.CHANGED.value else ""
                yield Sighting(lead_id, right_id, source, score, f"{lead_id}:{state}{changed}")
