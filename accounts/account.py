"""A person who uses the review pages, and what their roles allow."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What somebody is there for. A person may have several."""

    REVIEWER = "reviewer"
    SENIOR = "senior"
    ENFORCEMENT = "enforcement"
    AUDITOR = "auditor"
    ADMIN = "admin"


class May(StrEnum):
    """What can be allowed."""

    READ = "read"
    DECIDE = "decide"
    REVERSE_ANY = "reverse_any"
    ASSIGN = "assign"
    EXPORT = "export"
    SEE_QUALITY = "see_quality"
    SEE_AUDIT = "see_audit"
    MANAGE = "manage"
    REFER = "refer"
    REPORT_OUTCOME = "report_outcome"
    SEE_WATCHES = "see_watches"
    SEE_COMPLAINTS = "see_complaints"
    TAKE_COMPLAINTS = "take_complaints"
    SEE_CONTACTS = "see_contacts"


ALLOWED: dict[Role, frozenset[May]] = {
    Role.REVIEWER: frozenset({May.READ, May.DECIDE, May.SEE_COMPLAINTS, May.TAKE_COMPLAINTS}),
    Role.SENIOR: frozenset(
        {
            May.READ,
            May.DECIDE,
            May.REVERSE_ANY,
            May.ASSIGN,
            May.EXPORT,
            May.SEE_QUALITY,
            May.REFER,
            May.REPORT_OUTCOME,
            May.SEE_WATCHES,
            May.SEE_COMPLAINTS,
            May.TAKE_COMPLAINTS,
            May.SEE_CONTACTS,
        }
    ),
    # They receive what was confirmed, decide nothing here, and say what became of it.
    Role.ENFORCEMENT: frozenset({May.READ, May.EXPORT, May.REPORT_OUTCOME}),
    Role.AUDITOR: frozenset({May.READ, May.SEE_AUDIT, May.SEE_QUALITY, May.SEE_WATCHES, May.SEE_COMPLAINTS}),
    Role.ADMIN: frozenset({May.READ, May.MANAGE, May.SEE_AUDIT, May.SEE_QUALITY, May.SEE_WATCHES}),
}


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who may come in.

    Attributes:
        account_id: 32 hex digits.
        name: unique; it stands on decisions.
        roles: what they are there for.
        holders: whose leads they may see at all; None means everybody's.
        active: whether they may come in.
        has_password: whether they can come in without a link.
    """

    account_id: str
    name: str
    roles: frozenset[Role]
    holders: tuple[str, ...] | None = None
    active: bool = True
    has_password: bool = False

    def may(self, what: May) -> bool:
        """Whether one of their roles allows it."""
        return any(what in ALLOWED[role] for role in self.roles)

    @property
    def sees_confirmed_only(self) -> bool:
        """Whether they are there for what was confirmed, and for nothing else."""
        return self.roles == {Role.ENFORCEMENT}

    def sees(self, holder: str) -> bool:
        """Whether leads of that holder are theirs to see."""
        return self.holders is None or holder in self.holders
