"""sources.toml: what it may say, and how it is told what is wrong with it."""

from dataclasses import fields, replace
from pathlib import Path
from types import ModuleType

import pytest

from crawlers.catalogue import collect, platforms
from crawlers.checks import check
from crawlers.job import Job, read_job, write_job
from crawlers.platforms.jsonld import ProductPages
from crawlers.politeness import settings_for
from crawlers.run import crawl
from crawlers.sources import BOUNDS, SourcesError, load
from domain.catalogue import DuplicateNameError
from domain.source import Limits, Politeness, Source

FULL = """
[sources.town]
platform = "jsonld"
start = ["https://shop.example/"]
allow = ["www.shop.example"]
private_hosts = []
min_listings = 100
max_listings = 5000
currency = "CNY"
enabled = false
[sources.town.politeness]
delay = 2
concurrency = 1
obey_robots = true
max_requests = 9000
[sources.town.limits]
page_bytes = 1000000
timeout = 10
pictures = 4
[sources.town.options]
follow_pattern = "^/list"

[sources.feed-1]
platform = "feed"
start = ["feeds/a.jsonl", "https://shop.example/b.csv"]
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "sources.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_full_declaration_is_read(tmp_path: Path) -> None:
    town, feed = load(write(tmp_path, FULL))
    assert town == Source(
        name="town",
        platform="jsonld",
        start=("https://shop.example/",),
        allow=("www.shop.example",),
        min_listings=100,
        max_listings=5000,
        currency="CNY",
        enabled=False,
        politeness=Politeness(delay=2.0, concurrency=1, max_requests=9000),
        limits=Limits(page_bytes=1_000_000, timeout=10.0, pictures=4),
        options=(("follow_pattern", "^/list"),),
    )
    assert feed == Source("feed-1", "feed", (str(tmp_path / "feeds/a.jsonl"), "https://shop.example/b.csv"))
    assert check(town) == ()


HEAD = '[sources.x]\nplatform = "jsonld"\nstart = ["https://shop.example/"]\n'


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[sources.x", "not valid TOML"),
        ("[source.x]", "unknown table"),
        ("sources = 1", "must be a table"),
        ('[sources.x]\nstart = ["https://a.example"]', "needs `platform`"),
        ('[sources.x]\nplatform = "jsonld"', "needs `start`"),
        ('[sources.x]\nplatform = "nope"\nstart = []', "there is no platform 'nope'; known are api, browser, feed"),
        (HEAD + "speed = 3", "unknown key `speed`; known are allow"),
        (HEAD + "[sources.x.limits]\nwidth = 3", "sources.x.limits]: unknown key `width`"),
        (HEAD + "[sources.x.politeness]\ndelay = 'fast'", "`delay` must be a number from 0 to 3,600, not 'fast'"),
        (HEAD + "[sources.x.politeness]\ndelay = -1", "`delay` must be a number from 0 to 3,600, not -1"),
        (HEAD + "[sources.x.politeness]\nconcurrency = 0", "`concurrency` must be a whole number from 1 to 64, not 0"),
        (HEAD + "[sources.x.options]\na = 1", "texts only"),
        (HEAD + "allow = 'shop.example'", "must be a list of texts"),
        (HEAD + "enabled = 1", "true or false"),
        (HEAD + "ids_by = 'shop'", "`ids_by` must be one of source, seller, page, not 'shop'"),
        (HEAD.replace(".x]", '."a b"]'), "letters, digits and dashes"),
        (HEAD.replace(".x]", '."../x"]'), "letters, digits and dashes"),
        (HEAD + HEAD.replace(".x]", ".X]"), "differ only in case"),
        (HEAD + HEAD, "not valid TOML"),
    ],
)
def test_each_fault_is_a_sentence(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(SourcesError) as raised:
        load(write(tmp_path, text))
    assert says in str(raised.value)
    assert "sources.toml" in str(raised.value)


def test_a_missing_file_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(SourcesError, match="no such file"):
        load(tmp_path / "none.toml")


NUMBERS = {
    one.name: kind
    for kind in (Source, Politeness, Limits)
    for one in fields(kind)
    if isinstance(one.default, int | float) and not isinstance(one.default, bool)
}


@pytest.mark.parametrize("key", NUMBERS)
@pytest.mark.parametrize(
    "value", ["nan", "-nan", "inf", "-inf", "-1", "1e300", "1" * 31, "0x" + "f" * 5_000, "true", "''"]
)
def test_no_number_is_beyond_sense(tmp_path: Path, key: str, value: str) -> None:
    table = {Politeness: "[sources.x.politeness]\n", Limits: "[sources.x.limits]\n", Source: ""}[NUMBERS[key]]
    with pytest.raises(SourcesError, match=f"`{key}` must be a (whole )?number from .* to .*") as raised:
        load(write(tmp_path, f"{HEAD}{table}{key} = {value}"))
    assert len(str(raised.value)) < 200 + len(str(tmp_path))


@pytest.mark.parametrize("key", NUMBERS)
def test_each_number_may_be_its_default_and_both_its_bounds(tmp_path: Path, key: str) -> None:
    table = {Politeness: "[sources.x.politeness]\n", Limits: "[sources.x.limits]\n", Source: ""}[NUMBERS[key]]
    default = next(one.default for one in fields(NUMBERS[key]) if one.name == key)
    for value in (default, *BOUNDS[key]):
        load(write(tmp_path, f"{HEAD}{table}{key} = {value}"))


def test_a_number_of_too_many_digits_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(SourcesError, match="not valid TOML"):
        load(write(tmp_path, f"{HEAD}min_listings = {'1' * 5_000}"))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("format", "parquet"),
        ("format", "CSV"),
        *(("encoding", one) for one in ("klingon", "base64", "rot13", "undefined", "a\0b")),
    ],
)
def test_a_feed_s_options_are_checked_before_it_is_read(tmp_path: Path, name: str, value: str) -> None:
    feed = tmp_path / "f.csv"
    feed.write_text("listing_id,url,title\n1,https://shop.example/,x\n")
    source = Source("x", "feed", (str(feed),), options=((name, value),))
    (problem,) = check(source)
    assert (problem.code, name in problem.message) == ("bad-option", True)
    assert crawl(source, tmp_path / "run", user_agent="x").error == str(problem)


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-16", "big5", "cp1252", ""])
def test_the_encodings_of_real_feeds_are_known(encoding: str) -> None:
    source = Source("x", "feed", ("https://shop.example/f.csv",), options=(("encoding", encoding), ("format", "csv")))
    assert check(source) == ()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"platform": "nope"}, "unknown-platform"),
        ({"start": ()}, "no-start"),
        ({"start": ("shop.example",)}, "bad-url"),
        ({"start": ("ftp://shop.example/",)}, "bad-url"),
        ({"start": ("http://[broken/",)}, "bad-url"),
        ({"start": ("http://127.0.0.1:8000/",)}, "private-address"),
        ({"start": ("http://localhost/",)}, "private-address"),
        ({"start": ("/no/feed.csv",), "platform": "feed"}, "file-missing"),
        ({"options": (("follow_pattern", "("),)}, "bad-pattern"),
        ({"options": (("colour", "red"),)}, "unknown-option"),
        ({"currency": "yuan"}, "bad-currency"),
        ({"max_listings": 1, "min_listings": 2}, "impossible-volume"),
        ({"politeness": Politeness(delay=0)}, "impolite"),
    ],
)
def test_the_static_check_finds(changes: dict[str, object], code: str) -> None:
    source = Source("x", "jsonld", ("https://shop.example/",))
    assert check(source) == ()
    assert [problem.code for problem in check(replace(source, **changes))] == [code]


def test_a_job_arrives_as_it_was_sent(tmp_path: Path) -> None:
    (town, _) = load(write(tmp_path, FULL))
    job = Job(town, tmp_path, "agent", 42)
    write_job(job, tmp_path / "job.json")
    assert read_job(tmp_path / "job.json") == job


def test_the_settings_are_polite_and_come_from_the_source() -> None:
    settings = settings_for(Source("x", "jsonld", ("https://shop.example/",)), "agent")
    assert settings["REMOTE_CONTROL_ENABLED"] is settings["TELNETCONSOLE_ENABLED"] is False
    assert settings["COOKIES_ENABLED"] is settings["HTTPPROXY_ENABLED"] is False
    assert settings["ROBOTSTXT_OBEY"] is settings["DOWNLOAD_VERIFY_CERTIFICATES"] is True
    assert settings["AUTOTHROTTLE_ENABLED"] is True
    assert (settings["DOWNLOAD_DELAY"], settings["USER_AGENT"]) == (1.0, "agent")
    assert {name for name, handler in settings["DOWNLOAD_HANDLERS"].items() if handler} == {"http", "https"}


def test_every_platform_has_its_own_name_and_says_what_it_does() -> None:
    assert {"jsonld", "sitemap", "feed", "town_market"} <= set(platforms())
    for name, kind in platforms().items():
        assert kind.name == name
        assert kind.__doc__
        assert set(kind.patterns) <= set(kind.options)


def module(name: str, **content: object) -> ModuleType:
    made = ModuleType(name)
    made.__dict__.update(content)
    return made


def shop(where: str, name: str) -> type[ProductPages]:
    return type("Shop", (ProductPages,), {"name": name, "__module__": where})


def test_a_name_that_is_claimed_twice_is_refused() -> None:
    with pytest.raises(DuplicateNameError, match="a and b both have the name 'twin': rename one"):
        collect([module("a", Shop=shop("a", "twin")), module("b", Shop=shop("b", "twin"))])


def test_a_file_without_a_named_class_is_refused() -> None:
    with pytest.raises(RuntimeError, match="a holds no SourceSpider with a `name`"):
        collect([module("a", ProductPages=ProductPages)])
