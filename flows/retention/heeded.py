"""What legal holds forbade to delete at the time of a deletion, for whoever verifies."""

from domain.preservation import PreserveOf, in_force
from domain.tombstone import Deletion
from evidence.tombstones import HALF
from evidence.verify_deleted import Held
from flows.house import House
from flows.retention.folders import seller_half


def held_of(house: House) -> Held:
    """Says of a deletion what the holds that stood then covered, by the log up to the line that it names."""
    _, cases = house.dispatches.packed()
    log, salt = house.preservations.log(), house.leads.networks.salt()

    def held(deletion: Deletion) -> tuple[frozenset[bytes], frozenset[bytes]]:
        holds = in_force(log, deletion.at.date(), deletion.holds)
        keys = house.preservations.listings(holds, cases, deletion.at)
        sellers = (one.value for one in holds if one.of is PreserveOf.SELLER)
        return (
            frozenset(bytes.fromhex(key[: 2 * HALF]) for key in keys),
            frozenset(seller_half(seller, salt) for seller in sellers),
        )

    return held
