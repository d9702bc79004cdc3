"""`markhound export case` and `cases`: what leaves is what was asked for, confirmed, and written down."""

import json
import subprocess
import threading
import zipfile
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from accounts.audit import Action
from exports.signing import NAME
from exports.verifier.verdict import check
from leads.store import Sieve
from tests.exports.filled_house import filled
from tests.exports.stamping import authority
from tests.installation import Installation

SELLERS = ["木子商行", "木子商行", "石桥批发", "石桥批发"]


@pytest.fixture
def place(tmp_path: Path) -> Installation:
    return Installation(tmp_path, {"MARKHOUND_REVIEWER": "林悦"})


def run(place: Installation, *words: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [*place.command, *words], cwd=place.folder, env=place.environment, capture_output=True, text=True, check=False
    )


def leads_in(path: Path) -> set[str]:
    with zipfile.ZipFile(path) as pack:
        return {lead["listing"]["listing_id"] for lead in json.loads(pack.read("case.json"))["leads"]}


def test_a_case_is_a_right_and_a_seller_and_is_written_down(place: Installation) -> None:
    house = filled(place.folder / "data", SELLERS, confirmed=3)
    words = ("--right", "TM-1", "--seller", "town/木子商行", "--profile", "platform", "--recipient", "某平台", "--json")
    done = run(place, "export", "case", "a.zip", *words)
    assert done.returncode == 0, done.stderr
    (made,) = json.loads(done.stdout)
    assert leads_in(place.folder / "a.zip") == {"L-1", "L-2"}
    (line,) = house.dispatches.newest()
    assert (line.digest, line.recipient, line.made_by, len(line.leads)) == (
        made["manifest_sha256"],
        "某平台",
        "林悦",
        2,
    )
    (_, entry), *_ = house.accounts.audit.newest(1)
    assert (entry.action, entry.name, entry.subject) == (Action.EXPORT, "林悦", made["case_id"])
    again = run(place, "export", "case", "b.zip", *words)
    assert json.loads(again.stdout)[0]["sha256"] == made["sha256"]


def test_a_folder_that_is_not_there_yet_is_made(place: Installation) -> None:
    filled(place.folder / "data", SELLERS, confirmed=3)
    words = ("--right", "TM-1", "--profile", "platform")
    assert run(place, "export", "case", "new/packs/", *words).returncode == 0
    (made,) = (place.folder / "new" / "packs").iterdir()
    assert made.suffix == ".zip"
    (place.folder / "notes.txt").write_text("kept", encoding="utf-8")
    refused = run(place, "export", "case", "notes.txt", *words)
    assert (refused.returncode, "ends in .zip" in refused.stderr) == (2, True)
    assert (place.folder / "notes.txt").read_text(encoding="utf-8") == "kept"


def test_a_group_of_near_identical_leads_is_a_case_too(place: Installation) -> None:
    house = filled(place.folder / "data", SELLERS, confirmed=4)
    key = house.leads.group_and_assignee(house.leads.sift(Sieve(seller="town/石桥批发")).leads[0].lead_id)[0]
    done = run(place, "export", "case", "a.zip", "--group", key, "--profile", "platform")
    assert done.returncode == 0, done.stderr
    assert leads_in(place.folder / "a.zip") == {"L-3", "L-4"}


