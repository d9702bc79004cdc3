"""The queue's filter as it stands in an address: read, checked, and written again."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from urllib.parse import parse_qsl, urlencode
from zoneinfo import ZoneInfo

from starlette.datastructures import QueryParams
from starlette.exceptions import HTTPException

from domain.fields import clean
from domain.lead import LeadState
from leads.store import Place, Sieve

TO_DECIDE = (LeadState.OPEN, LeadState.CHANGED)
ALL = "all"
LONGEST = 200  # characters of a value
TEXTS = {
    "right": "right_id", "holder": "holder", "source": "source", "seller": "seller", "district": "district",
    "group": "group_key", "network": "network", "signal": "kind",
    "class": "goods", "assigned": "assignee", "q": "words",
}  # fmt: skip
SCORES = {"min": "lowest", "max": "highest"}
TODAY = {"1": True, "0": False}  # the day's list, or the whole queue though there is one
_PLACE = re.compile(r"([0-9.e+-]{1,32}):([0-9]{1,15})")


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter with the parameters that it was read from, in one order, without empty ones."""

    sieve: Sieve
    pairs: tuple[tuple[str, str], ...]

    @property
    def query(self) -> str:
        """What stands behind the question mark, "" for what awaits a decision."""
        return urlencode(self.pairs)

    @property
    def values(self) -> Mapping[str, str]:
        """Every parameter, "" where it does not filter; of several states the last."""
        return dict.fromkeys((*TEXTS, *SCORES, "since", "state", "today"), "") | dict(self.pairs)

    @property
    def has_fields(self) -> bool:
        """Whether it filters by more than states, words, a seller, a group or a network."""
        return any(name not in ("state", "q", "seller", "group", "network", "today") for name, _ in self.pairs)

    @property
    def narrows(self) -> bool:
        """Whether it holds anything that a person chose, to be kept under a name or cleared."""
        return any(name != "today" for name, _ in self.pairs)

    def address(self, path: str = "/", **changes: str) -> str:
        """A page with this filter and some parameters changed; an empty value removes one."""
        pairs = [(name, value) for name, value in self.pairs if name not in changes]
        pairs += [(name, value) for name, value in changes.items() if value]
        return f"{path}?{urlencode(pairs)}" if pairs else path

    def with_states(self, states: tuple[LeadState, ...]) -> "Filter":
        """The same filter for other states."""
        pairs = [(name, value) for name, value in self.pairs if name != "state"]
        if states != TO_DECIDE:
            pairs += [("state", state.value) for state in states] or [("state", ALL)]
        return Filter(replace(self.sieve, states=states), tuple(pairs))

    def of_today(self, listed: bool) -> "Filter":
        """The same filter within the day's list, or expressly within the whole queue."""
        pairs = [(name, value) for name, value in self.pairs if name != "today"]
        return Filter(replace(self.sieve, today=listed), (*pairs, ("today", "1" if listed else "0")))


def read_filter(params: QueryParams, zone: ZoneInfo, holders: tuple[str, ...] | None = None) -> Filter:
    """The filter of an address.

    Args:
        params: as they came.
        zone: in which a day of `since` begins.
        holders: those whose leads the person may see; None means all.

    Raises:
        HTTPException: 400, a value that means nothing.
    """
    states = _states(params.getlist("state"))
    pairs = [] if states == TO_DECIDE else [("state", state.value) for state in states] or [("state", ALL)]
    fields: dict[str, object] = {"states": states, "holders": holders}
    for name, field in TEXTS.items():
        value = clean(params.get(name, "")).strip()
        if len(value) > LONGEST:
            raise HTTPException(400)
        if value:
            pairs.append((name, value))
            fields[field] = value
    for name, field in SCORES.items():
        if value := params.get(name, ""):
            pairs.append((name, value))
            fields[field] = _score(value)
    if value := params.get("today", ""):
        if value not in TODAY:
            raise HTTPException(400)
        pairs.append(("today", value))
        fields["today"] = TODAY[value]
    if value := params.get("since", ""):
        pairs.append(("since", value))
        fields["since"] = _since(value, zone)
    return Filter(Sieve(**fields), tuple(pairs))  # type: ignore[arg-type]


def filter_from(query: str, zone: ZoneInfo, holders: tuple[str, ...] | None = None) -> Filter:
    """The filter of a query string, as forms and saved views keep it."""
    return read_filter(QueryParams(parse_qsl(query[:4000], keep_blank_values=True)), zone, holders)


def leaving(query: str, zone: ZoneInfo, holders: tuple[str, ...] | None = None) -> Filter:
    """The filter of a query string for an export. Without a word about states it is of confirmed leads.

    Raises:
        ValueError: a value means nothing.
    """
    try:
        found = filter_from(query, zone, holders)
    except HTTPException as error:
        raise ValueError("no filter") from error
    # The screen would show what awaits a decision, and nothing of that may leave.
    return found.with_states((LeadState.CONFIRMED,)) if found.sieve.states == TO_DECIDE else found


def read_place(text: str) -> Place | None:
    """Where a page begins (`after=rank:number`), None at the top.

    Raises:
        HTTPException: 400, no such place.
    """
    if not text:
        return None
    found = _PLACE.fullmatch(text)
    try:
        rank = float(found[1]) if found else math.nan
    except ValueError:
        rank = math.nan
    if found is None or not math.isfinite(rank):
        raise HTTPException(400)
    return rank, min(int(found[2]), 2**31 - 1)


def place_text(place: Place) -> str:
    """The reverse of `read_place`."""
    return f"{place[0]!r}:{place[1]}"


def _states(values: list[str]) -> tuple[LeadState, ...]:
    if not values:
        return TO_DECIDE
    if values == [ALL]:
        return ()
    try:
        return tuple(dict.fromkeys(LeadState(value) for value in values))
    except ValueError as error:
        raise HTTPException(400) from error


def _score(text: str) -> float:
    try:
        score = float(text)
    except ValueError:
        score = math.nan
    if not 0 <= score <= 1:
        raise HTTPException(400)
    return score


def _since(text: str, zone: ZoneInfo) -> datetime:
    try:
        day = date.fromisoformat(text)
        return datetime.combine(day, time(), zone).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise HTTPException(400) from error
