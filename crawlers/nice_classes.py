"""A source's own categories and the Nice classes that they mean, as its table in sources.toml says."""

from dataclasses import replace

from domain.listing import Listing
from domain.source import Source

ATTRIBUTE = "nice_classes"


def classified(listing: Listing, source: Source) -> Listing:
    """The listing with the classes of the longest words of the table that its category holds, as "11;21".

    The longest word decides, so that 车载灯具 may mean something else than 灯具; a listing without one stays as it is.
    """
    category = listing.category.casefold()
    held = [(word, classes) for word, classes in source.nice if word.casefold() in category]
    if not held:
        return listing
    longest = max(len(word) for word, _ in held)
    found = sorted({number for word, classes in held if len(word) == longest for number in classes})
    attributes = tuple(pair for pair in listing.attributes if pair[0] != ATTRIBUTE)
    return replace(listing, attributes=(*attributes, (ATTRIBUTE, ";".join(map(str, found)))))
