from cocau.app.access.caller import Caller
from cocau.app.access.roles import Role
from cocau.app.office.aggregate import aggregate_of
from cocau.app.office.shown import kept_back, numbers_for, shown_to
from cocau.constraints.select import Among
from cocau.solver.proposal import Proposal

VIEWER = Caller("usr_1", "x", Role.VIEWER)
ANALYST = Caller("usr_2", "x", Role.ANALYST)


def test_who_may_see_people_gets_the_very_bytes(proposal: Proposal) -> None:
    text = proposal.to_json()
    assert shown_to(ANALYST, text, 5) == text
    assert numbers_for(ANALYST, aggregate_of(proposal), 5) == aggregate_of(proposal)


def test_who_may_not_gets_a_view_and_no_small_number(proposal: Proposal) -> None:
    assert '"format": "cocau/proposal-view/1"' in shown_to(VIEWER, proposal.to_json(), 5)
    whole = aggregate_of(proposal)
    shown = numbers_for(VIEWER, whole, 5)
    assert (shown.barred, shown.findings, shown.aims) == ({}, (), ())
    for among, counts in shown.counts.items():
        for group, n in counts.items():
            assert n is None or n == whole.counts[among][group]
            assert n is None or group in {"total", "women", "under_40"} or not 0 < n < 5
    assert set(shown.counts[Among.INTRODUCED]) == {"total"}
    assert not {"women", "under_40", "full_time"} & set(shown.counts[Among.DEPUTIES])


def test_a_group_that_nearly_everybody_is_in_is_kept_back(proposal: Proposal) -> None:
    whole = aggregate_of(proposal)
    total = whole.counts[Among.CANDIDATES]["total"]
    assert total is not None
    listed = whole.counts[Among.CANDIDATES] | {"non_party": total - 2}
    meant = whole.counts[Among.DEPUTIES]
    few = whole.but(counts=whole.counts | {Among.CANDIDATES: listed, Among.DEPUTIES: meant})
    assert kept_back(few, 5).counts[Among.CANDIDATES]["non_party"] is None


def test_no_slate_has_no_counts(conflict: Proposal) -> None:
    assert kept_back(aggregate_of(conflict), 5).counts == {}
