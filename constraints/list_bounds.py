"""How short the lists of a council may be in all, when its division into constituencies is not known."""

from collections.abc import Mapping

from cocau.constraints.span import Span

_TOO_MANY = 2_000_000


def legal_minimum(seats: int, units: int | None, extra_by_seats: Mapping[int, int]) -> Span | None:
    """The least and the greatest sum of shortest lists, over every division of `seats` among `units`.

    Constituencies elect as many deputies as the table names; `units` None: any number of them. None where
    no division exists.
    """
    least: dict[int, int] = {0: 0}
    most: dict[int, int] = {0: 0}
    if units is not None and units <= seats <= units * max(extra_by_seats) and units * seats > _TOO_MANY:
        units = None  # several councils together; without their number the bounds are only wider
    if units is None:
        for total in range(1, seats + 1):
            steps = [(total - size, size + extra) for size, extra in extra_by_seats.items() if size <= total]
            least[total] = min(least[rest] + needed for rest, needed in steps)
            most[total] = max(most[rest] + needed for rest, needed in steps)
        return Span(least[seats], most[seats])
    for _ in range(units):
        least = _one_more(least, seats, extra_by_seats, lower=True)
        most = _one_more(most, seats, extra_by_seats, lower=False)
    return Span(least[seats], most[seats]) if seats in least else None


def _one_more(
    sums: Mapping[int, int], seats: int, extra_by_seats: Mapping[int, int], *, lower: bool
) -> dict[int, int]:
    """The best sums with one constituency more."""
    found: dict[int, int] = {}
    for total, needed in sums.items():
        for size, extra in extra_by_seats.items():
            if total + size <= seats:
                new = needed + size + extra
                old = found.get(total + size, new)
                found[total + size] = min(old, new) if lower else max(old, new)
    return found
