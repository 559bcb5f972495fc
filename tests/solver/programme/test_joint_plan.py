"""The joint plan against every joint plan there is, and what is told of it where the search ends early."""

from collections.abc import Mapping, Sequence
from itertools import combinations, product

from hypothesis import given

from cocau.constraints.model.people import OtherBody
from cocau.solver.programme.entries import ProgrammeEntry, build_plan_request
from cocau.solver.programme.joint_plan import join_plans
from cocau.solver.programme.result import ProgrammeResult
from tests.examples import examples
from tests.solver.programme.tiny_programmes import Shop, programmes

Loss = tuple[int, int, int]
TIERS = ("councils", "5", "10")
"""What a `Shop` counts."""


def planned(entries: Sequence[ProgrammeEntry], shop: Shop, most_plans: int = 400) -> ProgrammeResult:
    parts = shop([build_plan_request(e) for e in entries])
    return join_plans(entries, {part.council: part for part in parts}, shop, most_plans=most_plans)


def best(
    entries: Sequence[ProgrammeEntry], shop: Shop, fixed: Mapping[str, tuple[str, ...]] | None = None
) -> Loss:
    """The least loss over all slates of all councils, limits counted here and not by the product.

    `fixed`: councils whose list is given, empty for none.
    """
    filed = {p.id: {*p.stands_elsewhere} for e in entries for p in e.request.pool.people}
    losses = []
    for combined in product(*(_slates(e, shop, (fixed or {}).get(e.id)) for e in entries)):
        levels: dict[str, set[str]] = {}
        for e, (_, listed) in zip(entries, combined, strict=True):
            for i in listed:
                levels.setdefault(i, set()).add(e.level.value)
        if all(_allowed(on, filed[i]) for i, on in levels.items()):
            losses.append(tuple(map(sum, zip(*(loss for loss, _ in combined), strict=True))))
    return min(losses)  # type: ignore[return-value]


def _allowed(on: set[str], filed: set[OtherBody]) -> bool:
    most = 1 if OtherBody.NATIONAL in filed else 2
    return len(on | {body.value for body in filed if body is not OtherBody.NATIONAL}) <= most


def _slates(
    e: ProgrammeEntry, shop: Shop, fixed: tuple[str, ...] | None
) -> list[tuple[Loss, tuple[str, ...]]]:
    ids, wanted = sorted(p.id for p in e.request.pool.people), {*e.request.pins.wanted}
    lists = [each for each in combinations(ids, shop.sizes[e.id]) if wanted <= {*each}]
    if fixed is not None:
        lists = [each for each in lists if each == fixed]
    given: list[tuple[Loss, tuple[str, ...]]] = [((0, *shop.cost(e.id, each)), each) for each in lists]
    return given if fixed is not None and given else [*given, ((1, 0, 0), ())]


def told(result: ProgrammeResult, field: str) -> Loss:
    """Where no council has a slate, no tier is named, and nothing is given in any."""
    assert {tier.what for tier in result.tiers} <= {*TIERS}
    numbers = {tier.what: getattr(tier, field) for tier in result.tiers}
    return tuple(numbers.get(what, 0) for what in TIERS)  # type: ignore[return-value]


@given(programmes())
@examples(60)
def test_the_joint_plan_is_the_best_over_all_slates(drawn: tuple[list[ProgrammeEntry], Shop]) -> None:
    entries, shop = drawn
    result = planned(entries, shop)
    assert result.exact
    assert told(result, "joint") == told(result, "bound") == best(entries, shop)
    assert not result.over


@given(programmes(late=True))
@examples(40)
def test_the_bound_is_never_beaten(drawn: tuple[list[ProgrammeEntry], Shop]) -> None:
    entries, shop = drawn
    truth = best(entries, shop)
    for result in (planned(entries, shop), planned(entries, shop, most_plans=2)):
        assert told(result, "bound") <= truth <= told(result, "joint")
        assert result.exact is (told(result, "bound") == told(result, "joint"))
