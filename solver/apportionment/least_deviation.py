"""Seats to places and constituencies with the least deviation of people per seat.

The definition, the method and why it is exact: docs/solving.md, "Seats and constituencies".
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from math import lcm


@dataclass(frozen=True)
class PopulatedPlace:
    """A place and its population."""

    id: str
    population: int


@dataclass(frozen=True)
class PlaceShare:
    """The seats of a place, one number per constituency, the larger ones first."""

    place: PopulatedPlace
    parts: tuple[int, ...]

    @property
    def seats(self) -> int:
        """Return all seats of the place."""
        return sum(self.parts)

    @property
    def per_seat(self) -> Fraction:
        """Return the people behind a seat."""
        return Fraction(self.place.population, self.seats)


@dataclass(frozen=True)
class _SeatRange:
    """The numbers of seats that one place may have."""

    least: int
    most: int

    def chunks(self, limit: int) -> list[int]:
        """Return the seats that each further constituency adds, once `least` is full."""
        full = _count_parts(self.least, limit) * limit
        whole, rest = divmod(max(self.most - full, 0), limit)
        return [limit] * whole + [rest] * bool(rest)


def split_evenly(seats: int, parts: int) -> tuple[int, ...]:
    """Split seats into parts that differ by one at most, the larger ones first."""
    each, more = divmod(seats, parts)
    return (each + 1,) * more + (each,) * (parts - more)


def is_possible(places: int, seats: int, limit: int, constituencies: int | None) -> bool:
    """Return whether every place can have a seat, and each constituency 1 to `limit`."""
    if constituencies is None:
        return places <= seats
    return places <= constituencies <= seats <= constituencies * limit


def apportion(
    places: Sequence[PopulatedPlace], seats: int, limit: int, constituencies: int | None = None
) -> tuple[PlaceShare, ...]:
    """Apportion seats to places, in the order given.

    The largest deviation of people per seat from their mean is the least possible; then the sum of the
    deviations; then places that come first by id have the most seats. With `constituencies`, so many in
    all; without it, each place has as few as it can.

    Raises:
        ValueError: nothing is possible (see `is_possible`).
    """
    if not places or not is_possible(len(places), seats, limit, constituencies):
        raise ValueError("there is no such apportionment")
    ordered = sorted(places, key=lambda place: place.id)
    worst = _find_least_worst(ordered, seats, limit, constituencies)
    given = _find_least_sum(ordered, seats, limit, constituencies, worst)
    parts = _divide_seats(given, limit, constituencies)
    shares = {p.id: PlaceShare(p, split_evenly(s, k)) for p, s, k in zip(ordered, given, parts, strict=True)}
    return tuple(shares[place.id] for place in places)


def _count_parts(seats: int, limit: int) -> int:
    return -(-seats // limit)


def _get_deviation(place: PopulatedPlace, seats: int, quota: Fraction) -> Fraction:
    return abs(Fraction(place.population, seats) - quota)


def _get_quota(places: Sequence[PopulatedPlace], seats: int) -> Fraction:
    return Fraction(sum(place.population for place in places), seats)


def _find_least_worst(
    places: Sequence[PopulatedPlace], seats: int, limit: int, most_parts: int | None
) -> Fraction:
    """Find the least largest deviation by bisection: whether one suffices is monotone."""
    quota, top = _get_quota(places, seats), seats - len(places) + 1
    worsts = sorted({_get_deviation(place, s, quota) for place in places for s in range(1, top + 1)})
    low, high = 0, len(worsts) - 1
    while low < high:
        middle = (low + high) // 2
        if _is_enough(_find_ranges(places, seats, worsts[middle]), seats, limit, most_parts):
            high = middle
        else:
            low = middle + 1
    return worsts[low]


def _find_ranges(places: Sequence[PopulatedPlace], seats: int, worst: Fraction) -> list[_SeatRange]:
    """Find the seats with no more than this deviation.

    People per seat fall with seats, so they are a range.
    """
    quota, top = _get_quota(places, seats), seats - len(places) + 1
    found = []
    for place in places:
        # population / s <= quota + worst, and population / s >= quota - worst where that is above 0
        least = max(1, -(-place.population // (quota + worst)))
        most = top if quota <= worst else min(top, place.population // (quota - worst))
        found.append(_SeatRange(int(least), int(most)))
    return found


def _is_enough(ranges: Sequence[_SeatRange], seats: int, limit: int, most_parts: int | None) -> bool:
    """Return whether the ranges hold so many seats in all, in few enough constituencies.

    Seats first fill the fewest constituencies of the least numbers; the rest goes into further ones, the
    largest first, which needs the fewest of them.
    """
    if any(r.most < r.least for r in ranges):
        return False
    if not sum(r.least for r in ranges) <= seats <= sum(r.most for r in ranges):
        return False
    if most_parts is None:
        return True
    parts = sum(_count_parts(r.least, limit) for r in ranges)
    left = seats - sum(min(r.most, _count_parts(r.least, limit) * limit) for r in ranges)
    for chunk in sorted((c for r in ranges for c in r.chunks(limit)), reverse=True):
        if left <= 0:
            break
        left, parts = left - chunk, parts + 1
    return parts <= most_parts


def _find_least_sum(
    places: Sequence[PopulatedPlace], seats: int, limit: int, most_parts: int | None, worst: Fraction
) -> tuple[int, ...]:
    """Find the least sum, place by place, for all seats and constituencies that are left.

    Whole numbers only: deviations are multiplied by a common denominator.
    """
    ranges, quota = _find_ranges(places, seats, worst), _get_quota(places, seats)
    common = lcm(quota.denominator, *{s for r in ranges for s in range(r.least, r.most + 1)})
    costs = [
        {s: int(_get_deviation(place, s, quota) * common) for s in range(r.least, r.most + 1)}
        for place, r in zip(places, ranges, strict=True)
    ]
    never = 1 + sum(max(cost.values()) for cost in costs)
    count = len(places)
    fewest = [sum(r.least for r in ranges[i:]) for i in range(count + 1)]
    greatest = [sum(r.most for r in ranges[i:]) for i in range(count + 1)]

    def after(parts: int, s: int) -> int:
        return parts if most_parts is None else parts - _count_parts(s, limit)

    @cache
    def best(i: int, left: int, parts: int) -> tuple[int, int]:
        """Return the least sum from the i-th place on, and (below 0) the most seats for it."""
        if i == count:
            return (0, 0)
        least = max(ranges[i].least, left - greatest[i + 1])
        most = min(ranges[i].most, left - fewest[i + 1])
        enough = (s for s in range(least, most + 1) if after(parts, s) >= 0)
        found = ((costs[i][s] + best(i + 1, left - s, after(parts, s))[0], -s) for s in enough)
        return min(found, default=(never, 0))

    given: list[int] = []
    left, parts = seats, most_parts or 0
    for i in range(count):
        given.append(-best(i, left, parts)[1])
        left, parts = left - given[-1], after(parts, given[-1])
    return tuple(given)


def _divide_seats(given: Sequence[int], limit: int, constituencies: int | None) -> list[int]:
    """Divide each place into the fewest constituencies, and add further to the largest."""
    parts = [_count_parts(seats, limit) for seats in given]
    for _ in range(0 if constituencies is None else constituencies - sum(parts)):
        sizes = [Fraction(seats, k) for seats, k in zip(given, parts, strict=True)]
        parts[sizes.index(max(sizes))] += 1
    return parts


def get_list_range(seats: int, constituencies: int, listed: Mapping[int, int]) -> tuple[int, int] | None:
    """Return the shortest and the longest sum of lists over every way to give the seats.

    `listed`: the list of a constituency for each number of seats it may have. None: there is no way.
    """
    reached = {0: (0, 0)}
    for _ in range(constituencies):
        further: dict[int, tuple[int, int]] = {}
        for before, (least, most) in reached.items():
            for own, size in listed.items():
                low, high = further.get(before + own, (least + size, most + size))
                further[before + own] = min(low, least + size), max(high, most + size)
        reached = {total: both for total, both in further.items() if total <= seats}
    return reached.get(seats)
