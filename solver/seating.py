"""Handing out names: from how many of each group and role stand in a constituency to who stands there."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple


class Seat(NamedTuple):
    """What a person on a list fills: a place of his or her group and role; `home` is where a tie is."""

    group: int
    role: int
    home: str | None


def seated(
    seats: Mapping[str, Seat], places: Mapping[tuple[int, int, str], int], units: Sequence[str]
) -> dict[str, tuple[str, ...]]:
    """People to constituencies, as many at home as there are places; ties by id, so always the same way.

    `places` says how many of each (group, role) stand in each constituency; per (group, role) they sum to
    the people who have it. Lists come in the order of `units`, each in the order of ids.
    """
    left = dict(places)
    lists: dict[str, list[str]] = {unit: [] for unit in units}
    waiting: dict[tuple[int, int], list[str]] = defaultdict(list)
    for person, seat in sorted(seats.items()):
        key = (seat.group, seat.role, seat.home or "")
        if left.get(key, 0):
            left[key] -= 1
            lists[key[2]].append(person)
        else:
            waiting[seat.group, seat.role].append(person)
    for (group, role), people in waiting.items():
        free = [unit for unit in units for _ in range(left.get((group, role, unit), 0))]
        for person, unit in zip(people, free, strict=True):
            lists[unit].append(person)
    return {unit: tuple(sorted(people)) for unit, people in lists.items()}
