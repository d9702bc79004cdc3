"""The custody chain in the database: each sealed run names the digest of the one before it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, func, select
from sqlalchemy.exc import IntegrityError

from database import alone, reading, writing
from evidence.tables import ManifestRow

GENESIS = "0" * 64  # what the first manifest names as its predecessor
CUSTODY = "custody"  # the lock under which links and legal holds are written: neither may overtake the other
TRIES = 20  # two processes that seal at once: one of them finds its predecessor taken and tries again


@dataclass(frozen=True, slots=True)
class Sealed:
    """A link of the chain.

    Attributes:
        run_id, source: what was sealed.
        digest: SHA-256 of its manifest.json.
        previous: that of the link before.
        folder: where the run lies, relative to the data folder.
        sealed_at: UTC.
    """

    run_id: str
    source: str
    digest: str
    previous: str
    folder: str
    sealed_at: datetime


class Ledger:
    """The chain of one database."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def links(self) -> tuple[Sealed, ...]:
        """The chain, oldest first."""
        with reading(self._engine) as session:
            rows = session.scalars(select(ManifestRow).order_by(ManifestRow.number))
            return tuple(Sealed(r.run_id, r.source, r.digest, r.previous, r.folder, r.sealed_at) for r in rows)

    def head(self) -> tuple[int, str]:
        """Length of the chain and digest of its last link, to be written down elsewhere; (0, `GENESIS`) at first."""
        last = select(ManifestRow.digest).order_by(ManifestRow.number.desc()).limit(1)
        with reading(self._engine) as session:
            length = session.scalar(select(func.count()).select_from(ManifestRow)) or 0
            return length, session.scalar(last) or GENESIS

    def append(self, make: Callable[[str], Sealed]) -> Sealed:
        """Adds a link.

        Args:
            make: given the digest of the last link, writes the manifest and describes it; may be called again when
                another process was faster.

        Raises:
            RuntimeError: the chain never stood still.
        """
        for _ in range(TRIES):
            try:
                with writing(self._engine) as session:
                    alone(session, CUSTODY)
                    last = session.scalar(select(ManifestRow.digest).order_by(ManifestRow.number.desc()).limit(1))
                    link = make(last or GENESIS)
                    session.add(
                        ManifestRow(
                            run_id=link.run_id,
                            source=link.source,
                            digest=link.digest,
                            previous=link.previous,
                            folder=link.folder,
                            sealed_at=link.sealed_at,
                        )
                    )
                return link
            except IntegrityError:
                continue
        raise RuntimeError("the custody chain is being written by too many processes; run the scan again")
