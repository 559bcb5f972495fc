"""Alternatives: nothing better is left at this distance, and in the end nothing at all."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cocau.solver.model.restricted_programs import build_demanding_program, build_distance_rows
from cocau.solver.outcome import Tier
from cocau.solver.proofs.answers.impossibility import AskedPlan, Impossibility

if TYPE_CHECKING:
    from cocau.solver.explain.alternatives import Alternatives


def list_next_best(asked: AskedPlan, answer: "Alternatives") -> Iterator[Impossibility]:
    """List each alternative as the best that was left, and that no other is."""
    kept = [tier for tier in asked.tiers if {*tier.rules} & {*answer.within}]
    first = asked.proposal.slate
    slates = [] if first is None else [first]
    for i, alternative in enumerate(answer.alternatives):
        rows = build_distance_rows(answer.apart, kept, slates, asked.model)
        part = build_demanding_program(asked.model.program, rows)
        tiers = [Tier(tier.rules, tier.now, tier.now) for tier in alternative.tiers]
        yield from asked.named.list_optimum(("alternatives", i), part, tiers)
        slates.append(alternative.slate)
    if answer.ended == "no_other":
        rows = build_distance_rows(answer.apart, kept, slates, asked.model)
        part = build_demanding_program(asked.model.program, rows)
        yield Impossibility(("ended",), "ended", asked.named.variables, part)
