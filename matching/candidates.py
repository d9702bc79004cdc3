"""Which pairs the texts of listings propose, in arrays: each with its places, and an outline for what it can score.

Everything here is as long as a batch of listings has candidates; no pair is looked at by itself.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from domain.listing import Listing
from matching.cues import cues
from matching.hit import Hit
from matching.mention import most_strengths
from matching.outline import FIELDS, Ints, Outline
from matching.pair import TextField
from matching.text.index import TextIndex
from matching.text.places import Place, Places
from matching.text.stream import LONGEST_TEXT
from matching.validity import Validity

# What may be a letter of another script, or stand for several: not ASCII, Chinese characters, full width, or marks.
ODD = re.compile(
    r"[^\x00-\x7f\u3000-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uff65\u2010-\u2015\u2018-\u201d\u2026\u00b7\u00d7]"
)
MOST_OWNERS = 20  # rights of one name that are in force; more of the same say nothing new

Hits = dict[TextField, tuple[Hit, ...]]


Touch = tuple[int, str, Place]  # number of the text, name as registered, where it stands


@dataclass(frozen=True)
class Candidates:
    """Pairs that texts propose, those of a listing together.

    Attributes:
        index: that proposed them.
        texts, fields: what was searched, and the field that each was.
        outline: of the pairs.
        first: for each pair, where its touches begin; one longer.
        touches: of one pair the fields come in order, the likeliest place first in each.
    """

    index: TextIndex
    texts: Sequence[str]
    fields: Sequence[TextField]
    outline: Outline
    first: Sequence[int]
    touches: Sequence[Touch]

    def hits(self, pair: int, right: int) -> Hits:
        """The places of a pair, looked at; a field without one is absent."""
        found: dict[TextField, tuple[Hit, ...]] = {}
        for text, name, place in self.touches[self.first[pair] : self.first[pair + 1]]:
            hit = self.index.hit(place, self.texts[text], name, right)
            if hit is not None:
                field = self.fields[text]
                found[field] = (*found[field], hit) if field in found else (hit,)
        return found


def propose(listings: Sequence[Listing], days: Ints, index: TextIndex, validity: Validity) -> Candidates:
    """The pairs of some listings.

    Args:
        listings: whose texts are searched.
        days: int64[listings], on which a right must be in force, as ordinals.
        index: names of the rights.
        validity: terms of the rights.
    """
    parts = [(n, f) for n, one in enumerate(listings) for f, field in enumerate(FIELDS) if getattr(one, field)]
    texts: list[str] = [getattr(listings[n], FIELDS[f]) for n, f in parts]
    listing_of, field_of = np.array(parts, np.int64).reshape(-1, 2).T
    places = index.places(texts)
    place, entry, right = index.owned(places.name)
    in_force = np.flatnonzero(validity.holds(right, days[listing_of[places.text[place]]]))
    place, entry, right = place[in_force], entry[in_force], right[in_force]
    few = np.arange(len(place)) - np.searchsorted(place, place) < MOST_OWNERS
    place, entry, right = place[few], entry[few], right[few]
    text = places.text[place]
    listing, field = listing_of[text], field_of[text]
    order = np.lexsort((np.arange(len(place)), field, right, listing))
    place, entry, right, listing, field, text = (part[order] for part in (place, entry, right, listing, field, text))
    begins = np.ones(len(place), np.bool_)
    begins[1:] = (right[1:] != right[:-1]) | (listing[1:] != listing[:-1])
    # As if all places in a field spoke independently, which is more than `mention` lets them.
    silent = np.ones((len(FIELDS), int(begins.sum())))
    pair = np.cumsum(begins) - 1
    np.multiply.at(silent, (field, pair), 1 - most_strengths(places, field_of)[place])
    hidden = np.zeros(int(begins.sum()))
    np.maximum.at(hidden, pair, np.where(_open(places, texts, index), 0.0, places.chance)[place])
    return Candidates(
        index,
        texts,
        [FIELDS[f] for f in field_of.tolist()],
        Outline(listings, [cues(one) for one in listings], listing[begins], right[begins], 1 - silent, hidden),
        np.append(np.flatnonzero(begins), len(place)).tolist(),
        list(zip(text.tolist(), index.spelling(entry), places.listed(place), strict=True)),
    )


def _open(places: Places, texts: Sequence[str], index: TextIndex) -> NDArray[np.bool_]:
    """Places at which a name surely stands as anybody writes it: its letters, nothing between, of no other script."""
    odd = np.array([ODD.search(text[:LONGEST_TEXT]) is not None for text in texts], np.bool_)
    whole = places.end - places.start == index.tables.names.length[places.name]
    found: NDArray[np.bool_] = index.exact(places) & whole & ~odd[places.text]
    return found
