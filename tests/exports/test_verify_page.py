"""verify.html says in a browser, offline, what verify.py says."""

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright

from exports.pack import make
from exports.signing import signer
from tests.exports.made_case import crawled
from tests.exports.stamping import authority
from tests.review.browser import ARGUMENTS, CHROMIUM

pytestmark = pytest.mark.skipif(not Path(CHROMIUM).exists(), reason=f"the page in a real browser: no {CHROMIUM}")


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    """A browser that reaches nothing but files."""
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        context = browser.new_context(offline=True)
        yield context.new_page()
        browser.close()


def said(page: Page, folder: Path, pack: Path, key: str = "") -> tuple[str, list[str], list[str]]:
    page.goto((folder / "verify.html").as_uri())
    page.fill("#key", key)
    page.set_input_files("#folder" if pack.is_dir() else "#zip", str(pack))
    page.wait_for_selector("#verdict.good, #verdict.bad")
    lists = [page.locator(f"#{name} li").all_inner_texts() for name in ("broken", "notes")]
    return page.locator("#verdict").inner_text(), lists[0], lists[1]


def test_the_page_passes_a_pack_and_names_what_broke(page: Page, tmp_path: Path) -> None:
    house, leads = crawled(tmp_path / "data", ["Velmora 加厚外套", "维摩拉 \U0001f9e5"])
    stamped = house.shop(authority=authority(tmp_path / "authority"))
    made = make(house.case(leads, fields=(("\U0001f9e5", "1"), ("\uff41", "2"))), stamped, tmp_path / "a.zip")
    folder = tmp_path / "folder"
    with zipfile.ZipFile(made.path) as pack:
        pack.extractall(folder)
    key = signer(house.base).fingerprint
    for place in (made.path, folder):
        verdict, broken, notes = said(page, folder, place, key)
        assert broken == []
        assert "核验通过" in verdict
        assert any("time stamp by http://stamps.example" in note for note in notes)
        assert any(note.startswith("4 份固证经逐条证明") for note in notes)
    verdict, broken, _ = said(page, folder, made.path, "0" * 64)
    assert "未通过核验" in verdict
    assert broken[0].startswith("public-key.pem: this is not the key that was expected")

    case = folder / "case.json"
    text = case.read_text()
    case.write_text(text.replace("林悦", "王某", 1))
    _, broken, _ = said(page, folder, folder)
    lead = json.loads(text)["leads"][0]["lead_id"]
    assert broken == ["case.json: was changed", f"case.json: the decision on lead {lead} was changed"]
    case.write_text(text)

    whole = bytearray(made.path.read_bytes())
    place = whole.index(b"archive/data")
    whole[place + 300] ^= 1
    flipped = tmp_path / "flipped.zip"
    flipped.write_bytes(whole)
    _, broken, _ = said(page, folder, flipped)
    assert any(sentence.startswith("evidence.wacz") for sentence in broken)
    whole = bytearray(made.path.read_bytes())
    whole[-1] ^= 1
    flipped.write_bytes(whole)
    assert said(page, folder, flipped)[1][0].startswith("container:")
    case.write_text(text)
    proofs = folder / "records.json"
    changed = json.loads(proofs.read_text())
    changed["runs"][0]["records"][1][3] = "0" * 64
    proofs.write_text(json.dumps(changed))
    _, broken, _ = said(page, folder, folder)
    named = "its records of run 20261122T010000Z-aaaaaa/town are not those of run-1-manifest.json"
    assert any(named in sentence for sentence in broken)
