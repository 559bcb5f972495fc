"""Who can replace whom, against every swap audited by itself."""

from pathlib import Path

import pytest
from hypothesis import assume, given

from cocau.app.files.readers import read_pool
from cocau.constraints.documents import parse_yaml, read_text
from cocau.constraints.errors import InputError
from cocau.constraints.model.council import Council, CouncilKind
from cocau.constraints.model.people import Pool
from cocau.constraints.model.selectors import Selector
from cocau.constraints.model.slate import Slate
from cocau.constraints.rules.rule import Finding, Strength, Verdict
from cocau.fixtures.run import SHIPPED
from cocau.solver.explain.replacements import PersonReplacements, find_replacements
from cocau.solver.plan import plan
from cocau.solver.proposal import Proposal
from cocau.solver.request import Pins, PlanRequest
from tests.examples import examples
from tests.solver.test_plan_brute_force import WHOLE, cases
from tests.solver.test_plan_introductions import _tiny
from tests.solver.test_structure_plan import planned, shipped


def _swapped(slate: Slate, out: str, into: str) -> Slate:
    text = slate.model_dump_json().replace(f'"{out}"', f'"{into}"')
    return Slate.model_validate_json(text)


def _worse(was: Finding, now: Finding) -> bool:
    return now.verdict is Verdict.BROKEN and (was.verdict is not Verdict.BROKEN or now.short > was.short)


def _by_hand(proposal: Proposal, out: str) -> PersonReplacements:
    slate, request, book = proposal.slate, proposal.request, proposal.rulebook
    assert slate is not None
    keeping, costly = [], []
    for person in sorted(request.pool.people, key=lambda p: p.id):
        if person.id in slate.listed:
            continue
        now = book.audit(request.council, request.pool, _swapped(slate, out, person.id))
        worse = [
            (rule, n.rule)
            for rule, was, n in zip(book.rules, proposal.findings, now, strict=True)
            if _worse(was, n)
        ]
        if any(rule.strength is not Strength.AIM for rule, _ in worse):
            continue
        if worse:
            costly.append({"person": person.id, "aims": [i for _, i in worse]})
        else:
            keeping.append(person.id)
    return PersonReplacements.model_validate({"person": out, "keeping": keeping, "costly": costly})


@examples(40)
@given(cases())
def test_replacements_are_exactly_the_swaps_that_an_audit_lets_pass(
    case: tuple[Council, Pool, list[str]],
) -> None:
    council, pool, rules = case
    proposal = plan(PlanRequest(council=council, pool=pool), WHOLE.select_rules(rules))
    assume(proposal.slate is not None)
    assert proposal.slate is not None
    for found in find_replacements(proposal):
        assert found == _by_hand(proposal, found.person)


@examples(5)
@given(cases())
def test_somebody_on_no_list_has_no_part_to_take_over(case: tuple[Council, Pool, list[str]]) -> None:
    council, pool, rules = case
    proposal = plan(PlanRequest(council=council, pool=pool), WHOLE.select_rules(rules))
    assume(proposal.slate is not None)
    with pytest.raises(InputError) as caught:
        find_replacements(proposal, ["nobody"])
    assert [p.where for p in caught.value.problems] == ["nobody"]
    with pytest.raises(InputError):
        find_replacements(proposal.replace_unvalidated(slate=None))


@pytest.mark.parametrize("name", ["xa-mau", "thach-ha"])
def test_with_all_rules_of_the_book_the_same_swaps_pass(name: str) -> None:
    council = Council.model_validate(_read("councils", name))
    pool = Pool.model_validate(_read("pools", name))
    proposal = plan(PlanRequest(council=council, pool=pool))
    assert proposal.slate is not None
    holders = [i for ids in proposal.slate.posts.values() for i in ids]
    asked = sorted({*holders[:4], *proposal.slate.listed[::5]})
    for found in find_replacements(proposal, asked):
        assert found == _by_hand(proposal, found.person)


def _read(folder: str, name: str) -> object:
    path = Path(__file__).parents[3] / "fixtures" / folder / f"{name}.yaml"
    return parse_yaml(read_text(path), path.name)


