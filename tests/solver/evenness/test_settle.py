"""The wish for an even average against every slate there is, and one engine against the other."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from constraints.council import Council
from constraints.library import load
from constraints.people import Pool
from constraints.quantity import Quantity
from constraints.rulebook import Rulebook
from constraints.slate import Slate
from solver.asked import Asked
from solver.cpsat import CpSat
from solver.effort import Effort
from solver.engine import Answer, Status
from solver.evenness.settle import evened
from solver.evenness.tries import HighsTries, Limits
from solver.evenness.wishes import wishes_of
from solver.highs import Highs
from solver.outcome import Solved
from solver.plan import planned
from solver.program import Program
from solver.proposal import Outcome
from solver.request import PlanRequest
from solver.solve import solve
from tests.solver.shipped import request_for
from tests.solver.small import every_slate
from tests.solver.test_brute_force import _keeps, _missed, _slates, cases

WHOLE = load("ha-tinh-2021+cocau-even-lists")
LONGER = "list-at-legal-minimum"
EVERY = list(HealthCheck)


@st.composite
def wishes(draw: st.DrawFn) -> dict[str, dict[str, int | None]]:
    """One or two of the shipped wishes, with a bound."""
    chosen = draw(st.lists(st.sampled_from(["even-age", "even-preference"]), min_size=1, unique=True))
    return {rule: {"within": draw(st.sampled_from([0, 0, 100, 400]))} for rule in chosen}


def _whole(book: Rulebook, council: Council, pool: Pool, slate: Slate) -> tuple[int, ...]:
    """By how much each tier is missed, the wishes last, by the audit's own count."""
    short = {f.rule: f.short for f in book.audit(council, pool, slate)}
    return (*_missed(book, council, pool, slate), *(short[wish.id] for wish in wishes_of(book)))


@settings(deadline=None, max_examples=15, derandomize=True, suppress_health_check=EVERY)
@given(cases(), wishes())
def test_the_slate_is_the_most_even_of_the_best(
    case: tuple[Council, Pool, list[str]], bounds: dict[str, dict[str, int | None]]
) -> None:
    council, pool, rules = case
    book = WHOLE.only([*rules, *bounds]).for_council(council).changed(bounds)
    keeping = [s for s in _slates(council, pool) if _keeps(book, council, pool, s)]
    proposal = planned(PlanRequest(council=council, pool=pool), book)
    if not keeping:
        assert proposal.outcome is Outcome.CONFLICT
        return
    assert proposal.slate is not None
    best = min(_whole(book, council, pool, s) for s in keeping)
    assert _whole(book, council, pool, proposal.slate) == best
    told = {aim.rule: (aim.tier_value, aim.tier_bound) for aim in proposal.aims}
    short = {f.rule: f.short for f in proposal.findings}
    assert all(told[wish.id] == (short[wish.id], short[wish.id]) for wish in wishes_of(book))
    assert proposal.outcome is Outcome.SOLVED


@settings(deadline=None, max_examples=8, derandomize=True, suppress_health_check=EVERY)
@given(cases(), st.sampled_from(["even-age", "even-size"]))
def test_lists_of_any_length_are_evened_too(case: tuple[Council, Pool, list[str]], wish: str) -> None:
    council, pool, rules = case
    bounds = {LONGER: {"more": 1}, wish: {"within": 0}}
    book = WHOLE.only([*rules, wish]).for_council(council).changed(bounds)
    least = {u.id: {1: 2, 2: 3}[u.seats] for u in council.constituencies}
    one, two = least
    slates = [
        slate
        for a in (0, 1)
        for b in (0, 1)
        for vice in ((1, 2) if council.level == "province" else (1,))
        if vice + 1 <= council.seats
        for slate in every_slate(
            council, pool, {one: least[one] + a, two: least[two] + b}, {"chair": 1, "vice_chair": vice}
        )
        if _keeps(book, council, pool, slate)
    ]
    proposal = planned(PlanRequest(council=council, pool=pool), book)
    if proposal.slate is None:
        assert not slates
        return
    assert proposal.outcome is Outcome.SOLVED
    assert _whole(book, council, pool, proposal.slate) == min(_whole(book, council, pool, s) for s in slates)


class CpSatTries:
    """The second engine at the same questions."""

    def tried(self, program: Program, objective: Quantity, limits: Limits) -> Answer:
        return CpSat().minimise(program, objective, limits.seconds, None, limits.watch)


@settings(deadline=None, max_examples=10, derandomize=True, suppress_health_check=EVERY)
@given(cases(), st.sampled_from(["even-age", "even-preference"]))
def test_both_engines_find_the_same_difference(case: tuple[Council, Pool, list[str]], wish: str) -> None:
    council, pool, rules = case
    book = WHOLE.only([*rules, wish]).for_council(council).changed({wish: {"within": 0}})
    asked = Asked(PlanRequest(council=council, pool=pool).in_order(), book, Effort(60))
    found = solve(asked.model, book.rules, Highs(), 60)
    if isinstance(found, Solved):
        tiers = [evened(asked, found, trier).tiers for trier in (HighsTries(), CpSatTries())]
        assert tiers[0] == tiers[1]


class NoTries:
    """An engine that answers nothing."""

    def tried(self, program: Program, objective: Quantity, limits: Limits) -> Answer:
        return Answer(Status.STOPPED)


@pytest.fixture(scope="module")
def xa_mau() -> PlanRequest:
    return request_for(
        "xa-mau", rulebook="ha-tinh-2021+cocau-even-lists", overrides={"even-age": {"within": 0}}
    )
