"""All conflicts of a proposal against slates tried one by one, and what is told of each."""

from functools import cache

import pytest
from hypothesis import given, note

from cocau.constraints.errors import AuditDisagreesError, InputError
from cocau.constraints.model.council import Council
from cocau.constraints.model.people import PartyRank, Pool, Sex
from cocau.constraints.model.selectors import EVERYONE, Selector
from cocau.constraints.rules.audit_context import AuditContext
from cocau.constraints.rules.rule import Finding, Verdict
from cocau.fixtures.generators.examples import PLANTED_FAULTS
from cocau.solver.conflicts import describe as nearest_module
from cocau.solver.conflicts.enumerate import ProposalConflicts, find_conflicts
from cocau.solver.conflicts.mus import FeasibilityOracle
from cocau.solver.engines.certificate import CERTIFICATE
from cocau.solver.engines.highs import Highs
from cocau.solver.engines.relaxation import LinearRelaxation
from cocau.solver.plan import plan
from cocau.solver.proposal import Proposal, ProposalOutcome
from cocau.solver.request import Pins, PlanRequest
from cocau.solver.time_budget import TimeBudget
from tests.examples import examples
from tests.solver.support.shipped import request_for, shipped_plan
from tests.solver.test_plan_brute_force import WHOLE, _impossible, cases

TWO = (
    ("women-35-percent", "surplus-per-constituency"),
    (
        "vice-chairs-full-time",
        "vice-chair-in-standing-committee",
    ),
)


@cache
def two_planted() -> Proposal:
    """Hà Tĩnh with too few women, and with no member of the standing committee meant for full-time work."""
    asked = request_for("ha-tinh", "ha-tinh-thieu-nu")
    return plan(asked.replace_unvalidated(pool=PLANTED_FAULTS["nghe-an-thieu-uy-vien"].change(asked.pool)))


@cache
def all_of_two() -> ProposalConflicts:
    return find_conflicts(two_planted(), TimeBudget(60))


@examples(25)
@given(cases())
def test_every_conflict_is_impossible_and_without_any_member_it_is_not(
    case: tuple[Council, Pool, list[str]],
) -> None:
    council, pool, rules = case
    proposal = plan(request_for_tiny(council, pool), WHOLE.select_rules(rules))
    found = find_conflicts(proposal, TimeBudget(60))
    note(str([c.rules for c in found.conflicts]))
    assert found.complete
    assert bool(found.conflicts) is (proposal.outcome is ProposalOutcome.CONFLICT)
    if proposal.conflict is not None:
        assert len(found.conflicts[0].rules) == len(proposal.conflict.rules)
        assert proposal.conflict.rules in [c.rules for c in found.conflicts]
    here = WHOLE.select_rules(rules).for_council(council)
    standards = [r.id for r in here.rules if r.strength == "standard"]
    for conflict in found.conflicts:
        assert conflict.irreducible
        assert _impossible(here, council, pool, conflict.rules)
        for rule in conflict.rules:
            rest = here.select_rules([*standards, *(r for r in conflict.rules if r != rule)])
            assert plan(request_for_tiny(council, pool), rest).outcome is ProposalOutcome.SOLVED
        assert [near.rule for near in conflict.nearest] == list(conflict.rules)
        for near in conflict.nearest:
            setting = AuditContext(council, pool, near.slate, here.list_barred(council, pool))
            assert here.by_id[near.rule].audit(setting) == near.finding
            assert near.finding.verdict is Verdict.BROKEN


def request_for_tiny(council: Council, pool: Pool) -> PlanRequest:
    return PlanRequest(council=council, pool=pool)


def test_both_planted_conflicts_are_found_proven_and_there_are_no_others() -> None:
    found = all_of_two()
    assert {c.rules for c in found.conflicts} == set(TWO)
    assert found.complete
    assert not found.limited
    for conflict in found.conflicts:
        assert conflict.smallest
        assert conflict.confirmed_by == ("HiGHS", CERTIFICATE)


def test_the_smallest_conflict_of_a_plan_tells_the_same_as_all_of_them() -> None:
    assert two_planted().conflict in all_of_two().conflicts


def test_a_rule_comes_as_near_as_the_people_let_it() -> None:
    proposal = two_planted()
    women, lists = next(c for c in all_of_two().conflicts if c.rules == TWO[0]).nearest
    able = {p.id for p in proposal.request.pool.people if p.sex is Sex.FEMALE} - {
        i for ids in proposal.barred.values() for i in ids
    }
    assert women.finding.facts["count"] == len(able) == 29
    assert women.finding.facts["total"] == 93
    assert women.finding.facts["needed"] == 33
    assert lists.finding.facts["listed"] == 29 * 100 // 35 == 82


def test_who_there_is_counts_the_pool_and_names_who_is_barred_by_what() -> None:
    first = next(c for c in all_of_two().conflicts if c.rules == TWO[0])
    everybody, women = first.described
    assert (everybody.who, everybody.people, len(everybody.left)) == (EVERYONE, 118, 113)
    assert everybody.members == TWO[0]
    assert (women.who, women.people, len(women.left)) == (Selector(sex=Sex.FEMALE), 31, 29)
    assert women.barred == {"two-levels": ("p003",), "art-37-bars": ("p049",)}
    assert not first.wanted