def test_before_there_are_names_only_those_who_are_introduced_can_replace_somebody() -> None:
    proposal = planned("xa-mau").proposal
    slate = proposal.slate
    assert slate is not None
    assert slate.introduced is not None
    plain = next(i for i in slate.listed if i not in slate.deputies)
    (found,) = find_replacements(proposal, [plain])
    free = {*found.keeping, *(costly.person for costly in found.costly)}
    assert free
    assert free <= set(slate.introduced) - set(slate.listed)


def test_whoever_is_to_be_on_no_list_replaces_nobody() -> None:
    council, pool = _tiny()
    book = WHOLE.select_rules(["seats-filled", "surplus-per-constituency"])
    free = plan(PlanRequest(council=council, pool=pool), book)
    assert free.slate is not None
    off = sorted({p.id for p in pool.people} - {*free.slate.listed})
    assert {i for r in find_replacements(free) for i in r.keeping} == set(off)
    pinned = plan(PlanRequest(council=council, pool=pool, pins=Pins(out=(off[0],))), book)
    for found in find_replacements(pinned):
        assert off[0] not in {*found.keeping, *(costly.person for costly in found.costly)}


def test_people_alike_in_parts_that_are_not_are_judged_apart() -> None:
    council, pool = _tiny()
    meant = Pool(people=tuple(p.replace_unvalidated(meant_full_time=p.id != "p3") for p in pool.people[:4]))
    book = WHOLE.select_rules(["seats-filled", "surplus-per-constituency", "vice-chairs-full-time"])
    request = PlanRequest(council=council.replace_unvalidated(kind=CouncilKind.PROVINCE), pool=meant)
    slate = Slate(
        candidates={"dv1": ("p0", "p1", "p2")}, deputies=("p0", "p1"), posts={"vice_chair": ("p0",)}
    )
    proposal = plan(request, book).replace_unvalidated(slate=slate)
    assert [r.keeping for r in find_replacements(proposal)] == [(), ("p3",), ("p3",)]


def test_an_aim_that_is_missed_as_it_was_before_costs_nothing() -> None:
    proposal = plan(
        PlanRequest(council=shipped("xa-mau")[0], pool=read_pool(SHIPPED / "pools" / "xa-mau.yaml"))
    )
    slate = proposal.slate
    assert slate is not None
    assert "more-full-time-deputies" in [aim.rule for aim in proposal.aims if aim.missed]
    plain = next(i for i in slate.listed if i not in slate.deputies)
    (found,) = find_replacements(proposal, [plain])
    assert found == _by_hand(proposal, plain)
    assert found.keeping
    # whoever replaces the only full-time deputy makes the same aim missed by one more
    worker = next(i for i in slate.deputies if proposal.request.pool.by_id[i].meant_full_time)
    (found,) = find_replacements(proposal, [worker])
    assert found == _by_hand(proposal, worker)


def test_whoever_is_asked_for_twice_is_answered_once() -> None:
    proposal = planned("xa-mau").proposal
    assert proposal.slate is not None
    first, second = proposal.slate.listed[:2]
    assert [r.person for r in find_replacements(proposal, [second, first, second])] == [second, first]


def test_a_rule_of_an_own_layer_tells_people_apart_whom_no_shipped_rule_does() -> None:
    council, pool = _tiny()
    people = [
        p.replace_unvalidated(religion="Công giáo" if n == 0 else None) for n, p in enumerate(pool.people)
    ]
    rule = WHOLE.by_id["peoples-committee-chair-is-deputy"].replace_unvalidated(
        id="religious-are-deputies", where=Selector(religious=True)
    )
    book = WHOLE.select_rules(["seats-filled", "surplus-per-constituency"])
    book = book.replace_unvalidated(rules=(*book.rules, rule))
    proposal = plan(PlanRequest(council=council, pool=Pool(people=tuple(people))), book)
    assert proposal.slate is not None
    assert people[0].id in proposal.slate.deputies
    assert not any(people[0].id in alike.people for alike in proposal.interchangeable)
    for found in find_replacements(proposal):
        assert found == _by_hand(proposal, found.person)
