"""`markhound registry freshness`: whether each source of rights has been heard of lately."""

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated

import typer

from cli.output import show_json, show_table
from settings import Settings


def freshness(json: Annotated[bool, typer.Option("--json", help="For scripts.")] = False) -> None:
    """Shows how old each register and its newest record are, and which are stale. Exit code 3 if one is.

    Example: markhound registry freshness
    """
    from flows.house import enter_house
    from flows.tell import register_ages

    ages = register_ages(enter_house(Settings()), datetime.now(UTC))
    if json:
        show_json([asdict(one) | {"changed_at": one.changed_at and one.changed_at.isoformat()} for one in ages])
    else:
        show_table(
            f"{len(ages)} register(s)",
            ("register", "last version", "file", "changed", "days", "newest record", "days", "expected", ""),
            (
                (
                    one.register,
                    f"{one.register}@{one.version}" if one.version else "",
                    one.file,
                    f"{one.changed_at:%Y-%m-%d}" if one.changed_at else "never",
                    one.age_days if one.changed_at else "",
                    one.newest_record[:10],
                    "" if one.record_days is None else one.record_days,
                    one.expected_days or "",
                    one.stale,
                )
                for one in ages
            ),
        )
    if any(one.stale for one in ages):
        raise typer.Exit(3)
