"""Allocation tables before there are names: offers of organisations about a council, kept in versions."""

from collections.abc import Sequence
from functools import partial

from cocau.app.access.caller import Caller
from cocau.app.access.roles import May
from cocau.app.imports import read_offers
from cocau.app.imports.bloc_names import Told
from cocau.app.imports.notices import Sent, notices_sent
from cocau.app.office.councils import COUNCILS
from cocau.app.office.documents import edit, make
from cocau.app.office.reading_documents import read
from cocau.app.office.rulebooks import book_for, resolve
from cocau.app.office.shelf import Held, Shelf
from cocau.app.store import Store
from cocau.app.store.tables import Kind
from cocau.app.tables import Audited, audit_tables
from cocau.constraints.council import Council
from cocau.constraints.errors import InputError
from cocau.constraints.offers import Offers
from cocau.constraints.offers_checks import offers_problems, problems_with_offers
from cocau.constraints.rulebook import Rulebook
from cocau.fixtures.run import SHIPPED

TABLES = Shelf(Kind.TABLE, Offers)

MOST_TABLES = 100
"""Published tables of one request: each is compared with all others of its council."""


def add(  # noqa: PLR0913  # what a table is made of
    store: Store,
    caller: Caller,
    council: str,
    offers: Offers,
    *,
    label: str,
    note: str = "",
    rulebook: str | None = None,
) -> Held[Offers]:
    """A new table about a council.

    Raises:
        Forbidden, Missing, Erased: as `documents.make`, and `reading_documents.read` of the council.
        InputError: everything wrong with the offers, seen together with their council.
    """
    caller.must(May.EDIT)
    _check(store, caller, council, offers, rulebook)
    size = len(offers.organisations)
    return make(store, caller, TABLES, offers, label=label, about=council, size=size, note=note)


def revise(  # noqa: PLR0913  # as `documents.edit`
    store: Store,
    caller: Caller,
    which: str,
    offers: Offers,
    *,
    expected: int,
    label: str | None = None,
    note: str = "",
    rulebook: str | None = None,
) -> Held[Offers]:
    """A new version of a table.

    Raises:
        Forbidden, Missing, Erased, Stale: as `documents.edit`.
        InputError: as `add`.
    """
    caller.must(May.EDIT)
    about = read(store, caller, TABLES, which).document.about
    _check(store, caller, f"{about}", offers, rulebook)
    size = len(offers.organisations)
    return edit(store, caller, TABLES, which, offers, expected=expected, label=label, size=size, note=note)


def audited(
    store: Store,
    caller: Caller,
    sent: Sequence[Sent],
    *,
    before: Sequence[Sent] = (),
    told: Told | None = None,
    rulebook: str | None = None,
) -> Audited:
    """Published tables against themselves and the rules, and by which rules; nothing is kept.

    Raises:
        Forbidden: the role does not allow it.
        InputError: a table that cannot be read, each problem with its place; no such rulebook.
    """
    caller.must(May.ASK)
    notices, past = notices_sent(sent, before, told or {}, MOST_TABLES)
    return audit_tables(notices, past, rulebook, partial(resolve, store, caller))


def rules_of(store: Store, caller: Caller, council: Council) -> Rulebook | None:
    """The rules that a table about a council is checked by; None: there are none for its day.

    Raises:
        Forbidden: the role does not allow it.
    """
    book = book_for(store, caller, None, council.election_day)
    return None if book is None else book.for_council(council)


def example_for(council: Council) -> Offers | None:
    """What is shipped to try a council with: made-up offers of its organisations; None: nothing is."""
    path = SHIPPED / "offers" / f"{council.id}.yaml"
    return read_offers(path) if path.is_file() else None


def _check(store: Store, caller: Caller, which: str, offers: Offers, rulebook: str | None) -> None:
    """Without a rulebook for the council's day, offers must still not contradict themselves."""
    council = read(store, caller, COUNCILS, which).body
    book = book_for(store, caller, rulebook, council.election_day)
    problems = (
        offers_problems(offers)
        if book is None
        else problems_with_offers(council, offers, book.for_council(council))
    )
    if problems:
        raise InputError(problems)
