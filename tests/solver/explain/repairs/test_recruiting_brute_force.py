"""Whom to recruit, and what instead: against everybody there could be, on councils small enough to try all."""

from collections.abc import Iterator
from datetime import date
from itertools import combinations, permutations, product
from typing import Any

import pytest
from hypothesis import Phase, assume, given, note
from hypothesis import strategies as st

from cocau.constraints.model.council import Constituency, Council, CouncilKind
from cocau.constraints.model.people import Bloc, PartyRank, Person, Pool, Sex
from cocau.constraints.model.selectors import Among, Selector
from cocau.constraints.rulebook import Rulebook
from cocau.constraints.rules.rule import Rule
from cocau.solver.conflicts.mus import FeasibilityOracle
from cocau.solver.engines.highs import Highs
from cocau.solver.explain.repairs import recruiting
from cocau.solver.explain.repairs.movable_bounds import get_loosest, list_movable_bounds
from cocau.solver.explain.repairs.recruiting import FollowedWayOut, RecruitSearch
from cocau.solver.explain.repairs.relaxables import LossKind, Relaxables, build_price
from cocau.solver.explain.repairs.repair import (
    DroppedRule,
    LoweredAim,
    RecordedReason,
    RecruitedPeople,
    Repair,
    Repairs,
    RepairsPart,
)
from cocau.solver.explain.repairs.search import find_repairs, plan_repair
from cocau.solver.model.program import NamedRow
from cocau.solver.plan import plan, resolve_rulebook
from cocau.solver.proposal import Proposal, ProposalOutcome
from cocau.solver.request import PlanRequest
from cocau.solver.search.planning_task import PlanningTask
from cocau.solver.time_budget import TimeBudget
from tests.examples import examples
from tests.solver.explain.repairs.test_search import _suffices, requests
from tests.solver.explain.tiny_requests import FRAME, WHO, book_of, headcount
from tests.solver.test_plan_brute_force import WHOLE

PHASES = (Phase.explicit, Phase.reuse, Phase.generate)

TRAITS: dict[str, tuple[object, ...]] = {
    "sex": ("female", "male"),
    "party_rank": (None, "standing_committee"),
    "meant_full_time": (False, True),
    "peoples_committee": (None, "member"),
    "bloc": ("other", "administration", "front"),
}
"""What the rules of these tests look at, and that somebody may be or not."""


def _everybody() -> list[Person]:
    """Everybody whom these traits tell apart."""
    made = []
    for n, values in enumerate(product(*TRAITS.values())):
        traits = dict(zip(TRAITS, values, strict=True))
        fixed = {"id": f"x{n}", "name": f"X {n}", "born": "1985-01-01", "introduced_by": "Mặt trận"}
        party = traits["party_rank"] is not None
        made.append(Person.model_validate({**fixed, **traits, "party_member": party}))
    return made


def _list_profiles(everybody: list[Person]) -> Iterator[frozenset[str]]:
    """Every set of people that leaves each trait open, fixes its value, or of three excludes one."""
    choices = []
    for values in TRAITS.values():
        sets = {frozenset(values), *(frozenset({v}) for v in values)}
        choices.append([*sets, *(frozenset(values) - {v} for v in values if len(values) > 2)])
    for chosen in product(*choices):
        named = dict(zip(TRAITS, chosen, strict=True))
        yield frozenset(p.id for p in everybody if all(getattr(p, t) in taken for t, taken in named.items()))


@st.composite
def _richer(draw: st.DrawFn) -> tuple[PlanRequest, tuple[str, ...], list[Rule]]:
    """Requests as elsewhere, and up to three musts of a department on blocs and full-time people."""
    request, rules = draw(requests())
    council = request.council.replace_unvalidated(ethnic_minority_candidates=None)
    who = (*WHO[:4], Selector(full_time=True), Selector(full_time=True, in_peoples_committee=False))
    own = [
        headcount(
            f"own-{n}",
            None,
            draw(st.sampled_from(who)),
            draw(st.sampled_from([Among.CANDIDATES, Among.DEPUTIES])),
            least=draw(st.booleans()),
            number=draw(st.integers(0, 3)),
        )
        for n in range(draw(st.integers(0, 3)))
    ]
    return request.replace_unvalidated(raised=(), council=council), rules, own


