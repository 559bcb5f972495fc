"""Names handed out to places: everybody once, every place filled, as many at home as can be."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from cocau.solver.model.place_variables import ListPlace, assign_places

UNITS = ["a", "b", "c"]


@given(st.lists(st.tuples(st.sampled_from([0, 1]), st.sampled_from([None, *UNITS]), st.sampled_from(UNITS))))
def test_places_are_filled_and_homes_reached_up_to_what_the_places_allow(
    people: list[tuple[int, str | None, str]],
) -> None:
    seats = {f"p{i}": ListPlace(group, 0, home) for i, (group, home, _) in enumerate(people)}
    places = Counter((group, 0, unit) for group, _, unit in people)
    lists = assign_places(seats, places, UNITS)
    stands = {i: unit for unit, ids in lists.items() for i in ids}
    assert sorted(stands) == sorted(seats)
    assert Counter((seats[i].group, 0, unit) for i, unit in stands.items()) == places
    tied = Counter((s.group, 0, s.home) for s in seats.values())
    most = sum(min(n, tied[key]) for key, n in places.items())
    assert sum(seats[i].home == unit for i, unit in stands.items()) == most
    assert list(lists) == UNITS
    assert all(list(ids) == sorted(ids) for ids in lists.values())
