"""Structure before names: profiles are to the rules what people are, and an allocation adds up."""

from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import combinations

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from cocau.app.files.readers import read_council, read_offers
from cocau.constraints.errors import InputError
from cocau.constraints.model.council import Council
from cocau.constraints.model.offers import Offers, Organisation, OrganisationKind, Profile
from cocau.constraints.model.people import Person, Pool
from cocau.constraints.model.selectors import COUNTED_GROUPS, GROUPS
from cocau.constraints.model.slate import Slate
from cocau.constraints.rules.rule import Fact, Verdict
from cocau.fixtures.run import SHIPPED
from cocau.solver.plan import plan
from cocau.solver.proposal import ProposalOutcome
from cocau.solver.request import Introductions, PlanRequest
from cocau.solver.structure_plan import (
    Allocation,
    AllocationStages,
    AllocationTally,
    StructurePlan,
    build_structure_plan,
)
from cocau.solver.structure_request import build_structure_request
from tests.examples import examples
from tests.solver.support.small_councils import councils, people
from tests.solver.test_plan_brute_force import AIMS, FRAME, MUSTS, NUMBERS, WHOLE, _keeps, _missed, _slates

INTRODUCED = (
    "under-40-15-percent-introduced",
    "non-party-10-percent-introduced",
    "fewer-administration-introduced",
)
PLANNABLE = ("ha-tinh", "thach-ha", "xa-mau")


@cache
def shipped(name: str) -> tuple[Council, Offers]:
    council = name.removesuffix("-thieu-nu")
    return (
        read_council(SHIPPED / "councils" / f"{council}.yaml"),
        read_offers(SHIPPED / "offers" / f"{name}.yaml"),
    )


@cache
def planned(name: str) -> StructurePlan:
    council, offers = shipped(name)
    return build_structure_plan(offers, plan(build_structure_request(council, offers)))


def allocated(name: str) -> Allocation:
    allocation = planned(name).allocation
    assert allocation is not None
    return allocation


# --- one model, not two -------------------------------------------------------------------------------------


def as_profile(person: Person, council: Council) -> Profile:
    """The one profile of which the person is an instance."""
    fields = person.model_dump(include=set(Profile.model_fields) - {"id", "name", "at_most"})
    return Profile(id=person.id, at_most=1, age=person.age_on(council.election_day), **fields)


def as_offers(council: Council, pool: Pool) -> Offers:
    """Odd and even people as two organisations with bounds, each person a profile of capacity one."""
    halves = (pool.people[::2], pool.people[1::2])
    return Offers(
        total=max(len(pool.people) - 1, 1),
        organisations=tuple(
            Organisation(
                id=f"o{n}",
                name=f"Nơi {n}",
                bloc="other",
                at_least=1,
                at_most=max(len(half) - n, 1),
                profiles=tuple(as_profile(p, council) for p in half),
            )
            for n, half in enumerate(halves)
        ),
    )


def named_as_expanded(offers: Offers, pool: Pool) -> Pool:
    """The same people, real names and birth dates and all, under the ids that their profiles get."""
    ids = {p.id: (org.name, org.list_person_ids(p)[0]) for org in offers.organisations for p in org.profiles}
    return Pool(
        people=tuple(p.replace_unvalidated(introduced_by=ids[p.id][0], id=ids[p.id][1]) for p in pool.people)
    )


@st.composite
def cases(draw: st.DrawFn) -> tuple[Council, Pool, list[str]]:
    """A council, everybody's profile, and some of the rules, those about the introduced more often."""
    council = draw(councils())
    needed = sum({1: 2, 2: 3}[unit.seats] for unit in council.constituencies)
    pool = draw(people(needed + 1, needed + 2))
    pool = Pool(people=tuple(p.replace_unvalidated(unmet_standards=(), preference=0) for p in pool.people))
    here = WHOLE.for_council(council).by_id
    musts = draw(st.lists(st.sampled_from(MUSTS), unique=True, max_size=2))
    aims = draw(st.lists(st.sampled_from((*AIMS, *INTRODUCED, *INTRODUCED)), unique=True, max_size=5))
    return council, pool, [r for r in (*FRAME, *NUMBERS, *musts, *aims) if r in here]


