"""Leads whose first picture looks like that of a listing that was acted upon, though its bytes are others."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

from domain.referral import Relisting
from flows.house import House
from flows.picture_file import read_picture
from leads.relisting import PICTURE
from leads.store import Found
from matching.pictures.look import Look, look, same

KEPT = 4096  # looks that stay in memory; a file under its digest never changes


def raise_alikes(house: House, found: Sequence[Found], at: datetime) -> int:
    """Marks those of the finds that came up again by such a picture; how many are newly marked.

    Only rights on which a team has acted cost anything: each of their finds one small decode.
    """
    acted = house.leads.referrals.acted_upon({one.match.right_id for one in found})
    again = []
    for one in found:
        cases = acted.get(one.match.right_id, ())
        mine = _look(one.listing.images[0]) if cases and one.listing.images else None
        if mine is None:
            continue
        for case in cases:
            theirs = _look(case.picture)
            if theirs is not None and same(mine, theirs):
                again.append(Relisting(one.lead_id, case.lead_id, case.referral_id, (PICTURE,), at))
    return house.leads.referrals.raise_again(again)


@lru_cache(KEPT)
def _look(location: str) -> Look | None:
    data = read_picture(location)
    return look(data) if data is not None else None
