"""The rules, one a line. What they compare stands in `/metrics` under the same names: Prometheus can hold them too."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

MINUTE, HOUR, DAY = 60.0, 3_600.0, 86_400.0
Labels = tuple[tuple[str, str], ...]
Samples = Sequence[tuple[Labels, float]]


@dataclass(frozen=True, slots=True)
class Rule:
    """When the office is told.

    Attributes:
        name: what people and silences call it.
        metric: what is looked at, without the prefix `markhound_`.
        sign, bound: `>`, `>=` or `<`, and in the metric's unit.
        holds: seconds for which it must be so before anybody is told.
        age: whether the metric is a time, and what is compared is how long ago that was.
        but: a label and a value that this rule leaves to another one.
        told: whether this rule tells; a stale register is told by the watches' own message, once.
    """

    name: str
    metric: str
    sign: str
    bound: float
    holds: float = 0.0
    age: bool = False
    but: tuple[str, str] | None = None
    told: bool = True

    def firing(self, families: Mapping[str, Samples], now: float) -> Samples | None:
        """Labels and value of what is so; None where nobody knows, as the metric could not be computed."""
        if self.metric not in families:
            return None
        values = [(labels, now - value if self.age else value) for labels, value in families[self.metric]]
        return [(labels, value) for labels, value in values if self._is_so(labels, value)]

    def promql(self) -> str:
        """The same for Prometheus."""
        chosen = f'{{{self.but[0]}!="{self.but[1]}"}}' if self.but else ""
        metric = f"markhound_{self.metric}{chosen}"
        return f"{f'time() - {metric}' if self.age else metric} {self.sign} {self.bound:.10g}"

    def _is_so(self, labels: Labels, value: float) -> bool:
        if self.but in labels:
            return False
        return (
            value < self.bound if self.sign == "<" else value > self.bound or (self.sign, value) == (">=", self.bound)
        )


RULES = (
    Rule("night-late", "night_overdue_seconds", ">", 2 * HOUR),
    Rule("night-unfinished", "night_unfinished_seconds", ">", 10 * HOUR),
    Rule("stage-failed", "stage_failed", ">", 0, but=("stage", "crawl")),
    Rule("source-short", "source_listings_missing", ">", 0),
    Rule("source-dead", "source_nights_failed", ">=", 3),
    Rule("source-errors", "source_error_ratio", ">", 0.2),
    Rule("index-behind", "index_behind_registry_seconds", ">", 6 * HOUR),
    Rule("register-stale", "register_stale", ">", 0, told=False),
    Rule("queue-old", "queue_oldest_timestamp_seconds", ">", 14 * DAY, age=True),
    Rule("precision-fell", "precision_drop_ratio", ">", 0),
    Rule("disk-low", "disk_free_bytes", "<", 5e9, holds=5 * MINUTE),
    Rule("deliveries-failing", "deliveries_failing_since_timestamp_seconds", ">", 6 * HOUR, age=True),
    Rule("backup-old", "backup_timestamp_seconds", ">", 2 * DAY, age=True),
    Rule("part-down", "part_up", "<", 1, holds=5 * MINUTE),
)


def as_yaml(rules: Sequence[Rule], does: Mapping[str, str]) -> str:
    """A file of alerting rules for Prometheus.

    Args:
        rules: those that it shall hold.
        does: by name, what to do.
    """
    lines = ["groups:", "  - name: markhound", "    rules:"]
    for rule in rules:
        lines += [f"      - alert: {rule.name}", f"        expr: {rule.promql()}"]
        lines += [f"        for: {rule.holds:.0f}s"] if rule.holds else []
        lines += ["        annotations:", f'          description: "{does[rule.name]}"']
    return "\n".join(lines) + "\n"