def test_a_post_tells_who_could_hold_it_and_which_member_keeps_them_out() -> None:
    second = next(c for c in all_of_two().conflicts if c.rules == TWO[1])
    pool = two_planted().request.pool
    ranked = tuple(p.id for p in pool.people if p.has_rank(PartyRank.STANDING_COMMITTEE))
    (wanted,) = second.wanted
    assert wanted.posts == ("vice_chair",)
    assert wanted.member == "vice-chair-in-standing-committee"
    assert (wanted.need, wanted.people) == (1, ranked)
    assert wanted.excluded == {"vice-chairs-full-time": ranked}
    assert wanted.left == ()


def test_people_who_pass_every_member_and_are_barred_are_named_with_the_standard() -> None:
    asked = request_for("ha-tinh")
    able = [p.id for p in asked.pool.people if p.has_rank(PartyRank.STANDING_COMMITTEE) and p.meant_full_time]
    people = tuple(
        p.replace_unvalidated(unmet_standards=("sức khỏe",)) if p.id in able else p for p in asked.pool.people
    )
    proposal = plan(asked.replace_unvalidated(pool=asked.pool.replace_unvalidated(people=people)))
    assert proposal.conflict is not None
    (wanted,) = proposal.conflict.wanted
    assert wanted.barred == {"deputy-standards": tuple(sorted(able))}
    assert not {*able} & {i for ids in wanted.excluded.values() for i in ids}
    assert wanted.left == ()


def test_pins_of_a_conflict_are_told_as_what_rules_out_or_wants_a_person() -> None:
    asked = request_for("ha-tinh")
    chair = next(p.id for p in asked.pool.people if p.party_rank is PartyRank.SECRETARY)
    out = plan(asked.replace_unvalidated(pins=Pins(out=(chair,))))
    assert out.conflict is not None
    assert out.conflict.members == ("chair-is-secretary", f"out:{chair}")
    (wanted,) = out.conflict.wanted
    assert wanted.excluded == {f"out:{chair}": (chair,)}
    assert [near.rule for near in out.conflict.nearest] == ["chair-is-secretary"]
    other = next(p.id for p in asked.pool.people if p.party_rank is None and p.id != chair)
    pinned = plan(asked.replace_unvalidated(pins=Pins(posts={"chair": (other,)})))
    assert pinned.conflict is not None
    assert f"chair:{other}" in pinned.conflict.pins
    mine = next(w for w in pinned.conflict.wanted if w.member == f"chair:{other}")
    assert (mine.people, mine.need) == ((other,), 1)
    assert mine.excluded
    assert mine.left == ()


def test_a_description_leaves_out_those_whom_a_pin_of_the_conflict_keeps_off() -> None:
    """Five kept off are too many among twelve, so one of these six has nothing to do with it."""
    asked = request_for("xa-nho")
    out = tuple(p.id for p in asked.pool.people)[:6]
    proposal = plan(
        asked.replace_unvalidated(pins=Pins(out=out)), WHOLE.select_rules(["surplus-per-constituency"])
    )
    assert proposal.conflict is not None
    (everybody,) = proposal.conflict.described
    assert {f"out:{i}" for i in everybody.out} == {*proposal.conflict.pins} < {f"out:{i}" for i in out}
    assert everybody.people == len(asked.pool.people)
    assert not {*everybody.left} & {*everybody.out}


def test_a_limit_is_kept_and_said() -> None:
    found = find_conflicts(two_planted(), TimeBudget(60), limit=1)
    assert len(found.conflicts) == 1
    assert not found.complete
    assert found.limited
    assert not found.conflicts[0].smallest


def test_nothing_conflicts_in_what_can_be_planned() -> None:
    found = find_conflicts(shipped_plan("ha-tinh"), TimeBudget(60))
    assert found.complete
    assert found.conflicts == ()


def test_all_that_keeps_a_missed_aim_from_holding_is_found() -> None:
    aim = next(a for a in shipped_plan("ha-tinh").aims if a.rule == "more-full-time-deputies")
    found = find_conflicts(shipped_plan("ha-tinh"), TimeBudget(60), aim=aim.rule)
    assert found.aim == aim.rule
    assert found.complete
    cap, posts = found.conflicts
    assert aim.blocked_by is not None
    assert cap.members == aim.blocked_by.members == ("full-time-cap-province",)
    # without the cap the law still gives no more posts that can be full-time
    assert posts.members == ("vice-chairs-province", "deputy-heads-province")
    (near,) = cap.nearest
    assert near.finding.verdict is Verdict.BROKEN
    held = {*near.slate.get_holders(*near.slate.posts)}
    assert len([i for i in held if i in _full_time()]) == near.finding.facts["count"]


def _full_time() -> set[str]:
    return {p.id for p in shipped_plan("ha-tinh").request.pool.people if p.meant_full_time}


