"""The numbers are right, in both text formats, cheap, and do not change by being asked for."""

import json
import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event

import factories
import pytest
from prometheus_client import generate_latest
from prometheus_client.core import Metric
from prometheus_client.openmetrics.parser import text_string_to_metric_families as parse_openmetrics
from prometheus_client.parser import text_string_to_metric_families as parse_text
from typer.testing import CliRunner

from cli.app import app
from domain.problem import Problem
from domain.report import NightReport, StageReport
from flows import runs
from flows.house import House, open_house
from flows.metrics.family import one
from flows.metrics.gather import Gathered, Part, gathered, house_if_reached
from flows.metrics.store import fallen
from leads.precision import Share
from leads.store import Found
from settings import Settings
from watches.alarms.rules import RULES, as_yaml
from watches.alarms.words import todo

Values = dict[tuple[str, tuple[tuple[str, str], ...]], float]
OPENMETRICS = "application/openmetrics-text; version=1.0.0"


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    monkeypatch.setenv("MARKHOUND_DATA_DIR", str(tmp_path / "data"))
    sources = tmp_path / "sources.toml"
    sources.write_text('[sources.town]\nplatform = "feed"\nstart = ["a.jsonl"]\nmin_listings = 100\n', encoding="utf-8")
    monkeypatch.setenv("MARKHOUND_SOURCES", str(sources))
    opened = open_house(Settings())
    found = [
        Found(factories.listing(f"L-{number}"), factories.right(), factories.match(f"L-{number}"))
        for number in range(5)
    ]
    opened.leads.queue(found, "run-1", factories.NOW)
    yield opened
    opened.registry.engine.dispose()


def end(house: House, at: datetime, *stages: StageReport) -> Path:
    """A night that ended at that time."""
    folder = house.settings.runs_dir / f"{at:%Y%m%dT%H%M%SZ}-0a1b2c"
    folder.mkdir(parents=True)
    runs.finish(runs.Run(folder.name, folder, at), NightReport(folder.name, at, at + timedelta(hours=2), tuple(stages)))
    return folder


def crawl(listings: int, error: str = "", **codes: int) -> StageReport:
    problems = tuple(Problem("https://shop.example/x", 0, "said", name.replace("_", "-")) for name in codes)
    counts = {"listings": listings, "requests": 200} | {name.replace("_", "-"): n for name, n in codes.items()}
    return StageReport("crawl", "town", 12.5, tuple(counts.items()), problems, error)


def values(families: Gathered) -> Values:
    """What an independent reader makes of the text."""
    found: Values = {}
    for family in parse_text(generate_latest(families).decode()):  # type: ignore[arg-type]
        assert family.documentation, family.name
        assert family.type in ("gauge", "counter"), family.name
        for sample in family.samples:
            key = (sample.name, tuple(sorted(sample.labels.items())))
            assert key not in found, key
            found[key] = sample.value
    return found


def of(families: Gathered, name: str, **labels: str) -> float | None:
    return values(families).get((f"markhound_{name}", tuple(sorted(labels.items()))))


def test_a_night_is_told_by_source_stage_and_kind(house: House) -> None:
    now = datetime.now(UTC)
    end(house, now - timedelta(days=2), crawl(500))
    end(
        house,
        now - timedelta(hours=3),
        crawl(40, "too few", time_out=30, note_x=7),
        StageReport("queue", "town", 1.0, (("new", 4),)),
    )
    told = gathered(house.settings, house)
    assert of(told, "source_listings", source="town") == 40
    assert of(told, "source_listings_expected_min", source="town") == 100
    assert of(told, "source_listings_missing", source="town") == 60
    assert of(told, "source_nights_failed", source="town") == 1
    assert of(told, "source_error_ratio", source="town") == pytest.approx(30 / 200)
    assert of(told, "stage_duration_seconds", stage="crawl", source="town") == 12.5
    assert of(told, "stage_failed", stage="crawl", source="town") == 1
    assert of(told, "stage_problems", stage="crawl", source="town", code="time-out") == 30
    assert of(told, "source_results", source="town", what="new") == 4
    assert of(told, "night_unfinished_seconds") == 0
    good = of(told, "source_last_success_timestamp_seconds", source="town")
    assert good == pytest.approx((now - timedelta(days=1, hours=22)).timestamp(), abs=2)


