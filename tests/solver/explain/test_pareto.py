"""The front of two aims, against every slate there is on tiny councils."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cocau.constraints.errors import InputError
from cocau.constraints.model.council import Council, CouncilKind
from cocau.constraints.model.people import Bloc, Pool, Sex
from cocau.constraints.rules.rule import Finding, Verdict
from cocau.solver.engines.engine import Engine
from cocau.solver.explain import pareto as module
from cocau.solver.explain.descent import Goal, LexicographicMinimum, minimise_in_order
from cocau.solver.explain.pareto import ParetoPoint, _drop_dominated, trace_pareto_front
from cocau.solver.explain.proven_plan import AlternativeSlate
from cocau.solver.model.program import Program
from cocau.solver.plan import plan
from cocau.solver.proposal import Proposal, ProposalOutcome
from cocau.solver.request import PlanRequest
from cocau.solver.search.lexicographic import EngineError, get_tiers
from cocau.solver.time_budget import TimeBudget
from tests.examples import examples
from tests.solver.explain.test_alternatives import _asks
from tests.solver.test_plan_brute_force import AIMS, WHOLE, _keeps, _missed, _slates, cases

Pair = tuple[int, int]


def _nondominated(pairs: set[Pair]) -> list[Pair]:
    return sorted(p for p in pairs if not any(o != p and o[0] <= p[0] and o[1] <= p[1] for o in pairs))


@pytest.mark.long
@examples(15)
@given(cases(), st.permutations(AIMS), st.booleans())
def test_the_front_is_every_pair_that_no_slate_beats(
    case: tuple[Council, Pool, list[str]], order: list[str], keep: bool
) -> None:
    council, pool, rules = case
    rules = list(dict.fromkeys([*rules, *(a for a in order[:6] if a in WHOLE.for_council(council).by_id)]))
    book = WHOLE.select_rules(rules)
    here = book.for_council(council)
    asked = [a for a in order if a in rules and _asks((council, pool, rules), a)][:2]
    proposal = plan(PlanRequest(council=council, pool=pool), book)
    assume(proposal.outcome is ProposalOutcome.SOLVED and len(asked) == 2)
    assert proposal.slate is not None
    found = trace_pareto_front(proposal, asked, TimeBudget(60), keep_earlier=keep)
    keeping = [s for s in _slates(council, pool) if _keeps(here, council, pool, s)]
    if keep:
        tiers = get_tiers(here.rules)
        first = next(n for n, tier in enumerate(tiers) if {*asked} & {*tier})
        own = _missed(here, council, pool, proposal.slate)[:first]
        keeping = [s for s in keeping if _missed(here, council, pool, s)[:first] == own]
        assert found.kept == tuple(tiers[:first])
    short = [{f.rule: f.short for f in here.audit(council, pool, s)} for s in keeping]
    assert found.complete
    assert [p.short for p in found.points] == _nondominated({(s[asked[0]], s[asked[1]]) for s in short})
    for point in found.points:
        assert point.beside.slate.in_order() in [s.in_order() for s in keeping]
        there = [
            _missed(here, council, pool, s)
            for s, each in zip(keeping, short, strict=True)
            if (each[asked[0]], each[asked[1]]) == point.short
        ]
        assert _missed(here, council, pool, point.beside.slate) == min(there)


def _fighting() -> Proposal:
    """Women against people who stand again: of four people for two seats the two women are new."""
    people = [
        {
            "id": f"p{n}",
            "name": f"Người {n}",
            "born": "1980-01-01",
            "bloc": "front",
            "introduced_by": "Mặt trận",
            "sex": "female" if n < 2 else "male",
            "re_standing": n >= 2,
        }
        for n in range(4)
    ]
    council = Council.model_validate(
        {
            "id": "thu",
            "name": "Hội đồng thử (hư cấu)",
            "kind": CouncilKind.COMMUNE,
            "election_day": "2021-05-23",
            "seats": 2,
            "seats_decided_by": "thử",
            "constituencies": [{"id": "dv1", "seats": 2}],
            "prior_term": {"deputies": 2},
        }
    )
    book = WHOLE.select_rules(["seats-filled", "surplus-per-constituency", *PAIR])
    whole = book.replace_unvalidated(
        rules=tuple(r.replace_unvalidated(at_least_percent=100) if r.id in PAIR else r for r in book.rules)
    )
    return plan(PlanRequest(council=council, pool=Pool.model_validate({"people": people})), whole)


PAIR = ("women-30-percent-deputies", "re-elected-30-percent")


def test_a_front_of_three_points_and_the_plan_on_it() -> None:
    found = trace_pareto_front(_fighting(), PAIR, TimeBudget(60))
    assert [point.short for point in found.points] == [(0, 2), (1, 1), (2, 0)]
    assert found.at_plan == 0
    assert found.complete
    other_way = trace_pareto_front(_fighting(), PAIR[::-1], TimeBudget(60))
    assert [point.short for point in other_way.points] == [(0, 2), (1, 1), (2, 0)]
    assert other_way.at_plan == 2


def test_a_front_counted_in_people_has_a_point_for_each_person() -> None:
    before = _fighting().request
    people = tuple(
        p.replace_unvalidated(bloc=Bloc.FRONT if p.sex is Sex.FEMALE else Bloc.ECONOMIC)
        for p in before.pool.people
    )
    asked = before.replace_unvalidated(
        council=before.council.replace_unvalidated(targets={"front": 2, "economic": 2}),
        pool=Pool(people=people),
    )
    aims = ("more-front-deputies", "more-economic-deputies")
    proposal = plan(asked, WHOLE.select_rules(["seats-filled", "surplus-per-constituency", *aims]))
    found = trace_pareto_front(proposal, aims, TimeBudget(60))
    assert [point.values for point in found.points] == [(0, 2), (1, 1), (2, 0)]
    assert [point.short for point in found.points] == [(0, 2), (1, 1), (2, 0)]


def test_at_the_limit_the_front_is_not_said_to_be_whole() -> None:
    found = trace_pareto_front(_fighting(), PAIR, TimeBudget(60), limit=2)
    assert len(found.points) == 2
    assert not found.complete
    assert trace_pareto_front(_fighting(), PAIR, TimeBudget(60), limit=3).complete


def test_without_time_the_front_is_not_said_to_be_whole() -> None:
    found = trace_pareto_front(_fighting(), PAIR, TimeBudget(0))
    assert not found.points
    assert not found.complete
    assert found.at_plan is None
    assert found.to_json() == trace_pareto_front(_fighting(), PAIR, TimeBudget(0)).to_json()


def test_points_that_are_beaten_in_people_are_left_out() -> None:
    proposal = _fighting()
    assert proposal.slate is not None
    beside = AlternativeSlate(slate=proposal.slate, tiers=(), changed=(), moves=())

    def point(a: int, b: int) -> ParetoPoint:
        pair = tuple(
            Finding(rule=r, verdict=Verdict.BROKEN, short=n) for r, n in zip(PAIR, (a, b), strict=True)
        )
        return ParetoPoint(values=(a, b), findings=pair, beside=beside)

    given_ = [point(0, 5), point(1, 5), point(1, 4), point(2, 3), point(2, 2), point(2, 2)]
    assert [p.short for p in _drop_dominated(given_)] == [(0, 5), (1, 4), (2, 2)]


def test_all_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(InputError) as caught:
        trace_pareto_front(_fighting(), ["re-elected", "seats-filled"], TimeBudget(9), limit=0)
    assert [p.code for p in caught.value.problems] == ["out_of_range", "unknown_aim", "not_an_aim"]
    for aims in ([PAIR[0]], [PAIR[0], PAIR[0]]):
        with pytest.raises(InputError) as caught:
            trace_pareto_front(_fighting(), aims, TimeBudget(9))
        assert [p.code for p in caught.value.problems] == ["not_two"]


def test_an_aim_without_its_figures_cannot_be_traded() -> None:
    proposal = _fighting()
    rules = ["seats-filled", "surplus-per-constituency", PAIR[0], "more-front-deputies", "people-per-seat"]
    asked = plan(proposal.request, WHOLE.select_rules(rules))
    with pytest.raises(InputError) as caught:
        trace_pareto_front(asked, ["more-front-deputies", "people-per-seat"], TimeBudget(9))
    assert [p.code for p in caught.value.problems] == ["undecided", "undecided"]
    assert "previous term" in caught.value.problems[0].en


def test_tiers_that_no_slate_reaches_are_told_as_altered() -> None:
    proposal = _fighting()
    rules = (*PAIR, "women-in-every-constituency")
    more = plan(proposal.request, WHOLE.select_rules(["seats-filled", "surplus-per-constituency", *rules]))
    aims = tuple(a.replace_unvalidated(tier_value=-1, tier_bound=-1) for a in more.aims)
    with pytest.raises(InputError) as caught:
        trace_pareto_front(more.replace_unvalidated(aims=aims), rules[1:], TimeBudget(60), keep_earlier=True)
    assert [p.code for p in caught.value.problems] == ["altered"]


def test_where_the_first_engine_errs_the_second_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def erring(
        program: Program, goals: list[Goal], engine: Engine, effort: TimeBudget
    ) -> LexicographicMinimum | None:
        asked.append(engine.name)
        if engine.name == "HiGHS":
            raise EngineError(engine.name)
        return minimise_in_order(program, goals, engine, effort)

    monkeypatch.setattr("cocau.solver.explain.proven_plan.minimise_in_order", erring)
    found = trace_pareto_front(_fighting(), PAIR, TimeBudget(60))
    assert [point.short for point in found.points] == [(0, 2), (1, 1), (2, 0)]
    assert set(asked) == {"HiGHS", "CP-SAT"}


def test_the_walk_ends_before_the_limit_of_time_is_a_claim(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module._FrontWalk, "_build_point", _late)
    found = trace_pareto_front(_fighting(), PAIR, TimeBudget(60))
    assert not found.points
    assert not found.complete


def _late(*_: object) -> None:
    raise module.TimeOver
