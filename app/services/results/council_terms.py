"""The term of a council elected: posts, departures, by-elections, votes, in versions."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from cocau.app.auth.caller import Caller
from cocau.app.db.clock import today
from cocau.app.db.engine import Store
from cocau.app.db.models import DocumentKind, VersionRow
from cocau.app.permissions import Permission
from cocau.app.services.acts import requires
from cocau.app.services.documents import (
    DocumentChange,
    DocumentType,
    StoredVersion,
    find_sole_document,
    list_sole_versions,
    save_sole_document,
)
from cocau.app.services.results.election_results import HeldElection, find_election
from cocau.constraints.errors import Problem
from cocau.constraints.model.council import Council
from cocau.constraints.results.term import CouncilTerm, VacancyVerdict, check_term, judge_vacancies


def _check_term(change: DocumentChange[CouncilTerm]) -> Iterable[Problem]:
    election = find_election(change.store, change.caller, change.get_subject())
    if election is None:
        return [_NO_RESULTS]
    return check_term(election.lists.council, election.verdict.elected, change.body, today())


_NO_RESULTS = Problem(
    "no_results",
    ("term", "council"),
    "Nhập kết quả bầu cử trước: chức vụ và thay đổi trong nhiệm kỳ ghi cho người trúng cử.",
    "Enter the election results first: posts and changes of the term are recorded for those elected.",
)

TERMS = DocumentType(
    DocumentKind.TERM,
    CouncilTerm,
    read_permission=Permission.SEE_PEOPLE,
    check=_check_term,
    size=lambda term: len(term.posts),
)


@dataclass(frozen=True)
class HeldTerm:
    """A council's term in one version, with its election; version 0: nothing is on record."""

    term: CouncilTerm
    election: HeldElection | None
    held: StoredVersion[CouncilTerm] | None = None
    vacancies: VacancyVerdict | None = field(default=None)

    @property
    def version(self) -> int:
        """Return the version number, from 0."""
        return 0 if self.held is None else self.held.version.number


@requires(Permission.SEE_PEOPLE)
def get_term(store: Store, caller: Caller, council_id: str, number: int | None = None) -> HeldTerm:
    """Return what is on record of a council's term, newest or in a version.

    Raises:
        Forbidden: the role does not allow to see people.
        Missing, Erased, InputError: as `find_election`, and of the version.
    """
    election = find_election(store, caller, council_id)
    held = find_sole_document(store, caller, TERMS, council_id, number)
    if election is None:
        return HeldTerm(CouncilTerm(council=council_id) if held is None else held.body, None, held)
    council = election.lists.council
    term = CouncilTerm(council=council.id) if held is None else held.body
    return HeldTerm(term, election, held, _judge(council, election, term))


def _judge(council: Council, election: HeldElection, term: CouncilTerm) -> VacancyVerdict:
    return judge_vacancies(council, len(election.verdict.elected), term, today())


@requires(Permission.SEE_PEOPLE)
def list_term_versions(store: Store, caller: Caller, council_id: str) -> list[VersionRow]:
    """List every version of a council's term, newest first.

    Raises:
        Forbidden, Missing, Erased: as `get_term`.
    """
    return list_sole_versions(store, caller, TERMS, council_id)


@requires(Permission.EDIT)
def save_term(
    store: Store, caller: Caller, council_id: str, term: CouncilTerm, *, expected: int, note: str = ""
) -> HeldTerm:
    """Save a version of a council's term; `expected`: 0 for the first.

    Raises:
        Forbidden, Missing, Erased, Stale: as `revise_document`.
        InputError: everything wrong with it; no results were entered.
    """
    save_sole_document(
        store, caller, TERMS, council_id, term, expected=expected, label=term.council, note=note
    )
    return get_term(store, caller, council_id)
