"""The opened house: every store of one installation, made from its settings."""

from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from accounts.store import AccountStore
from database import make_engine
from domain.check import Shares
from evidence.dispatch import Dispatches
from evidence.history import History
from evidence.ledger import Ledger
from evidence.store import BlobStore
from flows.shared_store import SharedStore
from leads.news import News
from leads.store import LeadStore
from migrations.upgrade import upgrade
from registry.store import RegistryStore
from settings import Settings
from watches.store import WatchStore


@dataclass(frozen=True, slots=True)
class House:
    """What a run, a verb or the review page works with."""

    settings: Settings
    leads: LeadStore
    accounts: AccountStore
    registry: RegistryStore
    ledger: Ledger
    history: History
    blobs: BlobStore
    dispatches: Dispatches
    news: News
    watches: WatchStore

    @property
    def base(self) -> Path:
        """The data folder, absolute."""
        return self.settings.data_dir.absolute()

    @property
    def shared(self) -> SharedStore:
        """What all machines of a cluster share."""
        return SharedStore(self.settings.shared_url)


class NoInstallationError(LookupError):
    """There is nothing to open; the message says how to make it."""


def enter_house(settings: Settings) -> House:
    """Opens an installation that is there; makes none.

    Raises:
        NoInstallationError: nobody has made one here.
        sqlalchemy.exc.SQLAlchemyError, OSError: as `open_house`.
    """
    database = settings.database_file
    if not settings.data_dir.is_dir() or (database is not None and not database.is_file()):
        raise NoInstallationError(
            f"there is no installation here (looked into {settings.data_dir.absolute()}); run `markhound init`, "
            "start from its folder, or name its data folder with MARKHOUND_DATA_DIR"
        )
    return open_house(settings)


def open_house(settings: Settings) -> House:
    """Opens the database, brought to the newest schema, and the folders; makes what is not there.

    Raises:
        sqlalchemy.exc.SQLAlchemyError: the database cannot be reached.
        OSError: the data folder cannot be written.
    """
    base = settings.data_dir.absolute()
    base.mkdir(parents=True, exist_ok=True)
    engine = make_engine(settings.database)
    upgrade(engine)
    shares = Shares(settings.second_share, settings.unqueued_share, mixed_in=settings.check_share)
    leads = LeadStore(engine, base, shares, ZoneInfo(settings.timezone))
    leads.catch_up()
    return House(
        settings=settings,
        leads=leads,
        accounts=AccountStore(engine),
        registry=RegistryStore(engine, base),
        ledger=Ledger(engine),
        history=History(engine),
        blobs=BlobStore(settings.blobs_dir, SharedStore(settings.shared).keep_picture if settings.shared else None),
        dispatches=Dispatches(engine),
        news=News(engine),
        watches=WatchStore(engine),
    )
