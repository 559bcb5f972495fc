"""How long the official lists of a council can be in all, whatever seats its constituencies have."""

from collections.abc import Mapping


def list_range(seats: int, constituencies: int, listed: Mapping[int, int]) -> tuple[int, int] | None:
    """The shortest and the longest sum of lists over every way to give the seats to so many constituencies.

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