def _recruited(answer: Repairs, number: int) -> list[RecruitedPeople]:
    """The repairs that recruit so many people and do nothing else."""
    alone = [r.steps[0] for r in answer.repairs if len(r.steps) == 1 and r.price.recruits == number]
    return [step for step in alone if isinstance(step, RecruitedPeople)]


def _matched(step: RecruitedPeople, everybody: list[Person], day: date) -> frozenset[str]:
    (wanted,) = step.people
    return frozenset(
        p.id
        for p in everybody
        if wanted.who.matches(p, day) and not any(s.matches(p, day) for s in wanted.unlike)
    )


@pytest.mark.long
@examples(30, phases=PHASES)
@given(_richer())
def test_every_weakest_profile_of_one_more_person_is_told_once(
    case: tuple[PlanRequest, tuple[str, ...], list[Rule]],
) -> None:
    request, rules, own = case
    book = WHOLE.select_rules(rules)
    book = book.replace_unvalidated(rules=(*book.rules, *own))
    proposal = plan(request, book)
    assume(proposal.outcome is ProposalOutcome.CONFLICT)
    answer = find_repairs(proposal, TimeBudget(60), limit=50, slates=0)
    bound, everybody = resolve_rulebook(request, book), _everybody()
    barred = bound.list_barred(request.council, request.pool.replace_unvalidated(people=tuple(everybody)))
    enough = {p.id for p in everybody if p.id not in barred and _suffices(request, bound, (p,))}
    told = [_matched(step, everybody, request.council.election_day) for step in _recruited(answer, 1)]
    told = [one for one in told if one]  # a secretary is none of these
    note(f"{answer.open} {told}")
    assert all(one - frozenset(barred) <= enough for one in told)
    assert not any(one <= other for one, other in permutations(told, 2))  # nor is any told twice
    if answer.complete:
        fit = {one for one in _list_profiles(everybody) if one and one <= enough}
        weakest = {one for one in fit if not any(one < other for other in fit)}
        assert {*told} == weakest


def _find_least_price(proposal: Proposal, most: tuple[int, ...]) -> tuple[int, ...] | None:
    """The least price of at most one person recruited and two things given up, if it is below `most`."""
    request, book = proposal.request, proposal.rulebook
    barred = book.list_barred(request.council, request.pool.replace_unvalidated(people=tuple(_everybody())))
    recruits: list[tuple[Person, ...]] = [(), *((p,) for p in _everybody() if p.id not in barred)]
    oracles: dict[tuple[Person, ...], tuple[FeasibilityOracle, Relaxables]] = {}
    plain = _ask(request, book, ())[1]
    offers = []
    for more in recruits:
        for tags in (t for size in range(3) for t in combinations(plain.losses, size)):
            price = build_price(plain.list_losses(tags), len(more)).order
            if price < most:
                offers.append((price, more, tags))
    for price, more, tags in sorted(offers, key=lambda offer: offer[0]):
        if more not in oracles:
            oracles[more] = _ask(request, book, more)
        oracle, givable = oracles[more]
        loose = {
            f"loose:{t}" for t in tags if givable.losses[t] in {LossKind.LAW_MOVED, LossKind.DOCUMENT_MOVED}
        }
        kept = {t for t in oracle.program.tags() if t not in tags and not t.startswith("loose:")}
        if oracle.values(kept | loose) is not None:
            return price
    return None


def _ask(
    request: PlanRequest, book: Rulebook, more: tuple[Person, ...]
) -> tuple[FeasibilityOracle, Relaxables]:
    """The oracle on a pool with more people, with each bound also as loose as can be."""
    pool = request.pool.replace_unvalidated(people=(*request.pool.people, *more))
    task = PlanningTask(request.replace_unvalidated(pool=pool).in_order(), book, TimeBudget(60))
    givable = Relaxables(task)
    rows = []
    for tag in givable.losses:
        if givable.losses[tag] in {LossKind.LAW_MOVED, LossKind.DOCUMENT_MOVED}:
            rule = givable.get_rule(tag)
            loosest = {f: get_loosest(f) for f in list_movable_bounds(rule)}
            made = task.model.build_rows(rule.replace_unvalidated(**loosest))
            rows += [NamedRow(f"loose:{tag}", row.terms, row.low, row.high) for row in made]
    return FeasibilityOracle(givable.program.with_rows(rows), Highs(), TimeBudget(60)), givable


