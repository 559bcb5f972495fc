"""A proof: for each thing that a proposal says cannot be, why, in whole numbers.

Every claim is that a program of named rows has no assignment (`solver.model.restricted_programs`).
"""

from collections.abc import Collection
from typing import Annotated, Literal

from pydantic import Field

from cocau.constraints.model.slate import Slate
from cocau.constraints.record import Record
from cocau.solver.question import QuestionAnswer

MOST_LEAVES = 200
"""Leaves of the largest tree; what needs more, or too many bytes, rests on engines."""


class ProofNode(Record):
    """A node of a tree: a split of one variable, or a leaf with multipliers of rows.

    A split's first branch has `variable` at most `at`, its second more. Above zero a multiplier takes a
    row's lower side, below zero its upper one.
    """

    variable: str | None = None
    at: int = 0
    rows: dict[str, int] = {}


class ProvenClaim(Record):
    """A claim with the tree that proves it, in preorder; without one it rests on engines."""

    nodes: tuple[ProofNode, ...] = Field(default=(), max_length=2 * MOST_LEAVES - 1)
    confirmed_by: tuple[str, ...] = Field(default=(), description="engines, where there is no tree")

    @property
    def leaves(self) -> int:
        """Return the leaves of the tree: 0 without one, 1 where multipliers alone suffice."""
        return sum(node.variable is None for node in self.nodes)


class TierClaim(ProvenClaim):
    """No slate that keeps the tiers before at their values is better than `bound` in this one.

    `tier`: its number, from 1, moves first.
    """

    claim: Literal["tier"]
    tier: int = Field(ge=1)
    rules: tuple[str, ...]
    bound: int


class ConflictClaim(ProvenClaim):
    """These members cannot hold together; with `aim`, not while this aim is met.

    `witnesses`: member -> a slate on which all the others hold, where the proposal itself shows none.
    """

    claim: Literal["conflict"]
    aim: str | None = None
    members: tuple[str, ...]
    witnesses: dict[str, Slate] = {}


class EngineClaim(Record):
    """A claim that rests on engines: the lot, an even average, size or need of a conflict."""

    claim: Literal["lot", "average", "smallest", "irreducible"]
    aim: str | None = None
    rules: tuple[str, ...] = ()
    confirmed_by: tuple[str, ...]


class ProposalProof(QuestionAnswer):
    """What proves a proposal, bound to its digest; no part of it, so that it may follow later."""

    format: Literal["cocau/proof/1"]
    of: str = Field(description="digest of the proposal")
    claims: tuple[Annotated[TierClaim | ConflictClaim | EngineClaim, Field(discriminator="claim")], ...]

    @property
    def exact(self) -> int:
        """Return how many claims are proven in whole numbers."""
        return sum(isinstance(claim, ProvenClaim) and claim.leaves > 0 for claim in self.claims)

    def shows_exactly(self, rules: Collection[str]) -> bool:
        """Return whether of the tiers of these rules or moves none rests on engines."""
        tiers = [claim for claim in self.claims if isinstance(claim, TierClaim)]
        return all(claim.leaves for claim in tiers if not {*rules}.isdisjoint(claim.rules))

    def to_json(self) -> str:
        """Return the proof as compact JSON, what is empty left out."""
        return self.model_dump_json(exclude_defaults=True) + "\n"
