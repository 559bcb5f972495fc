from cocau.app.auth.caller import Caller
from cocau.app.permissions import UserRole
from cocau.app.services.planning.proposal_results import (
    build_aggregate,
    redact_aggregate,
    redact_aggregate_for,
    redact_proposal_for,
)
from cocau.constraints.model.selectors import Among
from cocau.solver.proposal import Proposal

VIEWER = Caller("usr_1", "x", UserRole.VIEWER)
ANALYST = Caller("usr_2", "x", UserRole.ANALYST)


def test_who_may_see_people_gets_the_very_bytes(proposal: Proposal) -> None:
    text = proposal.to_json()
    assert redact_proposal_for(ANALYST, text) == text
    assert redact_aggregate_for(ANALYST, build_aggregate(proposal)) == build_aggregate(proposal)


def test_who_may_not_gets_a_view_and_no_number_but_of_the_lists(proposal: Proposal) -> None:
    assert '"format": "cocau/proposal-view/2"' in redact_proposal_for(VIEWER, proposal.to_json())
    whole = build_aggregate(proposal)
    shown = redact_aggregate_for(VIEWER, whole)
    assert (shown.barred, shown.findings, shown.aims, shown.conflict) == ({}, (), (), ())
    assert {among: set(counts) for among, counts in shown.counts.items()} == {
        Among.INTRODUCED: {"total"},
        Among.CANDIDATES: {"total", "women", "under_40"},
        Among.DEPUTIES: {"total"},
    }
    assert all(
        n == whole.counts[among][group] for among, of in shown.counts.items() for group, n in of.items()
    )


def test_no_slate_has_no_counts(conflict: Proposal) -> None:
    assert redact_aggregate(build_aggregate(conflict)).counts == {}
