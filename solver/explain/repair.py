"""What a repair is: steps out of a conflict, their price, the request they lead to, and a slate it gives."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from cocau.constraints.people import Person
from cocau.constraints.record import Record
from cocau.constraints.rule import Finding
from cocau.constraints.rulebook import Departure
from cocau.constraints.select import Selector
from cocau.constraints.slate import Slate
from cocau.solver.proposal import Aim, Outcome, Provenance
from cocau.solver.request import Introducing, Pins


class Released(Record):
    """A demand of the request that is let go: ``in:p001``, ``chair:p001``, ``introduced:<organisation>``."""

    what: Literal["released"] = "released"
    pin: str


class Lowered(Record):
    """A raised aim that is an aim again."""

    what: Literal["lowered"] = "lowered"
    rule: str


class Moved(Record):
    """A bound moved by the least that suffices, after the steps before it.

    `proven`: nothing nearer to `was` suffices. `back`: the request itself had moved it from the rulebook's
    value, and it stays within that value.
    """

    what: Literal["moved"] = "moved"
    rule: str
    field: str
    was: int
    now: int
    proven: bool
    back: bool = False


class Dropped(Record):
    """A must that is not applied at all. `bounds`: those it has, of which no value suffices; often none."""

    what: Literal["dropped"] = "dropped"
    rule: str
    bounds: tuple[str, ...] = ()


class Wanted(Record):
    """So many people who match `who` and none of `unlike`; whatever else they are, it works."""

    number: int
    who: Selector
    unlike: tuple[Selector, ...] = ()


class Recruited(Record):
    """People to introduce who are not in the pool; every standard applies to them.

    `proven`: with fewer, of whatever description the musts look at, nothing is possible.
    """

    what: Literal["recruited"] = "recruited"
    people: tuple[Wanted, ...]
    proven: bool


Step = Annotated[Released | Lowered | Moved | Dropped | Recruited, Field(discriminator="what")]


class Price(Record):
    """What a repair costs: how many of each sort, the dearest sort first; compared in this order."""

    law_dropped: int = 0
    law_moved: int = 0
    documents_dropped: int = 0
    documents_moved: int = 0
    recruits: int = 0
    demands: int = 0
    wishes: int = Field(default=0, description="musts that are the program's own wish")

    @property
    def order(self) -> tuple[int, ...]:
        """The numbers, the dearest first."""
        return tuple(getattr(self, name) for name in type(self).model_fields)

    @property
    def lawful(self) -> bool:
        """Whether no must of a law or resolution gives way."""
        return not (self.law_dropped or self.law_moved)


class Patch(Record):
    """The fields of the request as the repair leaves them, and what it adds to the pool.

    `dropped`: musts not applied; no request can ask for that, so such a repair only shows what is in the way.
    """

    overrides: dict[str, dict[str, int | None]] = Field(default_factory=dict)
    raised: tuple[str, ...] = ()
    pins: Pins = Pins()
    introducing: Introducing | None = None
    recruits: tuple[Person, ...] = Field(default=(), description="stand-ins for the people to be found")
    dropped: tuple[str, ...] = ()


class Repair(Record):
    """One way out. `planned`: the slate is the plan of the patched request, its tiers in `aims`.

    Else the slate is any that keeps every other must. `outcome` is that of the plan.
    """

    steps: tuple[Step, ...]
    price: Price
    proven: bool = Field(description="no part of it can be spared, and no smaller move suffices")
    patch: Patch
    planned: bool = False
    outcome: Outcome | None = None
    departures: tuple[Departure, ...] = ()
    slate: Slate | None = None
    findings: tuple[Finding, ...] = ()
    aims: tuple[Aim, ...] = ()


class Open(StrEnum):
    """What was not answered: other ways out, all that recruits may be, the plan of a slate.

    `answers`: so many sorts of people to recruit would do that not all of them are told; no matter of time.
    """

    WAYS = "ways"
    RECRUITS = "recruits"
    SLATES = "slates"
    ANSWERS = "answers"


class Repairs(Record):
    """The cheapest ways out of a conflict, ranked. `open`: what time, or a limit, left open.

    `needed`: whether there is a conflict at all, as far as is known.

    `complete`: there are no others (but for other people to recruit, where `open` says so).
    """

    format: Literal["cocau/repairs/1"] = "cocau/repairs/1"
    of: Provenance
    needed: bool = True
    repairs: tuple[Repair, ...] = ()
    complete: bool
    open: tuple[Open, ...] = ()

    def to_json(self) -> str:
        """Canonical JSON: the same answer is the same bytes."""
        return self.model_dump_json(indent=1) + "\n"
