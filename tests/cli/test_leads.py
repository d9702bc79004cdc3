"""Leads on the command line, and what leaves: as a script reads them."""

import hashlib
import json
import os
import subprocess
from pathlib import Path

import factories
import pytest
from installation import Installation, house

from leads.store import Found


@pytest.fixture
def queued(tmp_path: Path) -> Installation:
    at = Installation(tmp_path)
    at.run("init")
    picture = factories.picture(tmp_path / "data" / "blobs" / "aa" / "shot.png")
    view = factories.picture(tmp_path / "data" / "blobs" / "bb" / "view.png")
    listing = factories.listing(images=(str(picture), "https://shop.example/a.jpg"))
    found = Found(listing, factories.right(images=(str(view),)), factories.match())
    house(at).leads.queue([found], "r1", factories.NOW)
    return at


def only(at: Installation) -> str:
    (lead,) = json.loads(at.run("leads", "list", "--json"))
    return str(lead["lead_id"])


def test_a_lead_comes_with_its_decisions_and_pictures_that_can_be_opened_from_anywhere(queued: Installation) -> None:
    name = only(queued)
    said = queued.run("leads", "decide", name, "infringing", "--reviewer", "Lin", "--note", "看过", "--json")
    decided = json.loads(said)
    assert (decided["lead_id"], decided["state"], decided["verdict"]) == (name, "confirmed", "infringing")
    shown = json.loads(queued.run("leads", "show", name, "--json"))
    (decision,) = shown["decisions"]
    assert (decision["reviewer"], decision["note"], decision["verdict"]) == ("Lin", "看过", "infringing")
    assert decision["decision_id"] == decided["decision_id"]
    local, address = shown["listing"]["images"]
    assert Path(local).is_absolute()
    assert Path(local).is_file()
    assert address == "https://shop.example/a.jpg"


def test_pictures_of_rights_are_absolute_too(queued: Installation) -> None:
    view = factories.picture(queued.folder / "views" / "jug.png")
    (queued.folder / "registry.csv").write_text(
        f"right_id,kind,images\nDE-1,design,{view.relative_to(queued.folder)}\n", encoding="utf-8"
    )
    told = json.loads(queued.run("registry", "import", "registry.csv", "--json"))
    assert (told["register"], told["rights"], told["unchanged"]) == ("registry", 1, False)
    assert json.loads(queued.run("registry", "import", "registry.csv", "--json"))["unchanged"] is True
    (right,) = json.loads(queued.run("registry", "list", "--json"))
    assert all(Path(image).is_absolute() and Path(image).is_file() for image in right["images"])


def test_a_refused_import_is_json_too(queued: Installation) -> None:
    (queued.folder / "registry.csv").write_text("right_id,kind\nTM-1,banner\n", encoding="utf-8")
    done = subprocess.run(
        [*queued.command, "registry", "import", "registry.csv", "--json"],
        cwd=queued.folder, env=queued.environment, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 2
    told = json.loads(done.stdout)
    assert (told["codes"], told["problems"][0]["line"]) == ({"bad-kind": 1}, 2)
    assert done.stderr == f"markhound: {told['refused']}\n"


def test_an_export_says_what_it_wrote(queued: Installation) -> None:
    queued.run("leads", "decide", only(queued), "infringing", "--reviewer", "Lin")
    told = json.loads(queued.run("export", "out.csv", "--json"))
    path = Path(told["file"])
    assert (told["leads"], told["format"]) == (1, "csv")
    assert told["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()


def test_an_export_onto_a_device_leaves_the_device(queued: Installation) -> None:
    name = only(queued)
    queued.run("leads", "decide", name, "infringing", "--reviewer", "Lin")
    before = os.lstat("/dev/null")
    queued.run("export", "/dev/null", "--format", "jsonl")
    assert os.path.samestat(os.lstat("/dev/null"), before)
    said = queued.run("export", "/dev/stdout", "--format", "jsonl")
    assert json.loads(said.splitlines()[0])["lead_id"] == name
