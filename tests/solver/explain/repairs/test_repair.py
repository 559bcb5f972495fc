"""The request a repair leads to: demands let go, organisations asked for less; and what recruits are told by."""

from cocau.app.files.readers import read_council, read_pool
from cocau.constraints.library import load_rulebook
from cocau.constraints.model.people import Bloc, PartyRank, PeoplesCommitteeRole, Pool, Sex, YearlyGrade
from cocau.constraints.model.selectors import Selector
from cocau.solver.explain.repairs.descriptions import collect_traits, count_descriptions, list_descriptions
from cocau.solver.explain.repairs.repair import (
    LoweredAim,
    RecordedReason,
    RecruitedPeople,
    RelaxedBound,
    ReleasedPin,
    build_patch,
)
from cocau.solver.explain.repairs.search import find_repairs, plan_repair
from cocau.solver.plan import plan
from cocau.solver.proposal import ProposalOutcome
from cocau.solver.request import Introductions, Pins, PlanRequest
from cocau.solver.time_budget import TimeBudget
from tests.app.conftest import COUNCIL, POOL

BOOK = load_rulebook()


def _request(**fields: object) -> PlanRequest:
    return PlanRequest(council=read_council(COUNCIL), pool=read_pool(POOL)).replace_unvalidated(**fields)


def test_each_sort_of_pin_is_let_go_and_the_others_stay() -> None:
    pins = Pins(
        candidates=("p001", "p002"),
        deputies=("p003",),
        out=("p004",),
        posts={"chair": ("p005",), "head/legal": ("p006", "p007")},
        constituencies={"p008": "dv01", "p009": "dv01"},
    )
    gone = ("in:p001", "deputy:p003", "out:p004", "chair:p005", "head/legal:p006", "at:p008")
    patch = build_patch(_request(pins=pins), BOOK, [ReleasedPin(pin=pin) for pin in gone], ())
    assert patch.pins == Pins(
        candidates=("p002",), posts={"head/legal": ("p007",)}, constituencies={"p009": "dv01"}
    )


def test_an_organisation_is_asked_for_nothing_any_more() -> None:
    asked = Introductions(total=9, at_least={"A": 1, "B": 2}, at_most={"A": 3})
    patch = build_patch(_request(introducing=asked), BOOK, [ReleasedPin(pin="introduced:A")], ())
    assert patch.introducing == Introductions(total=9, at_least={"B": 2})
    same = build_patch(_request(introducing=asked), BOOK, [ReleasedPin(pin="in:p001")], ())
    assert same.introducing == asked


def test_every_trait_has_values_that_tell_apart_what_is_asked() -> None:
    selectors = (
        Selector(sex=Sex.FEMALE, bloc=Bloc.FRONT),
        Selector(age_under=40),
        Selector(age_under=35, religious=True, expert=True, re_standing=True, ethnic_minority=True),
        Selector(rank_at_least=PartyRank.COMMITTEE, party_member=True),
        Selector(rank_at_least=PartyRank.SECRETARY, grade_at_least=YearlyGrade.GOOD),
        Selector(peoples_committee=PeoplesCommitteeRole.CHAIR, full_time=True),
    )
    found = collect_traits(selectors, Pool(people=()))
    sizes = {name: len(values) for name, values in found.items()}
    assert sizes == {
        "sex": 2,
        "bloc": 2,
        "age_under": 3,
        "ethnic_minority": 2,
        "religious": 2,
        "party_member": 2,
        "rank_at_least": 2,
        "re_standing": 2,
        "full_time": 2,
        "expert": 2,
        "grade_at_least": 2,
        "peoples_committee": 3,
    }
    assert count_descriptions(found) == 2**10 * 9
    few = {name: found[name] for name in ("age_under", "party_member", "rank_at_least", "grade_at_least")}
    council = read_council(COUNCIL)
    made = list_descriptions(few, council, BOOK.for_council(council))
    assert len(made) == 3 * 3 * 2  # nobody outside the Party has a rank in it
    day = council.election_day
    for one in made:
        for name, place in one.values.items():
            value = few[name][place]
            assert Selector.model_validate(value.who).matches(one.person, day)
            assert not any(s.matches(one.person, day) for s in value.unlike)


def test_a_pool_without_its_secretary_is_told_to_introduce_one() -> None:
    request = _request()
    secretary = next(p for p in request.pool.people if p.party_rank is PartyRank.SECRETARY)
    others = tuple(p for p in request.pool.people if p != secretary)
    rules = (
        "seats-filled",
        "surplus-per-constituency",
        "list-at-legal-minimum",
        "one-chair",
        "chair-is-secretary",
    )
    book = BOOK.select_rules(rules)
    proposal = plan(request.replace_unvalidated(pool=Pool(people=others)), book)
    assert proposal.outcome is ProposalOutcome.CONFLICT
    answer = find_repairs(proposal, TimeBudget(60), slates=1)
    reason, first = answer.repairs
    assert reason.steps == (RecordedReason(rule="chair-is-secretary"),)
    assert reason.planned
    (step,) = first.steps
    assert isinstance(step, RecruitedPeople)
    assert step.people[0].who == Selector(rank_at_least=PartyRank.SECRETARY)
    assert first.slate is not None
    assert first.slate.get_holders("chair") == ("recruit-1",)
    for each in answer.repairs:
        assert plan_repair(proposal, each, TimeBudget(60)).outcome is ProposalOutcome.SOLVED


def test_bounds_that_do_not_suffice_alone_are_moved_together() -> None:
    """No full-time people anywhere: neither the leaders' cap nor the committees' alone lets them in."""
    council = read_council(COUNCIL.parent / "tinh-nho.yaml")
    pool = read_pool(POOL.parent / "tinh-nho.yaml")
    whole = PlanRequest(
        council=council,
        pool=pool,
        overrides={"full-time-cap-province": {"leaders": 0, "per_committee": 0}},
    )
    proposal = plan(whole)
    assert proposal.outcome is ProposalOutcome.CONFLICT
    answer = find_repairs(proposal, TimeBudget(60), slates=0)
    first = answer.repairs[0]
    fields = {s.field for s in first.steps if isinstance(s, RelaxedBound)}
    assert fields == {"leaders", "per_committee"}
    assert all(s.back for s in first.steps if isinstance(s, RelaxedBound))
    assert plan_repair(proposal, first, TimeBudget(60)).outcome is ProposalOutcome.SOLVED


def test_a_raised_aim_is_lowered_before_a_law_moves() -> None:
    proposal = plan(_request(raised=("more-full-time-deputies",)))
    if proposal.outcome is ProposalOutcome.CONFLICT:
        answer = find_repairs(proposal, TimeBudget(60), slates=0)
        assert answer.repairs[0].steps == (LoweredAim(rule="more-full-time-deputies"),)
        assert not answer.repairs[0].patch.raised
