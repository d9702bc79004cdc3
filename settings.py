"""Every setting of markhound: environment variables with the prefix `MARKHOUND_`, read only at the rim."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """One frozen value, made by the command line, the review app or a flow, and passed on."""

    model_config = SettingsConfigDict(env_prefix="MARKHOUND_", frozen=True, extra="ignore")

    data_dir: Path = Field(Path("var"), description="Where runs, pictures, the database and logs lie.")
    database_url: str = Field("", description="SQLAlchemy URL; empty means SQLite under the data folder.")
    sources: Path = Field(Path("sources.toml"), description="The file that declares what is crawled.")
    registry: str = Field("", description="Registry files that a nightly run refreshes, separated by `;`.")
    workers: int = Field(2, ge=1, le=256, description="Processes that match listings.")
    top: int = Field(5, ge=1, le=100, description="Most rights queued for one listing.")
    min_score: float = Field(0.5, ge=0, le=1, description="Score from which a match becomes a lead.")
    user_agent: str = Field(
        "markhound/0.1 (IP protection crawler; contact the operator named in the abuse address)",
        description="How crawls name themselves; put your office and an address in it.",
    )
    review_host: str = Field("127.0.0.1", description="Address that the review page listens on.")
    review_port: int = Field(8571, ge=0, le=65535, description="Port of the review page.")
    review_hosts: str = Field("", description="Further host names that the review page answers to, separated by `;`.")
    reviewer: str = Field("", description="Name put on decisions made from the command line.")
    schedule: str = Field("0 1 * * *", description="Cron line of the nightly run.")
    timezone: str = Field("Asia/Shanghai", description="Time zone of that line and of the pages.")
    language: str = Field("en", description="Language of the pages: en or zh.")

    @property
    def database(self) -> str:
        """The URL in force."""
        return self.database_url or f"sqlite:///{self.data_dir.absolute() / 'markhound.db'}"

    @property
    def runs_dir(self) -> Path:
        """One folder a run."""
        return self.data_dir / "runs"

    @property
    def blobs_dir(self) -> Path:
        """Content-addressed pictures."""
        return self.data_dir / "blobs"
