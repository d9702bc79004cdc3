"""Every setting of markhound: environment variables with the prefix `MARKHOUND_`, read only at the rim."""

import re
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "MARKHOUND_"
NOBODY = f"markhound/{version('markhound')} (unconfigured operator)"
DATABASES = ("sqlite", "postgresql", "postgresql+psycopg", "postgres")
# Minute, hour, day of month, month, day of week: lowest, highest, and the names that cron knows.
CRON = (
    (0, 59, ()),
    (0, 23, ()),
    (1, 31, ()),
    (1, 12, ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")),
    (0, 7, ("sun", "mon", "tue", "wed", "thu", "fri", "sat")),
)


def _database_url(url: str) -> str:
    if url and url.partition(":")[0] not in DATABASES:
        raise ValueError("must begin with sqlite:/// or postgresql://, for example postgresql://markhound@db/markhound")
    return url


def _user_agent(name: str) -> str:
    if not name.strip() or not name.isprintable():
        raise ValueError("must name your office and an address, on one line: shops must know who reads them")
    return name.strip()


def _sender(address: str) -> str:
    if not re.fullmatch(r"[^\s@<>\"(),:;]+@[A-Za-z0-9.-]+", address, re.ASCII):
        raise ValueError("must be one plain mail address, such as markhound@office.example")
    return address


def _web_address(url: str) -> str:
    if url and not re.fullmatch(r"https?://[^\s/\"<>]+(/[^\s\"<>]*)?", url, re.ASCII):
        raise ValueError("must be a web address, such as https://markhound.office.example")
    return url.rstrip("/")


def _shared(url: str) -> str:
    if url and not re.fullmatch(r"[a-z][a-z0-9+.-]*://\S+", url):
        raise ValueError("must be a URL, such as file:///mnt/markhound or s3://bucket/markhound")
    return url.rstrip("/")


def _dask(address: str) -> str:
    if address and not re.fullmatch(r"(tcp|tls)://[^\s/]+:\d+", address):
        raise ValueError("must be the address of a Dask scheduler, such as tcp://10.0.0.5:8786 or tls://dask:8786")
    return address


def _days(text: str) -> str:
    if not re.fullmatch(r"\s*(([^;=]{1,128}=)?\d{1,4}\s*(;\s*|$))*", text, re.ASCII):
        raise ValueError("must be days, or registers and days, such as 35 or trademarks=2;designs=40;35")
    return text


def _period(text: str) -> str:
    if not re.fullmatch(r"\s*0*[1-9]\d{0,2}\s*(working)?\s*", text, re.ASCII | re.IGNORECASE):
        raise ValueError("must be a number of days, such as 15, or 7 working for working days")
    return text.strip()


def _timezone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (OSError, ValueError, LookupError) as error:
        raise ValueError("must be a zone of the IANA list, such as Asia/Shanghai") from error
    return name


def _schedule(line: str) -> str:
    fields = line.lower().split()
    if len(fields) != len(CRON) or not all(
        _is_cron(field, *bounds) for field, bounds in zip(fields, CRON, strict=True)
    ):
        raise ValueError("must be a cron line of five fields, such as 0 1 * * * for one in the morning")
    return line


def _is_cron(field: str, lowest: int, highest: int, names: tuple[str, ...]) -> bool:
    for part in field.split(","):
        found = re.fullmatch(r"(?:\*|(\w+)(?:-(\w+))?)(?:/([1-9]\d{0,3}))?", part, re.ASCII)
        if found is None:
            return False
        ends = [lowest + names.index(end) if end in names else end for end in found.groups()[:2] if end]
        if not all(str(end).isdecimal() and lowest <= int(end) <= highest for end in ends):
            return False
        if sorted(map(int, ends)) != list(map(int, ends)):
            return False
    return True


class Settings(BaseSettings):
    """One frozen value, made by the command line, the review app or a flow, and passed on."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore")

    data_dir: Path = Field(Path("var"), description="Where runs, pictures, the database and logs lie.")
    database_url: Annotated[str, AfterValidator(_database_url)] = Field(
        "", description="SQLAlchemy URL; empty means SQLite under the data folder."
    )
    sources: Path = Field(Path("sources.toml"), description="The file that declares what is crawled.")
    registry: str = Field("", description="Registry files that a nightly run refreshes, separated by `;`.")
    shared: Annotated[str, AfterValidator(_shared)] = Field(
        "", description="URL of the store that all machines of a cluster share, as fsspec knows it; empty for none."
    )
    dask: Annotated[str, AfterValidator(_dask)] = Field(
        "", description="Address of the Dask scheduler whose workers match listings; empty: processes of this machine."
    )
    cache_dir: Path = Field(
        Path("~/.cache/markhound"), description="Where each machine of a cluster keeps its copy of the registry."
    )
    sweeps: str = Field(
        "", description="Prefect deployment that sweeps one source; empty: the night sweeps them itself, one by one."
    )
    workers: int = Field(2, ge=1, le=256, description="Processes that match listings.")
    top: int = Field(5, ge=1, le=100, description="Most rights queued for one listing.")
    min_score: float = Field(0.5, ge=0, le=1, description="Score from which a match becomes a lead.")
    scorer: str = Field("", description="Scorer that is in force; empty: the one accepted last, else the shipped one.")
    picture_parts: int = Field(
        1000, ge=0, description="Pictures for each 1,000 listings that are searched for logos and parts; 0 for none."
    )
    picture_texts: int = Field(20, ge=0, description="Pictures for each 1,000 listings that are read; 0 for none.")
    picture_memory: int = Field(
        2_000_000, ge=0, description="Pictures whose looks are kept from night to night; 0 for none."
    )
    seen_days: int = Field(
        400, ge=1, description="Days for which a listing that is gone stays in the archive that rematching reads."
    )
    retention: Path | None = Field(
        None, description="TOML file of how long each kind of data is kept; nights apply it. Empty: they only report."
    )
    history_months: int = Field(
        0, ge=0, le=1200, description="Months for which it is kept what offers said before they changed; 0: for ever."
    )
    quarantine_share: float = Field(
        0.02,
        gt=0,
        le=1,
        description="Share of a source's listings from which a right's picture is put aside; 1: never.",
    )
    daily_leads: int = Field(300, ge=1, le=100_000, description="Leads that one reviewer decides in a day.")
    reviewers: int = Field(
        0, ge=0, le=10_000, description="Reviewers of a day; 0: as many as have an account that may decide."
    )
    explore_share: float = Field(
        0.05, ge=0, le=1, description="Share of a day's list that is drawn by chance from the leads below its cut."
    )
    complaint_days: Annotated[str, AfterValidator(_period)] = Field(
        "15", description="Days within which a complaint is owed an answer: 15, or 7 working."
    )
    user_agent: Annotated[str, AfterValidator(_user_agent)] = Field(
        NOBODY, description="How crawls name themselves; put your office and an address in it."
    )
    review_host: str = Field("127.0.0.1", description="Address that the review page listens on.")
    review_port: int = Field(8571, ge=0, le=65535, description="Port of the review page.")
    review_hosts: str = Field("", description="Further host names that the review page answers to, separated by `;`.")
    review_tls: bool = Field(False, description="Cookies are for HTTPS only; say so behind a TLS proxy.")
    second_share: float = Field(
        0.05, ge=0, le=1, description="Share of decided leads that a second person answers without seeing the first."
    )
    unqueued_share: float = Field(
        0.0001,
        ge=0,
        le=1,
        description="Share of listings without a lead that people look at, to estimate what is missed.",
    )
    check_share: float = Field(
        0.1, ge=0, le=1, description="Share of a person's decisions that one of these, or a known answer, follows."
    )
    timestamp_url: str = Field(
        "", description="Address of the time-stamping authority (RFC 3161) for case packs; empty for none."
    )
    timestamp_ca: Path | None = Field(
        None, description="PEM file of the certificates that the authority's own are checked against; goes into packs."
    )
    reviewer: str = Field("", description="Name put on decisions made from the command line.")
    schedule: Annotated[str, AfterValidator(_schedule)] = Field(
        "0 1 * * *", description="Cron line of the nightly run."
    )
    timezone: Annotated[str, AfterValidator(_timezone)] = Field(
        "Asia/Shanghai", description="Time zone of that line, of the pages, and of the day on which rights are judged."
    )
    language: Literal["en", "zh"] = Field("en", description="Language of the pages and alerts: en or zh.")
    review_url: Annotated[str, AfterValidator(_web_address)] = Field(
        "", description="Address of the review page as recipients of digests reach it; empty: digests hold no links."
    )
    smtp_host: str = Field("", description="Mail server that digests go out by; empty for none.")
    smtp_port: int = Field(587, ge=1, le=65535, description="Its port.")
    smtp_security: Literal["starttls", "tls", "none"] = Field(
        "starttls", description="How it is spoken to: starttls, tls (port 465), or none."
    )
    smtp_user: str = Field("", description="Name for it; empty for none.")
    smtp_password: SecretStr = Field(SecretStr(""), description="Password for it; better in a file.")
    smtp_password_file: Path | None = Field(None, description="File that holds that password on its first line.")
    mail_from: Annotated[str, AfterValidator(_sender)] = Field(
        "markhound@localhost", description="Address that digests come from."
    )
    ca_file: Path | None = Field(
        None, description="PEM file of further authorities that mail servers and webhooks may have certificates of."
    )
    webhook_private_hosts: str = Field(
        "", description="Hosts of webhooks, or host:port, that may be private and without TLS, separated by `;`."
    )
    alerts: str = Field(
        "", description="Mail and webhook addresses that are told of alerts and stale registers, by `;`."
    )
    registry_days: Annotated[str, AfterValidator(_days)] = Field(
        "35", description="Days within which a register must change: 35, or trademarks=2;35; 0 for never."
    )

    log_bytes: int = Field(
        20_000_000,
        ge=0,
        description="Bytes of the log file under the data folder, five older ones stay; 0: JSON lines on stderr.",
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", description="Lowest level that is logged.")

    @property
    def database(self) -> str:
        """The URL in force."""
        return self.database_url or f"sqlite:///{self.data_dir.absolute() / 'markhound.db'}"

    @property
    def database_file(self) -> Path | None:
        """Where SQLite keeps it; None for a server."""
        kind, _, path = self.database.partition(":///")
        return Path(path.partition("?")[0]) if kind == "sqlite" else None

    @property
    def runs_dir(self) -> Path:
        """One folder a run."""
        return self.data_dir / "runs"

    @property
    def shared_url(self) -> str:
        """The shared store; without one, a folder of the data folder, which all machines then share."""
        return self.shared or f"file://{self.data_dir.absolute() / 'shared'}"

    @property
    def blobs_dir(self) -> Path:
        """Content-addressed pictures."""
        return self.data_dir / "blobs"

    @property
    def names_nobody(self) -> bool:
        """Whether crawls would go out without saying whose they are."""
        return self.user_agent == NOBODY


def mistakes(error: ValidationError) -> Mapping[str, str]:
    """Wrong settings: the variable, and what is wrong with it. Values are left out, as one may hold a password."""
    return {
        f"{PREFIX}{str(one['loc'][0]).upper()}": one["msg"].removeprefix("Value error, ")
        for one in error.errors(include_input=False)
    }
