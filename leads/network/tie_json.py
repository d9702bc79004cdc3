"""A reason as JSON, for the API and for scripts."""

from domain.fields import Json
from domain.network import Tie


def tie_json(tie: Tie) -> Json:
    """The reason; `shown` is masked where it is a contact or an address."""
    return {
        "sellers": [tie.one, tie.other],
        "kind": tie.kind.value,
        "shown": tie.shown,
        "holders": tie.holders,
        "strength": tie.strength,
        "urls": [tie.one_url, tie.other_url],
    }
