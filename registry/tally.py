"""What a candidate register is counted by, and whether those counts can be right."""

from collections import Counter
from collections.abc import Mapping

from domain.right import Right, RightStatus

SHRINK_LIMIT = 0.2  # a register that loses more than a fifth overnight is more likely cut off than amended
STATUS_LIMIT = 0.1  # of a register; in a month one in a hundred changes its state
FEW = 20  # rights: as many may change their state at once, and shares of fewer say nothing
EMPTIED = 0.3  # a field that so much smaller a share of rights has than before was lost on the way
MATTERS = 0.5  # share of rights that must have had a field for its loss to matter
WATCHED = (
    "mark_text",
    "images",
    "holder",
    "nice_classes",
    "locarno_classes",
    "goods_text",
    "registered_on",
    "expires_on",
)


class Tally:
    """Counts of the rights that came through, beside those that stand."""

    def __init__(self) -> None:
        self.rights = self.known = self.changed_status = 0
        self.filled: Counter[str] = Counter()

    def add(self, right: Right, before: str | None) -> None:
        """One more; `before` is the state that it had in the register, None where it is new."""
        self.rights += 1
        for name in WATCHED:
            self.filled[name] += bool(getattr(right, name))
        self.filled["status"] += right.status is not RightStatus.UNKNOWN
        if before is not None:
            self.known += 1
            self.changed_status += before != right.status.value

    def shrunk(self, before: int) -> str:
        """What is wrong with its size, "" where nothing is."""
        if self.rights >= before * (1 - SHRINK_LIMIT):
            return ""
        return f"holds {self.rights:,} rights where the register had {before:,}"

    def upset(self, before: int) -> str:
        """What is wrong with the states of its rights, "" where nothing is."""
        if self.changed_status <= max(FEW, before * STATUS_LIMIT):
            return ""
        return f"changes the status of {self.changed_status:,} of {before:,} rights"

    def emptied(self, filled: Mapping[str, int], before: int) -> str:
        """Which field most rights had and many have lost, "" where none."""
        for name in (*WATCHED, "status") if before >= FEW else ():
            had, have = filled.get(name, 0) / max(before, 1), self.filled[name] / max(self.rights, 1)
            if had >= MATTERS and have < had - EMPTIED:
                return f"has `{name}` in {have:.0%} of its rights where {had:.0%} had it"
        return ""
