"""A backup holds one state, whole or not at all, and takes room for what is new only."""

import errno
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import factories
import pytest

from backups import make as making
from backups.fault import BackupError
from backups.file_list import Entry
from backups.make import make
from backups.shelf import TREE, backups
from backups.tree import Found
from backups.verify import verify
from domain.tombstone import Deletion, Tombstone
from evidence import tombstones
from evidence.store import digest_of
from tests.backups.town import Town, breaches, links, put_back

ROOT = Path(__file__).resolve().parents[2]


def files(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_what_is_put_back_is_what_was_there(either: Town, postgresql: Callable[[], str], tmp_path: Path) -> None:
    made = either.back_up(tmp_path / "shelf")
    assert list(verify(made.path)) == []
    assert not made.problems
    url = "" if either.database else postgresql()
    base = tmp_path / "again"
    put_back(made.path, base, url)
    assert breaches(base, url) == []
    assert links(base, url) == 2
    lost = {"runs/run-0/lock", "runs/run-1/lock"} | {f"markhound.db{end}" for end in ("", "-wal", "-shm")}
    assert {n: b for n, b in files(base).items() if n not in lost} == {
        n: b for n, b in files(either.base).items() if n not in lost
    }


def test_a_backup_agrees_with_itself_while_nights_are_sealed(either: Town, tmp_path: Path) -> None:
    """Whatever the copied chain names is in the backup, and no report in it says that the chain was longer."""
    over = threading.Event()

    def nights() -> None:
        for number in range(2, 400):
            either.night(number, ended=number % 3 > 0)
            if over.is_set():
                return

    writer = threading.Thread(target=nights)
    writer.start()
    try:
        made = [either.back_up(tmp_path / "shelf") for _ in range(4)]
    finally:
        over.set()
        writer.join()
    assert [one.problems for one in made] == [()] * 4
    lengths = [json.loads((one.path / "backup.json").read_text(encoding="utf-8"))["chain"]["length"] for one in made]
    assert lengths == sorted(set(lengths)), "the writer never wrote between two backups"
    if either.database:
        put_back(made[-1].path, tmp_path / "again")
        assert breaches(tmp_path / "again") == []
        assert links(tmp_path / "again") == lengths[-1]


def test_a_run_that_had_not_ended_is_taken_up_from_its_seals(here: Town, tmp_path: Path) -> None:
    here.night(7, ended=False)
    here.custody.crawl("run-7", "not-sealed-yet")
    run = here.back_up(tmp_path / "shelf").path / TREE / "runs" / "run-7"
    assert (run / "town" / "manifest.json").is_file()
    assert (run / "plan.json").is_file()
    assert not (run / "town" / "queue.json").exists(), "it would say that leads are queued which the copy may not have"
    assert not (run / "not-sealed-yet").exists()


def test_what_is_made_anew_by_itself_is_left_out(here: Town, tmp_path: Path) -> None:
    for name in ("index/a/rights.jsonl", "locks/x.lock", "logs/y.log", "prefect/p.db", "packs/work/w", "looks-1.sqlite",
                 "seen/town/shard", "scorers/additive-2.json", "blobs/ab/half.part", "intake/7.json"):  # fmt: skip
        (here.base / name).parent.mkdir(parents=True, exist_ok=True)
        (here.base / name).write_bytes(b"x")
    kept = files(here.back_up(tmp_path / "shelf").path / TREE)
    assert {"seen/town/shard", "scorers/additive-2.json", "intake/7.json"} <= set(kept), "unless named it goes in"
    tops = {name.split("/")[0] for name in kept}
    assert tops == {"blobs", "runs", "seen", "scorers", "intake"}
    assert "blobs/ab/half.part" not in kept


def test_the_second_backup_takes_room_for_what_is_new_only(here: Town, tmp_path: Path) -> None:
    first = here.back_up(tmp_path / "shelf")
    again = here.back_up(tmp_path / "shelf")
    here.night(2)
    second = here.back_up(tmp_path / "shelf")
    assert again.copied == 0
    assert (again.files, again.size) == (first.files, first.size)
    assert 0 < second.copied < 10, "the pictures are the ones of the nights before"
    report = Path(TREE) / "runs" / "run-0" / "report.json"
    assert (first.path / report).samefile(second.path / report)
    assert not (first.path / report).samefile(here.base / "runs" / "run-0" / "report.json")
    assert list(verify(second.path)) == []
    full = here.back_up(tmp_path / "shelf", full=True)
    assert full.copied > second.copied


def test_a_changed_file_is_copied_anew_and_a_picture_lies_there_once(here: Town, tmp_path: Path) -> None:
    scorer = here.base / "scorers" / "accepted.txt"
    scorer.parent.mkdir()
    scorer.write_text("additive-2", encoding="utf-8")
    here.back_up(tmp_path / "shelf")
    scorer.write_text("additive-3", encoding="utf-8")
    made = here.back_up(tmp_path / "shelf").path / TREE
    assert (made / "scorers" / "accepted.txt").read_text(encoding="utf-8") == "additive-3"
    kept = next(path for path in (made / "blobs").rglob("*") if path.is_file())
    assert (made / "runs" / "run-0" / "town" / "pictures" / kept.name).samefile(kept)


def test_evidence_that_is_damaged_already_is_said_and_the_rest_is_kept(here: Town, tmp_path: Path) -> None:
    (here.base / "runs" / "run-0" / "town" / "pages.warc.gz").write_bytes(b"other")
    (here.base / "runs" / "run-1" / "town" / "listings.jsonl").unlink()
    made = here.back_up(tmp_path / "shelf")
    assert [(one.where, one.code) for one in made.problems] == [
        ("runs/run-0/town", "changed"), ("runs/run-1/town", "missing"),
    ]  # fmt: skip
    assert list(verify(made.path)) == []


def test_what_the_chain_says_was_deleted_is_not_missed(here: Town, tmp_path: Path) -> None:
    folder = here.base / "runs" / "run-1" / "town"
    listings = folder / "listings.jsonl"
    tomb = Tombstone(listings.name, digest_of(listings), listings.stat().st_size)
    deletion = Deletion(
        "run-1", "town", "runs/run-1/town", digest_of(folder / "manifest.json"), "captures: 180 days", "the night",
        factories.NOW, 0, (tomb,),
    )  # fmt: skip
    deletion = tombstones.record(deletion, "run-2-deletion", here.base, here.custody.ledger, lambda: 0)
    tombstones.finish(deletion, here.base)
    assert not listings.exists()
    made = here.back_up(tmp_path / "shelf")
    assert made.problems == ()
    put_back(made.path, tmp_path / "again")
    assert breaches(tmp_path / "again") == []
    # One that vanishes without a tombstone is missed all the same.
    (here.base / "runs" / "run-0" / "town" / "listings.jsonl").unlink()
    again = here.back_up(tmp_path / "other")
    assert [(one.where, one.code) for one in again.problems] == [("runs/run-0/town", "missing")]


@pytest.mark.parametrize("fault", [OSError(errno.ENOSPC, "No space left on device"), KeyboardInterrupt()])
def test_one_that_is_cut_off_leaves_nothing(
    here: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: BaseException
) -> None:
    real = making.copied
    taken: list[str] = []

    def full(found: Found, target: Path) -> Entry:
        taken.append(found.path)
        if len(taken) == 5:
            raise fault
        return real(found, target)

    monkeypatch.setattr(making, "copied", full)
    with pytest.raises(type(fault)):
        here.back_up(tmp_path / "shelf")
    assert list((tmp_path / "shelf").iterdir()) == []


KILLED = """
import os, sys, time
from datetime import UTC, datetime
from pathlib import Path
from backups.make import Plan, make
os.sync = lambda: (print("all is there but the name", flush=True), time.sleep(60))
base, shelf = map(Path, sys.argv[1:])
make(Plan(base, "", base / "markhound.db", {}), shelf, datetime.now(UTC))
"""


def test_one_that_is_killed_never_looks_whole_and_the_next_one_clears_it_away(here: Town, tmp_path: Path) -> None:
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    command = [sys.executable, "-c", KILLED, str(here.base), str(shelf)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        assert child.stdout.readline()
        child.send_signal(signal.SIGKILL)
    assert len(list(shelf.iterdir())) == 1
    assert backups(shelf) == []
    made = here.back_up(shelf)
    assert list(shelf.iterdir()) == [made.path]


def test_one_that_does_not_read_back_takes_no_older_one_s_place(here: Town, tmp_path: Path) -> None:
    first = here.back_up(tmp_path / "shelf")
    (first.path / TREE / "runs" / "run-0" / "report.json").write_bytes(b"rotten on the backup disk")
    os.utime(first.path / TREE / "runs" / "run-0" / "report.json", ns=(0, 0))
    with pytest.raises(BackupError, match=r"run-0/report\.json.*--full"):
        here.back_up(tmp_path / "shelf", keep=1, verify=True)
    assert backups(tmp_path / "shelf") == [first.path]
    assert list(verify(here.back_up(tmp_path / "shelf", keep=1, verify=True, full=True).path)) == []


def test_only_so_many_stay_and_the_oldest_go(here: Town, tmp_path: Path) -> None:
    made = [here.back_up(tmp_path / "shelf", keep=2) for _ in range(4)]
    assert backups(tmp_path / "shelf") == [made[2].path, made[3].path]
    assert made[3].removed == (made[1].path.name,)
    assert list(verify(made[3].path)) == [], "it does not need those that it was linked to"


def test_the_newest_one_stays_though_the_clock_was_set_back(here: Town, tmp_path: Path) -> None:
    first = here.back_up(tmp_path / "shelf", keep=1)
    made = make(here.plan(keep=1), tmp_path / "shelf", factories.NOW - timedelta(days=400))
    assert backups(tmp_path / "shelf") == [made.path]
    assert made.removed == (first.path.name,)


def test_a_backup_is_for_its_owner_only(here: Town, tmp_path: Path) -> None:
    made = here.back_up(tmp_path / "shelf").path
    assert made.stat().st_mode & 0o077 == 0
    assert (made / "database.sqlite").stat().st_mode & 0o077 == 0


def test_links_out_of_the_data_folder_are_not_followed(here: Town, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "secret").write_bytes(b"x")
    (here.base / "seen").mkdir()
    (here.base / "seen" / "town").symlink_to(tmp_path / "elsewhere")
    (here.base / "seen" / "file").symlink_to(tmp_path / "elsewhere" / "secret")
    os.mkfifo(here.base / "seen" / "pipe")
    kept = files(here.back_up(tmp_path / "shelf").path / TREE)
    assert not any(name.startswith("seen") for name in kept)


def test_a_damaged_database_is_not_copied_over_good_backups(here: Town, tmp_path: Path) -> None:
    assert here.database is not None
    here.engine.dispose()
    whole = here.database.read_bytes()
    here.database.write_bytes(whole[:8192] + os.urandom(len(whole) - 8192))
    (tmp_path / "shelf").mkdir()
    with pytest.raises(BackupError, match=r"restore the last good backup|cannot be copied"):
        make(here.plan(), tmp_path / "shelf", factories.NOW)
    assert backups(tmp_path / "shelf") == []
