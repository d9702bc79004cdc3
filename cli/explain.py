"""`markhound match --explain`: one title, and why."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from cli.output import out, visible
from settings import Settings

if TYPE_CHECKING:
    from domain.match import Match
    from domain.right import Right
    from domain.signal import Signal
    from matching.explanation import Explanation
    from matching.scorer import Scorer

SHOWN = 12  # almost-matches
LONGEST = 300  # characters of a title


def explain(title: str, registry: Path | None, form: str, top: int, min_score: float) -> None:
    """Says what a title matches, by what, and what it almost matches."""
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from domain.listing import Listing
    from flows.match_file import open_matcher
    from flows.scorers import in_force
    from matching import explanation

    with ExitStack() as stack:
        scorer = in_force(Settings().data_dir, Settings().scorer)
        matcher = open_matcher(_snapshot(registry, form, stack), scorer=scorer)
        listing = Listing("title", "", title)
        today = datetime.now(ZoneInfo(Settings().timezone)).date()
        found = explanation.explain(matcher, listing, today, top, min_score)
    for line in _lines(title, found, scorer):
        out.print(visible(line), markup=False, soft_wrap=True)


def _snapshot(registry: Path | None, form: str, stack: ExitStack) -> Path:
    """The registry file, or else the installed registry, ready to be searched."""
    if registry is not None:
        from cli.match import compiled

        return compiled(registry, form, stack)[1]
    from flows.house import enter_house
    from flows.stages import snapshot

    return stack.enter_context(snapshot(enter_house(Settings())))


def _lines(title: str, found: "Explanation", scorer: "Scorer") -> Iterator[str]:
    if not found.matches:
        yield "This title refers to no right."
    for number, (match, right) in enumerate(found.matches, 1):
        yield f"{number}. {match.score:.4f}  {_about(right)}"
        yield from _match(title, match, scorer)
    if found.near:
        yield "Almost:"
    for near in found.near[:SHOWN]:
        yield f"   “{near.written}” ~ “{near.name}” ({near.right.right_id}): {near.reason}"
    if len(found.near) > SHOWN:
        yield f"   and {len(found.near) - SHOWN} more"


def _about(right: "Right") -> str:
    classes = f"class {', '.join(map(str, right.nice_classes))}" if right.nice_classes else "no class known"
    name = right.mark_text or "(a picture)"
    return f"{right.right_id}: {name}; {right.holder or 'holder unknown'}; {classes}; {right.status.value}"


def _match(title: str, match: "Match", scorer: "Scorer") -> Iterator[str]:
    from matching.rule import rules

    for signal, adds in zip(match.signals, scorer.contributions(match.signals), strict=True):
        if signal.span is not None:
            yield f"   {_marked(title, signal)}"
        yield f"   {adds:+.2f}  {signal.name} ({signal.strength:+.3f}): {signal.detail}"
    silent = rules().keys() - {signal.name for signal in match.signals}
    yield f"   silent: {', '.join(sorted(silent))}"


def _marked(title: str, signal: "Signal") -> str:
    """The title with what the signal speaks of between marks."""
    assert signal.span is not None
    start, end = signal.span.start, signal.span.end
    before, behind = title[max(0, start - LONGEST) : start], title[end : end + LONGEST]
    return f"{before}⟦{title[start:end][:LONGEST]}⟧{behind}"
