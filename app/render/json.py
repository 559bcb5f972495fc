"""A proposal as JSON: the bytes that the command line and the service both answer with."""

from cocau.solver.proposal import Proposal


def json(proposal: Proposal) -> str:
    """Canonical JSON: the same proposal is the same bytes."""
    return proposal.to_json()
