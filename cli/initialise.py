"""`markhound init`: a new installation."""

from pathlib import Path
from typing import Annotated

import typer

from cli.output import say
from settings import Settings

SOURCES = """# What markhound reads. One table a source; docs/add-a-marketplace.md explains every key.
#
# [sources.town-market]
# platform = "sitemap"                      # jsonld, sitemap or feed
# start = ["https://shop.example/sitemap.xml"]
# min_listings = 100                        # fewer fails the night: a silent empty crawl is a fault
# [sources.town-market.politeness]
# delay = 1.0
"""


def initialise(
    no_copy: Annotated[
        bool, typer.Option("--no-copy", help="Upgrade an older database without keeping a copy: you have a backup.")
    ] = False,
) -> None:
    """Makes the data folder, the database and a sources.toml to fill in; brings an older database up to date.

    What is there stays. Before an older database is changed a copy of it is kept below `upgrades` in the data folder.

    Example: markhound init
    """
    from exports.signing import make_key, signer
    from flows.house import open_house

    settings = Settings()
    house = open_house(settings, copy_first=not no_copy)
    made = make_key(house.base)
    if not settings.sources.exists():
        Path(settings.sources).write_text(SOURCES, encoding="utf-8")
    say(f"data in {settings.data_dir}, database ready")
    if made:
        say(f"packs will be signed with a new key; publish its fingerprint: {signer(house.base).fingerprint}")
    say(f"next: declare a shop in {settings.sources}, then `markhound registry import` and `markhound scan`")
