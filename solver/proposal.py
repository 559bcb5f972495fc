"""A proposal: what was asked, under which rules, what came out, and everything needed to judge it again."""

from enum import StrEnum
from typing import Literal

from pydantic import Field

from cocau.constraints.clashes import Clash
from cocau.constraints.record import Record
from cocau.constraints.rule import Finding
from cocau.constraints.rulebook import Departure, Rulebook
from cocau.constraints.slate import Slate
from cocau.solver.differences import Move
from cocau.solver.explain.facts import Described, Nearest, Wanted
from cocau.solver.interchange import Interchangeable
from cocau.solver.request import PlanRequest


class Outcome(StrEnum):
    """The three answers of a planner."""

    SOLVED = "solved"
    CONFLICT = "conflict"
    OUT_OF_TIME = "out_of_time"


class Conflict(Record):
    """Rules and pins that cannot hold together.

    `irreducible`: without any one of them the rest can hold; `smallest`: no other conflict has fewer.
    `confirmed_by` names the engines that each found it impossible, or the first one and ``certificate``: an
    exact proof was checked without any engine. What makes it so: how near each rule comes while the others
    hold (where it was found out in time), and who there is for what they ask.
    """

    rules: tuple[str, ...]
    pins: tuple[str, ...] = ()
    irreducible: bool
    smallest: bool
    confirmed_by: tuple[str, ...]
    nearest: tuple[Nearest, ...] = ()
    described: tuple[Described, ...] = ()
    wanted: tuple[Wanted, ...] = ()

    @property
    def members(self) -> tuple[str, ...]:
        """The rules, then the pins."""
        return (*self.rules, *self.pins)

    @property
    def alone(self) -> bool:
        """Whether one thing alone is impossible, so that nothing conflicts with anything else."""
        return len(self.rules) + len(self.pins) == 1


class Aim(Record):
    """One aim after planning. `blocked_by`: what keeps it from holding, if it is missed.

    `tier_value` and `tier_bound` are the least shortfall of all aims of this priority together, in the
    planner's units, and what was proven impossible to beat; equal where the optimum is proven.
    """

    rule: str
    priority: int
    missed: bool
    tier_value: int
    tier_bound: int
    blocked_by: Conflict | None = None

    @property
    def proven(self) -> bool:
        """Whether nothing better exists without giving up an earlier aim."""
        return self.tier_value == self.tier_bound


class Moved(Record):
    """How many moves against the slate to stay near: `what` is one of `solver.nearness.MOVES`.

    `bound` was proven impossible to beat without more moves of a sort named before it.
    """

    what: str
    value: int
    bound: int

    @property
    def proven(self) -> bool:
        """Whether fewer are impossible."""
        return self.value == self.bound


class Provenance(Record):
    """What made this proposal: versions, and sha256 digests of what went in."""

    cocau: str
    engines: dict[str, str]
    rulebook_digest: str
    council_digest: str
    pool_digest: str
    slate_digest: str | None = Field(default=None, description="of the slate, if there is one")


class Proposal(Record):
    """One answer, complete: it can be judged again years later from this value alone."""

    format: Literal["cocau/proposal/1"] = "cocau/proposal/1"
    outcome: Outcome
    departures: tuple[Departure, ...] = ()
    request: PlanRequest
    barred: dict[str, tuple[str, ...]] = Field(default_factory=dict, description="standard -> who misses it")
    slate: Slate | None = None
    findings: tuple[Finding, ...] = ()
    aims: tuple[Aim, ...] = ()
    moved: tuple[Moved, ...] = Field(default=(), description="against the slate to stay near")
    differences: tuple[Move, ...] = Field(default=(), description="the same, person by person")
    clashes: tuple[Clash, ...] = Field(default=(), description="of two clauses, whatever the slate")
    conflict: Conflict | None = None
    open_tier: tuple[str, ...] = Field(default=(), description="aims at which time ran out")
    interchangeable: tuple[Interchangeable, ...] = ()
    rulebook: Rulebook
    provenance: Provenance

    def to_json(self) -> str:
        """Canonical JSON: the same proposal is the same bytes."""
        return self.model_dump_json(indent=1) + "\n"
