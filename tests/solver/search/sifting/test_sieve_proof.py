"""Nobody left out of a large pool can better its plan: what the proof rests on, step by step, on cases made for it."""

from collections.abc import Callable, Collection, Iterator, Sequence
from functools import partial
from itertools import combinations, islice, permutations, product, starmap
from typing import Any, Never

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

import cocau.solver.search.planning_task
import cocau.solver.search.sifting.sieve
import cocau.solver.search.sifting.template
from cocau.constraints.kinds.headcount import Headcount
from cocau.constraints.model.people import Pool
from cocau.constraints.model.slate import Slate
from cocau.constraints.rulebook import Rulebook
from cocau.constraints.rules.rule import Ballot
from cocau.solver.engines.certificate import Certificate
from cocau.solver.engines.highs import Highs
from cocau.solver.engines.relaxation import LinearRelaxation
from cocau.solver.model.slate_model import SlateModel
from cocau.solver.outcome import OutOfTime, SearchOutcome, Solved, Tier
from cocau.solver.plan import plan, resolve_rulebook
from cocau.solver.proposal import ProposalOutcome as Answered
from cocau.solver.request import Introductions, Pins
from cocau.solver.search.lexicographic import get_tiers, solve
from cocau.solver.search.planning_task import PlanningTask
from cocau.solver.search.sifting.sieve import (
    EXACT_LIMIT,
    MasterRelaxation,
    Sieve,
    SiftedPool,
    sift_pool,
    sum_lots,
)
from cocau.solver.search.sifting.template import NotSiftable, PersonTemplate
from cocau.solver.time_budget import TimeBudget
from tests.examples import examples
from tests.solver.support.alike_pools import begin_with_few, many_alike
from tests.solver.support.odd_cycle import (
    ALL,
    DAY,
    LOTS,
    MARKS,
    PAIRS,
    TWO,
    asked,
    begin_without,
    book,
    count,
    draw,
    person,
    pool,
)

ONE_EACH = book(*(count(mark, 1) for mark in MARKS))
AT_MOST_ONE = [count(mark, None, 1) for mark in MARKS]
TRIPLE = person(ALL, *MARKS)


def _sifted(of: PlanningTask, patch: pytest.MonkeyPatch, begin: Callable[[Sieve], None]) -> SiftedPool | None:
    patch.setattr(Sieve, "begin", begin)
    patch.setattr(cocau.solver.search.sifting.sieve, "BATCH_SIZE", 1)
    return sift_pool(of, Highs(), large=0)


def _whole(of: PlanningTask) -> SearchOutcome:
    return solve(of.model, of.book.rules, Highs(), 60)


def _on_list(outcome: SearchOutcome) -> set[str]:
    assert isinstance(outcome, Solved)
    return set(outcome.slate.candidates["dv1"])


# Somebody who alone does what two do is above nothing in price, and within half the lots of one of the two. ------


@pytest.mark.parametrize("less", [1, 2, 25_000, 49_000, 49_999])
def test_somebody_left_out_who_betters_the_slate_is_taken(monkeypatch: pytest.MonkeyPatch, less: int) -> None:
    draw(monkeypatch, LOTS | {ALL: TWO - less})
    of = asked(ONE_EACH, pool(TRIPLE))
    found = _sifted(of, monkeypatch, begin_without(ALL))
    assert found is not None
    assert found.outcome == _whole(of)
    assert _on_list(found.outcome) == {ALL, "plain-00"}


