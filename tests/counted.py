"""Made-up counts of an election, for tests: the lists of a proposal, everybody's votes falling down the list."""

from cocau.constraints.results.counts import CandidateVotes, ConstituencyCount, ElectionResults
from cocau.solver.proposal import Proposal

VOTERS, TOOK_PART, INVALID = 2_000, 1_800, 20


def build_results(
    proposal: Proposal, proposal_id: str = "", *, without: tuple[str, ...] = ()
) -> ElectionResults:
    """Count every constituency but those named: the intended deputies have the most votes, in their order."""
    slate = proposal.slate
    assert slate is not None
    counts = []
    for unit in proposal.request.council.constituencies:
        if unit.id in without:
            continue
        ids = sorted(slate.candidates[unit.id], key=lambda i: i not in slate.deputies)
        votes = tuple(
            CandidateVotes(person=i, votes=1_200 - 40 * at if at < unit.seats else 100)
            for at, i in enumerate(ids)
        )
        counts.append(
            ConstituencyCount(
                constituency=unit.id,
                listed_voters=VOTERS,
                took_part=TOOK_PART,
                issued=TOOK_PART,
                collected=TOOK_PART,
                valid=TOOK_PART - INVALID,
                invalid=INVALID,
                votes=votes,
            )
        )
    return ElectionResults(council=proposal.request.council.id, proposal=proposal_id, counts=tuple(counts))
