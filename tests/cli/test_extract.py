"""`markhound extract`: a page, a folder of pages, and what an audit shows."""

import gzip
import json
from pathlib import Path

from typer.testing import CliRunner

from cli.app import app

PAGE = """<html><head><title>Velmora lantern</title><meta property="og:site_name" content="Mall"></head><body>
<h1>Velmora lantern</h1><p class="price">19,90 €</p><p>SKU: VL-1</p><p>Auf Lager</p>
<script type="application/ld+json">
{"@type": "Product", "name": "Velmora lantern", "wattage": 5, "gtin13": "4006381333931"}</script>
</body></html>"""


def run(*words: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["extract", *words])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        return 2, result.stdout, str(result.exception)
    return result.exit_code, result.stdout, result.stderr


def test_a_page_is_one_object_with_the_contract_s_names(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(PAGE, encoding="utf-8")
    code, out, _ = run(str(path), "--url", "https://mall.example/lantern-7")
    found = json.loads(out)
    assert code == 0
    assert found == {
        "listing_id": "mall.example/lantern-7",
        "url": "https://mall.example/lantern-7",
        "title": "Velmora lantern",
        "price": "19.90",
        "currency": "EUR",
        "attributes": {"gtin13": "4006381333931"},
        "availability": "InStock",
        "sku": "VL-1",
        "gtin": "4006381333931",
    }


def test_an_audit_says_who_spoke_and_what_nobody_used(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(PAGE, encoding="utf-8")
    _, out, _ = run(str(path), "--url", "https://mall.example/lantern-7", "--audit")
    audit = json.loads(out)["audit"]
    assert audit["unused"] == ["wattage"]
    assert audit["chosen"]["price"]["value"] == "19.90"
    assert audit["chosen"]["price"]["for"][0].startswith("shown_price ")


def test_a_folder_is_a_line_a_page_with_addresses_from_beside_or_inside(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(PAGE, encoding="utf-8")
    (tmp_path / "a.url").write_text("[InternetShortcut]\nURL=https://mall.example/a\n", encoding="utf-8")
    (tmp_path / "b.html.gz").write_bytes(gzip.compress(PAGE.encode()))
    (tmp_path / "b.json").write_text('{"url": "https://mall.example/b"}', encoding="utf-8")
    (tmp_path / "c.htm").write_text(
        PAGE.replace("<title>", '<link rel="canonical" href="https://mall.example/c"><title>')
    )
    (tmp_path / "notes.txt").write_text("x")
    code, out, err = run("--dir", str(tmp_path))
    lines = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    assert {line["file"]: line["url"] for line in lines} == {
        "a.html": "https://mall.example/a",
        "b.html.gz": "https://mall.example/b",
        "c.htm": "https://mall.example/c",
    }
    assert "3 page(s) read, 0 skipped" in err


def test_a_broken_file_is_skipped_and_said(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(PAGE, encoding="utf-8")
    (tmp_path / "b.html.gz").write_bytes(gzip.compress(PAGE.encode())[:40])
    code, out, err = run("--dir", str(tmp_path))
    assert (code, len(out.splitlines())) == (3, 1)
    assert "its gzip is broken" in err


def test_mistakes_are_sentences(tmp_path: Path) -> None:
    assert "name one saved page, or a folder" in run()[2]
    assert "cannot be read" in run(str(tmp_path / "none.html"))[2]
    assert "there is no such folder" in run("--dir", str(tmp_path / "none"))[2]
    assert "holds no page" in run("--dir", str(tmp_path))[2]
