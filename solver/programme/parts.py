"""What a programme needs to know of one council's proposal: little, whatever the proposal holds."""

from cocau.constraints.programme import Limit, limit_of
from cocau.constraints.record import Record, digest
from cocau.constraints.slate import Slate
from cocau.solver.asked import tiers_told
from cocau.solver.nearness import MOVES
from cocau.solver.proposal import Outcome, Proposal


class TierReached(Record):
    """One tier of a council, see `solver.outcome.Tier`. `what`: a priority, or one of `nearness.MOVES`."""

    what: str
    value: int
    bound: int


class CouncilPart(Record):
    """One council's proposal, shortened. `conflict`: rules and pins that cannot hold together.

    `missed`: its missed aims; `made_of`: digest of the request that it answers.
    """

    council: str
    out: tuple[str, ...] = ()
    outcome: Outcome
    tiers: tuple[TierReached, ...] = ()
    slate: Slate | None = None
    missed: tuple[str, ...] = ()
    conflict: tuple[str, ...] = ()
    limit: Limit | None = None
    made_of: str

    @property
    def proven(self) -> bool:
        """Whether no time ran out before its tiers, or its conflict, were proven."""
        return self.outcome is not Outcome.OUT_OF_TIME


def part_of(proposal: Proposal, out: tuple[str, ...] = ()) -> CouncilPart:
    """A proposal, shortened; `out`: the people whom the programme kept off its lists."""
    priorities = {aim.rule: aim.priority for aim in proposal.aims}
    tiers = (
        TierReached(
            what=t.rules[0] if t.rules[0] in MOVES else str(priorities[t.rules[0]]),
            value=t.value,
            bound=t.bound,
        )
        for t in tiers_told(proposal)
    )
    return CouncilPart(
        council=proposal.request.council.id,
        out=out,
        outcome=proposal.outcome,
        tiers=tuple(tiers),
        slate=proposal.slate,
        missed=tuple(aim.rule for aim in proposal.aims if aim.missed),
        conflict=() if proposal.conflict is None else proposal.conflict.members,
        limit=limit_of(proposal.rulebook),
        made_of=digest(proposal.request),
    )
