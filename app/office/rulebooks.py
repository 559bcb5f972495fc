"""Rulebooks by name: shipped ones, own ones kept in versions (``rbk_…``, ``rbk_…@2``), joined with ``+``."""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Annotated

from pydantic import Field, StringConstraints

from cocau.app.access.caller import Caller
from cocau.app.access.roles import May
from cocau.app.office.documents import edit, make
from cocau.app.office.errors import Erased, Missing
from cocau.app.office.reading_documents import read
from cocau.app.office.shelf import Held, Shelf
from cocau.app.store import Store
from cocau.app.store.tables import Kind
from cocau.constraints.errors import Problem, RulebookError
from cocau.constraints.library import Part, Written, fitting, joined, load, shipped_part, unknown
from cocau.constraints.record import Record, Text
from cocau.constraints.rulebook import Rulebook

LONGEST = 300_000
"""Characters of a layer; the longest that is shipped has a quarter of that."""

MOST_PARTS = 20
_OWN = re.compile(r"(rbk_[0-9a-z]{26})(?:@([1-9][0-9]{0,8}))?")

Yaml = Annotated[str, StringConstraints(strip_whitespace=False, min_length=1, max_length=LONGEST)]


class OwnRulebook(Record):
    """A layer as its author wrote it: kept as text, to the letter, comments and all."""

    yaml: Yaml = Field(description="a layer: title, sources, rules, steps, not_modelled; every rule cited")


RULEBOOKS = Shelf(Kind.RULEBOOK, OwnRulebook)


@dataclass(frozen=True)
class Named:
    """A version of an own rulebook, and what it says."""

    held: Held[OwnRulebook]
    title: Text
    rules: int
    steps: int


def add(store: Store, caller: Caller, own: OwnRulebook, *, locality: str, label: str, note: str) -> Named:
    """A new rulebook, read as strictly as one on disk.

    Raises:
        Forbidden, Missing: as `documents.make`.
        RulebookError: everything wrong with it, each at its line.
    """
    caller.must(May.EDIT)
    book = _checked(own)
    held = make(
        store, caller, RULEBOOKS, own, locality=locality, label=label, size=len(book.rules), note=note
    )
    return _named(held, book)


def revise(  # noqa: PLR0913  # as `documents.edit`
    store: Store,
    caller: Caller,
    which: str,
    own: OwnRulebook,
    *,
    expected: int,
    label: str | None,
    note: str,
) -> Named:
    """A new version of an own rulebook.

    Raises:
        Forbidden, Missing, Erased, Stale: as `documents.edit`.
        RulebookError: as `add`.
    """
    caller.must(May.EDIT)
    book = _checked(own)
    size = len(book.rules)
    held = edit(store, caller, RULEBOOKS, which, own, expected=expected, label=label, size=size, note=note)
    return _named(held, book)


def resolve(store: Store, caller: Caller, name: str) -> Rulebook:
    """The rulebook of this name, which then says in which versions its own parts were taken.

    Raises:
        Forbidden: the role does not allow to read any.
        RulebookError: a name that means nothing here (nothing of this machine is read), or parts that do
            not go together.
    """
    caller.must(May.READ)
    if len(parts := [part.strip() for part in name.split("+")]) > MOST_PARTS:
        raise RulebookError([_TOO_MANY])
    if not any(_OWN.fullmatch(part) for part in parts):
        return _shipped("+".join(parts))
    found = [_part(store, caller, part) for part in parts]
    return joined("+".join(called for called, _ in found), [part for _, part in found])


def book_for(store: Store, caller: Caller, name: str | None, day: date) -> Rulebook | None:
    """The rulebook that was named; without a name, a shipped one for elections on this day, if there is one.

    Raises:
        Forbidden, RulebookError: as `resolve`.
    """
    chosen = name or next(iter(fitting(day)), None)
    return None if chosen is None else resolve(store, caller, chosen)


def shipped(name: str) -> str:
    """The name, if it names shipped rulebooks only: a request must not make us read files of this machine.

    Raises:
        RulebookError: anything else.
    """
    for part in name.split("+"):
        if shipped_part(part.strip()) is None:
            raise unknown(part)
    return name


@lru_cache(maxsize=64)
def _shipped(name: str) -> Rulebook:
    """Loaded once: reading and checking the files takes a tenth of a second."""
    return load(shipped(name))


def _part(store: Store, caller: Caller, name: str) -> tuple[str, Part]:
    """A part, and its name with the version that was taken."""
    own = _OWN.fullmatch(name)
    if own is None:
        part = shipped_part(name)
        if part is None:
            raise unknown(name)
        return name, part
    try:
        held = read(store, caller, RULEBOOKS, own[1], None if own[2] is None else int(own[2]))
    except (Missing, Erased):
        raise unknown(name) from None
    called = f"{own[1]}@{held.version.number}"
    return called, Part((Written(called, held.body.yaml),))


def _checked(own: OwnRulebook) -> Rulebook:
    """Read alone, and as strictly as a file: a rule needs its clause, a clause its document."""
    return joined("yaml", [Part((Written("yaml", own.yaml),))])


def _named(held: Held[OwnRulebook], book: Rulebook) -> Named:
    return Named(held, book.title, len(book.rules), len(book.steps))


_TOO_MANY = Problem(
    "too_many_parts",
    "rulebook",
    f"Nhiều nhất {MOST_PARTS} bộ ghép với nhau.",
    f"At most {MOST_PARTS} rulebooks are joined.",
)