@given(cases())
@examples(40)
def test_profiles_of_capacity_one_are_planned_exactly_as_the_people_they_describe(
    case: tuple[Council, Pool, list[str]],
) -> None:
    council, pool, rules = case
    book, offers = WHOLE.select_rules(rules), as_offers(council, pool)
    request = build_structure_request(council, offers)
    of_profiles = plan(request, book)
    of_people = plan(request.replace_unvalidated(pool=named_as_expanded(offers, pool)), book)
    event(of_people.outcome)
    assert of_people.outcome is of_profiles.outcome
    assert of_people.slate == of_profiles.slate
    assert of_people.findings == of_profiles.findings
    assert of_people.aims == of_profiles.aims
    assert of_people.conflict == of_profiles.conflict


@given(cases())
@examples(25)
def test_whom_to_introduce_is_the_best_choice_there_is_or_there_is_none(
    case: tuple[Council, Pool, list[str]],
) -> None:
    council, pool, rules = case
    whole, offers = WHOLE.select_rules(rules), as_offers(council, pool)
    request = build_structure_request(council, offers)
    book = whole.for_council(council)
    proposal = plan(request, whole)
    event(proposal.outcome)
    choices = (
        slate.replace_unvalidated(introduced=introduced)
        for slate in _slates(council, request.pool)
        for introduced in introductions(request, slate)
    )
    shortfalls = [
        _missed(book, council, request.pool, s) for s in choices if _keeps(book, council, request.pool, s)
    ]
    if proposal.slate is None:
        assert (proposal.outcome, shortfalls) == (ProposalOutcome.CONFLICT, [])
    else:
        assert proposal.slate.introduced in set(introductions(request, proposal.slate))
        assert _missed(book, council, request.pool, proposal.slate) == min(shortfalls)


def introductions(request: PlanRequest, slate: Slate) -> Iterator[tuple[str, ...]]:
    """Every choice of people to introduce that has the slate's candidates and keeps the bounds."""
    bounds, by_id = request.introducing, request.pool.by_id
    assert bounds is not None
    assert bounds.total is not None
    rest = sorted(set(by_id) - set(slate.listed))
    for more in combinations(rest, max(bounds.total - len(slate.listed), 0)):
        chosen = (*slate.listed, *more)
        each = Counter(by_id[i].introduced_by for i in chosen)
        if all(each[name] >= n for name, n in bounds.at_least.items()) and all(
            each[name] <= n for name, n in bounds.at_most.items()
        ):
            yield tuple(sorted(chosen))


def test_a_profile_of_three_is_planned_as_three_profiles_of_one() -> None:
    council, offers = shipped("xa-mau")
    split = Offers(
        total=offers.total,
        organisations=tuple(
            org.replace_unvalidated(
                profiles=tuple(
                    p.replace_unvalidated(id=f"{p.id}-{k}", at_most=1)
                    for p in org.profiles
                    for k in range(p.at_most)
                )
            )
            for org in offers.organisations
        ),
    )
    one, other = planned("xa-mau").proposal, plan(build_structure_request(council, split))
    assert [(f.rule, f.verdict, f.short) for f in one.findings] == [
        (f.rule, f.verdict, f.short) for f in other.findings
    ]
    assert [(a.rule, a.tier_value) for a in one.aims] == [(a.rule, a.tier_value) for a in other.aims]


# --- the request --------------------------------------------------------------------------------------------


def test_the_bounds_of_the_offers_are_those_of_the_request() -> None:
    council, offers = shipped("xa-mau-thieu-nu")
    request = build_structure_request(council, offers, seconds=5)
    assert request.introducing is not None
    assert request.introducing.total == 50
    assert request.introducing.at_least["Hội Liên hiệp Phụ nữ xã"] == 2
    assert request.introducing.at_most["Hội Liên hiệp Phụ nữ xã"] == 2
    assert (len(request.pool.people), request.seconds) == (62, 5)


