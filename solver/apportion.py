"""Seats to places and constituencies: the least deviation of people behind a seat, exactly.

The definition, the method and why it is exact: docs/solving.md, "Seats and constituencies".
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from math import lcm


@dataclass(frozen=True)
class Place:
    """Somewhere with so many people."""

    id: str
    population: int


@dataclass(frozen=True)
class Share:
    """The seats of one place, one number for each of its constituencies, the larger ones first."""

    place: Place
    parts: tuple[int, ...]

    @property
    def seats(self) -> int:
        """All its seats."""
        return sum(self.parts)

    @property
    def per_seat(self) -> Fraction:
        """People behind a seat."""
        return Fraction(self.place.population, self.seats)


@dataclass(frozen=True)
class _Range:
    """The numbers of seats that one place may have."""

    least: int
    most: int

    def chunks(self, limit: int) -> list[int]:
        """Seats that each further constituency adds, once the fewest for `least` are full."""
        full = _parts(self.least, limit) * limit
        whole, rest = divmod(max(self.most - full, 0), limit)
        return [limit] * whole + [rest] * bool(rest)


def even(seats: int, parts: int) -> tuple[int, ...]:
    """So many seats in so many parts that differ by one at most, the larger ones first."""
    each, more = divmod(seats, parts)
    return (each + 1,) * more + (each,) * (parts - more)


def possible(places: int, seats: int, limit: int, constituencies: int | None) -> bool:
    """Whether every place can have a seat, and every constituency 1 to `limit` of them."""
    if constituencies is None:
        return places <= seats
    return places <= constituencies <= seats <= constituencies * limit


def apportion(
    places: Sequence[Place], seats: int, limit: int, constituencies: int | None = None
) -> tuple[Share, ...]:
    """The seats of each place, in the order given.

    The largest deviation of people per seat from their mean is the least possible; then the sum of the
    deviations; then places that come first by id have the most seats. With `constituencies`, so many in
    all; without it, each place has as few as it can.

    Raises:
        ValueError: nothing is possible (see `possible`).
    """
    if not places or not possible(len(places), seats, limit, constituencies):
        raise ValueError("there is no such apportionment")
    ordered = sorted(places, key=lambda place: place.id)
    worst = _least_worst(ordered, seats, limit, constituencies)
    given = _least_sum(ordered, seats, limit, constituencies, worst)
    parts = _divided(given, limit, constituencies)
    shares = {p.id: Share(p, even(s, k)) for p, s, k in zip(ordered, given, parts, strict=True)}
    return tuple(shares[place.id] for place in places)


def _parts(seats: int, limit: int) -> int:
    return -(-seats // limit)


def _deviation(place: Place, seats: int, quota: Fraction) -> Fraction:
    return abs(Fraction(place.population, seats) - quota)


def _quota(places: Sequence[Place], seats: int) -> Fraction:
    return Fraction(sum(place.population for place in places), seats)


def _least_worst(places: Sequence[Place], seats: int, limit: int, most_parts: int | None) -> Fraction:
    """Bisection over every deviation there can be: whether one suffices is monotone."""
    quota, top = _quota(places, seats), seats - len(places) + 1
    worsts = sorted({_deviation(place, s, quota) for place in places for s in range(1, top + 1)})
    low, high = 0, len(worsts) - 1
    while low < high:
        middle = (low + high) // 2
        if _suffices(_ranges(places, seats, worsts[middle]), seats, limit, most_parts):
            high = middle
        else:
            low = middle + 1
    return worsts[low]


def _ranges(places: Sequence[Place], seats: int, worst: Fraction) -> list[_Range]:
    """The seats with no more than this deviation; people per seat fall with seats, so they are a range."""
    quota, top = _quota(places, seats), seats - len(places) + 1
    found = []
    for place in places:
        # population / s <= quota + worst, and population / s >= quota - worst where that is above 0
        least = max(1, -(-place.population // (quota + worst)))
        most = top if quota <= worst else min(top, place.population // (quota - worst))
        found.append(_Range(int(least), int(most)))
    return found


def _suffices(ranges: Sequence[_Range], seats: int, limit: int, most_parts: int | None) -> bool:
    """Whether the ranges hold so many seats in all, in few enough constituencies.

    Seats first fill the fewest constituencies of the least numbers; the rest goes into further ones, the
    largest first, which needs the fewest of them.
    """
    if any(r.most < r.least for r in ranges):
        return False
    if not sum(r.least for r in ranges) <= seats <= sum(r.most for r in ranges):
        return False
    if most_parts is None:
        return True
    parts = sum(_parts(r.least, limit) for r in ranges)
    left = seats - sum(min(r.most, _parts(r.least, limit) * limit) for r in ranges)
    for chunk in sorted((c for r in ranges for c in r.chunks(limit)), reverse=True):
        if left <= 0:
            break
        left, parts = left - chunk, parts + 1
    return parts <= most_parts


def _least_sum(
    places: Sequence[Place], seats: int, limit: int, most_parts: int | None, worst: Fraction
) -> tuple[int, ...]:
    """Place by place, the least sum for every number of seats and constituencies that are left.

    Whole numbers only: deviations are multiplied by a common denominator.
    """
    ranges, quota = _ranges(places, seats, worst), _quota(places, seats)
    common = lcm(quota.denominator, *{s for r in ranges for s in range(r.least, r.most + 1)})
    costs = [
        {s: int(_deviation(place, s, quota) * common) for s in range(r.least, r.most + 1)}
        for place, r in zip(places, ranges, strict=True)
    ]
    never = 1 + sum(max(cost.values()) for cost in costs)
    count = len(places)
    fewest = [sum(r.least for r in ranges[i:]) for i in range(count + 1)]
    greatest = [sum(r.most for r in ranges[i:]) for i in range(count + 1)]

    def after(parts: int, s: int) -> int:
        return parts if most_parts is None else parts - _parts(s, limit)

    @cache
    def best(i: int, left: int, parts: int) -> tuple[int, int]:
        """The least sum from the i-th place on, and (below 0) the most seats of that place that reach it."""
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


def _divided(given: Sequence[int], limit: int, constituencies: int | None) -> list[int]:
    """How many constituencies each place has: the fewest, and each further one where they are largest."""
    parts = [_parts(seats, limit) for seats in given]
    for _ in range(0 if constituencies is None else constituencies - sum(parts)):
        sizes = [Fraction(seats, k) for seats, k in zip(given, parts, strict=True)]
        parts[sizes.index(max(sizes))] += 1
    return parts
