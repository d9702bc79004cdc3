"""What each signal of a lead added to its score, by the scorer that gave it."""

from pathlib import Path

from domain.lead import Lead
from matching.additive import UnreadableScorerError
from matching.scorers import by_name


def adds_of(data: Path, lead: Lead) -> tuple[float, ...]:
    """What each signal adds to the log-odds, in their order.

    Args:
        data: the data folder, in which learned scorers lie.
        lead: with the name of its scorer; where that is gone or knows no such signals, nothing is said.
    """
    try:
        return by_name(data, lead.scorer).contributions(lead.signals)
    except (LookupError, UnreadableScorerError):
        return ()
