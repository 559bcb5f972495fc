"""Councils kept in versions; each is held to what the law says of a council alone."""

from cocau.app.access.caller import Caller
from cocau.app.access.roles import May
from cocau.app.office.documents import edit, make
from cocau.app.office.rulebooks import book_for
from cocau.app.office.shelf import Held, Shelf
from cocau.app.store import Store
from cocau.app.store.tables import Kind
from cocau.constraints.checks import council_problems, own_problems
from cocau.constraints.council import Council
from cocau.constraints.errors import InputError

COUNCILS = Shelf(Kind.COUNCIL, Council)


def add(  # noqa: PLR0913  # what a council is made of
    store: Store,
    caller: Caller,
    council: Council,
    *,
    locality: str,
    label: str,
    note: str = "",
    rulebook: str | None = None,
) -> Held[Council]:
    """A new council.

    Raises:
        Forbidden, Missing: as `documents.make`.
        InputError: everything wrong with it under the rulebook, or the shipped one of its election day.
    """
    caller.must(May.EDIT)
    _check(store, caller, council, rulebook)
    size = council.seats
    return make(store, caller, COUNCILS, council, locality=locality, label=label, size=size, note=note)


def revise(  # noqa: PLR0913  # as `documents.edit`
    store: Store,
    caller: Caller,
    which: str,
    council: Council,
    *,
    expected: int,
    label: str | None = None,
    note: str = "",
    rulebook: str | None = None,
) -> Held[Council]:
    """A new version of a council.

    Raises:
        Forbidden, Missing, Erased, Stale: as `documents.edit`.
        InputError: as `add`.
    """
    caller.must(May.EDIT)
    _check(store, caller, council, rulebook)
    size = council.seats
    return edit(store, caller, COUNCILS, which, council, expected=expected, label=label, size=size, note=note)


def _check(store: Store, caller: Caller, council: Council, rulebook: str | None) -> None:
    """Without a rulebook for its day, a council must still not contradict itself."""
    book = book_for(store, caller, rulebook, council.election_day)
    problems = own_problems(council) if book is None else council_problems(council, book.for_council(council))
    if problems:
        raise InputError(problems)