def test_so_are_they_where_the_floor_had_to_be_lowered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of those who are none of it the cheapest is left out too: until they are taken the floor is too high."""
    others = {f"plain-{n:02}": 3_000 + n for n in range(1, 30)}
    draw(monkeypatch, LOTS | others | {ALL: TWO - 1_000})
    of = asked(ONE_EACH, pool(TRIPLE))
    found = _sifted(of, monkeypatch, begin_without(ALL, "plain-00"))
    assert found is not None
    assert found.outcome == _whole(of)
    assert _on_list(found.outcome) == {ALL, "plain-00"}


@pytest.mark.parametrize("more", [1, 1_000])
def test_somebody_left_out_who_does_not_changes_nothing(monkeypatch: pytest.MonkeyPatch, more: int) -> None:
    draw(monkeypatch, LOTS | {ALL: TWO + more})
    of = asked(ONE_EACH, pool(TRIPLE))
    found = _sifted(of, monkeypatch, begin_without(ALL))
    assert found is not None
    assert found.outcome == _whole(of)
    assert _on_list(found.outcome) == {"pair-0", "pair-1"}


def test_prices_are_over_the_floor_of_the_relaxation(monkeypatch: pytest.MonkeyPatch) -> None:
    """By hand: a half of each pair and of the first plain person, and two halves of the seat, are the floor."""
    draw(monkeypatch, LOTS | {ALL: 180_000})
    sieve = Sieve(asked(ONE_EACH, pool(TRIPLE)))
    begin_without(ALL)(sieve)
    assert sieve.descend()
    price = {p.id: sieve.price[q] for q, p in enumerate(sieve.classes.people)}
    assert sieve.floor == pytest.approx(150_001.5 + 0.5)
    assert price[ALL] == pytest.approx(
        180_000 - 150_002
    )  # for a half of each pair; plain-00 is there whole then
    assert price["plain-02"] == pytest.approx(20)  # for plain-00


def _swapped(sieve: Sieve, model: SlateModel, found: Solved) -> Iterator[tuple[float, float]]:
    """Prices of those left out, and what the slate costs above the floor with them for one of their class in it."""
    names = {p.id: q for q, p in enumerate(sieve.classes.people)}
    parts = ["list", "council", *model.council.posts]
    lots, above = sieve.template.lots, sum_lots(model, found) - sieve.floor
    for on_list in found.slate.candidates.values():
        for name in on_list:
            held = [p for p, ids in found.slate.posts.items() if name in ids]
            held += ["list", *(["council"] if name in found.slate.deputies else [])]
            mine = [parts.index(part) for part in held]
            for q in np.flatnonzero(sieve.out & (sieve.classes.of == sieve.classes.of[names[name]])):
                yield sieve.price[q], above + (lots[q] - lots[names[name]])[mine].sum()


def test_somebody_costs_what_it_costs_to_stand_for_one_of_the_same_class() -> None:
    """Nobody's price is more than that, and somebody's no less where the slate reaches the floor."""
    pools = [(12, 6), (20, 1), *product((16, 20, 24), range(1, 9))]
    reached = islice(filter(None, starmap(_reaches_price, pools)), 2)
    assert len([*reached]) == 2, "nobody costs as much as the price tells"


def _reaches_price(times: int, seed: int) -> bool:
    request = many_alike(times, seed)
    of = PlanningTask(request, resolve_rulebook(request), TimeBudget(60))
    sieve = Sieve(of)
    begin_with_few(sieve)
    if not sieve.descend():
        return False
    model = sieve.build_model()
    found = solve(model, of.book.rules, Highs(), 60)
    assert isinstance(found, Solved)
    dearer = [most - price for price, most in _swapped(sieve, model, found)]
    if sum_lots(model, found) != pytest.approx(sieve.floor) or len(dearer) < 30:
        return False
    assert min(dearer) > -1e-3
    return min(dearer) < 1e-3


def test_bounds_and_floor_are_those_of_the_relaxation_over_everybody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cocau.solver.search.sifting.sieve, "BATCH_SIZE", 2)
    request = many_alike()
    of = PlanningTask(request, resolve_rulebook(request), TimeBudget(60))
    sieve = Sieve(of)
    begin_with_few(sieve)
    assert sieve.descend()
    whole, bounds = LinearRelaxation(of.model.program), []
    for tier in get_tiers(of.book.rules):
        least = whole.minimum(of.model.objective(tier), 60)
        assert least is not None
        whole.lock(of.model.objective(tier), least[0])
        bounds.append(least[0])
    assert sieve.bounds == bounds
    assert any(bounds)
    lots = whole.minimum(of.model.people.lots, 60)
    assert lots is not None
    assert lots[0] - 1 - 1e-3 < sieve.floor < lots[0] + 1e-3


# Who is taken at first ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pins", "taken"),
    [
        (Pins(candidates=("plain-20",)), {ALL, "plain-20"}),
        (Pins(out=("plain-00",)), {ALL, "plain-01"}),
        (Pins(out=(ALL,)), {"pair-0", "pair-1"}),
        (Pins(deputies=("pair-2",)), {"pair-0", "pair-2"}),
    ],
)
def test_who_is_pinned_is_taken_for_nobody_else(
    monkeypatch: pytest.MonkeyPatch, pins: Pins, taken: set[str]
) -> None:
    draw(monkeypatch, LOTS | {ALL: 180_000})
    of = asked(ONE_EACH, pool(TRIPLE), pins=pins)
    found = _sifted(of, monkeypatch, Sieve.begin)
    assert found is not None
    assert found.outcome == _whole(of)
    assert _on_list(found.outcome) == taken


def test_a_pool_may_be_taken_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    draw(monkeypatch, LOTS)
    of = asked(ONE_EACH, pool(many=2))
    found = _sifted(of, monkeypatch, begin_without())
    assert found is not None
    assert not found.sieve.out.any()
    assert found.outcome == _whole(of)


def test_those_of_a_class_with_a_row_that_not_everybody_has_are_all_taken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whether such a row is one for all of the class, or one for each, cannot be seen in one of them."""

    def one_by_one(rule: Headcount, ballot: Ballot) -> None:
        day = ballot.council.election_day
        ballot.count(rule.where, rule.among)  # so that it is known to tell people apart
        for each in ballot.pool.people:
            if rule.where.matches(each, day):
                ballot.require(ballot.stands(each.id) <= 1)

    monkeypatch.setattr(Headcount, "compile", one_by_one)
    women = [person(f"more-{n:02}", "women") for n in range(12)]
    some = Pool(people=tuple(p for p in pool(*women).people if p.id not in PAIRS))
    of = asked(book(count("women", 1)), some)
    sieve = Sieve(of)
    sieve.begin()
    theirs = np.array([p.id.startswith("more") for p in sieve.classes.people])
    assert not sieve.out[theirs].any()
    assert sieve.out.any()
    with pytest.raises(NotSiftable):
        sieve.build_model()
    assert sift_pool(of, Highs(), large=0) is None


