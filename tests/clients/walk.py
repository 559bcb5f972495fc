"""Ask a service by the client that openapi-python-client made: `walk.py URL`, the client's folder as `client`."""

import json
import sys
import time

from client import Client
from client.api.demo import read_demo
from client.api.proposals import propose, read_proposal, read_proposal_status
from client.models.problem import Problem
from client.models.proposal import Proposal
from client.models.proposal_create import ProposalCreate
from client.models.proposal_status import ProposalStatus

client = Client(base_url=sys.argv[1], timeout=300, raise_on_unexpected_status=True)


def plan(name: str) -> tuple[str, Proposal]:
    """Ask for the proposal of an example, and wait until it is there; its last state."""
    body = read_demo.sync(name, client=client)
    assert isinstance(body, ProposalCreate), body
    status = propose.sync(client=client, body=body)
    while isinstance(status, ProposalStatus) and status.state.value in {"queued", "running"}:
        time.sleep(0.2)
        status = read_proposal_status.sync(status.id, client=client)
    assert isinstance(status, ProposalStatus), status
    proposal = read_proposal.sync(status.id, client=client)
    assert isinstance(proposal, Proposal), proposal
    return status.state.value, proposal


state, solved = plan("xa-mau")
conflict_state, conflict = plan("xa-mau-thieu-nguoi")
problem = read_proposal.sync(f"prp_{'0' * 26}", client=client)
assert isinstance(problem, Problem)
told = {
    "solved": [state, solved.outcome.value, len(solved.to_dict()["slate"]["deputies"])],
    "conflict": [conflict_state, conflict.outcome.value, len(conflict.to_dict()["conflict"]["rules"]) > 0],
    "error": [problem.status, problem.type_.value],
}
sys.stdout.write(f"{json.dumps(told)}\n")
