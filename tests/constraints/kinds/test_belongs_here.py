"""belongs_here: whoever neither lives nor works in the locality is on no list."""

import pytest

from tests.constraints.samples import person, rule, unfit


@pytest.mark.parametrize("here", [True, False])
def test_a_candidate_lives_or_works_here(here: bool) -> None:
    assert unfit(rule("belongs_here"), person(lives_or_works_here=here)) is not here
