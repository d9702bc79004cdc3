"""The opened house: every store of one installation, made from its settings."""

from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from accounts.store import AccountStore
from backups.before_upgrade import keep_copy
from complaints.store import ComplaintStore
from database import make_engine
from domain.check import Shares
from evidence.dispatch import Dispatches
from evidence.history import History
from evidence.ledger import Ledger
from evidence.store import BlobStore
from flows.shared_store import SharedStore
from leads.news import News
from leads.preservations import Preservations
from leads.pseudonyms import Pseudonyms
from leads.requests import Requests
from leads.store import LeadStore
from migrations.upgrade import nobody, upgrade
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
    complaints: ComplaintStore
    preservations: Preservations
    pseudonyms: Pseudonyms
    requests: Requests

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
    refuse_nowhere(settings)
    return open_house(settings)


def refuse_nowhere(settings: Settings) -> None:
    """Does nothing where there is an installation; whether its database answers is not asked.

    Raises:
        NoInstallationError: nobody has made one here.
    """
    database = settings.database_file
    if not settings.data_dir.is_dir() or (database is not None and not database.is_file()):
        raise NoInstallationError(
            f"there is no installation here (looked into {settings.data_dir.absolute()}); run `markhound init`, "
            "start from its folder, or name its data folder with MARKHOUND_DATA_DIR"
        )


def open_house(settings: Settings, *, copy_first: bool = True) -> House:
    """Opens the database, brought to the newest schema, and the folders; makes what is not there.

    Args:
        settings: of the installation.
        copy_first: whether a copy of a database is kept before its schema is changed.

    Raises:
        backups.fault.BackupError: such a copy could not be made; nothing was changed.
        migrations.upgrade.NewerSchemaError: a newer markhound has written the database.
        sqlalchemy.exc.SQLAlchemyError: the database cannot be reached.
        OSError: the data folder cannot be written.
    """
    base = settings.data_dir.absolute()
    base.mkdir(parents=True, exist_ok=True)
    engine = make_engine(settings.database)
    try:
        upgrade(engine, keep_copy(base, settings.database, settings.database_file) if copy_first else nobody)
    except BaseException:
        engine.dispose()
        raise
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
        complaints=ComplaintStore(engine),
        preservations=Preservations(engine),
        pseudonyms=Pseudonyms(engine),
        requests=Requests(engine),
    )
