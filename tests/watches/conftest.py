"""A store, a mail server, a receiver, and the ways to them."""

import pytest
from sqlalchemy import Engine

from tests.watches.servers import box, carriers, mail_port, receiver, waits  # noqa: F401 (fixtures)
from watches.store import WatchStore


@pytest.fixture
def store(engine: Engine) -> WatchStore:
    return WatchStore(engine)
