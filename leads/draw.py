"""Chance that can be repeated: what is drawn follows from ids and a salt in the database, never from a clock."""

from sqlalchemy import Engine

from database import reading
from domain.identity import digest
from leads.tables import MarkRow

_PARTS = 2**31


class Lot:
    """Draws of one database. The same ids give the same draw; who does not know the salt cannot foresee which."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._salt = ""

    def number(self, *ids: str) -> int:
        """0 to 2**31 - 1, all equally likely; always the same for the same ids."""
        if not self._salt:
            with reading(self._engine) as session:
                self._salt = session.get_one(MarkRow, "salt").value
        return int(digest("draw", self._salt, *ids)[:16], 16) % _PARTS

    def drawn(self, share: float, *ids: str) -> bool:
        """Whether those ids are among that share, 0..1. A larger share holds all that a smaller one does."""
        return self.number(*ids) < share * _PARTS