@examples(10, phases=PHASES)
@given(requests())
def test_nothing_cheaper_is_left_out(case: tuple[PlanRequest, tuple[str, ...]]) -> None:
    request, rules = case
    proposal = plan(request, WHOLE.select_rules(rules))
    assume(proposal.outcome is ProposalOutcome.CONFLICT)
    answer = find_repairs(proposal, TimeBudget(60), limit=1, slates=0)
    assume(answer.repairs)
    assert _find_least_price(proposal, answer.repairs[0].price.order) is None


def _small() -> PlanRequest:
    """Two seats, and six men of the economy's bloc, none of them full-time."""
    units = tuple(Constituency(id=f"dv{n}", seats=1, population=1000) for n in (1, 2))
    council = Council(
        id="thu",
        name="Hội đồng thử (hư cấu)",
        kind=CouncilKind.COMMUNE,
        election_day=date(2021, 5, 23),
        seats=2,
        seats_decided_by="thử",
        constituencies=units,
    )
    men = tuple(
        Person(id=f"p{n}", name=f"P {n}", born=date(1980, 1, 1), sex=Sex.MALE, bloc=Bloc.ECONOMIC)
        for n in range(6)
    )
    return PlanRequest(council=council, pool=Pool(people=men))


def _headcounts(*wanted: tuple[Selector, int | None]) -> Rulebook:
    """Rules that want one such deputy each, as musts or as aims."""
    return book_of(
        *(
            headcount(f"rule-{n}", priority, who, Among.DEPUTIES, least=True, number=1)
            for n, (who, priority) in enumerate(wanted, start=1)
        )
    )


def test_a_demand_is_given_up_before_a_second_person_is_recruited() -> None:
    full_time_man = Selector(full_time=True, sex=Sex.MALE)
    book = _headcounts((full_time_man, None), (Selector(sex=Sex.FEMALE), 1))
    request = _small().replace_unvalidated(raised=("rule-2",))
    answer = find_repairs(plan(request, book), TimeBudget(60), limit=20, slates=0)
    assert answer.complete
    one, two = answer.repairs[:2]
    assert [type(step) for step in one.steps] == [RecruitedPeople, LoweredAim]
    assert _asked(one) == [(1, Selector(sex=Sex.MALE, full_time=True))]
    assert sorted(number for number, _ in _asked(two)) == [1, 1]


def _asked(repair: Repair) -> list[tuple[int, Selector]]:
    """Whom a repair recruits."""
    steps = [step for step in repair.steps if isinstance(step, RecruitedPeople)]
    return [(wanted.number, wanted.who) for step in steps for wanted in step.people]


def test_one_person_may_be_both_where_that_takes_fewer() -> None:
    both = _headcounts((Selector(sex=Sex.FEMALE), None), (Selector(full_time=True), None))
    answer = find_repairs(plan(_small(), both), TimeBudget(60), limit=20, slates=0)
    (alone,) = [r for r in answer.repairs if r.price.recruits == 1 and len(r.steps) == 1]
    assert _asked(alone) == [(1, Selector(sex=Sex.FEMALE, full_time=True))]


