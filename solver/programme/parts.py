"""A council's part in a programme: its shortened proposal, and its losses."""

from collections.abc import Iterable

from cocau.constraints.checks.programme import StandingLimit, get_standing_limit
from cocau.constraints.model.slate import Slate
from cocau.constraints.record import Record, compute_digest
from cocau.solver.model.slate_model import MOVE_TIERS
from cocau.solver.proposal import Proposal, ProposalOutcome, get_proven_tiers


class TierReached(Record):
    """One tier of a council, see `cocau.solver.outcome.Tier`.

    `what`: a priority, or one of `MOVE_TIERS`.
    """

    what: str
    value: int
    bound: int


class CouncilPart(Record):
    """One council's proposal, shortened.

    `conflict`: rules and pins that cannot hold together. `missed`: its missed aims; `made_of`: digest of the
    request that it answers.
    """

    council: str
    out: tuple[str, ...] = ()
    outcome: ProposalOutcome
    tiers: tuple[TierReached, ...] = ()
    slate: Slate | None = None
    missed: tuple[str, ...] = ()
    conflict: tuple[str, ...] = ()
    limit: StandingLimit | None = None
    made_of: str

    @property
    def proven(self) -> bool:
        """Return whether its tiers, or its conflict, were proven in time."""
        return self.outcome is not ProposalOutcome.OUT_OF_TIME


def build_council_part(proposal: Proposal, out: tuple[str, ...] = ()) -> CouncilPart:
    """Shorten a proposal to a council's part.

    `out`: the people whom the programme kept off its lists.
    """
    priorities = {aim.rule: aim.priority for aim in proposal.aims}
    tiers = (
        TierReached(
            what=t.rules[0] if t.rules[0] in MOVE_TIERS else str(priorities[t.rules[0]]),
            value=t.value,
            bound=t.bound,
        )
        for t in get_proven_tiers(proposal)
    )
    return CouncilPart(
        council=proposal.request.council.id,
        out=out,
        outcome=proposal.outcome,
        tiers=tuple(tiers),
        slate=proposal.slate,
        missed=tuple(aim.rule for aim in proposal.aims if aim.missed),
        conflict=() if proposal.conflict is None else proposal.conflict.members,
        limit=get_standing_limit(proposal.rulebook),
        made_of=compute_digest(proposal.request),
    )


LOST_COUNCILS = "councils"
"""Councils without a slate: what is compared before everything else."""

CouncilLoss = tuple[int, ...]
"""A number for each name of a `LossOrder`; tuples compare: the first difference decides."""


class LossOrder:
    """The names of what is compared, in order: councils without a slate, moves, priorities.

    Sums of losses keep the order, so that the least sum over councils is the sum of their least.
    """

    def __init__(self, parts: Iterable[CouncilPart]) -> None:
        found = {tier.what for part in parts for tier in part.tiers}
        moves = tuple(move for move in MOVE_TIERS if move in found)
        self.names = (LOST_COUNCILS, *moves, *sorted(found - {*MOVE_TIERS}, key=int))

    def compute_loss(self, part: CouncilPart) -> CouncilLoss:
        """Return what a council loses in this plan of it."""
        if part.slate is None:
            return self._get_total_loss()
        reached = {tier.what: tier.value for tier in part.tiers}
        return tuple(reached.get(name, 0) for name in self.names)

    def compute_bound(self, part: CouncilPart) -> CouncilLoss:
        """Return the least loss of a council, whatever the slate; zeros where unknown."""
        if part.outcome is ProposalOutcome.CONFLICT:
            return self._get_total_loss()
        bounds = {tier.what: tier.bound for tier in part.tiers}
        return tuple(bounds.get(name, 0) for name in self.names)

    def add_up(self, losses: Iterable[CouncilLoss]) -> CouncilLoss:
        """Add losses name by name."""
        return tuple(map(sum, zip((0,) * len(self.names), *losses, strict=True)))

    def _get_total_loss(self) -> CouncilLoss:
        """Return the loss of a council without a slate."""
        return (1, *(0 for _ in self.names[1:]))
