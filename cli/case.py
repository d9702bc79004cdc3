"""`markhound export case` and `cases`: packs that stand by themselves."""

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli import target
from cli.output import VerbError, progress, say, show_json
from settings import Settings

if TYPE_CHECKING:
    from domain.lead import Lead
    from exports.case import Case, Errand
    from exports.pack import Packed
    from flows.cases import Gathered
    from flows.house import House

FILTER = "What stands behind the question mark on the screen, such as 'state=confirmed&district=Linjiang'."
Profile = Annotated[str, typer.Option(help="For whom: market, police, customs, platform or holder.")]
Language = Annotated[str, typer.Option(help="zh or en; default: the audience's own.")]
By = Annotated[str, typer.Option(help="Your name; default: MARKHOUND_REVIEWER.")]
Fields = Annotated[
    Path | None,
    typer.Option(help="TOML file with what the office adds to forms: contact, target_address, hs_code and others."),
]
ForScripts = Annotated[bool, typer.Option("--json", help="For scripts.")]


def case(
    out: Annotated[Path, typer.Argument(help="Zip to write, or a folder to write it into (made if need be).")],
    right: Annotated[str, typer.Option(help="Number of the right.")] = "",
    seller: Annotated[str, typer.Option(help="source/seller, as the screen's address has it.")] = "",
    group: Annotated[str, typer.Option(help="Key of a group of near-identical leads.")] = "",
    filtered: Annotated[str, typer.Option("--filter", help=FILTER)] = "",
    profile: Profile = "market",
    language: Language = "",
    recipient: Annotated[str, typer.Option(help="To whom it goes.")] = "",
    by: By = "",
    fields: Fields = None,
    stamp: Annotated[bool, typer.Option(help="Ask the configured authority for a time stamp.")] = True,
    json: ForScripts = False,
) -> None:
    """Makes the pack of one case: the confirmed leads of one right, of a seller, a group or a filter.

    Example: markhound export case packs/ --right TM-0001 --seller riverside/shop-12 --profile market
    """
    from urllib.parse import urlencode

    named = {"right": right, "seller": seller, "group": group}
    query = "&".join(part for part in (filtered, urlencode({k: v for k, v in named.items() if v})) if part)
    if not query:
        raise VerbError("say which case: give --right with --seller, --group or --filter")
    asked = _Asked(profile, language, recipient, by, fields, query)
    maker = _Maker(asked, stamp=stamp)
    (made,) = maker.cases([maker.gathered.leads])
    _done(maker, [(made, _place(out, maker.name(made)))], json=json)


def cases(
    out: Annotated[Path, typer.Argument(help="Folder to write the packs into.")],
    filtered: Annotated[str, typer.Option("--filter", help=FILTER)] = "state=confirmed",
    profile: Profile = "market",
    language: Language = "",
    recipient: Annotated[str, typer.Option(help="To whom they go.")] = "",
    by: By = "",
    fields: Fields = None,
    stamp: Annotated[bool, typer.Option(help="Ask the configured authority for time stamps.")] = True,
    json: ForScripts = False,
) -> None:
    """Makes a pack for each right and seller among the leads of a filter, exactly those that the screen shows.

    Example: markhound export cases packs/ --filter 'state=confirmed&min=0.9' --profile platform
    """
    out.mkdir(parents=True, exist_ok=True)
    maker = _Maker(_Asked(profile, language, recipient, by, fields, filtered), stamp=stamp)
    made = maker.cases(maker.gathered.by_case())
    if not made:
        raise VerbError("the filter leaves no confirmed lead; only what a person confirmed leaves the house")
    _done(maker, [(one, out / maker.name(one)) for one in made], json=json)


def _place(out: Path, name: str) -> Path:
    """The zip that was named, or the pack's own name in a folder, which is made where it is not there yet."""
    if out.suffix.lower() == ".zip" and not out.is_dir():
        return target.checked(out)
    if out.exists() and not out.is_dir():
        raise VerbError(f"{out} is a file and no zip; name a folder, or a file that ends in .zip")
    out.mkdir(parents=True, exist_ok=True)
    return out / name


@dataclass(frozen=True, slots=True)
class _Asked:
    profile: str
    language: str
    recipient: str
    by: str
    fields: Path | None
    query: str


