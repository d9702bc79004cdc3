"""A protected right: trademark or design, with what decides its scope."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class RightKind(StrEnum):
    """What kind of right it is."""

    TRADEMARK = "trademark"
    DESIGN = "design"


class RightStatus(StrEnum):
    """Where a right stands in its register. `UNKNOWN` is a register that did not say."""

    REGISTERED = "registered"
    PENDING = "pending"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Right:
    """A row of the registry CSV contract.

    Attributes:
        right_id: the register's own number, unique in a registry.
        kind: trademark or design.
        mark_text: the protected words as registered; empty for a picture mark or a design.
        aliases: other names of the same mark (a foreign brand's Chinese name, its Latin name).
        images: where its pictures lie: paths or URLs, one per view.
        holder: who owns it.
        nice_classes: Nice classes, 1 to 45.
        locarno_classes: Locarno classes as written, for example "02-04".
        goods: goods and services in words.
        status: as the register says.
        registered_on, expires_on: days, inclusive; None where the register is silent.
        jurisdiction: ISO 3166 code or an office's code ("CN", "EM").
        authorised_sellers: names or ids of those who may use it.
    """

    right_id: str
    kind: RightKind
    mark_text: str = ""
    aliases: tuple[str, ...] = ()
    images: tuple[str, ...] = ()
    holder: str = ""
    nice_classes: tuple[int, ...] = ()
    locarno_classes: tuple[str, ...] = ()
    goods: str = ""
    status: RightStatus = RightStatus.UNKNOWN
    registered_on: date | None = None
    expires_on: date | None = None
    jurisdiction: str = ""
    authorised_sellers: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The mark's text and its aliases, without empty ones, each once."""
        return tuple(dict.fromkeys(name for name in (self.mark_text, *self.aliases) if name))

    def in_force(self, on: date) -> bool:
        """Whether the right could be infringed on that day.

        A silent register counts as in force: the reviewer sees the status beside the lead.
        """
        if self.status not in (RightStatus.REGISTERED, RightStatus.UNKNOWN):
            return False
        if self.registered_on is not None and on < self.registered_on:
            return False
        return self.expires_on is None or on <= self.expires_on