def test_bounds_that_are_not_given_are_not_asked_for() -> None:
    council, offers = shipped("xa-mau")
    free = offers.replace_unvalidated(
        total=None,
        organisations=tuple(o.replace_unvalidated(at_least=0, at_most=None) for o in offers.organisations),
    )
    assert build_structure_request(council, free).introducing == Introductions()


def test_without_a_total_exactly_the_candidates_are_introduced() -> None:
    council, offers = shipped("xa-mau")
    slate = plan(build_structure_request(council, offers.replace_unvalidated(total=None))).slate
    assert slate is not None
    assert slate.introduced == tuple(sorted(slate.listed))
    assert len(slate.listed) == 43


def test_faults_of_the_offers_the_council_and_the_what_ifs_are_told_together() -> None:
    council, offers = shipped("xa-mau")
    with pytest.raises(InputError) as raised:
        build_structure_request(
            council.replace_unvalidated(seats=26),
            offers.replace_unvalidated(total=20),
            overrides={"no-such-rule": {"x": 1}},
        )
    codes = [p.code for p in raised.value.problems]
    assert codes[0] == "unknown_rule"
    assert {"seats_sum", "total_too_small"} <= set(codes)
    assert not [p for p in raised.value.problems if p.where.startswith("pool")]


def test_faults_of_the_council_alone_are_left_to_the_plan() -> None:
    council, offers = shipped("xa-mau")
    with pytest.raises(InputError, match="seats"):
        plan(build_structure_request(council.replace_unvalidated(seats=26), offers))


# --- the allocation -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PLANNABLE)
def test_the_shipped_offers_keep_every_must(name: str) -> None:
    proposal = planned(name).proposal
    assert proposal.outcome is ProposalOutcome.SOLVED
    broken = {f.rule for f in proposal.findings if f.verdict is Verdict.BROKEN}
    assert broken == {aim.rule for aim in proposal.aims if aim.missed}


@pytest.mark.parametrize(("name", "introduced", "listed", "seats"), [("ha-tinh", 118, 93, 54), ("thach-ha", 64, 55, 34), ("xa-mau", 50, 43, 25)])  # fmt: skip
def test_the_totals_are_those_of_the_council(name: str, introduced: int, listed: int, seats: int) -> None:
    totals = allocated(name).totals
    assert (totals.introduced.people, totals.listed.people, totals.intended.people) == (
        introduced,
        listed,
        seats,
    )


def tallies(stages: AllocationStages) -> tuple[AllocationTally, AllocationTally, AllocationTally]:
    return stages.introduced, stages.listed, stages.intended


def summed(parts: list[AllocationStages]) -> list[tuple[int, dict[str, int]]]:
    return [
        (sum(t.people for t in each), {g: sum(t.counts[g] for t in each) for g in COUNTED_GROUPS})
        for each in zip(*(tallies(part) for part in parts), strict=True)
    ]


def numbers(stages: AllocationStages) -> list[tuple[int, dict[str, int]]]:
    return [(t.people, t.counts) for t in tallies(stages)]


@pytest.mark.parametrize("name", PLANNABLE)
def test_profiles_sum_to_organisations_those_to_sorts_and_sorts_to_the_totals(name: str) -> None:
    allocation = allocated(name)
    for row in allocation.rows:
        assert summed(list(row.profiles)) == numbers(row)
        assert row.at_least <= row.introduced.people <= row.at_most
        assert all(p.introduced.people <= p.at_most for p in row.profiles)
    for sort in OrganisationKind:
        assert summed([row for row in allocation.rows if row.sort is sort]) == numbers(allocation.sorts[sort])
    assert summed(list(allocation.sorts.values())) == numbers(allocation.totals)


@pytest.mark.parametrize("name", PLANNABLE)
def test_nobody_is_listed_who_is_not_introduced_nor_intended_who_is_not_listed(name: str) -> None:
    for row in allocated(name).rows:
        for stages in (row, *row.profiles):
            assert stages.introduced.people >= stages.listed.people >= stages.intended.people
            for group in COUNTED_GROUPS:
                assert stages.introduced.counts[group] >= stages.listed.counts[group]
                assert stages.listed.counts[group] >= stages.intended.counts[group]