def test_one_search_is_mostly_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those who cost least are taken before it, though none of them lowers the floor."""
    draw(monkeypatch, LOTS | {ALL: TWO - 1})
    monkeypatch.setattr(Sieve, "begin", begin_without(ALL))
    searches: list[int] = []

    def counted(*of: Any) -> SearchOutcome:
        searches.append(1)
        return solve(*of)

    monkeypatch.setattr(cocau.solver.search.sifting.sieve, "solve", counted)
    found = sift_pool(asked(ONE_EACH, pool(TRIPLE)), Highs(), large=0)
    assert found is not None
    assert _on_list(found.outcome) == {ALL, "plain-00"}
    assert len(searches) == 1


# Tiers -----------------------------------------------------------------------------------------------------------


def _aims(*marks: str) -> list[Headcount]:
    return [count(mark, 1, priority=n) for n, mark in enumerate(marks, start=1)]


@pytest.mark.parametrize("order", [*permutations(MARKS)])
def test_whoever_left_out_lowers_a_tier_is_taken_however_dear(
    monkeypatch: pytest.MonkeyPatch, order: Sequence[str]
) -> None:
    """Two places, and somebody for each of three aims: the last aim is missed."""
    draw(monkeypatch, LOTS | dict.fromkeys(MARKS, 900000))
    some = Pool(people=tuple(p for p in pool(*(person(m, m) for m in MARKS)).people if p.id not in PAIRS))
    of = asked(book(*_aims(*order)), some)
    found = _sifted(of, monkeypatch, begin_without(*MARKS))
    assert found is not None
    assert found.sieve.bounds == [0, 0, 1]
    assert found.outcome == _whole(of)
    assert _on_list(found.outcome) == {*order[:2]}


def test_a_bound_is_held_against_all_who_are_left_out_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each of two could lower it by six tenths, as it is told here: by one only together."""
    marks = {"one": "young", "two": "free"}
    draw(monkeypatch, dict.fromkeys(marks, 900_000))
    some = Pool(
        people=tuple(p for p in pool(*(person(*m) for m in marks.items())).people if p.id not in PAIRS)
    )
    sieve = Sieve(asked(book(*_aims("women")), some))
    theirs = np.array([p.id in marks for p in sieve.classes.people])

    def told(template: PersonTemplate, _: object) -> NDArray[np.double]:
        prices = np.zeros((len(template.first), template.parts))
        prices[sieve.classes.of[theirs], 0] = -0.6
        return prices

    monkeypatch.setattr(PersonTemplate, "compute_prices", told)
    begin_without(*marks)(sieve)
    assert sieve.descend()
    assert sieve.bounds == [1]
    assert not sieve.out[theirs].any()


