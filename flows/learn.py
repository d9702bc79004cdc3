"""What reviewers decided, brought to the fit, and what came of it, brought into force."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from domain.complaint import NAMED
from domain.decision import Reason, Verdict
from domain.identity import digest
from domain.lead import Lead, LeadState
from domain.signal import Role
from flows.house import House
from leads.facets import seller_value
from matching.additive import Additive
from matching.circumstance import circumstance_rules
from matching.learning import Decided, Learned, Quality, learn, unseen
from matching.rule import rules
from matching.score import SHIPPED, scorer
from matching.scorer import Scorer
from matching.scorers import ACCEPTED, FOLDER, by_name, in_force

FEWEST_UNSEEN = 50  # decisions made since a candidate was fitted; precision among fewer says nothing
SAYS_NOTHING = {Reason.DUPLICATE}  # of whether the listing infringes


class NotAcceptedError(ValueError):
    """A candidate may not go into force; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Shadow:
    """Two scorers on decisions that neither was fitted on: before, after, how many."""

    before: Quality
    after: Quality
    decisions: int

    @property
    def beats(self) -> bool:
        """Whether the candidate puts more confirmed leads before the reviewers; with as many, orders all better."""
        return (self.after.hits, self.after.auc) > (self.before.hits, self.before.auc)


def decided(house: House, since: datetime | None = None) -> list[Decided]:
    """Every lead with a verdict that stands, on the evidence that it has.

    Args:
        house: the installation.
        since: only those decided later.
    """
    found = (_decided(house, lead) for lead in house.leads.every((LeadState.CONFIRMED, LeadState.DISMISSED)))
    return [one for some in found for one in some if since is None or one.at > since]


def _decided(house: House, lead: Lead) -> Iterator[Decided]:
    decision = lead.decision
    if decision is None or decision.verdict is Verdict.UNSURE or decision.reason in SAYS_NOTHING:
        return
    if any(signal.name == NAMED for signal in lead.signals):
        return  # a person said so; nothing was compared that could be learned from
    group = digest("learn", lead.right.right_id, seller_value(lead.listing), decision.batch or _title(lead))
    yield Decided(
        lead.signals,
        decision.verdict is Verdict.INFRINGING,
        lead.right.right_id,
        seller_value(lead.listing) or lead.lead_id,
        decision.reviewer,
        group,
        decision.decided_at,
    )


def _title(lead: Lead) -> str:
    return lead.listing.title.casefold()


def base_of(house: House) -> Additive:
    """The fitted scorer in force; the shipped one where the table is."""
    found = in_force(house.base, house.settings.scorer)
    if isinstance(found, Additive):
        return found
    shipped = scorer(SHIPPED)
    assert isinstance(shipped, Additive)
    return shipped


def learn_candidate(house: House, budget: int) -> tuple[Learned, Path]:
    """Fits a candidate and keeps it as a file beside its report; it is not in force.

    Raises:
        matching.learning.TooFewDecisionsError: there is too little to learn from.
    """
    roles = {name: rule.role for name, rule in rules().items()}
    roles |= {name: rule.role for name, rule in circumstance_rules().items()}
    base = base_of(house)
    made = learn(decided(house), base, roles | dict.fromkeys(base.curves.keys() - roles.keys(), Role.QUALIFIER), budget)
    folder = house.base / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{made.scorer.name}.json"
    draft = path.with_suffix(".part")
    draft.write_text(made.scorer.text(), encoding="utf-8")
    draft.replace(path)
    return made, path


def shadow(house: House, name: str, budget: int) -> Shadow:
    """The candidate and the scorer in force on decisions made since the candidate was fitted.

    Raises:
        LookupError: there is no such scorer.
        NotAcceptedError: too few decisions are newer than it.
    """
    candidate, current = by_name(house.base, name), in_force(house.base, house.settings.scorer)
    since = _seen_until(candidate, current)
    fresh = decided(house, since)
    if len(fresh) < FEWEST_UNSEEN:
        raise NotAcceptedError(
            f"{name} has not been seen at work yet: {len(fresh)} decision(s) are newer than those it was fitted on, "
            f"{FEWEST_UNSEEN} are needed; decide {FEWEST_UNSEEN - len(fresh)} more leads, then accept it"
        )
    before, after = unseen(fresh, candidate, current, budget)
    return Shadow(before, after, len(fresh))


def _seen_until(*both: Scorer) -> datetime | None:
    seen = [one.seen_until for one in both if isinstance(one, Additive) and one.seen_until]
    return max(map(datetime.fromisoformat, seen), default=None)


def accept(house: House, name: str, budget: int) -> Shadow:
    """Puts a scorer in force if it beats the one that is.

    Raises:
        LookupError: there is no such scorer.
        NotAcceptedError: it does not beat it, it is in force already, or a setting names another.
    """
    if house.settings.scorer.strip() not in ("", name):
        raise NotAcceptedError(f"MARKHOUND_SCORER names {house.settings.scorer}; unset it, or name {name} there")
    current = in_force(house.base, house.settings.scorer)
    if current.name == name:
        raise NotAcceptedError(f"{name} is in force already")
    found = shadow(house, name, budget)
    if not found.beats:
        raise NotAcceptedError(
            f"{name} does not beat {current.name}, which stays: among the first {found.after.of} of {found.decisions} "
            f"newer decisions {found.after.hits} were confirmed by its order, {found.before.hits} by the other"
        )
    folder = house.base / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f"{ACCEPTED}.part"
    draft.write_text(f"{name}\n", encoding="utf-8")
    draft.replace(folder / ACCEPTED)
    return found
