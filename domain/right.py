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


class UseKind(StrEnum):
    """On what ground somebody else may use a right."""

    LICENSEE = "licensee"
    SELLER = "seller"


@dataclass(frozen=True, slots=True)
class Permission:
    """Who else may use a right, on what ground, and when.

    Attributes:
        name: name or id of the person.
        kind: licensee or seller.
        since, until: days, inclusive; None where open.
    """

    name: str
    kind: UseKind = UseKind.LICENSEE
    since: date | None = None
    until: date | None = None

    def holds(self, on: date | None) -> bool:
        """Whether it holds on that day; of an unknown day it is taken to hold, as use may well be lawful."""
        if on is None:
            return True
        return (self.since is None or self.since <= on) and (self.until is None or on <= self.until)


@dataclass(frozen=True, slots=True)
class Priority:
    """An earlier application that a right goes back to: country or office code, its number, its day."""

    country: str = ""
    number: str = ""
    filed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Right:
    """A row of the registry CSV contract, and behind it what official registers say beyond that.

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
        status_text: the status in the register's own words or code.
        registration_number: where it differs from what the id is made of.
        filed_on: day of application.
        goods_by_class: pairs of Nice class and its goods in words, where the register separates them; `goods` is empty
            then.
        similar_groups: 类似群, four digits and for some a letter ("2501"); the first two are the Nice class.
        vienna_codes: of the figurative elements, "26.04.18".
        priorities: earlier applications that it goes back to.
        holder_aliases: the holder's names in other scripts, former names, trading names.
        agents: who represents the holder before the office.
        permissions: licensees and sellers, with the time for which they may use it.
        territory: codes of countries where it holds, where that is not just the jurisdiction.
        colour_claim: colours claimed, in words.
        disclaimer: words of the mark that are not claimed by themselves.
        well_known: whether an authority has found it well known.
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
    status_text: str = ""
    registration_number: str = ""
    filed_on: date | None = None
    goods_by_class: tuple[tuple[int, str], ...] = ()
    similar_groups: tuple[str, ...] = ()
    vienna_codes: tuple[str, ...] = ()
    priorities: tuple[Priority, ...] = ()
    holder_aliases: tuple[str, ...] = ()
    agents: tuple[str, ...] = ()
    permissions: tuple[Permission, ...] = ()
    territory: tuple[str, ...] = ()
    colour_claim: str = ""
    disclaimer: str = ""
    well_known: bool = False

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

    @property
    def goods_text(self) -> str:
        """All goods in words, each class on a line of its own where the register separates them."""
        by_class = "\n".join(f"{number}: {text}" for number, text in self.goods_by_class)
        return "\n".join(text for text in (self.goods, by_class) if text)

    def users(self, on: date | None) -> tuple[str, ...]:
        """Names of all who may use it on that day: authorised sellers, licensees, the holder by all names."""
        permitted = (permission.name for permission in self.permissions if permission.holds(on))
        return (*self.authorised_sellers, *permitted, self.holder, *self.holder_aliases)
