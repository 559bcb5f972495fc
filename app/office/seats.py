"""From population to seats: what a draft of a council comes to, or a question without places."""

from datetime import date

from cocau.app.access.caller import Caller
from cocau.app.access.roles import May
from cocau.app.office.rulebooks import book_for, resolve
from cocau.app.store import Store
from cocau.constraints.council import Council
from cocau.constraints.draft import Draft
from cocau.constraints.library import DEFAULT
from cocau.constraints.record import Record
from cocau.constraints.rulebook import Rulebook
from cocau.solver.seat_plan import Asked, SeatPlan
from cocau.solver.seats import council_of, seat_plan


class Seats(Record):
    """Seats, constituencies and lists; and of a draft, the council that comes of it."""

    plan: SeatPlan
    council: Council | None = None


def of_draft(store: Store, caller: Caller, draft: Draft, rulebook: str | None = None) -> Seats:
    """The seats of a draft, and its council.

    Raises:
        Forbidden: the role does not allow it.
        InputError: everything wrong with the draft, or with the council that would come of it.
    """
    plan, council = council_of(draft, _book(store, caller, rulebook, draft.election_day))
    return Seats(plan=plan, council=council)


def of_question(store: Store, caller: Caller, asked: Asked, rulebook: str | None = None) -> Seats:
    """The seats of a population.

    Raises:
        Forbidden: the role does not allow it.
        InputError: a number cannot be known, or the wish cannot be met.
    """
    return Seats(plan=seat_plan(asked, _book(store, caller, rulebook, asked.day)))


def _book(store: Store, caller: Caller, rulebook: str | None, day: date) -> Rulebook:
    caller.must(May.ASK)
    return book_for(store, caller, rulebook, day) or resolve(store, caller, DEFAULT)