def test_a_slate_that_is_known_spares_a_program_unless_it_is_unlawful(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    proposal = plan(_small(), _headcounts((Selector(sex=Sex.FEMALE), None), (Selector(full_time=True), None)))
    programs: list[object] = []
    take_rest = RecruitSearch._take_rest

    def record(*given: Any) -> Iterator[FollowedWayOut]:
        programs.append(given)
        return take_rest(*given)

    monkeypatch.setattr(RecruitSearch, "_take_rest", record)
    known = find_repairs(proposal, TimeBudget(60), limit=20, slates=0)
    assert not programs
    monkeypatch.setattr(recruiting, "_is_lawful", lambda *_: False)
    anew = find_repairs(proposal, TimeBudget(60), limit=20, slates=0)
    assert programs
    assert known.complete
    alone = [repair.replace_unvalidated(slate=None, findings=()) for repair in known.repairs]
    assert alone == [repair.replace_unvalidated(slate=None, findings=()) for repair in anew.repairs]


def test_what_no_rule_needs_is_not_asked_for() -> None:
    book = book_of(
        headcount("woman", None, Selector(sex=Sex.FEMALE), Among.DEPUTIES, least=True, number=1),
        headcount("anybody", None, Selector(full_time=True), Among.DEPUTIES, least=True, number=0),
    )
    answer = find_repairs(plan(_small(), book), TimeBudget(60), limit=20, slates=0)
    (alone,) = [r for r in answer.repairs if r.price.recruits == 1 and len(r.steps) == 1]
    assert _asked(alone) == [(1, Selector(sex=Sex.FEMALE))]
    assert answer.complete


def test_nobody_is_asked_to_be_more_than_one_of_two_has_to_be() -> None:
    woman, full_time = Selector(sex=Sex.FEMALE), Selector(full_time=True)
    two = book_of(
        headcount("women", None, woman, Among.DEPUTIES, least=True, number=2),
        headcount("full", None, full_time, Among.DEPUTIES, least=True, number=1),
    )
    answer = find_repairs(plan(_small(), two), TimeBudget(60), limit=20, slates=0)
    (alone,) = [r for r in answer.repairs if r.price.recruits == 2 and len(r.steps) == 1]
    assert sorted(_asked(alone), key=str) == sorted(
        [(1, woman), (1, Selector(sex=Sex.FEMALE, full_time=True))], key=str
    )
    assert answer.complete


def test_what_is_not_told_apart_leaves_the_answer_open(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recruiting, "MOST_DESCRIPTIONS", 1)
    book = _headcounts((Selector(sex=Sex.FEMALE), None), (Selector(religious=False), None))
    answer = find_repairs(plan(_small(), book), TimeBudget(60), limit=20, slates=0)
    assert not answer.complete
    assert RepairsPart.RECRUITS in answer.open


def test_a_reason_for_the_secretary_comes_before_recruiting_one() -> None:
    made = [p.replace_unvalidated(party_member=True) for p in _small().pool.people]
    made[0] = made[0].replace_unvalidated(party_rank=PartyRank.STANDING_DEPUTY_SECRETARY)
    request = _small().replace_unvalidated(pool=Pool(people=tuple(made)))
    book = WHOLE.select_rules([*(rule.id for rule in FRAME.rules), "one-chair", "chair-is-secretary"])
    proposal = plan(request, book)
    assert proposal.outcome is ProposalOutcome.CONFLICT
    answer = find_repairs(proposal, TimeBudget(60), limit=20, slates=1)
    assert answer.complete
    reason, recruit = answer.repairs  # leaving the rule out is more than it takes
    assert reason.steps == (RecordedReason(rule="chair-is-secretary"),)
    assert reason.price.order == (0, 0, 0, 0, 0, 1, 0, 0)
    assert reason.slate is not None
    assert reason.slate.get_holders("chair") == ("p0",)
    assert reason.patch.secretary_not_chairing
    then = plan_repair(proposal, reason, TimeBudget(60))
    assert then.outcome is ProposalOutcome.SOLVED
    assert then.request.council.secretary_not_chairing
    assert _asked(recruit) == [(1, Selector(rank_at_least=PartyRank.SECRETARY))]


def test_a_reason_helps_nobody_where_nobody_is_next() -> None:
    book = WHOLE.select_rules([*(rule.id for rule in FRAME.rules), "one-chair", "chair-is-secretary"])
    answer = find_repairs(plan(_small(), book), TimeBudget(60), limit=20, slates=0)
    assert [type(step) for repair in answer.repairs for step in repair.steps] == [
        RecruitedPeople,
        DroppedRule,
    ]


def test_a_secretary_may_be_whoever_else_is_needed() -> None:
    """One woman who is the secretary, not a woman and a secretary."""
    rules = [*(rule.id for rule in FRAME.rules), "one-chair", "chair-is-secretary"]
    book = WHOLE.select_rules(rules)
    woman = headcount("woman", None, Selector(sex=Sex.FEMALE), Among.DEPUTIES, least=True, number=1)
    whole = book.replace_unvalidated(rules=(*book.rules, woman))
    answer = find_repairs(plan(_small(), whole), TimeBudget(60), limit=20, slates=0)
    secretary = Selector(sex=Sex.FEMALE, rank_at_least=PartyRank.SECRETARY)
    assert _asked(answer.repairs[0]) == [(1, secretary)]
