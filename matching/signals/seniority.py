"""The older right, and the one that is known to be registered."""

from domain.right import RightStatus
from domain.signal import Role, Signal
from matching.pair import Pair
from matching.rule import Rule

YEARS = range(1900, 2050)  # of registration: the first says 0.5, the last nothing


def see(pair: Pair) -> Signal | None:
    """The register says that the right is registered, and since when: of rights of one name the older prevails."""
    right = pair.right
    registered = right.status is RightStatus.REGISTERED
    if not registered and right.registered_on is None:
        return None
    strength, since = 0.5 * registered, ""
    if right.registered_on is not None:
        year = right.registered_on.year + right.registered_on.timetuple().tm_yday / 366
        strength += 0.5 * min(max((YEARS.stop - year) / len(YEARS), 0.0), 1.0)
        since = f" since {right.registered_on}"
    if not strength:
        return None
    status = "registered" if registered else "in its register"
    return Signal("seniority", Role.QUALIFIER, strength, "", status, f"The right is {status}{since}.")


RULE = Rule("seniority", Role.QUALIFIER, see)
