"""The US office's codes: what a right's life depends on is told by the code where no date tells it."""

import pytest

from domain.right import RightStatus
from registry.statuses import us_status

LIVE, DEAD, WAITING = RightStatus.REGISTERED, RightStatus.CANCELLED, RightStatus.PENDING


@pytest.mark.parametrize(
    ("code", "registered", "ended", "wanted"),
    [
        ("700", True, False, LIVE),
        ("708", True, False, LIVE),
        ("709", True, False, DEAD),  # section 71, of Madrid registrations
        ("710", True, False, DEAD),
        ("715", True, True, WAITING),  # restored to pendency
        ("717", True, False, LIVE),
        ("730", False, False, WAITING),  # an extension granted is no cancellation
        ("780", True, False, LIVE),
        ("790", True, False, LIVE),
        ("800", True, False, LIVE),
        ("900", True, False, RightStatus.EXPIRED),
        ("606", False, False, DEAD),
        ("614", False, True, DEAD),
        ("616", False, True, WAITING),  # revived
        ("618", False, False, DEAD),
        ("630", False, False, WAITING),
        ("686", False, False, WAITING),
        ("402", True, False, DEAD),  # the international registration ended
        ("", True, False, LIVE),
        ("odd", False, True, DEAD),
    ],
)
def test_a_code_means_what_the_offices_table_says(
    code: str, registered: bool, ended: bool, wanted: RightStatus
) -> None:
    assert us_status(code, registered=registered, ended=ended) is wanted
