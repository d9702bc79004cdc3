"""What a check is told and what it may find."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING

from cli.output import VerbError
from settings import Settings

if TYPE_CHECKING:
    from flows.house import House


class Health(Enum):
    """What a check may find; only `BAD` is a reason not to begin a night."""

    GOOD = "ok"
    DOUBTFUL = "warning"
    BAD = "NO"
    UNASKED = "not asked"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found, and the sentence that says what to do."""

    check: str
    health: Health
    says: str


class DoubtfulError(Exception):
    """A check found something that a person should mend, though a night can run."""


class UnaskedError(Exception):
    """A check did not look; the message says why."""


class Look:
    """What checks look at: settings, the time, whether others may be asked over the network, and the opened house."""

    def __init__(self, settings: Settings, now: datetime, *, online: bool = False) -> None:
        self.settings, self.now, self.online = settings, now, online
        self._house: House | None = None
        self._closed = ""

    @property
    def house(self) -> "House":
        """The house, for checks behind the one of the database.

        Raises:
            UnaskedError: the database could not be opened, which its own check says.
        """
        if self._house is None and not self._closed:
            try:
                self.open_house()
            except Exception as error:  # noqa: BLE001 (the check of the database reports it)
                self._closed = type(error).__name__
        if self._house is None:
            raise UnaskedError("the database cannot be opened; see there")
        return self._house

    def open_house(self) -> "House":
        """The house; its database is not upgraded for a look.

        Raises:
            cli.output.VerbError: the database is of an older version.
            flows.house.NoInstallationError, sqlalchemy.exc.SQLAlchemyError, OSError: as `flows.house.enter_house`.
        """
        from database import make_engine
        from flows.house import enter_house, refuse_nowhere
        from migrations.upgrade import schema

        refuse_nowhere(self.settings)
        engine = make_engine(self.settings.database)
        try:
            standing = schema(engine)
        finally:
            engine.dispose()
        if not standing.is_newest:
            raise VerbError(
                f"the database has the schema {standing.found or '(none)'} and this version needs {standing.newest}; "
                "run `markhound backup FOLDER`, then `markhound init`, which brings it there"
            )
        self._house = enter_house(self.settings)
        return self._house


def asked_for(look: Look) -> None:
    """Does nothing where others may be asked.

    Raises:
        UnaskedError: this machine may be offline on purpose.
    """
    if not look.online:
        raise UnaskedError("add --online to ask")
