"""What is known of an offer beyond its page, and the signals that read it, each a file in matching/circumstances/.

A signal in matching/signals/ looks at one page and one right. What such offers usually cost, what a seller was found
to do, what else the shop offers tonight is known only when all matches of a run lie there, and changes from night to
night though the page does not. So it is weighed afterwards, over the matches that were kept, carried-over ones too.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from domain.catalogue import collect
from domain.listing import Listing
from domain.match import Match
from domain.signal import Role, Signal, mains_first
from matching.few import DIGITS
from matching.scorer import Scorer

LIFT = 2.0
"""Log-odds below the threshold down to which matches are kept for this second look. All circumstances together can
weigh more, but what hardly looked like a mark on its page is no lead for its price alone."""


@dataclass(frozen=True, slots=True)
class Usual:
    """Prices of offers that refer to the same right for the same class of goods, in one currency.

    Attributes:
        middle: their median, in `currency`.
        spread: standard deviation of their natural logarithms, robust: 1.4826 times the median absolute deviation.
        offers: how many.
        currency: ISO 4217.
    """

    middle: float
    spread: float
    offers: int
    currency: str


@dataclass(frozen=True, slots=True)
class Shop:
    """The seller of an offer, as the house knows it.

    Attributes:
        confirmed, dismissed: groups of near-identical offers that reviewers confirmed or dismissed, this offer not
            counted.
        holders: whose rights the shop's offers of tonight seem to hide or copy, sorted.
        offers: how many it has tonight.
        usual_offers: the median of that over the shops of its source tonight.
        days: since its first offer was seen; None where its source has not been watched for long enough to tell.
        hiding: how many of its other offers of tonight seem to hide or copy.
        by_chance: share of all offers of its source that do, 0..1.
    """

    confirmed: int = 0
    dismissed: int = 0
    holders: tuple[str, ...] = ()
    offers: int = 0
    usual_offers: float = 0.0
    days: int | None = None
    hiding: int = 0
    by_chance: float = 0.0


@dataclass(frozen=True, slots=True)
class Circumstances:
    """All of it for one match.

    Attributes:
        listing: the offer.
        match: of one right.
        shop: its seller; None where the page names none.
        usual: what such offers cost; None where too few are known.
        confirmed_with: address of a confirmed offer, for the same right, with the same first picture; "" for none.
    """

    listing: Listing
    match: Match
    shop: Shop | None = None
    usual: Usual | None = None
    confirmed_with: str = ""


@dataclass(frozen=True, slots=True)
class CircumstanceRule:
    """One signal of circumstances, always a qualifier: none of them points to a mark.

    Attributes:
        name: as in the output.
        see: says what it saw, None if nothing. Its docstring is what a reviewer reads.
    """

    name: str
    see: Callable[[Circumstances], Signal | None]

    @property
    def role(self) -> Role:
        """What it may do to a score."""
        return Role.QUALIFIER

    @property
    def sentence(self) -> str:
        """What it means, in one sentence."""
        return " ".join((self.see.__doc__ or "").split())


def circumstance_rules() -> dict[str, CircumstanceRule]:
    """Every rule by name, sorted.

    Raises:
        domain.catalogue.DuplicateNameError: two have the same name.
    """
    from matching import circumstances  # here, because its files import this one

    return dict(sorted(collect(circumstances, CircumstanceRule).items()))


def weighed(known: Circumstances, rules: Mapping[str, CircumstanceRule], scorer: Scorer) -> Match:
    """The match with what its circumstances say; what they said before is said anew."""
    page = [signal for signal in known.match.signals if signal.name not in rules]
    said = [found for rule in rules.values() if (found := rule.see(known))]
    signals = tuple(sorted([*page, *said], key=mains_first))
    if signals == known.match.signals and scorer.name == known.match.scorer:
        return known.match
    return replace(known.match, signals=signals, score=round(scorer.score(signals), DIGITS), scorer=scorer.name)


def floor(threshold: float) -> float:
    """The score from which a match is worth a second look, where leads begin at that threshold, 0..1."""
    if not 0 < threshold < 1:
        return threshold
    return 1 / (1 + math.exp(-(math.log(threshold / (1 - threshold)) - LIFT)))