def test_a_bound_that_only_parts_of_people_reach_is_searched_for_among_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One of a mark is allowed: halves of the pairs keep all three aims, one of them two, all-three three."""
    draw(monkeypatch, LOTS | {ALL: 900_000})
    of = asked(book(*AT_MOST_ONE, *_aims(*MARKS)), pool(TRIPLE))
    assert _sifted(of, monkeypatch, begin_without(ALL)) is None
    assert ALL in _on_list(_whole(of))


def test_nothing_is_called_impossible_over_some_people(monkeypatch: pytest.MonkeyPatch) -> None:
    draw(monkeypatch, LOTS | {ALL: 900_000})
    exactly = book(*(count(mark, 1, 1) for mark in MARKS))
    of = asked(exactly, pool(TRIPLE))
    assert _sifted(of, monkeypatch, begin_without(ALL)) is None
    assert ALL in _on_list(_whole(of))
    assert _sifted(asked(exactly, pool()), monkeypatch, begin_without()) is None
    monkeypatch.setattr(cocau.solver.search.planning_task, "sift_pool", partial(sift_pool, large=0))
    assert plan(asked(exactly, pool()).request, exactly).outcome is Answered.CONFLICT


# Time ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("last", range(5))
def test_a_relaxation_that_does_not_end_in_time_says_nothing(
    monkeypatch: pytest.MonkeyPatch, last: int
) -> None:
    """Three tiers, then the lots: twice, since somebody is added."""
    draw(monkeypatch, LOTS | {ALL: 100_000})
    run, runs = MasterRelaxation.run, iter(range(100))

    def late(master: MasterRelaxation, seconds: float, *, anew: bool = False) -> float | None:
        return None if next(runs) == last else run(master, seconds, anew=anew)

    monkeypatch.setattr(MasterRelaxation, "run", late)
    assert _sifted(asked(book(*_aims(*MARKS)), pool(TRIPLE)), monkeypatch, begin_without(ALL)) is None
    assert next(runs) == last + 1


class _Time(TimeBudget):
    """Time that is over when it is said to be."""

    def __init__(self) -> None:
        super().__init__(60)
        self.gone = False

    def left(self) -> float:
        return 0.0 if self.gone else super().left()


def _answers(patch: pytest.MonkeyPatch, time: _Time, *answers: SearchOutcome | None) -> None:
    """What the searches over some people answer, one after another (None: what is true); then time is over."""
    left = [*answers]

    def answered(*of: Any) -> SearchOutcome:
        answer = left.pop(0) or solve(*of)
        time.gone = not left
        return answer

    patch.setattr(cocau.solver.search.sifting.sieve, "solve", answered)


@pytest.mark.parametrize("second", [[], [OutOfTime(None, (), ("women-1",))]])
def test_a_slate_that_somebody_left_out_may_better_is_kept_when_time_is_over(
    monkeypatch: pytest.MonkeyPatch, second: list[SearchOutcome]
) -> None:
    draw(monkeypatch, LOTS | {ALL: TWO - 1})
    time = _Time()
    _answers(monkeypatch, time, None, *second)
    found = _sifted(asked(book(*_aims(*MARKS)), pool(TRIPLE), time), monkeypatch, begin_without(ALL))
    assert found is not None
    assert isinstance(found.outcome, OutOfTime)
    assert found.outcome.slate is not None
    assert set(found.outcome.slate.candidates["dv1"]) == {"pair-0", "pair-1"}
    assert [(t.value, t.bound) for t in found.outcome.tiers] == [(0, 0)] * 3
    assert found.outcome.open_tier == ()


def test_so_is_one_that_misses_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    draw(monkeypatch, LOTS)
    time = _Time()
    _answers(monkeypatch, time, None)
    found = _sifted(asked(book(*AT_MOST_ONE, *_aims(*MARKS)), pool(), time), monkeypatch, begin_without())
    assert found is not None
    assert isinstance(found.outcome, OutOfTime)
    assert found.outcome.slate is not None
    assert [(t.value, t.bound) for t in found.outcome.tiers] == [(0, 0), (0, 0), (1, 0)]
    assert found.outcome.open_tier == ("free-3",)


def test_without_time_nothing_is_searched(monkeypatch: pytest.MonkeyPatch) -> None:
    draw(monkeypatch, LOTS)
    time = _Time()
    time.gone = True
    _answers(monkeypatch, time)
    assert _sifted(asked(ONE_EACH, pool(), time), monkeypatch, begin_without()) is None


def test_what_a_stopped_search_proved_of_some_people_is_told_of_all_as_far_as_it_holds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Bounds of the whole pool are 0, 0, 1; one of some people may be too high, or too low."""
    draw(monkeypatch, LOTS | dict.fromkeys(MARKS, 900000))
    some = Pool(people=tuple(p for p in pool(*(person(m, m) for m in MARKS)).people if p.id not in PAIRS))
    slate = Slate(candidates={"dv1": ("plain-00", "plain-01")}, deputies=("plain-00",), posts={})

    def told_of(*tiers: tuple[int, int]) -> OutOfTime:
        rules = (("women-1",), ("young-2",), ("free-3",))
        found = OutOfTime(slate, tuple(Tier(r, *t) for r, t in zip(rules, tiers, strict=False)), ("women-1",))
        time = _Time()
        _answers(monkeypatch, time, found)
        here = _sifted(asked(book(*_aims(*MARKS)), some, time), monkeypatch, begin_without(*MARKS))
        assert here is not None
        assert isinstance(here.outcome, OutOfTime)
        assert here.outcome.slate == slate
        return here.outcome

    found = told_of((0, 0), (0, 0), (2, 0))
    assert [t.bound for t in found.tiers] == [0, 0, 1]
    assert found.open_tier == ("free-3",)
    found = told_of((0, 0), (1, 1), (1, 1))
    assert [(t.value, t.bound) for t in found.tiers] == [(0, 0), (1, 0), (1, 0)]
    assert found.open_tier == ("young-2",)
    found = told_of((0, 0), (0, 0), (1, 1))
    assert [t.proven for t in found.tiers] == [True, True, True]
    assert found.open_tier == ()
    assert told_of().open_tier == ("women-1",)


