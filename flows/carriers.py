"""The ways by which digests and alerts leave, made from the settings."""

import ssl
import time
from datetime import UTC, datetime
from pathlib import Path
from random import SystemRandom

from flows.house import House
from settings import Settings
from watches.attempt import Tries
from watches.deliver import Carriers
from watches.mail import MailServer
from watches.watch_list import WrongWatchError, check_targets
from watches.webhook import Secrets, Webhooks


class SettingError(ValueError):
    """A setting for deliveries cannot be used; the message says which, and what to do."""


def open_carriers(house: House) -> Carriers:
    """The ways out of a house; else as `carriers_of`."""
    return carriers_of(house.settings)


def carriers_of(settings: Settings) -> Carriers:
    """The ways out, as the settings say; for alerts that must go out while the database is away.

    Raises:
        SettingError: one of them cannot be used.
    """
    authorities = _authorities(settings)
    hosts = private_hosts(settings)
    mail = MailServer(
        host=settings.smtp_host,
        port=settings.smtp_port,
        security=settings.smtp_security,
        sender=settings.mail_from,
        user=settings.smtp_user,
        password=_password(settings),
        authorities=authorities,
    )
    alerts = _pieces(settings.alerts)
    if alerts:
        try:
            check_targets(alerts, hosts)
        except WrongWatchError as error:
            raise SettingError(f"MARKHOUND_ALERTS: {error}") from error

    def clock() -> datetime:
        return datetime.now(UTC)

    return Carriers(
        mail=mail,
        webhooks=Webhooks(Secrets.open(settings.data_dir.absolute()), hosts, authorities, clock),
        tries=Tries(time.sleep, SystemRandom()),
        review_url=settings.review_url,
        clock=clock,
        alerts=alerts,
        language=settings.language,
    )


def private_hosts(settings: Settings) -> frozenset[str]:
    """Hosts of webhooks that may be private."""
    return frozenset(host.casefold() for host in _pieces(settings.webhook_private_hosts))


def _authorities(settings: Settings) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if settings.ca_file is not None:
        try:
            context.load_verify_locations(settings.ca_file)
        except (OSError, ssl.SSLError) as error:
            raise SettingError(f"MARKHOUND_CA_FILE: {settings.ca_file} is no PEM file of certificates") from error
    return context


def _password(settings: Settings) -> str:
    path: Path | None = settings.smtp_password_file
    if path is None:
        return settings.smtp_password.get_secret_value()
    try:
        return path.read_text(encoding="utf-8").partition("\n")[0].strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingError(f"MARKHOUND_SMTP_PASSWORD_FILE: {path} cannot be read") from error


def _pieces(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, map(str.strip, text.split(";")))))