def test_a_run_of_one_source_does_not_hide_what_failed_in_another(house: House) -> None:
    now = datetime.now(UTC)
    town = StageReport("queue", "town", 1.0, error="no room")
    end(house, now - timedelta(hours=5), crawl(500), town)
    sources = Path(house.settings.sources)
    sources.write_text(
        sources.read_text(encoding="utf-8") + '[sources.mall]\nplatform = "feed"\nstart = ["b.jsonl"]\n',
        encoding="utf-8",
    )
    end(house, now - timedelta(hours=3), StageReport("crawl", "mall", 1.0, (("listings", 3),)))
    told = gathered(house.settings, house)
    assert of(told, "stage_failed", stage="queue", source="town") == 1
    assert of(told, "stage_failed", stage="crawl", source="mall") == 0
    assert of(told, "source_listings", source="town") == 500


def test_a_night_that_did_not_run_is_overdue_and_one_that_hangs_is_unfinished(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = datetime.now(UTC)
    due = now - timedelta(hours=3)
    monkeypatch.setenv("MARKHOUND_TIMEZONE", "UTC")
    monkeypatch.setenv("MARKHOUND_SCHEDULE", f"{due.minute} {due.hour} * * *")
    settings = Settings()
    late = of(gathered(settings, house), "night_overdue_seconds")
    assert late == pytest.approx(3 * 3600, abs=120)
    (settings.runs_dir / f"{due:%Y%m%dT%H%M%SZ}-0a1b2c").mkdir(parents=True)
    told = gathered(settings, house)
    assert of(told, "night_overdue_seconds") == 0
    assert of(told, "night_unfinished_seconds") == pytest.approx(3 * 3600, abs=120)


def test_being_asked_changes_nothing_and_both_formats_say_the_same(house: House) -> None:
    end(house, datetime.now(UTC) - timedelta(hours=3), crawl(500))
    told = gathered(house.settings, house)
    first = values(told)
    other = values(gathered(house.settings, house))
    moving = ("overdue", "unfinished", "disk_free", "database_size")
    assert {key: value for key, value in first.items() if not any(word in key[0] for word in moving)} == {
        key: value for key, value in other.items() if not any(word in key[0] for word in moving)
    }
    body, kind = told.answer(OPENMETRICS)
    assert kind.startswith(OPENMETRICS)
    again = {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in parse_openmetrics(body.decode())
        for sample in family.samples
    }
    assert again == first
    assert told.answer("")[1].startswith("text/plain")


def test_the_queue_and_its_decisions_are_counted(house: House) -> None:
    told = gathered(house.settings, house)
    assert of(told, "leads", state="open") == 5
    assert of(told, "queue_oldest_timestamp_seconds") == factories.NOW.timestamp()
    assert of(told, "decisions_total") == 0
    assert of(told, "register_stale", register="nowhere") is None


def test_no_name_of_a_seller_or_a_right_is_told(house: House) -> None:
    hostile = crawl(1, "", 小满优选=3)
    end(house, datetime.now(UTC) - timedelta(hours=3), hostile)
    text = generate_latest(gathered(house.settings, house)).decode()  # type: ignore[arg-type]
    assert not [word for word in ("小满优选", "TM-1", "Velmora", "shop.example") if word in text]
    assert 'code="other"' in text


def test_a_part_that_fails_is_down_and_the_others_are_told(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    told = gathered(house.settings, None)
    assert of(told, "part_up", part="queue") == 0
    assert of(told, "part_up", part="machine") == 1
    assert of(told, "leads", state="open") is None
    assert of(told, "disk_free_bytes")
    monkeypatch.setenv("MARKHOUND_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    assert house_if_reached(Settings()) is None
    gone = house.base / "gone.db"
    monkeypatch.setenv("MARKHOUND_DATABASE_URL", f"sqlite:///{gone}")
    assert house_if_reached(Settings()) is None
    assert not gone.exists(), "an empty database in its place would hide that it is gone"
    done = CliRunner().invoke(app, ["metrics"])
    assert done.exit_code == 3
    assert 'markhound_part_up{part="queue"} 0.0' in done.stdout


def test_the_textfile_is_there_whole_or_not_at_all(house: House, tmp_path: Path) -> None:
    path = tmp_path / "markhound.prom"
    done = CliRunner().invoke(app, ["metrics", "--textfile", str(path)])
    assert (done.exit_code, done.stdout) == (0, "")
    assert list(parse_text(path.read_text(encoding="utf-8")))
    assert path.stat().st_mode & 0o777 == 0o644
    assert [one.name for one in tmp_path.glob(".*")] == []
    assert CliRunner().invoke(app, ["metrics", "--textfile", str(tmp_path / "no" / "x.prom")]).exit_code != 0


def test_a_backup_is_told(house: House) -> None:
    at = datetime(2026, 11, 20, tzinfo=UTC)
    (house.base / "last-backup.json").write_text(json.dumps({"at": at.isoformat(), "bytes": 12}), encoding="utf-8")
    assert of(gathered(house.settings, house), "backup_timestamp_seconds") == at.timestamp()
    (house.base / "last-backup.json").write_text("{", encoding="utf-8")
    assert of(gathered(house.settings, house), "backup_timestamp_seconds") is None


def test_nobody_waits_twice_for_what_is_slow_and_what_is_down_is_looked_at_again() -> None:
    go, asked, now = Event(), [0], [0.0]

    def slow() -> Iterator[Metric]:
        asked[0] += 1
        if asked[0] > 1:
            assert go.wait(10)
        yield one("disk_free_bytes", "Says how often it was asked.", asked[0])

    def broken() -> Iterator[Metric]:
        raise OSError("away")
        yield  # makes it a generator

    told = Gathered((Part("slow", slow, 300.0), Part("broken", broken, 300.0)), lambda: now[0])
    assert (of(told, "disk_free_bytes"), told.down()) == (1, ("broken",))
    now[0] = 299.0
    assert (of(told, "disk_free_bytes"), asked[0]) == (1, 1)
    now[0] = 301.0
    assert of(told, "disk_free_bytes") == of(told, "disk_free_bytes") == 1, "as it was, while it is computed anew"
    go.set()
    until = time.monotonic() + 10
    while of(told, "disk_free_bytes") != 2 and time.monotonic() < until:
        time.sleep(0.01)
    assert (of(told, "disk_free_bytes"), asked[0]) == (2, 2)


def test_precision_fell_only_where_the_intervals_are_apart() -> None:
    before, bad, thin = Share(180, 200), Share(60, 100), Share(5, 10)

    def drop(lately: Share) -> float | None:
        return fallen(lately, Share(before.hits + lately.hits, before.of + lately.of))

    assert (drop(bad) or 0) > 0
    assert (drop(Share(85, 100)) or 0) <= 0, "a little less is chance"
    assert drop(thin) is None


def test_every_name_that_the_docs_the_rules_and_the_dashboard_use_exists_and_each_is_documented(house: House) -> None:
    folder = Path(__file__).resolve().parents[2] / "docs" / "operations"
    named = set()
    for name in ("monitoring.md", "markhound-rules.yml", "grafana.json"):
        named |= set(re.findall(r"markhound_\w+", (folder / name).read_text(encoding="utf-8")))
    text = generate_latest(gathered(house.settings, house)).decode()  # type: ignore[arg-type]
    told = set(re.findall(r"^# TYPE (\S+)", text, re.MULTILINE))
    assert named == told
    words = {rule.name: todo(rule.name, "en") for rule in RULES}
    assert (folder / "markhound-rules.yml").read_text(encoding="utf-8") == as_yaml(RULES, words)
    assert json.loads((folder / "grafana.json").read_text(encoding="utf-8"))["panels"]
    page = (folder / "monitoring.md").read_text(encoding="utf-8")
    assert not [rule.name for rule in RULES if f"| `{rule.name}` |" not in page]
    assert {rule.metric for rule in RULES} <= {name.removeprefix("markhound_") for name in told}
