"""What the report of a night says of complaints: those that wait are worked off, those that are over closed, and those
that are owed an answer since a day that is over named."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

from complaints.store import Wanted
from domain.complaint import Complaint, ComplaintState
from domain.problem import Problem
from domain.report import COMPLAINTS, StageReport
from domain.source import Source
from flows.complaints_stage import work_all
from flows.house import House
from flows.watch import Watch
from leads.complained import leads_of, state

SHOWN = 100  # as StageReport promises; the count has them all
PAGE = 500


def complaints(house: House, sources: Sequence[Source], today: date, watch: Watch) -> StageReport:
    """Complaints in the morning.

    Args:
        house: whose.
        sources: that the night read.
        today: in the office's time zone.
        watch: told of the stages.
    """
    worked = work_all(house, sources, watch)
    still_open = _settle(house)
    late = sorted((one for one, _ in still_open if one.due_on < today), key=lambda one: (one.due_on, one.received_at))
    where = {one.complaint_id: at.value for one, at in still_open}
    problems = tuple(
        Problem(
            one.complaint_id,
            0,
            f"is owed an answer since {one.due_on}, {(today - one.due_on).days} day(s) now; it stands at "
            f"{where[one.complaint_id]}, with {len(one.leads)} lead(s)",
            "complaint-overdue",
        )
        for one in late[:SHOWN]
    )
    counts = (
        ("open", len(still_open)),
        ("without_lead", house.complaints.count(Wanted(without_lead=True))),
        ("overdue", len(late)),
        ("looked_at", sum(one.complaints for one in worked)),
    )
    return StageReport(COMPLAINTS, "complaints", 0.0, counts, problems)


def _settle(house: House) -> list[tuple[Complaint, ComplaintState]]:
    """The complaints that are open; those whose leads are all over are closed by that."""
    found: list[Complaint] = []
    while page := house.complaints.find(Wanted(open_only=True), PAGE, len(found)):
        found += page
    leads = leads_of(house.leads, found)
    still_open: list[tuple[Complaint, ComplaintState]] = []
    for one in found:
        at = state(house.leads, one, leads)
        if at is ComplaintState.CLOSED:
            house.complaints.close(one.complaint_id, "", datetime.now(UTC), "")
        else:
            still_open.append((one, at))
    return still_open