@pytest.mark.parametrize("step", range(1, 4))
def test_who_stops_a_large_plan_gets_bounds_that_hold(monkeypatch: pytest.MonkeyPatch, step: int) -> None:
    draw(monkeypatch, LOTS | {ALL: 900_000})
    effort = TimeBudget(60, lambda progress: progress.step >= step)
    of = asked(book(*AT_MOST_ONE, *_aims(*MARKS)), pool(TRIPLE), effort)
    found = _sifted(of, monkeypatch, begin_without())
    best = _whole(of)
    assert found is not None
    assert isinstance(found.outcome, OutOfTime)
    assert isinstance(best, Solved)
    assert all(mine.bound <= true.value for mine, true in zip(found.outcome.tiers, best.tiers, strict=False))


# What is not for sifting ----------------------------------------------------------------------------------------


def _never(*_: object) -> Never:
    raise AssertionError("it was searched")


def test_small_pools_and_moves_and_introductions_are_planned_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cocau.solver.search.sifting.sieve, "Sieve", _never)
    of = asked(ONE_EACH, pool(TRIPLE))
    many = len(of.request.pool.people)
    assert sift_pool(of, Highs()) is None
    assert sift_pool(of, Highs(), large=many + 1) is None
    for request in (
        of.request.replace_unvalidated(near=Slate(candidates={}, deputies=(), posts={})),
        of.request.replace_unvalidated(introducing=Introductions()),
    ):
        assert sift_pool(PlanningTask(request, of.book, TimeBudget(60)), Highs(), large=0) is None
    with pytest.raises(AssertionError):
        sift_pool(of, Highs(), large=many)


# Conflicts -------------------------------------------------------------------------------------------------------


def _over_some(rules: Rulebook, people: Pool, *left_out: str) -> SiftedPool:
    sieve = Sieve(asked(rules, people))
    begin_without(*left_out)(sieve)
    return SiftedPool(OutOfTime(None, (), ()), sieve.build_model(), sieve)


def _rules_out(some: SiftedPool, tags: Collection[str]) -> bool:
    program = some.model.program
    assert isinstance(LinearRelaxation(program).probe(tags), Certificate), "impossible among those taken"
    return some.rules_out(program, tags)


