"""Where the seats of a hemicycle are, from the speaker's left to right."""

from dataclasses import dataclass
from functools import cache

from parliamentarch.geometry import (  # type: ignore[import-untyped]
    get_nrows_from_nseats,
    get_row_thickness,
    get_seats_centers,
)

WIDTH = 400
"""Units across; half as many up, and a little more for the seats at the ends of the rows."""
_HALF = WIDTH / 2
_TOUCHING = 0.88
"""How much of the room between two rows a seat takes."""


@dataclass(frozen=True)
class Spot:
    """The middle of a seat."""

    x: float
    y: float


@dataclass(frozen=True)
class Plan:
    """Spots of so many seats, `radius` of each, and the height of the drawing."""

    spots: tuple[Spot, ...]
    radius: float
    height: float


@cache
def plan_of(seats: int) -> Plan:
    """So many seats, from the left end to the right end, wedge by wedge."""
    if seats < 1:
        return Plan((), 0, 0)
    thickness = get_row_thickness(get_nrows_from_nseats(seats))
    radius = round(min(thickness, 0.2) * _TOUCHING * _HALF, 2)
    centres = get_seats_centers(seats)
    ordered = sorted(centres, key=lambda at: (-centres[at], at))
    spots = tuple(Spot(round(x * _HALF, 2), round((1 - y) * _HALF, 2)) for x, y in ordered)
    return Plan(spots, radius, round(max(spot.y for spot in spots) + radius + 2, 2))
