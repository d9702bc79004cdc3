"""What the pages ask of whoever takes complaints in and works on them: another part of the house."""

from collections.abc import Sequence
from typing import Protocol

from domain.complaint import Channel, Complaint, Given, TakenLine
from domain.problem import Problem


class Taker(Protocol):
    """Takes complaints in; captures and compares them while pages are answered."""

    def take(self, given: Given, channel: Channel, by: str) -> tuple[Complaint, bool]:
        """The complaint, and whether it is new.

        Raises:
            domain.complaint.RefusedComplaintError: it cannot be taken as it is.
        """
        ...

    def take_table(self, name: str, data: bytes, by: str) -> tuple[Sequence[TakenLine], Sequence[Problem]]:
        """What the lines of a table gave, and what is wrong with the others.

        Raises:
            leads.sheet.UnreadableSheetError: it is no table.
        """
        ...

    def name_right(self, complaint: Complaint, right_id: str) -> bool:
        """Makes a lead of a complaint and a right that a person names; False where there is no such right."""
        ...
