"""The rulebook that a request names, and which own one that is kept here is in it."""

import re

from cocau.app.office.references import Reader, Reference
from cocau.app.office.rulebooks import resolve
from cocau.constraints.rulebook import Rulebook

_OWN = re.compile(r"(rbk_[0-9a-z]{26})@([0-9]+)")


def book_of(reader: Reader, name: str) -> tuple[Rulebook, Reference | None]:
    """The whole rulebook, and the first own one that is joined in it, if there is one.

    The name of the rulebook says in which version each own part was taken.

    Raises:
        Forbidden, RulebookError: see `app.office.rulebooks.resolve`.
    """
    book = resolve(reader.store, reader.caller, name)
    own = _OWN.search(book.name)
    return book, None if own is None else Reference(ref=own[1], version=int(own[2]))
