"""Where the leads of a complaint stand."""

from collections.abc import Mapping, Sequence

from domain.complaint import Complaint, ComplaintState, LeadStands, state_of
from domain.lead import Lead
from leads.passage import ENDED
from leads.store import LeadStore


def leads_of(store: LeadStore, complaints: Sequence[Complaint]) -> Mapping[str, Lead]:
    """The leads of complaints, by id."""
    names = list(dict.fromkeys(name for one in complaints for name in one.leads))
    return {
        lead.lead_id: lead for start in range(0, len(names), 500) for lead in store.leads(names[start : start + 500])
    }


def state(store: LeadStore, complaint: Complaint, leads: Mapping[str, Lead]) -> ComplaintState:
    """The state that a complainant is told.

    A lead that was decided before the complaint came is not over by that: somebody has to look at the complaint.
    """
    found = []
    for name in complaint.leads:
        lead = leads.get(name)
        if lead is None:
            continue
        courses = store.referrals.of_lead(name)
        if lead.decision is not None and lead.decision.decided_at < complaint.received_at and not courses:
            found.append(LeadStands(state=lead.state, waits=True))
        else:
            found.append(
                LeadStands(lead.state, bool(courses), bool(courses) and all(c.state in ENDED for c in courses))
            )
    return state_of(complaint, found)
