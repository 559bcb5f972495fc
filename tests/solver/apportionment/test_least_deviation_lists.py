"""How long lists can be in all, against every partition."""

from itertools import combinations_with_replacement

import pytest

from cocau.solver.apportionment.least_deviation import get_list_range

LISTED = {1: 2, 2: 3, 3: 5, 4: 7, 5: 8}


@pytest.mark.parametrize("seats", range(1, 16))
@pytest.mark.parametrize("constituencies", range(1, 6))
def test_the_range_is_that_of_every_partition(seats: int, constituencies: int) -> None:
    every = combinations_with_replacement(LISTED, constituencies)
    sizes = [sum(LISTED[s] for s in way) for way in every if sum(way) == seats]
    assert get_list_range(seats, constituencies, LISTED) == ((min(sizes), max(sizes)) if sizes else None)
