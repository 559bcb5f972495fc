from cocau.app.auth.caller import Caller
from cocau.app.permissions import UserRole
from cocau.app.services.planning.proposal_results import (
    build_aggregate,
    redact_aggregate_for,
    redact_proposal_for,
    suppress_aggregate,
)
from cocau.constraints.model.selectors import Among
from cocau.solver.proposal import Proposal

VIEWER = Caller("usr_1", "x", UserRole.VIEWER)
ANALYST = Caller("usr_2", "x", UserRole.ANALYST)


def test_who_may_see_people_gets_the_very_bytes(proposal: Proposal) -> None:
    text = proposal.to_json()
    assert redact_proposal_for(ANALYST, text, 5) == text
    assert redact_aggregate_for(ANALYST, build_aggregate(proposal), 5) == build_aggregate(proposal)


def test_who_may_not_gets_a_view_and_no_small_number(proposal: Proposal) -> None:
    assert '"format": "cocau/proposal-view/1"' in redact_proposal_for(VIEWER, proposal.to_json(), 5)
    whole = build_aggregate(proposal)
    shown = redact_aggregate_for(VIEWER, whole, 5)
    assert (shown.barred, shown.findings, shown.aims) == ({}, (), ())
    for among, counts in shown.counts.items():
        for group, n in counts.items():
            assert n is None or n == whole.counts[among][group]
            assert n is None or group in {"total", "women", "under_40"} or not 0 < n < 5
    assert set(shown.counts[Among.INTRODUCED]) == {"total"}
    assert not {"women", "under_40", "full_time"} & set(shown.counts[Among.DEPUTIES])


def test_a_group_that_nearly_everybody_is_in_is_kept_back(proposal: Proposal) -> None:
    whole = build_aggregate(proposal)
    total = whole.counts[Among.CANDIDATES]["total"]
    assert total is not None
    listed = whole.counts[Among.CANDIDATES] | {"non_party": total - 2}
    meant = whole.counts[Among.DEPUTIES]
    few = whole.replace_unvalidated(counts=whole.counts | {Among.CANDIDATES: listed, Among.DEPUTIES: meant})
    assert suppress_aggregate(few, 5).counts[Among.CANDIDATES]["non_party"] is None


def test_no_slate_has_no_counts(conflict: Proposal) -> None:
    assert suppress_aggregate(build_aggregate(conflict), 5).counts == {}
