"""The wish for an even average against every slate there is, and one engine against the other."""

from hypothesis import given
from hypothesis import strategies as st

from cocau.constraints.kinds.even_average import EvenAverage
from cocau.constraints.library import load_rulebook
from cocau.constraints.model.council import Council
from cocau.constraints.model.people import Pool
from cocau.constraints.model.selectors import Among
from cocau.constraints.model.slate import Slate
from cocau.constraints.rulebook import Rulebook
from cocau.constraints.rules.quantity import Quantity
from cocau.solver.engines.cpsat import CpSat
from cocau.solver.engines.engine import EngineAnswer, EngineStatus
from cocau.solver.engines.highs import Highs, StepLimitedHighs, StepLimits
from cocau.solver.explain.proven_plan import build_proven_plan
from cocau.solver.model.program import Program
from cocau.solver.outcome import OutOfTime, SearchProgress, Solved
from cocau.solver.plan import plan, plan_with_rulebook, resolve_rulebook
from cocau.solver.proposal import ProposalOutcome
from cocau.solver.request import PlanRequest
from cocau.solver.search.evenness.window_search import STEP_ROUNDS
from cocau.solver.search.evenness.wishes import add_open_wishes, list_wishes, settle_wishes
from cocau.solver.search.lexicographic import solve
from cocau.solver.search.planning_task import PlanningTask
from cocau.solver.time_budget import TimeBudget
from tests.examples import examples
from tests.solver.support.shipped import request_for
from tests.solver.support.small_councils import every_slate
from tests.solver.test_plan_brute_force import _keeps, _missed, _slates, cases

WHOLE = load_rulebook("ha-tinh-2021+cocau-even-lists")
LONGER = "list-at-legal-minimum"


@st.composite
def wishes(draw: st.DrawFn) -> dict[str, dict[str, int | None]]:
    """One or two of the shipped wishes, with a bound."""
    chosen = draw(st.lists(st.sampled_from(["even-age", "even-preference"]), min_size=1, unique=True))
    return {rule: {"within": draw(st.sampled_from([0, 0, 100, 400]))} for rule in chosen}


def _whole(book: Rulebook, council: Council, pool: Pool, slate: Slate) -> tuple[int, ...]:
    """By how much each tier is missed, the wishes last, by the audit's own count."""
    short = {f.rule: f.short for f in book.audit(council, pool, slate)}
    return (*_missed(book, council, pool, slate), *(short[wish.id] for wish in list_wishes(book)))


@examples(15, derandomize=True)
@given(cases(), wishes(), st.sampled_from([Among.CANDIDATES, Among.CANDIDATES, Among.DEPUTIES]))
def test_the_slate_is_the_most_even_of_the_best(
    case: tuple[Council, Pool, list[str]], bounds: dict[str, dict[str, int | None]], among: Among
) -> None:
    council, pool, rules = case
    book = WHOLE.select_rules([*rules, *bounds]).for_council(council).apply_overrides(bounds)
    whose = (r.replace_unvalidated(among=among) if isinstance(r, EvenAverage) else r for r in book.rules)
    book = book.replace_unvalidated(rules=tuple(whose))
    keeping = [s for s in _slates(council, pool) if _keeps(book, council, pool, s)]
    proposal = plan_with_rulebook(PlanRequest(council=council, pool=pool), book)
    if not keeping:
        assert proposal.outcome is ProposalOutcome.CONFLICT
        return
    assert proposal.slate is not None
    best = min(_whole(book, council, pool, s) for s in keeping)
    assert _whole(book, council, pool, proposal.slate) == best
    told = {aim.rule: (aim.tier_value, aim.tier_bound) for aim in proposal.aims}
    short = {f.rule: f.short for f in proposal.findings}
    assert all(told[wish.id] == (short[wish.id], short[wish.id]) for wish in list_wishes(book))
    assert proposal.outcome is ProposalOutcome.SOLVED


@examples(8, derandomize=True)
@given(cases(), st.sampled_from(["even-age", "even-size"]))
def test_lists_of_any_length_are_evened_too(case: tuple[Council, Pool, list[str]], wish: str) -> None:
    council, pool, rules = case
    bounds = {LONGER: {"more": 1}, wish: {"within": 0}}
    book = WHOLE.select_rules([*rules, wish]).for_council(council).apply_overrides(bounds)
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
    proposal = plan_with_rulebook(PlanRequest(council=council, pool=pool), book)
    if proposal.slate is None:
        assert not slates
        return
    assert proposal.outcome is ProposalOutcome.SOLVED
    assert _whole(book, council, pool, proposal.slate) == min(_whole(book, council, pool, s) for s in slates)


class CpSatTries:
    """The second engine at the same questions."""

    def probe(self, program: Program, objective: Quantity, limits: StepLimits) -> EngineAnswer:
        return CpSat().minimise(program, objective, limits.seconds, None, limits.watch)


@examples(10, derandomize=True)
@given(cases(), st.sampled_from(["even-age", "even-preference"]))
def test_both_engines_find_the_same_difference(case: tuple[Council, Pool, list[str]], wish: str) -> None:
    council, pool, rules = case
    book = WHOLE.select_rules([*rules, wish]).for_council(council).apply_overrides({wish: {"within": 0}})
    asked = PlanningTask(PlanRequest(council=council, pool=pool).in_order(), book, TimeBudget(60))
    found = solve(asked.model, book.rules, Highs(), 60)
    if isinstance(found, Solved):
        tiers = [settle_wishes(asked, found, trier).tiers for trier in (StepLimitedHighs(), CpSatTries())]
        assert tiers[0] == tiers[1]