class _Maker:
    """An installation with what was asked of it."""

    def __init__(self, asked: _Asked, *, stamp: bool) -> None:
        from flows.cases import gather
        from flows.house import enter_house

        self.settings = Settings()
        self.house: House = enter_house(self.settings)
        self.stamp = stamp
        self.errand = _errand(asked, self.settings)
        self.gathered: Gathered = gather(self.house, _sieve(asked.query, self.settings))
        if self.gathered.kept:
            raise VerbError(
                f"{self.gathered.kept} lead(s) of this filter are not confirmed, and only confirmed ones leave; "
                "add state=confirmed to the filter"
            )

    def cases(self, groups: "Sequence[Sequence[Lead]]") -> "list[Case]":
        from flows.cases import cases_of
        from review.sentences import sentence

        return cases_of(self.house, groups, self.errand, sentence)

    def name(self, case: "Case") -> str:
        from flows.cases import file_name

        return file_name(case)


def _errand(asked: _Asked, settings: Settings) -> "Errand":
    from exports.case import Errand
    from exports.profile import PROFILES
    from exports.words import LANGUAGES

    if asked.profile not in PROFILES:
        raise VerbError(f"no such audience; use --profile with one of {', '.join(PROFILES)}")
    language = asked.language or PROFILES[asked.profile].language
    if language not in LANGUAGES:
        raise VerbError(f"no such language; use --language with one of {', '.join(LANGUAGES)}")
    return Errand(
        profile=asked.profile,
        language=language,
        recipient=asked.recipient,
        prepared_by=asked.by or settings.reviewer,
        scope=asked.query,
        fields=_fields(asked.fields),
    )


def _fields(path: Path | None) -> tuple[tuple[str, str], ...]:
    if path is None:
        return ()
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8"))
    except (ValueError, UnicodeDecodeError) as error:
        raise VerbError(f"{path} is no TOML file: {error}") from error
    return tuple(sorted((name, str(value)) for name, value in given.items()))


def _sieve(query: str, settings: Settings) -> Any:
    from zoneinfo import ZoneInfo

    from review.filter import leaving

    try:
        return leaving(query.lstrip("/?"), ZoneInfo(settings.timezone)).sieve
    except ValueError as error:
        raise VerbError("the filter means nothing; copy what stands behind the question mark on the screen") from error


def _done(maker: _Maker, made: "list[tuple[Case, Path]]", *, json: bool) -> None:
    packs = list(_made(maker, made))
    if json:
        show_json([_shown(one) for one in packs])
        return
    for one in packs:
        say(f"{one.leads} lead(s), {one.captures} capture(s) in {one.path}; manifest SHA-256 {one.digest}")
        for name, count in one.left_out:
            say(f"  left out: {_left_out(name, count)}")
    if maker.stamp and not maker.settings.timestamp_url:
        say("no time stamp: set MARKHOUND_TIMESTAMP_URL to the address of an authority")


def _made(maker: _Maker, made: "list[tuple[Case, Path]]") -> "Iterator[Packed]":
    from accounts.audit import Action, Entry
    from flows.cases import make_packs, shop_of

    now = datetime.now(UTC)
    with progress() as bars:
        every = bars.add_task("packs", total=len(made))
        bar = bars.add_task("this pack", total=None)

        def tell(done: int, total: int) -> None:
            bars.update(bar, completed=done, total=total)

        shop = shop_of(maker.house, tell, stamp=maker.stamp)
        for packed in make_packs(maker.house, made, shop, now):
            bars.advance(every)
            detail = f"{packed.digest} {maker.errand.profile} to {maker.errand.recipient or '-'}"
            maker.house.accounts.audit.write(
                Entry(now, maker.errand.prepared_by or "-", Action.EXPORT, packed.case_id, detail)
            )
            yield packed


def _left_out(name: str, count: int) -> str:
    from exports.words import LEFT_OUT, pick

    return pick(LEFT_OUT[name], "en", n=count)


def _shown(packed: "Packed") -> dict[str, object]:
    return {
        "file": str(packed.path.absolute()),
        "case_id": packed.case_id,
        "leads": packed.leads,
        "captures": packed.captures,
        "manifest_sha256": packed.digest,
        "sha256": packed.file_digest,
        "left_out": dict(packed.left_out),
    }
