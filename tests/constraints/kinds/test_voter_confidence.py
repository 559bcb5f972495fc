"""voter_confidence: more than half of the voters' meeting, once it was held."""

import pytest

from tests.constraints.samples import person, rule, unfit


@pytest.mark.parametrize(
    ("percent", "lacking"), [(None, False), (0, True), (49, True), (50, True), (51, False), (100, False)]
)
def test_exactly_half_is_not_enough_and_no_meeting_is_no_verdict(percent: int | None, lacking: bool) -> None:
    assert unfit(rule("voter_confidence", above_percent=50), person(voter_confidence=percent)) is lacking
