"""How far the loop is closed: from suspicions recorded to referrals that came back with a result."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class LoopLine:
    """Figures of a team or district in a period.

    Attributes:
        name: of the team or district, "" where none was named.
        recorded: leads first found; of a district those whose seller names it, of a team None: leads have none.
        sent, leads: referrals sent, and the leads in them.
        action_taken, dismissed, returned: referrals that ended so.
        days: median of days from sent to a result (action taken or dismissed), None without any.
        open, overdue: at the end of the period, whenever they were sent.
        sent_ever, handled_ever: until the end of the period, returned ones left out of the first.
    """

    name: str
    recorded: int | None
    sent: int
    leads: int
    action_taken: int
    dismissed: int
    returned: int
    days: float | None
    open: int
    overdue: int
    sent_ever: int
    handled_ever: int

    @property
    def handled(self) -> int:
        """Referrals that came back with a result."""
        return self.action_taken + self.dismissed

    @property
    def closed_share(self) -> float | None:
        """Of all referrals ever sent and not returned, those handled by the end of the period; None of none."""
        return self.handled_ever / self.sent_ever if self.sent_ever else None


@dataclass(frozen=True, slots=True)
class LoopDay:
    """A day: leads recorded, referrals sent, referrals handled."""

    day: date
    recorded: int
    sent: int
    handled: int


@dataclass(frozen=True, slots=True)
class Late:
    """A referral that was overdue at the end of a period, `days` after `due_on`; `state` is where it stands now."""

    referral_id: str
    team: str
    district: str
    state: str
    due_on: date
    days: int


@dataclass(frozen=True, slots=True)
class Loop:
    """A period, first and last day inclusive.

    Attributes:
        first, last: days in the office's time zone.
        decided, confirmed: decisions in the period that were not taken back, those of them that confirm.
        relisted: leads that came up in the period after an action on another.
        total: all teams and districts together.
        teams, districts: most sent first.
        days: every day of the period.
        late: the referrals overdue at its end, longest first; at most a hundred of `total.overdue`.
    """

    first: date
    last: date
    decided: int
    confirmed: int
    relisted: int
    total: LoopLine
    teams: tuple[LoopLine, ...]
    districts: tuple[LoopLine, ...]
    days: tuple[LoopDay, ...]
    late: tuple[Late, ...]
