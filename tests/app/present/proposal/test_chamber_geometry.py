import math

import pytest

from cocau.app.present.proposal.chamber import WIDTH, lay_out_seats


@pytest.mark.parametrize("seats", [1, 2, 3, 15, 54, 95, 150])
def test_every_seat_has_room_of_its_own_within_the_drawing(seats: int) -> None:
    plan = lay_out_seats(seats)
    assert len(plan.spots) == seats
    for n, spot in enumerate(plan.spots):
        assert plan.radius <= spot.x <= WIDTH - plan.radius
        assert spot.y - plan.radius >= 0
        assert spot.y + plan.radius <= plan.height
        others = plan.spots[n + 1 :]
        assert all(math.dist((spot.x, spot.y), (o.x, o.y)) > 1.9 * plan.radius for o in others)


def test_seats_follow_each_other_from_left_to_right() -> None:
    spots = lay_out_seats(54).spots
    assert max(spot.x for spot in spots[:6]) < WIDTH / 2 < min(spot.x for spot in spots[-6:])


def test_nobody_needs_no_drawing() -> None:
    assert lay_out_seats(0).spots == ()
