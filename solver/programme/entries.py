"""What a programme is: its councils, each with its request and, if it is kept, its dossier of steps."""

from functools import cached_property
from typing import Literal

from pydantic import Field

from cocau.constraints.council import Level
from cocau.constraints.dossier import Dossier
from cocau.constraints.library import load
from cocau.constraints.record import Record
from cocau.constraints.rulebook import Rulebook
from cocau.solver.request import Pins, PlanRequest


class Entry(Record):
    """One council of a programme. What-ifs, pins and the rulebook's name are in its request."""

    request: PlanRequest
    dossier: Dossier | None = None

    @property
    def id(self) -> str:
        """The council's id; one of each in a programme."""
        return self.request.council.id

    @property
    def level(self) -> Level:
        """The council's level."""
        return self.request.council.level


class Programme(Record):
    """The councils of one programme. `rulebooks`: whole ones, under the names by which requests ask for them.

    A name that is not among them is a shipped one.
    """

    format: Literal["cocau/programme/1"] = "cocau/programme/1"
    name: str = ""
    entries: tuple[Entry, ...] = Field(min_length=1)
    rulebooks: dict[str, Rulebook] = Field(default_factory=dict)

    @cached_property
    def by_id(self) -> dict[str, Entry]:
        """Each entry under its council's id."""
        return {entry.id: entry for entry in self.entries}

    def book_of(self, entry: Entry) -> Rulebook:
        """The rulebook that an entry asks for, whole.

        Raises:
            RulebookError: there is none of that name, or it cannot be read.
        """
        name = entry.request.rulebook
        if name not in self._books:
            self._books[name] = self.rulebooks[name] if name in self.rulebooks else load(name)
        return self._books[name]

    @cached_property
    def _books(self) -> dict[str, Rulebook]:
        """Rulebooks that were asked for, by name."""
        return {}

    def in_order(self) -> "Programme":
        """The same programme, councils by id."""
        return self.but(entries=tuple(sorted(self.entries, key=lambda entry: entry.id)))


class Ask(Record):
    """A plan that is asked for: an entry's own request, with some people on no list of it (`out`, by id)."""

    council: str
    out: tuple[str, ...]
    request: PlanRequest


def ask(entry: Entry, out: frozenset[str] = frozenset()) -> Ask:
    """The plan of one council while these people are on no list of it."""
    request = entry.request
    kept = tuple(sorted(out))
    if kept:
        request = request.but(pins=request.pins.joined(Pins(out=kept)))
    return Ask(council=entry.id, out=kept, request=request)
