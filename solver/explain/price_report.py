"""The prices of musts and pins as they are reported: records only, no engine."""

from enum import StrEnum
from typing import Literal

from pydantic import Field

from cocau.constraints.record import Record
from cocau.constraints.rules.rule import Finding
from cocau.solver.proposal import ProposalOutcome, Provenance, RuleConflict
from cocau.solver.question import QuestionAnswer


class AimEffect(StrEnum):
    """What a change does to the aims, by the first tier that differs.

    `open`: not answered in time, which says nothing.
    """

    SAME = "same"
    BETTER = "better"
    WORSE = "worse"
    CONFLICT = "conflict"
    OPEN = "open"


class TierChange(Record):
    """One tier of aims (or moves) in the plan and after a change, in the planner's units."""

    rules: tuple[str, ...]
    was: int
    now: int


class PeopleSwap(Record):
    """Who comes in and who goes out against the plan: on lists, in the council, in posts."""

    listed: tuple[str, ...] = Field(default=(), description="now on a list")
    unlisted: tuple[str, ...] = Field(default=(), description="on no list any more")
    joined: tuple[str, ...] = Field(default=(), description="now intended deputies")
    left: tuple[str, ...] = Field(default=(), description="intended deputies no more")
    posts: dict[str, tuple[str, ...]] = Field(default_factory=dict, description="holders, where they differ")


class PriceStep(Record):
    """One bound of a must, moved by one.

    `looser`: what kept the rule before keeps it still. `tiers`: those that differ then; `conflict`: why
    nothing is possible then.
    """

    field: str
    was: int
    now: int
    looser: bool
    effect: AimEffect
    tiers: tuple[TierChange, ...] = ()
    conflict: RuleConflict | None = None


class RulePrice(Record):
    """What a must or a pin costs the aims: the best plan without it.

    Exactly one of `rule` and `pin` is set. `effect`: `same` (it costs nothing), `better` (the aims would be
    nearer without it) or `open`. `short`: by how many people each aim of these tiers is missed then. `swap`:
    the fewest people and posts that have to change for it. `finding`: how the rule itself is judged then.
    """

    rule: str | None = None
    pin: str | None = None
    effect: AimEffect
    tiers: tuple[TierChange, ...] = ()
    short: dict[str, int] = Field(default_factory=dict)
    swap: PeopleSwap | None = None
    finding: Finding | None = None
    steps: tuple[PriceStep, ...] = ()

    @property
    def answered(self) -> bool:
        """Return whether nothing of the price is open."""
        swapped = self.effect is not AimEffect.BETTER or self.swap is not None
        return swapped and AimEffect.OPEN not in {self.effect, *(step.effect for step in self.steps)}


class RulePrices(QuestionAnswer):
    """The prices of a proposal's musts and pins; none where its rules are in conflict.

    `complete`: every one was answered.
    """

    format: Literal["cocau/prices/1"] = "cocau/prices/1"
    of: Provenance
    outcome: ProposalOutcome
    prices: tuple[RulePrice, ...] = ()
    complete: bool = True
