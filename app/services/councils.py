"""Councils as documents, checked against the law on councils alone; seats of a draft."""

from datetime import date

from cocau.app.auth.caller import Caller
from cocau.app.db.engine import Store
from cocau.app.db.models import DocumentKind
from cocau.app.permissions import Permission
from cocau.app.services.acts import requires
from cocau.app.services.documents import DocumentChange, DocumentType, list_documents
from cocau.app.services.rulebooks import choose_rulebook, resolve_rulebook_for
from cocau.constraints.checks.council import check_council, check_council_alone
from cocau.constraints.errors import Problem
from cocau.constraints.model.council import Council
from cocau.constraints.model.draft import CouncilDraft
from cocau.constraints.record import Record
from cocau.constraints.rulebook import Rulebook
from cocau.solver.apportionment import seats
from cocau.solver.apportionment.seat_plan import SeatPlan, SeatQuestion


def _check_council(change: DocumentChange[Council]) -> list[Problem]:
    """Check a council under its rulebook, or alone where its day has none."""
    council = change.body
    book = choose_rulebook(change.store, change.caller, change.rulebook, council.election_day)
    return check_council_alone(council) if book is None else check_council(council, book.for_council(council))


COUNCILS = DocumentType(
    DocumentKind.COUNCIL, Council, check=_check_council, size=lambda council: council.seats
)


_MOST_LISTED = 1000


def list_localities(store: Store, caller: Caller) -> dict[str, list[str]]:
    """List the caller's localities by their paths, with the names of their councils.

    Raises:
        Forbidden: the role does not allow it.
    """
    found: dict[str, list[str]] = {caller.scope: []} if caller.scope else {}
    for row in list_documents(store, caller, COUNCILS, archived=False, limit=_MOST_LISTED):
        found.setdefault(row.locality, []).append(row.label)
    return dict(sorted(found.items()))


class SeatsAnswer(Record):
    """Seats, constituencies and lists; and of a draft, the council that comes of it."""

    plan: SeatPlan
    council: Council | None = None


def plan_draft_seats(
    store: Store, caller: Caller, draft: CouncilDraft, rulebook: str | None = None
) -> SeatsAnswer:
    """Compute the seats of a draft, and the council it would become.

    Raises:
        Forbidden: the role does not allow it.
        InputError: everything wrong with the draft, or with the council that would come of it.
    """
    plan, council = seats.build_council(draft, _choose_rulebook(store, caller, rulebook, draft.election_day))
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
        plan=seats.plan_seats(question, _choose_rulebook(store, caller, rulebook, question.day))
    )


@requires(Permission.ASK)
def _choose_rulebook(store: Store, caller: Caller, rulebook: str | None, day: date) -> Rulebook:
    return resolve_rulebook_for(store, caller, rulebook, day)
