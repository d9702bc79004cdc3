"""Old lines of the log go by a recorded cut, and by nothing else."""

from datetime import timedelta

import factories
import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from accounts.audit import Action, Audit, Entry, Wanted

OLD = factories.NOW - timedelta(days=400)


@pytest.fixture
def audit(engine: Engine) -> Audit:
    found = Audit(engine)
    found.write(
        Entry(OLD, "Lin", Action.VIEW_LEAD, "lead-1", "", "192.0.2.7"),
        Entry(OLD, "Lin", Action.DECIDE, "lead-1"),
        Entry(factories.NOW, "Mei", Action.VIEW_LEAD, "lead-1", "", "192.0.2.8"),
    )
    return found


def test_who_looked_and_from_where_is_found_by_what_they_looked_at(audit: Audit) -> None:
    lines = [one for _, one in audit.newest(9, wanted=Wanted(subject="lead-1", views=True))]
    assert [(one.name, one.place) for one in lines] == [("Mei", "192.0.2.8"), ("Lin", "192.0.2.7")]


def test_a_cut_takes_old_views_only(audit: Audit) -> None:
    before = factories.NOW - timedelta(days=365)
    assert audit.older(True, before) == (1, OLD)
    assert audit.cut(True, before, "Lin", factories.NOW, "access: 365 days") == 1
    assert [(one.name, one.action) for _, one in audit.newest(9)] == [
        ("Mei", Action.VIEW_LEAD),
        ("Lin", Action.DECIDE),
    ]


@pytest.mark.parametrize("what", ["DELETE FROM audit", "UPDATE audit SET name = 'x'", "DELETE FROM audit_cuts"])
def test_nothing_goes_without_a_cut_that_covers_it(audit: Audit, engine: Engine, what: str) -> None:
    audit.cut(True, OLD - timedelta(days=1), "Lin", factories.NOW, "access: 365 days")
    with pytest.raises(DBAPIError, match="append-only"), engine.begin() as connection:
        connection.execute(text(what))
    assert len(audit.newest(9)) == 3
