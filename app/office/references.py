"""From references to what they stand for, each in one version, with all that is wrong told at once."""

from dataclasses import dataclass, field
from typing import Generic, TypeVar

from cocau.app.access.caller import Caller
from cocau.app.office.ask import Ref
from cocau.app.office.errors import Erased, Missing
from cocau.app.office.reading_documents import read
from cocau.app.office.shelf import Held, Shelf
from cocau.app.store import Store
from cocau.constraints.errors import InputError, Problem
from cocau.constraints.record import Record

R = TypeVar("R", bound=Record)


class Reference(Record):
    """One version of a document that is kept here."""

    ref: str
    version: int


class References(Record):
    """What a proposal was asked about by reference."""

    council: Reference | None = None
    pool: Reference | None = None
    rulebook: Reference | None = None
    scenario: Reference | None = None


@dataclass(frozen=True)
class Found(Generic[R]):
    """What was given itself, or the version that was referred to; neither if there is none."""

    inline: R | None = None
    held: Held[R] | None = None

    @property
    def body(self) -> R:
        """The value; only to be asked for once a reader has settled."""
        found = self.inline if self.held is None else self.held.body
        if found is None:
            raise AssertionError("asked for before the reader settled")
        return found

    @property
    def reference(self) -> Reference | None:
        """Which version of which document it is; None: it was given inline."""
        if self.held is None:
            return None
        return Reference(ref=self.held.document.id, version=self.held.version.number)

    @property
    def locality(self) -> str | None:
        """Whose the document is."""
        return None if self.held is None else self.held.document.locality


@dataclass
class Reader:
    """Reads what is referred to as one caller may, and gathers what could not be read."""

    store: Store
    caller: Caller
    problems: list[Problem] = field(default_factory=list)

    def found(self, shelf: Shelf[R], given: R | Ref, where: str) -> Found[R]:
        """What was given, or the version that is meant; if there is none, the problem is noted."""
        if not isinstance(given, Ref):
            return Found(inline=given)
        try:
            return Found(held=read(self.store, self.caller, shelf, given.ref, given.version))
        except Missing:
            self.problems.append(_missing(f"{where}.ref", given.ref))
        except Erased:
            self.problems.append(_erased(f"{where}.ref", given.ref))
        return Found()

    def settle(self) -> None:
        """Go on only if everything was there.

        Raises:
            InputError: all that was not.
        """
        if self.problems:
            raise InputError(self.problems)


def _missing(where: str, ref: str) -> Problem:
    return Problem(
        "unknown_reference",
        where,
        f"Không có tài liệu {ref} (hoặc không có phiên bản này).",
        f"There is no document {ref}, or not in this version.",
    )


def _erased(where: str, ref: str) -> Problem:
    return Problem("erased_reference", where, f"Tài liệu {ref} đã bị xóa.", f"The document {ref} was erased.")