@pytest.mark.parametrize("name", PLANNABLE)
@pytest.mark.parametrize(
    ("rule", "stage", "group"),
    [
        ("women-35-percent", "listed", "women"),
        ("women-30-percent-deputies", "intended", "women"),
        ("under-40-15-percent-introduced", "introduced", "under_40"),
        ("non-party-10-percent-introduced", "introduced", "non_party"),
        ("under-40-on-list", "listed", "under_40"),
        ("more-full-time-deputies", "intended", "full_time"),
        ("more-experts", "intended", "experts"),
    ],
)
def test_an_allocation_has_the_numbers_of_the_audit(name: str, rule: str, stage: str, group: str) -> None:
    facts = facts_of(name, rule)
    tally: AllocationTally = getattr(allocated(name).totals, stage)
    assert (tally.counts[group], tally.people) == (facts["count"], facts["total"])


@pytest.mark.parametrize("name", PLANNABLE)
def test_the_re_elected_are_as_many_as_the_audit_counts_against_the_previous_council(name: str) -> None:
    assert (
        allocated(name).totals.intended.counts["re_elected"]
        == facts_of(name, "re-elected-30-percent")["count"]
    )


def facts_of(name: str, rule: str) -> dict[str, Fact]:
    return next(f.facts for f in planned(name).proposal.findings if f.rule == rule)


def test_the_structures_are_groups_that_rules_know() -> None:
    assert set(COUNTED_GROUPS) <= set(GROUPS)


def test_the_offers_that_reach_too_few_women_name_the_organisation_that_is_held_back() -> None:
    found = planned("xa-mau-thieu-nu")
    assert (found.allocation, found.proposal.outcome) == (None, ProposalOutcome.CONFLICT)
    assert found.proposal.conflict is not None
    assert set(found.proposal.conflict.rules) == {"women-35-percent", "surplus-per-constituency"}
    assert found.proposal.conflict.pins == ("introduced:Hội Liên hiệp Phụ nữ xã",)


def test_a_slate_of_names_is_counted_with_everybody_introduced() -> None:
    council, offers = shipped("xa-mau")
    pool = offers.build_pool(council)
    proposal = plan(PlanRequest(council=council, pool=pool))
    allocation = build_structure_plan(offers, proposal).allocation
    assert allocation is not None
    assert allocation.totals.introduced.people == len(pool.people)


def test_a_structure_plan_is_the_same_bytes_and_reads_back() -> None:
    council, offers = shipped("xa-mau")
    again = build_structure_plan(offers, plan(build_structure_request(council, offers)))
    assert again.to_json() == planned("xa-mau").to_json()
    assert StructurePlan.model_validate_json(again.to_json()) == planned("xa-mau").in_order()


def test_the_people_of_a_structure_plan_are_named_in_the_language_asked_for() -> None:
    found = planned("xa-mau")
    assert found.pool("vi") == found.proposal.request.pool
    assert found.pool("en").by_id["ubnd.cong-chuc.1"].name == "UBND xã – male (1)"
    strange = found.replace_unvalidated(
        offers=found.offers.replace_unvalidated(organisations=found.offers.organisations[:1])
    )
    assert strange.pool("en").by_id["ubnd.cong-chuc.1"].name == "UBND xã – nam (1)"


def test_offers_in_another_order_give_the_same_bytes_and_keep_their_order_in_the_tables() -> None:
    council, offers = shipped("xa-mau")
    turned = offers.replace_unvalidated(
        organisations=tuple(
            o.replace_unvalidated(profiles=o.profiles[::-1]) for o in offers.organisations[::-1]
        )
    )
    again = build_structure_plan(turned, plan(build_structure_request(council, turned)))
    assert again.to_json() == planned("xa-mau").to_json()
    assert again.allocation is not None
    assert [row.id for row in again.allocation.rows] == [o.id for o in turned.organisations]
