"""Panels against every panel there is, on tiny pools."""

from fractions import Fraction
from itertools import combinations

from hypothesis import event, given

from cocau.solver.panel.answer import PanelAnswer, PanelConflict, PanelConflictReason, PanelStatus
from cocau.solver.panel.selection import choose_panel
from cocau.solver.panel.task import BoundSide, PanelTask, list_faults
from cocau.solver.time_budget import TimeBudget
from tests.examples import examples
from tests.solver.panel.tiny_tasks import cheapest, counts, fewest_recruits, fits, panels, tasks

SLOW = examples(60)
PROVEN = ({"HiGHS", "CP-SAT"}, {"HiGHS", "certificate"})


def _all(task: PanelTask) -> PanelAnswer:
    return choose_panel(task, TimeBudget(60), 1000, all_conflicts=True)


def _sides(task: PanelTask, conflict: PanelConflict) -> frozenset[tuple[int, str]]:
    number = {quota.key: i for i, quota in enumerate(task.quotas)}
    return frozenset((number[b.feature, b.value], str(b.side)) for b in conflict.barriers)


def _conflicts(task: PanelTask) -> set[frozenset[tuple[int, str]]]:
    """Every irreducible set of bounds that no panel keeps."""
    everything = [(i, side) for i in range(len(task.quotas)) for side in ("min", "max")]
    every = panels(task)
    found: set[frozenset[tuple[int, str]]] = set()
    for many in range(len(everything) + 1):
        for sides in map(frozenset, combinations(everything, many)):
            if not any(known <= sides for known in found) and not any(
                fits(task, set(sides), p) for p in every
            ):
                found.add(sides)
    return found


@SLOW
@given(tasks())
def test_a_panel_is_found_exactly_where_there_is_one(task: PanelTask) -> None:
    every = [ids for ids in panels(task) if not [*list_faults(task, task.bounds, ids)]]
    answer = choose_panel(task, TimeBudget(60))
    event(answer.status)
    assert answer.status is (PanelStatus.PANEL if every else PanelStatus.INFEASIBLE)
    assert answer.open == ()
    if answer.panel is not None:
        assert answer.panel.ids in every
        assert list(answer.panel.counts) == counts(task, answer.panel.ids)


@SLOW
@given(tasks())
def test_every_cheapest_relaxation_is_found_and_gives_a_panel(task: PanelTask) -> None:
    told = _all(task).relaxations
    if told is None:
        return
    best = cheapest(task)
    event(f"possible {told.possible}")
    assert told.possible is (best is not None)
    assert told.proven
    assert told.complete
    assert set(told.confirmed_by) in PROVEN
    if best is None:
        assert told.in_the_way is not None
        return
    number = {quota.key: i for i, quota in enumerate(task.quotas)}
    after = []
    for relaxation in told.found:
        bounds = [list(pair) for pair in task.bounds]
        for change in relaxation.changes:
            assert bounds[number[change.feature, change.value]][change.side is BoundSide.MAX] == change.bound
            bounds[number[change.feature, change.value]][change.side is BoundSide.MAX] = change.becomes
        after.append(tuple((low, high) for low, high in bounds))
        assert relaxation.panel is not None
        assert [*list_faults(task, after[-1], relaxation.panel.ids)] == []
    assert Fraction(told.cost or 0) == best[0]
    assert set(after) == best[1]
    assert len(set(after)) == len(after)


@SLOW
@given(tasks())
def test_the_conflicts_are_all_the_irreducible_ones_and_the_first_is_a_smallest(task: PanelTask) -> None:
    answer = _all(task)
    if answer.status is PanelStatus.PANEL:
        return
    found = [_sides(task, conflict) for conflict in answer.conflicts]
    every = _conflicts(task)
    assert set(found) == every
    assert answer.conflicts_complete
    assert len(found[0]) == min(map(len, every))
    assert answer.conflicts[0].smallest
    for conflict, sides in zip(answer.conflicts, found, strict=True):
        assert set(conflict.confirmed_by) in PROVEN
        assert (conflict.reason is PanelConflictReason.POOL) is (not sides)
        for barrier, side in zip(
            conflict.barriers, sorted(sides, key=lambda s: (s[0], s[1] == "max")), strict=True
        ):
            others = [p for p in panels(task) if fits(task, set(sides) - {side}, p)]
            reached = [counts(task, p)[side[0]] for p in others]
            assert barrier.reach == (max(reached) if side[1] == "min" else min(reached))


@SLOW
@given(tasks())
def test_no_fewer_recruits_would_do_and_no_group_lacks_what_is_needed(task: PanelTask) -> None:
    told = choose_panel(task, TimeBudget(60)).recruits
    if told is None:
        return
    number, groups = fewest_recruits(task)
    event(f"{number} recruits")
    assert told.number == number
    assert len(told.example) == number
    least = [min(group[i] for group in groups) for i in range(len(task.quotas))] if groups else []
    needs = {(q.feature, q.value, n) for q, n in zip(task.quotas, least, strict=bool(groups)) if n}
    assert {(need.feature, need.value, need.least) for need in told.needs} == needs


@SLOW
@given(tasks(homes=False))
def test_the_order_of_people_and_quotas_changes_nothing(task: PanelTask) -> None:
    turned = PanelTask(task.size, task.quotas, task.people[::-1], task.households, task.seed)
    assert choose_panel(turned, TimeBudget(60)) == choose_panel(task, TimeBudget(60))
    assert turned.digest == task.digest