def test_a_conflict_is_one_of_everybody_only_where_nobody_left_out_could_mend_it() -> None:
    one_each = [rule.id for rule in ONE_EACH.rules]
    assert not _rules_out(_over_some(ONE_EACH, pool(TRIPLE), ALL, "pair-0", "pair-2"), one_each)
    assert not _rules_out(_over_some(ONE_EACH, pool(TRIPLE), ALL, *PAIRS), one_each)
    three, women = book(count("women", 3)), [person(f"more-{n}", "women") for n in range(4)]
    some = _over_some(three, pool(TRIPLE, *women), "more-1", "more-2")  # four are in, for two places
    assert _rules_out(some, [rule.id for rule in three.rules])
    assert not some.rules_out(some.model.program, []), "nothing is asked, and nothing ruled out"


def test_numbers_too_large_to_be_exact_prove_nothing() -> None:
    some = _over_some(ONE_EACH, pool(TRIPLE), ALL)
    row = next(i for i, row in enumerate(some.model.program.rows) if row.tag == "women-must")
    assert some.sieve.is_silent(some.model, {row: -1})
    assert not some.sieve.is_silent(some.model, {row: 1}), "somebody left out is a woman"
    assert some.sieve.is_silent(some.model, {row: 1 - EXACT_LIMIT})
    assert not some.sieve.is_silent(some.model, {row: -EXACT_LIMIT})


@pytest.mark.parametrize("limit", ["MOST_PARTS", "MOST_PATTERNS"])
def test_where_somebody_can_take_part_in_too_many_ways_all_are_planned(
    monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    of = asked(ONE_EACH, pool(TRIPLE))
    first = Sieve(of).template
    monkeypatch.setattr(
        cocau.solver.search.sifting.template,
        limit,
        {"MOST_PARTS": first.parts}.get(limit, len(first.patterns)),
    )
    assert _sifted(of, monkeypatch, begin_without()) is not None
    monkeypatch.setattr(
        cocau.solver.search.sifting.template, limit, getattr(cocau.solver.search.sifting.template, limit) - 1
    )
    assert _sifted(of, monkeypatch, begin_without()) is None


def test_lots_that_the_model_draws_otherwise_are_a_defect_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cocau.solver.search.sifting.template, "draw_lots", lambda *_: 5)
    with pytest.raises(AssertionError, match="lots are drawn otherwise"):
        Sieve(asked(ONE_EACH, pool(TRIPLE)))


# Every list there is -----------------------------------------------------------------------------------------------

RULES = [
    count(mark, least, most, aim)
    for place, mark in enumerate(MARKS, start=1)
    for least, most, aim in ((1, None, None), (None, 1, None), (1, None, place), (2, None, place))
]


def _best(people: Pool, rules: Sequence[Headcount], lots: dict[str, int]) -> tuple[list[int], int] | None:
    """By trying every list of two: the shortfalls of the aims in their order, and the lots; seats cost nothing."""
    found = []
    aims = sorted((rule for rule in rules if rule.priority), key=lambda rule: rule.priority or 0)
    for pair in combinations(people.people, 2):
        numbers = {rule.id: sum(rule.where.matches(p, DAY) for p in pair) for rule in rules}
        musts = (rule for rule in rules if not rule.priority)
        if all((r.at_least or 0) <= numbers[r.id] <= (2 if r.at_most is None else r.at_most) for r in musts):
            short = [max((aim.at_least or 0) - numbers[aim.id], 0) for aim in aims]
            found.append((short, sum(lots[p.id] for p in pair)))
    return min(found, default=None)


@examples(80)
@given(st.data())
def test_of_every_list_the_best_is_found_whoever_is_taken_first(
    monkeypatch: pytest.MonkeyPatch, data: st.DataObject
) -> None:
    kinds = data.draw(st.lists(st.sets(st.sampled_from([*MARKS])), min_size=4, max_size=9))
    people = Pool(people=tuple(person(f"p-{n}", *marks) for n, marks in enumerate(kinds)))
    lots = {p.id: data.draw(st.integers(0, 9)) for p in people.people}
    rules = data.draw(st.lists(st.sampled_from(RULES), unique_by=lambda rule: rule.id, max_size=4))
    left_out = data.draw(st.sets(st.sampled_from([*lots]), max_size=len(lots) - 2))
    draw(monkeypatch, lots, seat=0)
    best = _best(people, rules, lots)
    found = _sifted(asked(book(*rules), people), monkeypatch, begin_without(*left_out))
    if best is None:
        assert found is None
    if found is not None:
        assert best is not None
        assert isinstance(found.outcome, Solved)
        assert ([tier.value for tier in found.outcome.tiers], sum_lots(found.model, found.outcome)) == best
