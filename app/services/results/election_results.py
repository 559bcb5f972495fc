"""Counted results of a council's election, in versions; judged on a proposal's lists."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from cocau.app.audits.elections import NO_LISTS, ElectionLists, JudgedElection
from cocau.app.auth.caller import Caller
from cocau.app.db.engine import Store
from cocau.app.db.models import DocumentKind, JobState, VersionRow
from cocau.app.permissions import Permission
from cocau.app.services.acts import requires
from cocau.app.services.councils import COUNCILS
from cocau.app.services.documents import (
    DocumentChange,
    DocumentType,
    StoredVersion,
    find_sole_document,
    list_documents,
    list_sole_versions,
    read_document,
    save_sole_document,
)
from cocau.app.services.errors import Erased, Missing, NotReady
from cocau.app.services.planning.proposal_status import ProposalStanding, ProposalStatus
from cocau.app.services.planning.proposals import ProposalFilters, get_completed_proposal, list_proposals
from cocau.constraints.errors import InputError, Problem
from cocau.constraints.results.counts import ElectionResults
from cocau.solver.proposal import Proposal

MOST_CHOICES = 100
"""Proposals that results may be entered of."""


@dataclass(frozen=True)
class HeldElection(JudgedElection):
    """A council's election with its counted results as they are kept, judged."""

    version: int = 1


@requires(Permission.SEE_PEOPLE)
def find_lists(store: Store, caller: Caller, council_id: str, proposal_id: str) -> ElectionLists:
    """Return the lists of a proposal for a council.

    Raises:
        Forbidden: the role does not allow to see people.
        InputError: the proposal is of another council, was erased, is not ready, or has no slate.
    """
    read_document(store, caller, COUNCILS, council_id)
    try:
        found = get_completed_proposal(store, caller, proposal_id)
    except (Missing, Erased, NotReady):
        raise InputError([NO_LISTS]) from None
    if found.row.council_id != council_id:
        raise InputError([NO_LISTS])
    return ElectionLists(Proposal.model_validate_json(found.text), proposal_id)


def _check_results(change: DocumentChange[ElectionResults]) -> Iterable[Problem]:
    if change.document_id is None and not change.body.counts:
        return [_NOTHING_COUNTED]
    about = change.get_subject()
    return find_lists(change.store, change.caller, about, change.body.proposal).check(change.body)


_NOTHING_COUNTED = Problem(
    "nothing_counted",
    ("results", "counts"),
    "Chưa có số liệu của đơn vị bầu cử nào; hãy nhập ít nhất một đơn vị.",
    "No constituency has figures yet; enter those of one at least.",
)


RESULTS = DocumentType(
    DocumentKind.RESULTS,
    ElectionResults,
    read_permission=Permission.SEE_PEOPLE,
    check=_check_results,
    size=lambda results: len(results.counts),
)


@requires(Permission.SEE_PEOPLE)
def find_election(
    store: Store, caller: Caller, council_id: str, number: int | None = None
) -> HeldElection | None:
    """Return a council's counted results in a version, judged; None if there are none.

    Raises:
        Forbidden: the role does not allow to see people.
        Missing, Erased: as `read_document`, of the council and of the version.
        InputError: the proposal of the results is not there any more.
    """
    held = read_results_version(store, caller, council_id, number)
    if held is None:
        return None
    lists = find_lists(store, caller, council_id, held.body.proposal)
    return HeldElection(lists, held.body, held.version.number)


@requires(Permission.SEE_PEOPLE)
def read_results_version(
    store: Store, caller: Caller, council_id: str, number: int | None = None
) -> StoredVersion[ElectionResults] | None:
    """Read a council's counted results, newest or in a version; None if none were entered.

    Raises:
        Forbidden, Missing, Erased: as `find_election`.
    """
    read_document(store, caller, COUNCILS, council_id)
    return find_sole_document(store, caller, RESULTS, council_id, number)


@requires(Permission.SEE_PEOPLE)
def list_results_versions(store: Store, caller: Caller, council_id: str) -> list[VersionRow]:
    """List every version of a council's counted results, newest first.

    Raises:
        Forbidden, Missing, Erased: as `find_election`.
    """
    return list_sole_versions(store, caller, RESULTS, council_id)


@requires(Permission.EDIT)
def save_results(
    store: Store, caller: Caller, council_id: str, results: ElectionResults, *, expected: int, note: str = ""
) -> StoredVersion[ElectionResults]:
    """Save a version of a council's counted results; `expected`: 0 for the first.

    Raises:
        Forbidden, Missing, Erased, Stale: as `revise_document`.
        InputError: everything wrong with the counts.
    """
    read_document(store, caller, COUNCILS, council_id)
    return save_sole_document(
        store, caller, RESULTS, council_id, results, expected=expected, label=results.council, note=note
    )


def list_counted_councils(store: Store, caller: Caller) -> list[tuple[str, str, date]]:
    """List the councils whose results were entered: id, name and election day.

    Raises:
        Forbidden: the role does not allow to read.
    """
    found = []
    for row in list_documents(store, caller, RESULTS, limit=MOST_CHOICES):
        with suppress(Missing, Erased):
            about = read_document(store, caller, COUNCILS, f"{row.about}").body
            found.append((f"{row.about}", about.name, about.election_day))
    return sorted(found, key=lambda one: (one[1], one[2]))


def list_proposals_with_lists(store: Store, caller: Caller, council_id: str) -> list[ProposalStatus]:
    """List the proposals that results may be entered of: approved ones first, then the newest.

    Raises:
        Forbidden: the role does not allow to read.
    """
    filters = ProposalFilters(council=council_id, archived=False)
    found = [
        one
        for one in list_proposals(store, caller, filters, limit=MOST_CHOICES)
        if one.state in _WITH_SLATE and one.erased is None and one.standing not in _LAID_ASIDE
    ]
    return sorted(found, key=lambda one: one.standing is not ProposalStanding.APPROVED)


_WITH_SLATE = frozenset({JobState.OPTIMAL, JobState.STOPPED, JobState.OUT_OF_TIME, JobState.EDITED})
_LAID_ASIDE = frozenset({ProposalStanding.WITHDRAWN, ProposalStanding.TENTATIVE})
