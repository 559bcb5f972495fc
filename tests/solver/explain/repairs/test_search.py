"""Repairs on councils small enough to try everything: cheapest, least, and each leads to a plan."""

from itertools import combinations_with_replacement, product

import pytest
from hypothesis import Phase, assume, given, note
from hypothesis import strategies as st

from cocau.constraints.checks.council import check_slate
from cocau.constraints.model.people import Person, Pool
from cocau.constraints.rulebook import Rulebook
from cocau.constraints.rules.rule import Strength, Verdict
from cocau.solver.conflicts.enumerate import enumerate_conflicts
from cocau.solver.conflicts.mus import FeasibilityOracle
from cocau.solver.engines.highs import Highs
from cocau.solver.explain.repairs.movable_bounds import is_lower_bound
from cocau.solver.explain.repairs.relaxables import RULEBOOK_PREFIX, Relaxables
from cocau.solver.explain.repairs.repair import (
    DroppedRule,
    LoweredAim,
    RecordedReason,
    RecruitedPeople,
    RelaxedBound,
    ReleasedPin,
    Repair,
    apply_patch,
    apply_steps,
)
from cocau.solver.explain.repairs.search import find_repairs, plan_repair
from cocau.solver.plan import plan, plan_with_rulebook, resolve_rulebook
from cocau.solver.proposal import Proposal, ProposalOutcome
from cocau.solver.request import Pins, PlanRequest
from cocau.solver.search.planning_task import PlanningTask, restore_task
from cocau.solver.time_budget import TimeBudget
from tests.examples import examples
from tests.solver.support.small_councils import councils, people
from tests.solver.test_plan_brute_force import AIMS, FRAME, MUSTS, NUMBERS, WHOLE

PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
"""Without shrinking: an example takes a second."""

OVERRIDES = {
    "women-35-percent": ("at_least_percent", (50, 70, 90)),
    "vice-chair-in-standing-committee": ("at_least", (1, 2)),
    "one-post-each": ("at_most", (1, 2)),
}


@st.composite
def requests(draw: st.DrawFn) -> tuple[PlanRequest, tuple[str, ...]]:
    """Requests that often cannot be kept: tightened bounds, raised aims, pins."""
    council = draw(councils())
    needed = sum({1: 2, 2: 3}[unit.seats] for unit in council.constituencies)
    pool = draw(people(needed + 1, needed + 2))
    here = WHOLE.for_council(council).by_id
    rules = [*FRAME, *NUMBERS, *draw(st.lists(st.sampled_from(MUSTS), unique=True, min_size=1, max_size=4))]
    raised = draw(st.lists(st.sampled_from([a for a in AIMS if a in here]), unique=True, max_size=1))
    book = WHOLE.select_rules([r for r in (*rules, *raised) if r in here])
    tight = draw(st.lists(st.sampled_from(sorted(OVERRIDES)), unique=True, max_size=2))
    overrides: dict[str, dict[str, int | None]] = {
        r: {OVERRIDES[r][0]: draw(st.sampled_from(OVERRIDES[r][1]))} for r in tight if r in book.by_id
    }
    request = PlanRequest(council=council, pool=pool, overrides=overrides, raised=tuple(raised))
    able = sorted(pool.by_id.keys() - book.for_council(council).list_barred(council, pool))
    pinned = draw(st.lists(st.sampled_from(able), unique=True, max_size=2)) if able else []
    pins = Pins(deputies=tuple(pinned[:1]), posts={"chair": tuple(pinned[1:])} if pinned[1:] else {})
    return request.replace_unvalidated(pins=pins), tuple(book.by_id)


def _conflict(case: tuple[PlanRequest, tuple[str, ...]]) -> Proposal:
    request, rules = case
    proposal = plan(request, WHOLE.select_rules(rules))
    assume(proposal.outcome is ProposalOutcome.CONFLICT)
    return proposal


def _given_up(repair: Repair, proposal: Proposal) -> frozenset[str]:
    """The rules and pins that a repair touches."""
    tags = set()
    for step in repair.steps:
        match step:
            case ReleasedPin():
                tags.add(f"pin:{step.pin}")
            case RelaxedBound() | LoweredAim() | DroppedRule() | RecordedReason():
                tags.add(step.rule)
    return frozenset(tags)


@examples(25, phases=PHASES)
@given(requests())
def test_each_repair_leads_to_a_plan_and_no_smaller_move_does(
    case: tuple[PlanRequest, tuple[str, ...]],
) -> None:
    proposal = _conflict(case)
    answer = find_repairs(proposal, TimeBudget(60), limit=20, slates=0)
    assert answer.complete or len(answer.repairs) == 20 or answer.open, "it says what was left out"
    orders = [repair.price.order for repair in answer.repairs]
    assert orders == sorted(orders)
    for repair in answer.repairs:
        note(repair.steps)
        assert all(s.people for s in repair.steps if isinstance(s, RecruitedPeople))
        then = plan_repair(proposal, repair, TimeBudget(60))
        assert then.outcome is ProposalOutcome.SOLVED
        assert repair.slate is not None
        book = apply_steps(proposal.rulebook, repair.steps)
        request = apply_patch(proposal.request, repair.patch)
        findings = book.audit(request.council, request.pool, repair.slate)
        assert findings == repair.findings
        pairs = zip(book.rules, findings, strict=True)
        assert not [f for r, f in pairs if r.strength is not Strength.AIM and f.verdict is Verdict.BROKEN]
        assert not check_slate(request.council, request.pool, repair.slate)
        assert {*request.pins.deputies} <= {*repair.slate.deputies}
        assert all({*ids} <= {*repair.slate.get_holders(post)} for post, ids in request.pins.posts.items())
        _no_less_suffices(proposal, repair)


