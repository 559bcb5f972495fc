"""only_nationality: no other nationality beside the Vietnamese."""

import pytest

from tests.constraints.samples import person, rule, unfit


@pytest.mark.parametrize("other", [True, False])
def test_nobody_with_another_nationality_is_listed(other: bool) -> None:
    assert unfit(rule("only_nationality"), person(other_nationality=other)) is other
