"""The figures of the report as rows, the same for PDF and workbook."""

from dataclasses import dataclass
from datetime import date

from domain.closed_loop import Loop, LoopLine
from domain.outcome import state_word
from domain.referral import ReferralState
from exports.month.words import word

Cell = str | int | float | date | None
SHARE = ("closed",)
"""Names of figures that are a share, 0..1."""


@dataclass(frozen=True, slots=True)
class Month:
    """What a report is made of.

    Attributes:
        loop: the month.
        months: it and the months before it, oldest first.
        made_on: day of making, in the office's time zone.
        language: "en" or "zh".
    """

    loop: Loop
    months: tuple[Loop, ...]
    made_on: date
    language: str

    @property
    def name(self) -> str:
        """The month in words."""
        return word("month", self.language, year=self.loop.first.year, month=self.loop.first.month)

    def say(self, key: str, **values: object) -> str:
        """A word in the report's language."""
        return word(key, self.language, **values)


def summary(loop: Loop) -> dict[str, Cell]:
    """The month's figures, by the key of their word."""
    total = loop.total
    return {
        "recorded": total.recorded,
        "decided": loop.decided,
        "confirmed": loop.confirmed,
        "sent": total.sent,
        "leads": total.leads,
        "handled": total.handled,
        "action_taken": total.action_taken,
        "dismissed": total.dismissed,
        "returned": total.returned,
        "days": total.days,
        "open": total.open,
        "overdue": total.overdue,
        "closed": total.closed_share,
        "relisted": loop.relisted,
    }


def line(one: LoopLine, month: Month) -> list[Cell]:
    """A line of a breakdown, in the order of `heads`."""
    recorded = [] if one.recorded is None else [one.recorded]
    cells: list[Cell] = [
        one.name or month.say("unnamed"), *recorded, one.sent, one.action_taken, one.dismissed, one.returned, one.days,
        one.open, one.overdue, one.closed_share,
    ]  # fmt: skip
    return cells


def heads(first: str, month: Month, *, recorded: bool) -> list[str]:
    """The headings of a breakdown."""
    keys = ["short_recorded"] if recorded else []
    keys += ["short_sent", "short_action", "short_dismissed", "short_returned", "short_days"]
    keys += ["short_open", "short_overdue", "short_closed"]
    return [month.say(first), *map(month.say, keys)]


def late_rows(month: Month) -> list[list[Cell]]:
    """The overdue referrals."""
    language, late = month.language, month.loop.late
    states = [state_word(ReferralState(one.state), language) for one in late]
    rows = zip(late, states, strict=True)
    return [[one.referral_id, one.team, one.district, state, one.due_on, one.days] for one, state in rows]


def late_heads(month: Month) -> list[str]:
    """The headings of `late_rows`."""
    return [month.say(key) for key in ("referral", "team", "district", "state", "due", "late_days")]
