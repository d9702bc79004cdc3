"""What leaves: digests by mail and webhook, and the authority that stamps packs."""

import socket
from datetime import UTC, timedelta
from pathlib import Path

from cli.checks.finding import DoubtfulError, Look, asked_for
from cli.checks.shops import ASK_SECONDS, ask

SOON = timedelta(days=30)  # before a certificate ends


def deliveries(look: Look) -> str:
    """The settings of mail and webhooks can be used, and nothing waits that could not be delivered."""
    from flows.carriers import open_carriers
    from watches.watch_list import is_webhook

    house = look.house
    open_carriers(house)
    watches, pending = house.watches.every(), house.watches.pending()
    if not look.settings.smtp_host and any(not is_webhook(target) for one in watches for target in one.targets):
        raise DoubtfulError("watches have mail recipients, and there is no mail server; set MARKHOUND_SMTP_HOST")
    failing = {message.watch_id for message, last in pending if last.rounds}
    if failing:
        raise DoubtfulError(f"not delivered yet: messages of {', '.join(sorted(failing))}; see `markhound watch show`")
    return f"{len(watches)} watch(es), {len(pending)} message(s) pending"


def mail_server(look: Look) -> str:
    """It takes connections; only with --online."""
    settings = look.settings
    if not settings.smtp_host:
        return "none is named"
    asked_for(look)
    try:
        socket.create_connection((settings.smtp_host, settings.smtp_port), ASK_SECONDS).close()
    except OSError as error:
        place = f"{settings.smtp_host}:{settings.smtp_port}"
        raise DoubtfulError(f"{place} cannot be reached ({error}); check MARKHOUND_SMTP_HOST and _PORT") from error
    return f"{settings.smtp_host}:{settings.smtp_port} takes connections"


def timestamp_certificates(look: Look) -> str:
    """The file of the authority's certificates holds some, in force now and for a while."""
    url, path = look.settings.timestamp_url, look.settings.timestamp_ca
    if not url:
        return "no authority is named: packs bear no time stamp"
    if path is None:
        raise DoubtfulError(
            "MARKHOUND_TIMESTAMP_CA names no file, so recipients cannot check time stamps by the pack alone"
        )
    return _certificates(path, look)


def _certificates(path: Path, look: Look) -> str:
    from cryptography.x509 import load_pem_x509_certificates

    try:
        found = load_pem_x509_certificates(path.read_bytes())
    except (OSError, ValueError) as error:
        raise DoubtfulError(f"MARKHOUND_TIMESTAMP_CA: {path} is no PEM file of certificates ({error})") from error
    ends = min(one.not_valid_after_utc.astimezone(UTC) for one in found)
    if ends < look.now:
        raise DoubtfulError(f"a certificate in {path} ended on {ends:%Y-%m-%d}; get the authority's new ones")
    if ends < look.now + SOON:
        raise DoubtfulError(
            f"a certificate in {path} ends on {ends:%Y-%m-%d}; get the authority's new ones before that"
        )
    return f"{len(found)} certificate(s), in force until {ends:%Y-%m-%d}"


def timestamp_authority(look: Look) -> str:
    """It answers; only with --online, and without asking for a time stamp, which may cost."""
    url = look.settings.timestamp_url
    if not url:
        return "none is named"
    asked_for(look)
    fault = ask(url, look.settings.user_agent, "HEAD")
    if fault:
        raise DoubtfulError(f"{url} does not answer ({fault}); check MARKHOUND_TIMESTAMP_URL and the network")
    return f"{url} answers"
