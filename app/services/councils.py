"""Councils as documents, each checked against what the law says of a council alone; seats of a draft."""

from datetime import date

from cocau.app.auth.caller import Caller
from cocau.app.db.engine import Store
from cocau.app.db.models import DocumentKind
from cocau.app.permissions import Permission
from cocau.app.services.documents import DocumentType, StoredVersion, create_document, revise_document
from cocau.app.services.rulebooks import choose_rulebook, resolve_rulebook
from cocau.constraints.checks.council import check_council, check_council_alone
from cocau.constraints.errors import InputError
from cocau.constraints.library import DEFAULT_RULEBOOK
from cocau.constraints.model.council import Council
from cocau.constraints.model.draft import CouncilDraft
from cocau.constraints.record import Record
from cocau.constraints.rulebook import Rulebook
from cocau.solver.apportionment.seat_plan import SeatPlan, SeatQuestion
from cocau.solver.apportionment.seats import build_council
from cocau.solver.apportionment.seats import plan_seats as seats_plan_seats

COUNCILS = DocumentType(DocumentKind.COUNCIL, Council)


def create_council(  # noqa: PLR0913  # what a council is made of
    store: Store,
    caller: Caller,
    council: Council,
    *,
    locality: str,
    label: str,
    note: str = "",
    rulebook: str | None = None,
) -> StoredVersion[Council]:
    """Create a council.

    Raises:
        Forbidden, Missing: as `documents.make`.
        InputError: everything wrong with it under the rulebook, or the shipped one of its election day.
    """
    caller.require(Permission.EDIT)
    _check_council(store, caller, council, rulebook)
    size = council.seats
    return create_document(
        store, caller, COUNCILS, council, locality=locality, label=label, size=size, note=note
    )


def revise_council(  # noqa: PLR0913  # as `documents.edit`
    store: Store,
    caller: Caller,
    council_id: str,
    council: Council,
    *,
    expected: int,
    label: str | None = None,
    note: str = "",
    rulebook: str | None = None,
) -> StoredVersion[Council]:
    """Add a version to a council.

    Raises:
        Forbidden, Missing, Erased, Stale: as `documents.edit`.
        InputError: as `create_council`.
    """
    caller.require(Permission.EDIT)
    _check_council(store, caller, council, rulebook)
    size = council.seats
    return revise_document(
        store, caller, COUNCILS, council_id, council, expected=expected, label=label, size=size, note=note
    )


def _check_council(store: Store, caller: Caller, council: Council, rulebook: str | None) -> None:
    """Check a council under its rulebook, or alone where its day has none."""
    book = choose_rulebook(store, caller, rulebook, council.election_day)
    problems = (
        check_council_alone(council) if book is None else check_council(council, book.for_council(council))
    )
    if problems:
        raise InputError(problems)


class SeatsAnswer(Record):
    """Seats, constituencies and lists; and of a draft, the council that comes of it."""

    plan: SeatPlan
    council: Council | None = None


def plan_draft_seats(
    store: Store, caller: Caller, draft: CouncilDraft, rulebook: str | None = None
) -> SeatsAnswer:
    """Compute the seats of a draft, and its council.

    Raises:
        Forbidden: the role does not allow it.
        InputError: everything wrong with the draft, or with the council that would come of it.
    """
    plan, council = build_council(draft, _choose_rulebook(store, caller, rulebook, draft.election_day))
    return SeatsAnswer(plan=plan, council=council)


def plan_seats(
    store: Store, caller: Caller, question: SeatQuestion, rulebook: str | None = None
) -> SeatsAnswer:
    """Compute the seats of a population.

    Raises:
        Forbidden: the role does not allow it.
        InputError: a number cannot be known, or the wish cannot be met.
    """
    return SeatsAnswer(
        plan=seats_plan_seats(question, _choose_rulebook(store, caller, rulebook, question.day))
    )


def _choose_rulebook(store: Store, caller: Caller, rulebook: str | None, day: date) -> Rulebook:
    caller.require(Permission.ASK)
    return choose_rulebook(store, caller, rulebook, day) or resolve_rulebook(store, caller, DEFAULT_RULEBOOK)
