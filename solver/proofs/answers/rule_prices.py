"""Prices: without a must, or with its bound moved, no slate beats the aims as answered."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from cocau.solver.model.restricted_programs import build_musts_program
from cocau.solver.model.slate_model import PIN_PREFIX, SlateModel
from cocau.solver.outcome import Tier
from cocau.solver.proofs.answers.answer_proof import AnswerPlace
from cocau.solver.proofs.answers.impossibility import (
    AskedPlan,
    Impossibility,
    NamedProgram,
)

if TYPE_CHECKING:
    from cocau.solver.explain.price_report import PriceStep, RulePrice, RulePrices, TierChange


def list_price_bounds(asked: AskedPlan, answer: "RulePrices") -> Iterator[Impossibility]:
    """List the tiers of each price and of each step that was answered, as the best there are."""
    for i, price in enumerate(answer.prices):
        if price.effect != "open":
            dropped = price.rule or f"{PIN_PREFIX}{price.pin}"
            part = asked.model.without(dropped).program
            tiers = _apply_changes(asked.tiers, price.tiers)
            yield from asked.named.list_optimum(("prices", i), part, tiers)
        for n, step in enumerate(price.steps):
            yield from _list_step(asked, ("prices", i, "steps", n), price, step)


def _list_step(
    asked: AskedPlan, place: AnswerPlace, price: "RulePrice", step: "PriceStep"
) -> Iterator[Impossibility]:
    """List what a moved bound leaves of the aims, or that nothing is possible with it."""
    if price.rule is None or step.effect == "open":
        return
    book = asked.proposal.rulebook.apply_overrides({price.rule: {step.field: step.now}})
    stepped = NamedProgram(SlateModel(asked.proposal.request.in_order(), book))
    if step.conflict is None:
        tiers = _apply_changes(asked.tiers, step.tiers)
        yield from stepped.list_optimum(place, stepped.model.program, tiers)
        return
    members = {*step.conflict.rules, *(PIN_PREFIX + pin for pin in step.conflict.pins)}
    musts = build_musts_program(stepped.model, book).with_tags(members.__contains__)
    yield Impossibility((*place, "conflict"), f"conflict {price.rule}", stepped.variables, musts)


def _apply_changes(tiers: Sequence[Tier], changes: Sequence["TierChange"]) -> list[Tier]:
    """Return all tiers after a change; those that are not told are as in the plan."""
    now = {change.rules: change.now for change in changes}
    return [
        replace(tier, value=now.get(tier.rules, tier.value), bound=now.get(tier.rules, tier.value))
        for tier in tiers
    ]
