"""The town: offer number so-and-so, the same on every machine and in any order."""

from dataclasses import dataclass, replace
from decimal import Decimal
from random import Random

from benchmarks.names import key
from benchmarks.town import infringing, lawful
from benchmarks.town.offer import Draft, some, with_phrases
from benchmarks.town.people import People, Shop, named, people
from benchmarks.town.stock import Stock, Target
from benchmarks.town.wording import BY_CHANCE, HONEST, half
from domain.listing import Listing

TRUE, LAWFUL = 0.002, 0.04  # shares of listings that infringe, and of those that name a mark that sellers meet lawfully
CHANCE = 0.012  # of lawful ones carry a word of the trade that means something else
LABEL_NOISE = 0.005  # of infringing offers are taken for lawful: reviewers err, and nobody knows which
BLOCK = 1_000
OWN_SHOPS = 0.45  # of real titles whose brand is known are the holder's, the rest shops' of no interest
CATEGORY, PRICED = 0.3, 0.85


@dataclass(frozen=True, slots=True)
class Truth:
    """What an offer is.

    Attributes:
        kind: as in infringing.py or lawful.py; "background" for real titles that stand for themselves.
        right_id: that it meets, "" for none.
        infringes: whether it does, as a reviewer would say.
    """

    kind: str
    right_id: str = ""
    infringes: bool = False


@dataclass(frozen=True, slots=True)
class Town:
    """A town of so many offers, to be had block by block.

    Attributes:
        stock, people: what offers are drawn from.
        seed: of every choice.
        copies, met: in a block of 1,000, those that infringe and those that name a mark lawfully.
    """

    stock: Stock
    people: People
    seed: int
    copies: int
    met: int

    @classmethod
    def of(cls, stocked: Stock, listings: int, seed: int, richness: int = 1) -> "Town":
        """A town; with richness there are so many times more offers that name a mark, for fitting."""
        copies, met = round(TRUE * BLOCK * richness), round(LAWFUL * BLOCK * richness)
        shops = people(stocked.part, stocked.targets, copies * listings // BLOCK, Random(f"{seed}-people"))
        return cls(stocked, shops, seed, copies, met)

    def block(self, number: int) -> list[tuple[Listing, Truth, Shop]]:
        """A thousand offers."""
        random = Random(f"{self.seed}-{self.stock.part}-{number}")
        made = [self._infringing(random) for _ in range(self.copies)]
        made += [self._lawful(random) for _ in range(self.met)]
        made += [self._background(random) for _ in range(BLOCK - len(made))]
        random.shuffle(made)
        return [
            (self._listing(f"{number}-{n}", draft, target, random), truth, draft.shop)
            for n, (draft, target, truth) in enumerate(made)
        ]

    def _infringing(self, random: Random) -> tuple[Draft, Target | None, Truth]:
        names, shares = list(infringing.KINDS), [share for share, _ in infringing.KINDS.values()]
        while True:
            kind = random.choices(names, shares)[0]
            shop = random.choice(self.people.copiers)
            if kind == "several marks" and len(shop.marks) < 3:
                continue
            target = self.stock.targets[random.choice(shop.marks)]
            draft = infringing.KINDS[kind][1](self.stock, target, shop, random)
            if draft:
                return draft, target, Truth(kind, target.right.right_id, random.random() >= LABEL_NOISE)

    def _lawful(self, random: Random) -> tuple[Draft, Target | None, Truth]:
        names, shares = list(lawful.KINDS), [share for share, _ in lawful.KINDS.values()]
        while True:
            kind = random.choices(names, shares)[0]
            popular = self.stock.targets[int(len(self.stock.targets) * random.random() ** 1.8)]
            target = lawful.met(kind, self.stock, popular, random)
            draft = lawful.KINDS[kind][1](self.stock, target, lawful.seller_for(kind, self.people, random), random)
            if draft:
                if random.random() < CHANCE:
                    phrases = some(half(BY_CHANCE, self.stock.part), target.chinese, random)
                    draft = replace(draft, title=with_phrases(draft.title, phrases, random))
                return draft, target, Truth(kind, "" if kind == "accident" else target.right.right_id)

    def _background(self, random: Random) -> tuple[Draft, Target | None, Truth]:
        title = random.choice(self.stock.titles)
        brand = title.brand if title.brand not in ("", "NULL") else ""
        own = brand and random.random() < OWN_SHOPS
        shop = named("o", f"{brand}官方旗舰店", random) if own else random.choice(self.people.general)
        field = brand if brand and random.random() < (0.6 if own else 0.2) else ""
        return Draft(self._varied(title.text, random), shop, None, "", field), None, Truth("background")

    def _varied(self, text: str, random: Random) -> str:
        """A real title as other shops write it too: words of other titles, a word left out, an honest phrase."""
        pieces = text.split(" ")
        if len(pieces) > 4 and random.random() < 0.4:
            del pieces[random.randrange(2, len(pieces))]
        if random.random() < 0.3:
            pieces.insert(random.randint(0, len(pieces)), random.choice(self.stock.words))
        made = " ".join(pieces)
        if random.random() < 0.25:
            made = with_phrases(made, some(half(HONEST, self.stock.part), key(made) != made.lower(), random), random)
        return made

    def _listing(self, name: str, draft: Draft, target: Target | None, random: Random) -> Listing:
        usual = target.usual if target and draft.share is not None else random.lognormvariate(4.5, 1.2)
        price = Decimal(str(round(usual * (draft.share if draft.share is not None else 1), 2)))
        sector = target.sector if target else ""
        return Listing(
            listing_id=name,
            url=f"https://shop.example/{name}",
            title=draft.title or name,
            description=draft.description,
            brand=draft.brand,
            category=sector if sector and random.random() < CATEGORY else "",
            price=price if random.random() < PRICED else None,
            currency="CNY",
            seller=draft.shop.seller,
        )
