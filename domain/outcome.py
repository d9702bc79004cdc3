"""The file by which a team says what became of its referrals: its columns and words, in Chinese and English."""

from dataclasses import dataclass
from datetime import date

from domain.referral import ReferralState

COLUMNS: dict[str, tuple[str, str]] = {
    "referral_id": ("referral_id", "移送编号"),
    "right": ("right", "权利"),
    "seller": ("seller", "卖家"),
    "leads": ("leads", "线索数"),
    "team": ("team", "承办单位"),
    "sent_on": ("sent_on", "移送日期"),
    "due_on": ("due_on", "反馈期限"),
    "state": ("state", "当前状态"),
    "new_state": ("new_state", "新状态"),
    "happened_on": ("happened_on", "发生日期"),
    "note": ("note", "备注"),
}
"""Name, and heading in English and Chinese. What lies before `new_state` is told; the rest is to be filled."""

READ = ("referral_id", "new_state", "happened_on", "note")
"""Columns that are read back; the others may be changed or missing."""

STATES: dict[ReferralState, tuple[str, str]] = {
    ReferralState.SENT: ("sent", "已移送"),
    ReferralState.RECEIVED: ("received", "已签收"),
    ReferralState.ACCEPTED: ("accepted", "已受理"),
    ReferralState.INVESTIGATING: ("investigating", "调查中"),
    ReferralState.ACTION_TAKEN: ("action_taken", "已处置"),
    ReferralState.DISMISSED: ("dismissed", "不予处置"),
    ReferralState.RETURNED: ("returned", "已退回"),
    ReferralState.APPEALED: ("appealed", "复议诉讼中"),
}
"""The words for a state, in English and Chinese; both are read, and "action taken" as well."""

LANGUAGES = ("en", "zh")


@dataclass(frozen=True, slots=True)
class OutcomeLine:
    """A line that says something: its number in the file (from 1), and what it reports."""

    line: int
    referral_id: str
    state: ReferralState
    on: date
    note: str


@dataclass(frozen=True, slots=True)
class OpenReferral:
    """A line of the file that a team gets: what is told there, as it stands."""

    referral_id: str
    right: str
    seller: str
    leads: int
    team: str
    sent_on: date
    due_on: date | None
    state: ReferralState


def state_word(state: ReferralState, language: str) -> str:
    """The word for a state."""
    return STATES[state][LANGUAGES.index(language)]


def state_from(text: str) -> ReferralState | None:
    """The state that a cell means, in either language; None for anything else."""
    said = " ".join(text.split()).casefold().replace(" ", "_").replace("-", "_")
    return next((state for state, words in STATES.items() if said in words), None)
