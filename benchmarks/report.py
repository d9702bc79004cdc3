"""A trial as JSON to keep."""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import asdict
from random import Random
from typing import Any

from benchmarks.corpus import Case
from benchmarks.kind import Kind, Script, script_of
from benchmarks.measures import RATE, Recall, best, equal_at_top, rank, recall
from benchmarks.names import DEFINITION
from benchmarks.plain_tools import Outcome
from benchmarks.trial import Trial, tool_threshold

LISTED = 50
Json = dict[str, Any]
Group = Callable[[Case], str]


def to_json(trial: Trial, kinds: dict[str, Kind]) -> Json:
    """Everything, with the titles that went wrong."""
    hidden = [case for case in trial.hidden if kinds[case.kind].overall]
    groups = {"overall": hidden, "plain": list(trial.plain), **_by(trial.hidden, lambda case: case.kind)}
    return {
        "sizes": asdict(trial.sizes) | {"names": trial.names, "clean": len(trial.clean), "mixed": len(trial.mixed)},
        "clean_means": DEFINITION,
        "rate": RATE,
        "false_alarm_means": trial.counted,
        "thresholds": {name: least for name, (least, _) in trial.thresholds.items()},
        "recall": {name: _recall(recall(cases, trial.matches, trial.least)) for name, cases in groups.items()},
        "recall_by_definition": {
            name: {
                "titles": count,
                "threshold": least,
                "overall": recall(hidden, trial.matches, least).above_share,
                "plain": recall(trial.plain, trial.matches, least).above_share,
            }
            for name, (least, count) in trial.thresholds.items()
        },
        "by_length": {
            name: _recall(recall(cases, trial.matches, trial.least))
            for name, cases in sorted(_by(hidden, _length).items())
        },
        "equal_scores": dict(
            zip(("best_two", "commonest"), equal_at_top([*trial.hidden, *trial.plain], trial.matches), strict=True)
        ),
        "speed": _speed(trial),
        "all_pairs": _all_pairs(trial),
        "plain_tools": [_tool(outcome, trial, kinds) for outcome in trial.outcomes],
        "false_alarms": _alarms(trial),
        "misses": _misses(trial),
    }


def _recall(found: Recall) -> Json:
    return {"titles": found.titles, "first": found.first_share, "above": found.above_share, "span": found.placed_share}


def _by(cases: Iterable[Case], group: Group) -> dict[str, list[Case]]:
    groups: dict[str, list[Case]] = defaultdict(list)
    for case in cases:
        groups[group(case)].append(case)
    return dict(groups)


def _length(case: Case) -> str:
    if case.standing:
        return "written as another registered name is"
    letters = sum(char.isalnum() for char in case.mark)
    if script_of(case.mark) is Script.HAN:
        return f"Chinese, {letters}" if letters < 4 else "Chinese, 4 and more"
    return "Latin, 3 and 4" if letters < 5 else "Latin, 5 and 6" if letters < 7 else "Latin, 7 and more"


def _speed(trial: Trial) -> Json:
    speed = trial.speed
    return {
        "read and compile, s": trial.all_pairs.first_compile if trial.all_pairs else math.nan,
        "open, s": trial.all_pairs.open if trial.all_pairs else math.nan,
        "first start, s": speed.first_start,
        "start, s": speed.start,
        "titles of the speed run": speed.titles,
        "titles a second a core": 1 / max(speed.seconds, 1e-9),
        "titles a second of processor time": 1 / max(speed.cpu, 1e-9),
        "whole run, titles a second, start included": speed.titles / speed.run.seconds,
        "largest process, MB": trial.run.largest,
        "largest process, not shared, MB": trial.run.anonymous,
        **{f"{name}, not shared, MB": size for name, size in trial.run.processes.items()},
        "all processes of two workers, MB": trial.run.total,
    }


def _all_pairs(trial: Trial) -> Json | None:
    found = trial.all_pairs
    if found is None:
        return None
    return {
        "titles": found.titles,
        "names": found.names,
        "pairs": found.titles * found.names,
        "rapidfuzz, s": found.theirs,
        "markhound, s": found.ours,
        "times faster": found.times_faster,
        "true finds of rapidfuzz": found.found,
        "of these kept": found.kept / found.found if found.found else math.nan,
        "lost": [
            {"kind": case.kind, "mark": case.mark, "written": case.written, "title": case.title}
            for case in found.lost[:LISTED]
        ],
    }


def _tool(outcome: Outcome, trial: Trial, kinds: dict[str, Kind]) -> Json:
    least = tool_threshold(outcome)
    hidden = [case for case in outcome.cases if case.kind != "clean"]
    groups = {"overall": [case for case in hidden if kinds[case.kind].overall], **_by(hidden, lambda case: case.kind)}
    recalls = {}
    for name, cases in groups.items():
        found = recall(cases, outcome.matches, least if least is not None else math.inf)
        recalls[name] = _recall(found) | ({"above": None} if least is None else {})
    found_by_it = [case for case in hidden if rank(case, outcome.matches) is not None]
    kept = recall(found_by_it, trial.matches, 0.0).first_share
    own = trial.speed.cpu
    return {
        "tool": outcome.tool,
        "titles": len(outcome.cases),
        "clean_titles": len(outcome.cases) - len(hidden),
        "threshold": least,
        "recall": recalls,
        "nanoseconds_a_pair": outcome.seconds / outcome.pairs * 1e9,
        "times_slower": outcome.seconds / len(outcome.cases) / max(own, 1e-9),
        "kept": kept,
        "alarms": max(best([case for case in outcome.cases if case.kind == "clean"], outcome.matches), default=0.0),
    }


def _alarms(trial: Trial) -> list[Json]:
    """The highest ones; the same words found for the same right in many titles are listed once, with their number."""
    times = Counter((found.right_id, found.written.casefold()) for _, found in trial.alarms)
    listed: dict[tuple[str, str], Json] = {}
    for case, found in trial.alarms:
        same = (found.right_id, found.written.casefold())
        if found.score and same not in listed and len(listed) < LISTED:
            listed[same] = {"title": case.title, "titles": times[same], **asdict(found)}
    return list(listed.values())


def _misses(trial: Trial) -> list[Json]:
    """Some titles whose mark was not found, or not high enough, with what stood in its place."""
    missed = []
    for case in (*trial.hidden, *trial.plain):
        at = rank(case, trial.matches)
        found = trial.matches.get(case.listing_id, ())
        if at is not None and found[at].score >= trial.least:
            continue
        above = ", ".join(f"{one.name} {one.score:.3f}" for one in found[:2])
        why = f"instead: {above or 'nothing'}" if at is None else f"score {found[at].score:.4f} is too low"
        place = {"written": case.written, "start": case.start, "why": why}
        missed.append({"kind": case.kind, "mark": case.mark, "title": case.title, **place})
    return Random(1).sample(missed, min(LISTED, len(missed)))
