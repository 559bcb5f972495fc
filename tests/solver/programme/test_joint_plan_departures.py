"""The program over departures: what is known of a plan bounds every plan with more departures."""

from cocau.constraints.model.council import CouncilLevel
from cocau.solver.programme.joint_plan import DepartureMaster, KnownLosses, RequiredDepartures
from cocau.solver.programme.parts import CouncilLoss

PROVINCE, COMMUNE = CouncilLevel.PROVINCE, CouncilLevel.COMMUNE


def known(level: CouncilLevel, **bounds: CouncilLoss) -> KnownLosses:
    """`bounds`: by the letters of those kept off, `_` for nobody."""
    return KnownLosses(level, {frozenset(out.strip("_")): loss for out, loss in bounds.items()})


def test_the_dearest_plan_that_applies_counts_and_losses_are_compared_in_their_order() -> None:
    both = [RequiredDepartures("a", (COMMUNE,), 1), RequiredDepartures("b", (COMMUNE,), 1)]
    council = known(COMMUNE, _=(0, 5), a=(0, 7), ab=(1, 0))
    assert DepartureMaster(both, {"x": council}, frozenset()).choose_departures().total == (1, 0)
    assert DepartureMaster(both[:1], {"x": council}, frozenset()).choose_departures().total == (0, 7)
    assert DepartureMaster(both[1:], {"x": council}, frozenset()).choose_departures().total == (
        0,
        5,
    )  # nothing is known of b alone


def test_a_bound_that_came_out_lower_with_more_departures_is_raised_to_that_with_fewer() -> None:
    late = known(COMMUNE, _=(0,), a=(3,), ab=(1,))
    needs = [RequiredDepartures("a", (COMMUNE,), 1), RequiredDepartures("b", (COMMUNE,), 1)]
    assert DepartureMaster(needs, {"x": late}, frozenset()).choose_departures().total == (3,)


def test_of_departures_that_cost_the_same_fewest_then_none_from_a_post_then_the_lowest_level() -> None:
    councils = {"t": known(PROVINCE, _=(0,)), "x": known(COMMUNE, _=(0,))}
    needs = [RequiredDepartures("a", (PROVINCE, COMMUNE), 1)]
    assert DepartureMaster(needs, councils, frozenset()).choose_departures().departures == {("a", COMMUNE)}
    assert DepartureMaster(needs, councils, frozenset({("a", COMMUNE)})).choose_departures().departures == {
        ("a", PROVINCE)
    }