def test_an_earlier_aim_in_the_way_is_told_by_how_far_it_would_have_to_give_way() -> None:
    found = find_conflicts(shipped_plan("ha-tinh"), TimeBudget(60), aim="stay-near-reference")
    near = {n.rule: n.finding for c in found.conflicts for n in c.nearest}
    assert near["more-front-deputies"].verdict is Verdict.BROKEN
    assert {c.members for c in found.conflicts} >= {("more-front-deputies",), ("more-economic-deputies",)}


@pytest.mark.parametrize(
    ("aim", "said"),
    [
        ("more-full-time-deputys", "There is no such rule; missed aims, the nearest first: more-full-time"),
        ("women-35-percent", "This rule is no aim"),
        ("more-front-deputies", "This aim is kept"),
    ],
)
def test_an_aim_that_is_not_missed_cannot_be_asked_about(aim: str, said: str) -> None:
    with pytest.raises(InputError) as refused:
        find_conflicts(shipped_plan("ha-tinh"), TimeBudget(60), aim=aim)
    (problem,) = refused.value.problems
    assert problem.where == f"--aim {aim}"
    assert problem.en.startswith(said)


def test_where_nothing_was_planned_no_aim_was_looked_at() -> None:
    with pytest.raises(InputError) as refused:
        find_conflicts(two_planted(), TimeBudget(60), aim="more-front-deputies")
    assert refused.value.problems[0].en == (
        "This proposal has no aims that were looked at; missed aims, the nearest first: none."
    )


def test_without_time_nothing_is_claimed() -> None:
    found = find_conflicts(two_planted(), TimeBudget(0))
    assert found.conflicts == ()
    assert not found.complete
    assert not found.limited


def test_a_conflict_that_time_did_not_let_shrink_is_told_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = FeasibilityOracle.core
    asked = 0

    def tiring(self: FeasibilityOracle, tags: frozenset[str]) -> frozenset[str] | None:
        nonlocal asked
        asked += 1
        if asked <= 2:
            return honest(self, tags)
        self.unanswered = True
        return None

    monkeypatch.setattr(FeasibilityOracle, "core", tiring)
    found = find_conflicts(two_planted(), TimeBudget(60))
    (conflict,) = found.conflicts
    assert not conflict.irreducible
    assert not conflict.smallest
    assert not found.complete
    assert conflict.confirmed_by == ("HiGHS", CERTIFICATE)
    assert conflict.nearest == ()
    assert conflict.described


def test_a_conflict_that_nobody_confirms_is_left_out_and_the_answer_is_open(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("cocau.solver.conflicts.enumerate.confirm_core", lambda *args: ("HiGHS",))
    found = find_conflicts(two_planted(), TimeBudget(60))
    assert found.conflicts == ()
    assert not found.complete
    assert not found.limited


def test_an_audit_that_finds_the_rule_kept_is_a_defect_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        nearest_module, "audit_rule", lambda asked, rule, slate: Finding(rule=rule.id, verdict=Verdict.KEPT)
    )
    with pytest.raises(AuditDisagreesError, match="finds it kept"):
        find_conflicts(two_planted(), TimeBudget(60))


def test_an_audit_that_finds_another_member_broken_is_a_defect_of_ours(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        "cocau.solver.conflicts.describe.audit_rule",
        lambda asked, rule, slate: Finding(rule=rule.id, verdict=Verdict.BROKEN),
    )
    with pytest.raises(AuditDisagreesError, match="breaks"):
        find_conflicts(two_planted(), TimeBudget(60))


def test_without_a_whole_relaxation_the_engine_finds_the_same_nearest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    honest, expected = LinearRelaxation.minimum, shipped_plan("ha-tinh", "ha-tinh-thieu-nu").conflict

    def never_whole(self: LinearRelaxation, *args: object) -> object:
        found = honest(self, *args)  # type: ignore[arg-type]
        return None if found is None else (found[0], None)

    monkeypatch.setattr(LinearRelaxation, "minimum", never_whole)
    assert plan(request_for("ha-tinh", "ha-tinh-thieu-nu")).conflict == expected


def test_a_bound_of_the_relaxation_that_cannot_be_reached_is_replaced(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    honest = LinearRelaxation.minimum
    expected = shipped_plan("ha-tinh", "ha-tinh-thieu-nu").conflict
    first: set[int] = set()

    def low(self: LinearRelaxation, objective: object, *args: object) -> object:
        found = honest(self, objective, *args)  # type: ignore[arg-type]
        if found is None or id(self) in first or not found[0]:
            return found
        first.add(id(self))
        return found[0] - 1, None

    monkeypatch.setattr("cocau.solver.conflicts.describe.LinearRelaxation.minimum", low)
    assert plan(request_for("ha-tinh", "ha-tinh-thieu-nu")).conflict == expected
    assert first


def test_an_engine_that_does_not_answer_leaves_the_nearest_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(LinearRelaxation, "minimum", lambda *args: None)
    found = find_conflicts(two_planted(), TimeBudget(60))
    assert found.complete
    assert all(c.nearest == () for c in found.conflicts)
    assert Highs.name in found.conflicts[0].confirmed_by
