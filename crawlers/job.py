"""What the parent tells the child, as a file: which source, where to, under which name."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from domain.source import Limits, Politeness, Source

NAME = "job.json"


@dataclass(frozen=True, slots=True)
class Job:
    """One crawl.

    Attributes:
        source: what to read.
        folder: of the source in this run.
        user_agent: how the crawler names itself.
        parent: the process that must outlive it.
        previous: the source's folder in the night before, None for none.
        zone: of the source's hours.
    """

    source: Source
    folder: Path
    user_agent: str
    parent: int
    previous: Path | None = None
    zone: str = "UTC"


def write_job(job: Job, path: Path) -> None:
    """Writes it as JSON."""
    fields = {
        "source": asdict(job.source),
        "folder": str(job.folder),
        "user_agent": job.user_agent,
        "parent": job.parent,
        "previous": str(job.previous or ""),
        "zone": job.zone,
    }
    path.write_text(json.dumps(fields), encoding="utf-8")


def read_job(path: Path) -> Job:
    """The reverse of `write_job`."""
    fields = json.loads(path.read_text(encoding="utf-8"))
    source = fields["source"]
    for name in ("start", "allow", "private_hosts", "keywords"):
        source[name] = tuple(source[name])
    source["politeness"] = Politeness(**source["politeness"])
    source["limits"] = Limits(**source["limits"])
    source["nice"] = tuple((word, tuple(classes)) for word, classes in source["nice"])
    source["options"] = tuple((name, value) for name, value in source["options"])
    previous = Path(fields["previous"]) if fields["previous"] else None
    return Job(
        Source(**source), Path(fields["folder"]), fields["user_agent"], fields["parent"], previous, fields["zone"]
    )
