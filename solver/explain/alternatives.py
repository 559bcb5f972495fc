"""The next best slates: each so many people away from the plan and from each other, the best left."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from enum import StrEnum
from functools import partial
from typing import Literal

from cocau.constraints.errors import InputError, Problem
from cocau.constraints.quantity import Quantity, Row
from cocau.constraints.record import Record
from cocau.constraints.slate import Slate
from cocau.solver.effort import Effort, TimeOver
from cocau.solver.engine import Status
from cocau.solver.explain.base import Base, base_of
from cocau.solver.explain.beside import Beside, beside
from cocau.solver.explain.named import aims_named
from cocau.solver.explain.variant import Variant
from cocau.solver.model import SlateModel
from cocau.solver.nearness import PEOPLE, moves
from cocau.solver.outcome import Tier
from cocau.solver.proposal import Proposal, Provenance

MOST = 100
"""Alternatives that may be asked for."""


class Ended(StrEnum):
    """Why there are no more: so many were asked for, both engines say no other exists, or time ran out."""

    NUMBER = "number"
    NO_OTHER = "no_other"
    TIME = "time"


class Alternatives(Record):
    """Slates in the order in which they were found: none that is left is better than the first, and so on.

    `apart`: by how many people each differs from the plan and from all before it, at least: on a list or off,
    in the intended council or not. `within`: aims that no alternative misses by more than the plan does.
    """

    format: Literal["cocau/alternatives/1"] = "cocau/alternatives/1"
    of: Provenance
    apart: int
    within: tuple[str, ...]
    alternatives: tuple[Beside, ...]
    ended: Ended

    @property
    def complete(self) -> bool:
        """Whether all that were asked for are here, or all there are."""
        return self.ended is not Ended.TIME

    def to_json(self) -> str:
        """JSON, the same for the same answer."""
        return self.model_dump_json(indent=1) + "\n"


def alternatives(
    proposal: Proposal, number: int, apart: int, within: Sequence[str], effort: Effort
) -> Alternatives:
    """The next best slates of a plan, at most so many.

    Raises:
        InputError: see `base_of`; numbers out of range; in `within` what is no aim, or asks nothing here.
        AuditDisagreesError: a defect of ours.
    """
    problems = [*_out_of_range("number", number, MOST), *_out_of_range("apart", apart, None)]
    base = base_of(proposal, effort, problems)
    held = aims_named(base, "within", within, problems)
    if problems:
        raise InputError(problems)
    found: list[Beside] = []
    ended = Ended.NUMBER
    try:
        while len(found) < number and ended is Ended.NUMBER:
            another = _next(base, apart, held, found, effort)
            if another is None:
                ended = Ended.NO_OTHER
            else:
                found.append(another)
    except TimeOver:
        ended = Ended.TIME
    return Alternatives(
        of=proposal.provenance, apart=apart, within=held, alternatives=tuple(found), ended=ended
    )


def _out_of_range(what: str, value: int, most: int | None) -> Iterator[Problem]:
    if value < 1 or (most is not None and value > most):
        upper_vi, upper_en = ("", "") if most is None else (f" đến {most}", f" to {most}")
        yield Problem(
            "out_of_range",
            f"{what}: {value}",
            f"Phải là số nguyên từ 1{upper_vi}.",
            f"Must be a whole number from 1{upper_en}." if upper_en else "Must be 1 or more.",
        )


def _next(
    base: Base, apart: int, held: Sequence[str], before: Sequence[Beside], effort: Effort
) -> Beside | None:
    """The best slate away from all before; None if there is none.

    What the last one reached is known beforehand: with each slate to be away from, fewer are left.

    Raises:
        TimeOver: it was not found, or not proven, in time.
    """
    slates = (base.slate, *(each.slate for each in before))
    reached = [tier.now for tier in before[-1].tiers] if before else [tier.value for tier in base.tiers]
    tiers = tuple(Tier(t.rules, value, value) for t, value in zip(base.tiers, reached, strict=True))
    variant = Variant(replace(base, tiers=tiers), partial(_away, base, apart, held, slates))
    best = variant.best(effort, close=False)
    if best is None:
        if not _confirmed(base, variant, effort):
            raise TimeOver
        return None
    return beside(base, variant.slate(best, effort), best.reached)


def _away(
    base: Base, apart: int, held: Sequence[str], slates: Sequence[Slate], model: SlateModel
) -> Iterator[Row]:
    """So many people differ from each of these slates, and the aims held are missed by no more than there."""
    for slate in slates:
        yield moves(model, slate)[PEOPLE] >= apart
    for tier in base.tiers:
        if any(rule in tier.rules for rule in held):
            yield model.objective(tier.rules) <= tier.value


def _confirmed(base: Base, variant: Variant, effort: Effort) -> bool:
    """Whether the second engine finds it impossible too."""
    effort.go_on()
    second = base.asked.engines[1]
    answer = second.minimise(variant.program, Quantity(), effort.left(), watch=effort.watch)
    return answer.status is Status.INFEASIBLE
