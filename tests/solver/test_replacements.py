"""Who can replace whom, against every swap audited by itself."""

import pytest
from hypothesis import HealthCheck, assume, given, settings

from constraints.council import Council
from constraints.errors import InputError
from constraints.people import Pool
from constraints.rule import Finding, Strength, Verdict
from constraints.slate import Slate
from solver.plan import plan
from solver.proposal import Proposal
from solver.replacements import Replacements, replacements
from solver.request import PlanRequest
from tests.solver.test_brute_force import WHOLE, cases


def _swapped(slate: Slate, out: str, into: str) -> Slate:
    text = slate.model_dump_json().replace(f'"{out}"', f'"{into}"')
    return Slate.model_validate_json(text)


def _worse(was: Finding, now: Finding) -> bool:
    return now.verdict is Verdict.BROKEN and (was.verdict is not Verdict.BROKEN or now.short > was.short)


def _by_hand(proposal: Proposal, out: str) -> Replacements:
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
    return Replacements.model_validate({"person": out, "keeping": keeping, "costly": costly})


@settings(deadline=None, max_examples=40, suppress_health_check=list(HealthCheck))
@given(cases())
def test_replacements_are_exactly_the_swaps_that_an_audit_lets_pass(
    case: tuple[Council, Pool, list[str]],
) -> None:
    council, pool, rules = case
    proposal = plan(PlanRequest(council=council, pool=pool), WHOLE.only(rules))
    assume(proposal.slate is not None)
    assert proposal.slate is not None
    for found in replacements(proposal):
        assert found == _by_hand(proposal, found.person)


@settings(deadline=None, max_examples=5, suppress_health_check=list(HealthCheck))
@given(cases())
def test_somebody_on_no_list_has_no_part_to_take_over(case: tuple[Council, Pool, list[str]]) -> None:
    council, pool, rules = case
    proposal = plan(PlanRequest(council=council, pool=pool), WHOLE.only(rules))
    assume(proposal.slate is not None)
    with pytest.raises(InputError) as caught:
        replacements(proposal, ["nobody"])
    assert [p.where for p in caught.value.problems] == ["nobody"]
    with pytest.raises(InputError):
        replacements(proposal.but(slate=None))
