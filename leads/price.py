"""What offers that refer to a right usually cost: a median that a few odd prices do not move."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import quantiles

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from domain.lead import LeadState
from leads.tables import QueueRow

ENOUGH = 8  # offers; the quartiles of fewer are hardly more than the offers themselves
NEWEST = 200  # offers looked at: prices of years ago say little, and a right with fifty thousand must not cost more


@dataclass(frozen=True, slots=True)
class UsualPrice:
    """Prices of offers that refer to a right, other than confirmed ones.

    Attributes:
        low, middle, high: quartiles, in `currency`.
        currency: of all of them; other currencies are left out, not converted.
        goods: the classes of goods that all of them seem to belong to, "" where matching could not tell.
        offers: how many.
        price: of the offer that they are compared with.
    """

    low: float
    middle: float
    high: float
    currency: str
    goods: str
    offers: int
    price: float

    @property
    def ratio(self) -> float:
        """The price as a share of the usual one; 0.5 is half of it."""
        return self.price / self.middle


def usual_price(session: Session, lead_id: str) -> UsualPrice | None:
    """What a lead's price is to be compared with; None where it has no price or too few offers stand beside it."""
    found = session.execute(_OWN, {"lead": lead_id}).first()
    if found is None or found.price is None:
        return None
    values = {"right": found.right_id, "currency": found.currency, "goods": found.goods, "lead": lead_id}
    prices = session.scalars(_OTHERS, values).all()
    return of(found.price, [price for price in prices if price is not None], found.currency, found.goods)


def of(price: float, others: Sequence[float], currency: str = "", goods: str = "") -> UsualPrice | None:
    """A price beside those of others; None where they are too few."""
    if len(others) < ENOUGH:
        return None
    low, middle, high = quantiles(others, n=4, method="inclusive")
    return UsualPrice(low, middle, high, currency, goods, len(others), price)


_OWN = select(QueueRow.right_id, QueueRow.currency, QueueRow.goods, QueueRow.price).where(
    QueueRow.lead_id == bindparam("lead")
)
# Confirmed ones are what the price of the others is to tell apart. The lead itself is no measure of itself.
_OTHERS = (
    select(QueueRow.price)
    .where(QueueRow.right_id == bindparam("right"), QueueRow.currency == bindparam("currency"))
    .where(QueueRow.goods == bindparam("goods"), QueueRow.price.is_not(None), QueueRow.lead_id != bindparam("lead"))
    .where(QueueRow.state != LeadState.CONFIRMED.value)
    .order_by(QueueRow.lead_no.desc())
    .limit(NEWEST)
)
