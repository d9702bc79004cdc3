"""`markhound recheck`: are confirmed listings still up?"""

from collections import Counter
from datetime import UTC, datetime
from typing import Annotated

import typer

from cli.output import BarWatch, VerbError, progress, say, show_json, show_table
from cli.referrals import person
from settings import Settings


def recheck(
    source: Annotated[str, typer.Option(help="Only this source.")] = "",
    right: Annotated[str, typer.Option(help="Only leads on this right.")] = "",
    holder: Annotated[str, typer.Option(help="Only leads on rights of this holder.")] = "",
    seller: Annotated[str, typer.Option(help="Only this seller, as `source/seller id or name`.")] = "",
    district: Annotated[str, typer.Option(help="Only sellers of this district.")] = "",
    limit: Annotated[int, typer.Option(min=1, help="Most listings, those looked at longest ago first.")] = 1000,
    by: Annotated[str, typer.Option(help="Your name; default: MARKHOUND_REVIEWER.")] = "",
    json: Annotated[bool, typer.Option("--json", help="For scripts.")] = False,
) -> None:
    """Reads the pages of confirmed listings once more, as politely as a scan: are they up, changed or gone?

    Example: markhound recheck --seller town-market/S-204
    """
    from accounts.audit import Action, Entry
    from crawlers.sources import load
    from domain.lead import LeadState
    from flows.house import enter_house
    from flows.open_logs import Logged, open_logs
    from flows.recheck import confirmed
    from flows.recheck import recheck as look_again
    from leads.store import Sieve

    settings = Settings()
    name = person(settings, by)
    house = enter_house(settings)
    sieve = Sieve((LeadState.CONFIRMED,), right, holder, source, seller, district)
    listings = confirmed(house, sieve, limit)
    if not listings:
        raise VerbError("no confirmed lead fits that; `markhound leads list --state confirmed` shows those there are")
    with open_logs(settings), progress() as bars:
        looked = look_again(house, load(settings.sources), listings, Logged(BarWatch(bars)))
    counts = Counter(look.result.value for look in looked.looks)
    said = ", ".join(f"{number} {result}" for result, number in sorted(counts.items()))
    house.accounts.audit.write(Entry(datetime.now(UTC), name, Action.RECHECK, looked.run_id, said))
    if json:
        show_json({
            "run_id": looked.run_id,
            "looks": [
                {"source": one.source, "listing_id": one.listing_id, "url": one.url, "result": one.result.value,
                 "says": one.says}
                for one in looked.looks
            ],
            "left_out": [f"{one.source}/{one.listing_id}" for one in looked.left_out],
        })  # fmt: skip
    else:
        rows = ((one.listing_id, one.result.value, one.before.title[:50], one.says) for one in looked.looks)
        show_table(f"{len(looked.looks)} listing(s): {said}", ("listing", "is", "title", "says"), rows)
    for one in looked.left_out:
        say(f"{one.source}/{one.listing_id}: its source is no longer declared in {settings.sources}; not looked at")
    if looked.left_out or any(report.error for report in looked.reports):
        raise typer.Exit(3)
