"""A proof of an answer: for each thing that it says cannot be, why, in whole numbers."""

from typing import Literal

from pydantic import Field

from cocau.solver.proofs.proof import ProvenClaim
from cocau.solver.question import QuestionAnswer

AnswerPlace = tuple[str | int, ...]
"""Where an answer says so: ``("groups", 0, "possible", "most")``."""


class AnswerClaim(ProvenClaim):
    """What an answer says at these places cannot be: of the program of each, by one tree.

    The optimum of the plan itself is the claim of the proposal's own proof.
    """

    places: tuple[AnswerPlace, ...] = Field(min_length=1)


class AnswerProof(QuestionAnswer):
    """What proves an answer about a proposal, bound to the digests of both; no part of either."""

    format: Literal["cocau/answer-proof/1"]
    of: str = Field(description="digest of the proposal")
    answer: str = Field(description="sha256 of the answer's JSON")
    claims: tuple[AnswerClaim, ...] = Field(
        description="empty: nothing that the answer says has to be proven"
    )

    @property
    def exact(self) -> int:
        """Return how many things said are proven in whole numbers."""
        return sum(len(claim.places) for claim in self.claims if claim.leaves)

    @property
    def said(self) -> int:
        """Return how many things are said to be impossible, beyond what is plain."""
        return sum(len(claim.places) for claim in self.claims)

    def to_json(self) -> str:
        """Return the proof as compact JSON, what is empty left out."""
        return self.model_dump_json(exclude_defaults=True) + "\n"
