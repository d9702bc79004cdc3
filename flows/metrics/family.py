"""Families of metrics, named by Prometheus' conventions: base units, `_total`, `_seconds`, `_bytes`, `_ratio`."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, InfoMetricFamily, Metric

PREFIX = "markhound_"
MOST = 200
"""Values of a label that are told; who has more sources or registers sees the first ones by name, and
`markhound_metrics_left_out` says so."""

Sample = tuple[Sequence[str], float]
_CODE = re.compile(r"[a-z][a-z0-9_-]{0,39}")


def gauge(name: str, says: str, labels: Sequence[str] = (), samples: Iterable[Sample] = ()) -> Metric:
    """A family of numbers that go up and down; `samples` are values of the labels with a number."""
    family = GaugeMetricFamily(PREFIX + name, says, labels=labels)
    for values, number in samples:
        family.add_metric(list(values), number)
    return family


def one(name: str, says: str, number: float | None) -> Metric:
    """A single number; None is a family without a sample: it is not known."""
    return gauge(name, says, (), () if number is None else (((), number),))


def counter(name: str, says: str, number: float) -> Metric:
    """A number that only grows."""
    family = CounterMetricFamily(PREFIX + name, says, labels=())
    family.add_metric([], number)
    return family


def info(name: str, says: str, **values: str) -> Metric:
    """Texts, as labels of a constant 1."""
    return InfoMetricFamily(PREFIX + name, says, value=values)


def seconds(when: datetime | None) -> float | None:
    """A time as Prometheus wants it."""
    return when.timestamp() if when else None


def code(text: str) -> str:
    """A code of a report as a label. What has not the form of one comes from outside, and becomes `other`."""
    return text if _CODE.fullmatch(text) else "other"