def test_cases_are_exactly_what_the_filter_shows(place: Installation) -> None:
    house = filled(place.folder / "data", SELLERS, confirmed=3)
    done = run(place, "export", "cases", "out", "--filter", "state=confirmed", "--profile", "platform", "--json")
    assert done.returncode == 0, done.stderr
    packs = [leads_in(Path(one["file"])) for one in json.loads(done.stdout)]
    assert sorted(map(sorted, packs)) == [["L-1", "L-2"], ["L-3"]]
    one = run(
        place, "export", "cases", "one", "--filter", "state=confirmed&seller=town/石桥批发", "--profile", "platform"
    )
    assert one.returncode == 0, one.stderr
    assert [leads_in(path) for path in (place.folder / "one").iterdir()] == [{"L-3"}]
    assert len(house.dispatches.newest()) == 3


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("case", "a.zip"), "say which case"),
        (("case", "a.zip", "--right", "TM-404"), "only what a person confirmed leaves"),
        (("case", "a.zip", "--filter", "state=all"), "1 lead(s) of this filter are not confirmed"),
        (("case", "a.zip", "--right", "TM-1", "--filter", "min=banana"), "the filter means nothing"),
        (("case", "a.zip", "--right", "TM-1", "--profile", "press"), "no such audience"),
        (("case", "a.zip", "--right", "TM-1", "--language", "fr"), "no such language"),
        (("case", "nowhere/a.zip", "--right", "TM-1"), "there is no folder"),
        (("cases", "out", "--filter", "seller=nobody"), "the filter leaves no confirmed lead"),
    ],
)
def test_what_cannot_be_made_is_one_sentence_and_leaves_nothing(
    place: Installation, words: tuple[str, ...], says: str
) -> None:
    house = filled(place.folder / "data", SELLERS, confirmed=3)
    done = run(place, "export", *words)
    assert done.returncode == 2
    assert says in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert not list(place.folder.rglob("*.zip"))
    assert not list(place.folder.rglob("*.part"))
    assert house.dispatches.newest() == ()


def test_without_a_key_the_error_says_how_to_make_one_and_init_makes_it(place: Installation) -> None:
    house = filled(place.folder / "data", SELLERS[:1], confirmed=1)
    (house.base / NAME).unlink()
    words = ("export", "case", "a.zip", "--right", "TM-1", "--profile", "platform")
    assert "run `markhound init`" in run(place, *words).stderr
    said = run(place, "init").stderr
    assert "publish its fingerprint" in said
    assert run(place, *words).returncode == 0
    assert "fingerprint" not in run(place, "init").stderr


def test_an_authority_that_does_not_answer_is_said_and_can_be_done_without(place: Installation) -> None:
    filled(place.folder / "data", SELLERS[:1], confirmed=1)
    far = Installation(place.folder, {"MARKHOUND_TIMESTAMP_URL": "http://127.0.0.1:9/"})
    words = ("export", "case", "a.zip", "--right", "TM-1", "--profile", "platform")
    done = run(far, *words)
    assert done.returncode == 2
    assert "the time-stamping authority http://127.0.0.1:9/ could not be asked" in done.stderr
    assert not (place.folder / "a.zip").exists()
    assert run(far, *words, "--no-stamp").returncode == 0


def test_the_configured_authority_is_asked_over_http_and_its_token_goes_along(place: Installation) -> None:
    filled(place.folder / "data", SELLERS[:1], confirmed=1)
    own = authority(place.folder / "authority")
    asked = []

    class Stamps(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(self.headers["Content-Type"])
            answer = own.ask(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    (place.folder / "roots.pem").write_bytes(own.roots)
    with HTTPServer(("127.0.0.1", 0), Stamps) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}/"
        variables = {"MARKHOUND_TIMESTAMP_URL": address, "MARKHOUND_TIMESTAMP_CA": str(place.folder / "roots.pem")}
        stamped = Installation(place.folder, variables)
        done = run(stamped, "export", "case", "a.zip", "--right", "TM-1", "--profile", "platform")
        server.shutdown()
    assert done.returncode == 0, done.stderr
    assert asked == ["application/timestamp-query"]
    assert "no time stamp" not in done.stderr
    broken, notes = check(place.folder / "a.zip", ca=str(place.folder / "roots.pem"))
    assert broken == []
    assert "openssl accepts the time stamp, by the certificates given" in notes
    with zipfile.ZipFile(place.folder / "a.zip") as pack:
        assert address in pack.read("README.txt").decode()


def test_a_table_is_written_as_before(place: Installation) -> None:
    filled(place.folder / "data", SELLERS, confirmed=3)
    for words in (("confirmed.csv",), ("table", "confirmed.xlsx"), ("--json", "confirmed.jsonl")):
        done = run(place, "export", *words)
        assert done.returncode == 0, done.stderr
    assert len((place.folder / "confirmed.jsonl").read_text().splitlines()) == 3