def _no_less_suffices(proposal: Proposal, repair: Repair) -> None:
    """The last bound moved one step less: a conflict again. What was given up after it stays given up."""
    moves = [step for step in repair.steps if isinstance(step, RelaxedBound)]
    if not moves or repair.steps[-1] is not moves[-1]:
        return
    last = moves[-1]
    nearer = last.now + (1 if is_lower_bound(last.field) else -1)
    less = last.model_copy(update={"now": nearer})
    steps = (*repair.steps[:-1], less)
    request = apply_patch(proposal.request, repair.patch)
    then = plan_with_rulebook(request, apply_steps(proposal.rulebook, steps))
    assert then.outcome is ProposalOutcome.CONFLICT


@examples(25, phases=PHASES)
@given(requests())
def test_what_repairs_give_up_is_every_correction_of_the_conflicts(
    case: tuple[PlanRequest, tuple[str, ...]],
) -> None:
    proposal = _conflict(case)
    givable = Relaxables(restore_task(proposal, TimeBudget(60)))
    known = enumerate_conflicts(
        FeasibilityOracle(givable.program, Highs(), TimeBudget(60)),
        lambda tag: givable.weights[tag],
        TimeBudget(60),
        10_000,
    )
    answer = find_repairs(proposal, TimeBudget(60), limit=1000, slates=0)
    plain = {_given_up(r, proposal) for r in answer.repairs if not r.price.recruits}
    assert plain == {frozenset(t.removeprefix(RULEBOOK_PREFIX) for t in c.tags) for c in known.corrections}


def _descriptions(pool: Pool) -> list[Person]:
    """Everybody whom the rules of this test can tell apart; no two who cannot be there twice."""
    made = []
    for n, (sex, rank, full, committee) in enumerate(
        product(("female", "male"), (None, "standing_committee"), (False, True), (None, "member"))
    ):
        made.append(
            Person.model_validate(
                {
                    "id": f"x{n}",
                    "name": f"X {n}",
                    "born": "1985-01-01",
                    "sex": sex,
                    "bloc": "other",
                    "party_rank": rank,
                    "party_member": rank is not None,
                    "meant_full_time": full,
                    "peoples_committee": committee,
                    "introduced_by": "Mặt trận",
                }
            )
        )
    return made


def _suffices(request: PlanRequest, book: Rulebook, more: tuple[Person, ...]) -> bool:
    people = tuple(p.replace_unvalidated(id=f"y{n}", name=f"Y {n}") for n, p in enumerate(more))
    pool = request.pool.replace_unvalidated(people=(*request.pool.people, *people))
    musts = PlanningTask(request.replace_unvalidated(pool=pool).in_order(), book, TimeBudget(60)).musts
    return FeasibilityOracle(musts, Highs(), TimeBudget(60)).values(musts.tags()) is not None


@pytest.mark.long
@examples(12, phases=PHASES)
@given(requests())
def test_the_fewest_recruits_are_the_fewest_and_every_answer_is_told(
    case: tuple[PlanRequest, tuple[str, ...]],
) -> None:
    request, rules = case
    book = WHOLE.select_rules(rules)
    request = request.replace_unvalidated(
        raised=(), council=request.council.replace_unvalidated(ethnic_minority_candidates=None)
    )
    proposal = _conflict((request, rules))
    answer = find_repairs(proposal, TimeBudget(60), limit=50, slates=0)
    only = [
        r.steps[0] for r in answer.repairs if len(r.steps) == 1 and isinstance(r.steps[0], RecruitedPeople)
    ]
    recruited = [step for step in only if isinstance(step, RecruitedPeople)]
    bound = resolve_rulebook(request, book)
    kinds = _descriptions(request.pool)
    number = sum(w.number for w in recruited[0].people) if recruited else 2
    assume(number <= 2)
    for fewer in range(1, number if recruited else number + 1):
        assert not any(
            _suffices(request, bound, more) for more in combinations_with_replacement(kinds, fewer)
        )
    if recruited:
        day = request.council.election_day
        for more in combinations_with_replacement(kinds, number):
            told = any(_is_one(step, more, day) for step in recruited)
            suffices = _suffices(request, bound, more)
            assert suffices or not told, more
            assert told or not suffices or number > 1 or not answer.complete, more


def _is_one(step: RecruitedPeople, more: tuple[Person, ...], day: object) -> bool:
    """Whether these people are what a step asks for, each for one place."""
    wanted = [w for w in step.people for _ in range(w.number)]
    if len(wanted) == 1:
        return _fits(wanted[0], more[0], day)
    (one, two), (a, b) = wanted, more
    return (_fits(one, a, day) and _fits(two, b, day)) or (_fits(one, b, day) and _fits(two, a, day))


def _fits(wanted: object, person: Person, day: object) -> bool:
    return wanted.who.matches(person, day) and not any(s.matches(person, day) for s in wanted.unlike)  # type: ignore[attr-defined]  # a Wanted
