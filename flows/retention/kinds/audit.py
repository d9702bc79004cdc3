"""Who did what: lines of the audit log."""

from functools import partial

from flows.retention.kind import Kind
from flows.retention.kinds.access import find, remove

AUDIT = Kind(
    "audit",
    1826,
    ("lines of who did what", "操作记录"),
    partial(find, False, "audit"),
    partial(remove, False, "audit"),
)
