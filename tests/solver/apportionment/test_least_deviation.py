"""Seats to places: exact against brute force, independent of order, and quick at the largest sizes there are."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocau.solver.apportionment.least_deviation import (
    PlaceShare,
    PopulatedPlace,
    apportion,
    is_possible,
    split_evenly,
)

PEOPLE = st.lists(st.integers(1, 60), min_size=1, max_size=4)


def places(*people: int) -> list[PopulatedPlace]:
    return [PopulatedPlace(f"p{n:02}", number) for n, number in enumerate(people)]


def seats_of(shares: Sequence[PlaceShare]) -> list[int]:
    return [share.seats for share in shares]


def worth(people: Sequence[int], seats: Sequence[int]) -> tuple[Fraction, Fraction]:
    """The largest deviation and the sum of them."""
    quota = Fraction(sum(people), sum(seats))
    off = [abs(Fraction(p, s) - quota) for p, s in zip(people, seats, strict=True)]
    return max(off), sum(off, Fraction(0))


def every(count: int, seats: int, limit: int, parts: int | None) -> Iterator[tuple[int, ...]]:
    """Every way to give the seats that the wanted constituencies allow."""
    for given_ in product(range(1, seats + 1), repeat=count):
        fewest = sum(-(-s // limit) for s in given_)
        if sum(given_) == seats and (parts is None or fewest <= parts <= seats):
            yield given_


@given(PEOPLE, st.integers(1, 12), st.integers(1, 4), st.one_of(st.none(), st.integers(1, 8)))
def test_no_other_division_is_better(people: list[int], seats: int, limit: int, parts: int | None) -> None:
    ways = list(every(len(people), seats, limit, parts))
    assert bool(ways) is is_possible(len(people), seats, limit, parts)
    if not ways:
        with pytest.raises(ValueError, match="no such apportionment"):
            apportion(places(*people), seats, limit, parts)
        return
    shares = apportion(places(*people), seats, limit, parts)
    # the least of all; among equals the places that come first have the most seats
    best = min(ways, key=lambda way: (*worth(people, way), tuple(-s for s in way)))
    assert tuple(seats_of(shares)) == best


@given(PEOPLE, st.integers(1, 40), st.integers(1, 5), st.one_of(st.none(), st.integers(1, 20)))
def test_every_constituency_has_its_seats_within_the_limit(
    people: list[int], seats: int, limit: int, parts: int | None
) -> None:
    if not is_possible(len(people), seats, limit, parts):
        return
    shares = apportion(places(*people), seats, limit, parts)
    sizes = [size for share in shares for size in share.parts]
    assert sum(sizes) == seats
    assert 1 <= min(sizes) <= max(sizes) <= limit
    assert all(max(share.parts) - min(share.parts) <= 1 for share in shares)
    fewest = [-(-share.seats // limit) for share in shares]
    assert len(sizes) == (sum(fewest) if parts is None else parts)


@given(st.permutations(places(30, 20, 20, 10, 5)), st.integers(5, 25))
def test_the_order_of_the_places_changes_nothing(shuffled: list[PopulatedPlace], seats: int) -> None:
    straight = {s.place.id: s.parts for s in apportion(places(30, 20, 20, 10, 5), seats, 5)}
    shares = apportion(shuffled, seats, 5)
    assert [share.place for share in shares] == shuffled
    assert {s.place.id: s.parts for s in shares} == straight


@pytest.mark.parametrize(
    ("seats", "parts", "sizes"), [(95, 30, (4,) * 5 + (3,) * 25), (5, 1, (5,)), (7, 3, (3, 2, 2))]
)
def test_an_even_division_differs_by_one_at_most(seats: int, parts: int, sizes: tuple[int, ...]) -> None:
    assert split_evenly(seats, parts) == sizes


def test_a_place_of_more_than_five_seats_votes_in_several_constituencies() -> None:
    # 100 people a seat
    large, small = apportion(places(1_100, 300), 14, 5)
    assert (large.parts, small.parts) == ((4, 4, 3), (3,))


def test_further_constituencies_go_where_they_are_largest() -> None:
    large, small = apportion(places(1_000, 500), 15, 5, 6)
    # 10 and 5 seats need 2 + 1; the next goes to 5 a part (the first by id), then to the other, then 3.33 a part
    assert (large.parts, small.parts) == ((3, 3, 2, 2), (3, 2))


def test_the_wish_for_few_constituencies_moves_seats() -> None:
    # two places of 600 people: 6 + 6 seats would be even, but need two constituencies each
    free = apportion(places(600, 600, 300), 15, 5)
    tight = apportion(places(600, 600, 300), 15, 5, 3)
    assert seats_of(free) == [6, 6, 3]
    assert seats_of(tight) == [5, 5, 5]


def test_the_sum_decides_among_equal_largest_deviations() -> None:
    # the place of one person has a seat whatever is done, and no deviation is larger than its own
    shares = apportion(places(1, 90, 91), 5, 5)
    assert seats_of(shares) == [1, 2, 2]


@pytest.mark.parametrize(
    "people",
    [
        [1_000 + 37 * n * n for n in range(60)],
        [1] * 30 + [1_000 + 37 * n * n for n in range(30)],
        [1_000] * 60,
        [2 ** (n % 20) + n for n in range(60)],
    ],
)
@pytest.mark.parametrize("parts", [None, 60, 65, 90, 125])
def test_sixty_places_and_125_seats_are_no_size_to_give_up_at(people: list[int], parts: int | None) -> None:
    shares = apportion(places(*people), 125, 5, parts)
    assert sum(seats_of(shares)) == 125


def test_without_places_there_is_nothing_to_apportion() -> None:
    with pytest.raises(ValueError, match="no such apportionment"):
        apportion([], 5, 5)
