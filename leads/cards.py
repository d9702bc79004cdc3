"""One card a group: which lead stands for its near-identical ones, and how many they are."""

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import TextClause, text
from sqlalchemy.orm import Session

from domain.lead import LeadState
from leads.sieve import Sieve
from leads.spot import Spot


def sizes(session: Session, keys: Sequence[str], states: Sequence[LeadState]) -> dict[str, int]:
    """How many leads in these states each group holds."""
    counted = _of_groups(session, dict.fromkeys(keys, 0.0), states, "count(*)", at_rank=False)
    return {key: sum(numbers) for key, numbers in counted.items()}


def leading(session: Session, sieve: Sieve, spots: Sequence[Spot]) -> list[Spot]:
    """Those that no near-identical lead in the same states stands above: one card a group, at the place of its best."""
    keys = {spot.group_key: 0.0 for spot in spots}
    highest = _of_groups(session, keys, sieve.states, "max(rank)", at_rank=False)
    top = [spot for spot in spots if spot.rank >= max(highest[spot.group_key], default=0)]
    ranks = {spot.group_key: spot.rank for spot in top}
    last = _of_groups(session, ranks, sieve.states, "max(lead_no)", at_rank=True)
    return [spot for spot in top if spot.lead_no >= max(last[spot.group_key], default=0)]


def _of_groups(
    session: Session, ranks: Mapping[str, float], states: Sequence[LeadState], what: str, *, at_rank: bool
) -> dict[str, list[Any]]:
    """An aggregate of each group, one value a state in which it has leads: one dip into an index for each."""
    if not ranks:
        return {}
    on_server = session.get_bind().dialect.name == "postgresql"
    query = _groups_query(tuple(states or LeadState), what, at_rank=at_rank, on_server=on_server)
    keys, at = list(ranks), list(ranks.values())
    values: dict[str, Any] = {"keys": keys, "ranks": at}
    if not on_server:
        values = {"asked": json.dumps(list(zip(keys, at, strict=True)))}
    found = session.execute(query, values).all()
    return {row[0]: [value for value in row[1:] if value is not None] for row in found}


@lru_cache(64)
def _groups_query(states: tuple[LeadState, ...], what: str, *, at_rank: bool, on_server: bool) -> TextClause:
    # As text, with all that is asked for in one parameter: made of expressions, dozens of values cost SQLAlchemy more
    # than the query costs the database; written into it, each page would leave another one in the driver's cache.
    asked = "SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(:asked)"
    if on_server:
        asked = "SELECT * FROM unnest(CAST(:keys AS text[]), CAST(:ranks AS float8[]))"
    where = f"group_key = asked.key{' AND rank = asked.rank' if at_rank else ''}"
    parts = ", ".join(
        f"(SELECT {what} FROM queue WHERE {where} AND state = '{state.value}')"  # noqa: S608 (ours)
        for state in states
    )
    return text(f"WITH asked (key, rank) AS ({asked}) SELECT asked.key, {parts} FROM asked")  # noqa: S608 (ours)
