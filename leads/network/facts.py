"""What one listing says about who sells it."""

from collections.abc import Iterable
from hashlib import blake2b

from domain.listing import Listing
from domain.network import Fact, FactKind
from leads.network.addresses import addresses
from leads.network.contacts import contacts, fold
from leads.network.licences import licences
from leads.network.templates import templates

PICTURES = 12  # of a listing; what comes behind is size charts and service marks
KEY_BYTES = 8


def facts_of(listing: Listing, lines: Iterable[str] = ()) -> list[Fact]:
    """Its facts, each once.

    Args:
        listing: as a run found it.
        lines: texts read in its pictures, where they were read.
    """
    said = [listing.title, listing.description, listing.seller.name, listing.seller.location]
    said += [f"{name}: {value}" for name, value in listing.attributes]
    folded = fold("\n".join([*said, *lines]))
    found = [*contacts(folded), *licences(folded), *addresses(folded), *templates(listing.description)]
    fetched = {capture.location: capture.digest for capture in listing.pictures}
    for image in listing.images[:PICTURES]:
        name = fetched.get(image, image)
        found.append(Fact(FactKind.PICTURE, name, name if image in fetched else ""))
    return list({(fact.kind, fact.value): fact for fact in found}.values())


def key_of(fact: Fact, salt: bytes) -> int:
    """64 bits that are equal for equal facts of one installation; without its salt they say nothing.

    Args:
        fact: its kind and folded value count.
        salt: at most 64 bytes.
    """
    said = f"{fact.kind.value}\0{fact.value}".encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(said, digest_size=KEY_BYTES, key=salt[:64]).digest(), "little")
