"""The assignment of a planned slate: the tiers of the plan are reached by it, without any engine."""

from cocau.solver.model.program import evaluate
from cocau.solver.model.slate_assignment import assign_slate
from cocau.solver.model.slate_model import SlateModel
from cocau.solver.model.variable_names import list_variable_names
from cocau.solver.proposal import get_proven_tiers
from tests.solver.support.shipped import shipped_plan


def test_a_planned_slate_keeps_every_row_and_reaches_the_tiers_that_were_told() -> None:
    proposal = shipped_plan("xa-mau")
    assert proposal.slate is not None
    model = SlateModel(proposal.request.in_order(), proposal.rulebook)
    values = assign_slate(model, proposal.slate)
    assert model.program.allows(values)
    tiers = get_proven_tiers(proposal)
    assert [evaluate(model.objective(tier.rules), values) for tier in tiers] == [tier.value for tier in tiers]
    assert any(tier.value for tier in tiers)


def test_every_variable_has_a_name_of_its_own() -> None:
    proposal = shipped_plan("xa-mau")
    model = SlateModel(proposal.request.in_order(), proposal.rulebook)
    names = list_variable_names(model)
    assert len(names) == len(set(names)) == len(model.program.upper)
    assert not any(name.startswith("v[") for name in names)
    assert f"deputy[{proposal.request.pool.people[0].id}]" in names
