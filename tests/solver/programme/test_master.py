"""The program over departures: what is known of a plan bounds every plan with more departures."""

from cocau.constraints.council import Level
from cocau.solver.programme.departures import Need
from cocau.solver.programme.losses import Loss
from cocau.solver.programme.master import Known, Master

PROVINCE, COMMUNE = Level.PROVINCE, Level.COMMUNE


def known(level: Level, **bounds: Loss) -> Known:
    """`bounds`: by the letters of those kept off, `_` for nobody."""
    return Known(level, {frozenset(out.strip("_")): loss for out, loss in bounds.items()})


def test_the_dearest_plan_that_applies_counts_and_losses_are_compared_in_their_order() -> None:
    both = [Need("a", (COMMUNE,), 1), Need("b", (COMMUNE,), 1)]
    council = known(COMMUNE, _=(0, 5), a=(0, 7), ab=(1, 0))
    assert Master(both, {"x": council}, frozenset()).least().total == (1, 0)
    assert Master(both[:1], {"x": council}, frozenset()).least().total == (0, 7)
    assert Master(both[1:], {"x": council}, frozenset()).least().total == (
        0,
        5,
    )  # nothing is known of b alone


def test_a_bound_that_came_out_lower_with_more_departures_is_raised_to_that_with_fewer() -> None:
    late = known(COMMUNE, _=(0,), a=(3,), ab=(1,))
    needs = [Need("a", (COMMUNE,), 1), Need("b", (COMMUNE,), 1)]
    assert Master(needs, {"x": late}, frozenset()).least().total == (3,)


def test_of_departures_that_cost_the_same_fewest_then_none_from_a_post_then_the_lowest_level() -> None:
    councils = {"t": known(PROVINCE, _=(0,)), "x": known(COMMUNE, _=(0,))}
    needs = [Need("a", (PROVINCE, COMMUNE), 1)]
    assert Master(needs, councils, frozenset()).least().departures == {("a", COMMUNE)}
    assert Master(needs, councils, frozenset({("a", COMMUNE)})).least().departures == {("a", PROVINCE)}