class NoTries:
    """An engine that answers nothing."""

    def probe(self, program: Program, objective: Quantity, limits: StepLimits) -> EngineAnswer:
        return EngineAnswer(EngineStatus.STOPPED)


class RecordedTries:
    """The first engine; `asked`: the steps of each question, and how it answered."""

    def __init__(self) -> None:
        self.asked: list[tuple[int, EngineStatus]] = []

    def probe(self, program: Program, objective: Quantity, limits: StepLimits) -> EngineAnswer:
        answer = StepLimitedHighs().probe(program, objective, limits)
        self.asked.append((limits.steps, answer.status))
        return answer


EVEN = {"rulebook": "ha-tinh-2021+cocau-even-lists", "overrides": {"even-age": {"within": 0}}}


def test_whatever_becomes_of_the_search_the_other_tiers_stay_and_the_gap_is_told() -> None:
    request = request_for("xa-nho", **EVEN).in_order()
    asked = PlanningTask(request, resolve_rulebook(request), TimeBudget(60))
    found = solve(asked.model, asked.book.rules, Highs(), 60)
    assert isinstance(found, Solved)
    outcome = settle_wishes(asked, found, NoTries())
    assert isinstance(outcome, OutOfTime)
    assert (outcome.slate, outcome.tiers[: len(found.tiers)]) == (found.slate, found.tiers)
    assert outcome.open_tier == ("even-age",)
    age = outcome.tiers[len(found.tiers)]
    assert age.bound == 0 < age.value == _short(asked, outcome.slate)


def test_an_even_plan_is_proven_by_the_first_question() -> None:
    request = request_for("ha-tinh", **EVEN).in_order()
    asked = PlanningTask(request, resolve_rulebook(request), TimeBudget(600))
    found = solve(asked.model, asked.book.rules, Highs(), 600)
    assert isinstance(found, Solved)
    tries = RecordedTries()
    outcome = settle_wishes(asked, found, tries)
    assert isinstance(outcome, Solved)
    assert tries.asked == [(STEP_ROUNDS[0], EngineStatus.OPTIMAL)]
    assert _short(asked, outcome.slate) == 0


def _short(asked: PlanningTask, slate: Slate | None) -> int:
    assert slate is not None
    findings = asked.book.audit(asked.request.council, asked.request.pool, slate)
    return next(f.short for f in findings if f.rule == "even-age")


def test_a_search_that_is_stopped_answers_with_the_wish_open() -> None:
    seen: list[SearchProgress] = []

    def stop(progress: SearchProgress) -> bool:
        seen.append(progress)
        return progress.rules == ("even-age",)

    proposal = plan(request_for("xa-nho", **EVEN), None, stop)
    assert (proposal.outcome, proposal.open_tier) == (ProposalOutcome.OUT_OF_TIME, ("even-age",))
    assert all(aim.proven for aim in proposal.aims if aim.rule != "even-age")
    last = seen[-1]
    assert (last.value, last.bound) == next(
        (aim.tier_value, aim.tier_bound) for aim in proposal.aims if aim.rule == "even-age"
    )


def test_a_search_that_ended_before_the_wishes_tells_them_all_the_same() -> None:
    request = request_for("xa-nho", **EVEN).in_order()
    asked = PlanningTask(request, resolve_rulebook(request), TimeBudget(60))
    found = solve(asked.model, asked.book.rules, Highs(), 60)
    assert isinstance(found, Solved)
    told = add_open_wishes(asked, OutOfTime(found.slate, found.tiers, ()))
    assert told.tiers[: len(found.tiers)] == found.tiers
    short = _short(asked, found.slate)
    assert [(t.rules, t.value, t.bound) for t in told.tiers[len(found.tiers) :]] == [
        (("even-age",), short, 0),
        (("even-preference",), 0, 0),
        (("even-size",), 0, 0),
    ]
    assert add_open_wishes(asked, told) == told


def test_a_shuffled_pool_has_the_same_even_lists() -> None:
    request = request_for("xa-nho", **EVEN)
    people = request.pool.people
    shuffled = request.replace_unvalidated(
        pool=request.pool.replace_unvalidated(people=people[5:] + people[:5][::-1])
    )
    first, second = plan(request), plan(shuffled)
    assert first.outcome is ProposalOutcome.SOLVED
    assert next(f.facts["apart"] for f in first.findings if f.rule == "even-age") == "0.00"
    assert first.to_json() == second.to_json()
    ages = {p.id: p.age_on(request.council.election_day) for p in people}
    assert all(len({ages[i] for i in alike.people}) == 1 for alike in first.interchangeable)


def test_what_more_is_asked_of_an_even_plan_leaves_the_wish_out() -> None:
    proposal = plan(request_for("xa-nho", **EVEN))
    base = build_proven_plan(proposal, TimeBudget(60))
    assert "even-age" in {aim.rule for aim in proposal.aims}
    assert "even-age" not in {rule for tier in base.tiers for rule in tier.rules}
