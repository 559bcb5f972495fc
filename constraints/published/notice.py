"""Notices: composition tables as a council publishes them, with counts and without names."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from re import fullmatch
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from cocau.constraints.model.council import CouncilKind, CouncilLevel
from cocau.constraints.model.people import Bloc
from cocau.constraints.model.selectors import STRUCTURE_GROUPS, Among
from cocau.constraints.record import Record, Text

MOST_PEOPLE = 10_000_000
"""More than all candidates of the country; a larger number is a slip of the pen."""
LARGEST_COUNCIL = 1_000_000
"""Seats, for several councils together too."""


class NoticeStage(StrEnum):
    """The stages of an election at which tables are made, in order."""

    FIRST_CONSULTATION = "first_consultation"
    ADJUSTMENT = "adjustment"
    SECOND_CONSULTATION = "second_consultation"
    THIRD_CONSULTATION = "third_consultation"
    OFFICIAL_LIST = "official_list"
    PLANNED_COUNCIL = "planned_council"
    ELECTED = "elected"


BEFORE_LIST = frozenset(
    {
        NoticeStage.FIRST_CONSULTATION,
        NoticeStage.ADJUSTMENT,
        NoticeStage.SECOND_CONSULTATION,
        NoticeStage.THIRD_CONSULTATION,
    }
)
"""Stages at which no list is the official one yet."""


class NoticeTotal(StrEnum):
    """The numbers of people or seats that a notice may name and a percentage may be of."""

    SEATS = "seats"
    INTRODUCED = "introduced"
    DOSSIERS = "dossiers"
    PRELIMINARY = "preliminary"
    CANDIDATES = "candidates"
    DEPUTIES = "deputies"
    OUTGOING = "outgoing"


# 15 March 2026 is known through the press, 22 May 2016 from memory; they only choose the rules in force.
ELECTION_DAYS = {
    "2016-2021": date(2016, 5, 22),
    "2021-2026": date(2021, 5, 23),
    "2026-2031": date(2026, 3, 15),
}
RULEBOOKS = {"2016-2021": "national-2016", "2021-2026": "national-2021", "2026-2031": "national-2026"}


def _parse_percent(value: object) -> object:
    text = str(value).strip().removesuffix("%").rstrip().replace(",", ".")
    if isinstance(value, bool) or not fullmatch(r"\d{1,3}(\.\d{1,18})?", text) or Decimal(text) > 100:  # noqa: PLR2004
        raise PydanticCustomError("percent", "a percentage")
    return Decimal(text)


def parse_age_line(group: str) -> int | None:
    """Parse the age in ``under_40``; return None for other groups."""
    found = fullmatch(r"under_(\d\d)", group)
    return int(found[1]) if found else None


def _check_group(value: str) -> str:
    if value in STRUCTURE_GROUPS:
        return value
    if parse_age_line(value) is None:
        raise PydanticCustomError(
            "group", "a group", {"groups": ", ".join((*STRUCTURE_GROUPS, "under_<NN>"))}
        )
    return value


def _check_years(value: str) -> str:
    found = fullmatch(r"(\d{4})-(\d{4})", value)
    if found is None or int(found[1]) >= int(found[2]):
        raise PydanticCustomError("term", "a term")
    return value


Count = Annotated[int, Field(ge=0, le=MOST_PEOPLE, strict=True)]
Size = Annotated[int, Field(ge=1, le=MOST_PEOPLE, strict=True)]
Seats = Annotated[int, Field(ge=1, le=LARGEST_COUNCIL, strict=True)]
Percent = Annotated[Decimal, BeforeValidator(_parse_percent)]


class PrintedFigure(Record):
    """A printed number and percentage, with its decimals; `of` where a notice says it."""

    count: Count | None = None
    percent: Percent | None = None
    of: NoticeTotal | None = None


class BlocRow(PrintedFigure):
    """One printed bloc, and the blocs it may mean; with several, none is certain."""

    name: str = Field(min_length=1)
    blocs: tuple[Bloc, ...] = Field(default=(), description="left out: read from the name")
    doubt: Text | None = Field(default=None, description="why the name is not plain")
    part_of: str | None = Field(default=None, description="the row above, by its name, that this is part of")


class ConstituencySize(Record):
    """So many constituencies that each elect so many deputies."""

    constituencies: Seats
    seats: Seats


class ApartRowReading(StrEnum):
    """How a group printed among blocs is counted: within them, on its own, or unknown."""

    WITHIN = "within"
    OWN = "own"
    UNCLEAR = "unclear"


class ApartRow(Record):
    """A group printed among the blocs, and how the sum of the blocs says it is counted."""

    name: str = Field(min_length=1)
    group: Annotated[str, AfterValidator(_check_group)]
    count: Count
    reading: ApartRowReading


class Funnel(Record):
    """How a list came about: introduced, less withdrawals and those without confidence."""

    introduced: Count
    withdrew: Count = 0
    below_confidence: Count = 0
    result: Count | None = Field(default=None, description="what the notice says is left")

    @property
    def left(self) -> int:
        """Return how many must be left."""
        return self.introduced - self.withdrew - self.below_confidence


class UnreadColumn(Record):
    """A column of the table that no field is for, and the nearest heading that there is."""

    heading: str = Field(description="as printed, or which column it is")
    nearest: str = ""


class Notice(Record):
    """One table: of one council (or of `several` together) at one stage, over one base."""

    locality: str = Field(min_length=1)
    level: CouncilLevel
    kind: CouncilKind | None = None
    term: Annotated[str, AfterValidator(_check_years)] | None = None
    election_day: date | None = None
    stage: NoticeStage
    dated: date | None = None
    several: bool = Field(default=False, description="figures of several councils, added up")
    sums: tuple[str, ...] = Field(default=(), description="the localities that they are added up from")
    base: Literal[Among.INTRODUCED, Among.CANDIDATES, Among.DEPUTIES]
    base_total: Size | None = Field(default=None, description="left out: the total of that name, or seats")
    total_percent: Percent | None = Field(default=None, description="printed beside the total of the blocs")
    seats: Seats | None = None
    constituencies: Seats | None = None
    partition: tuple[ConstituencySize, ...] = Field(default=(), description="published sizes")
    partition_status: str = Field(default="", description="what the table says of where they come from")
    stated_minimum: Count | None = Field(default=None, description="the least list that the table names")
    committees: Count | None = None
    ethnic_minority_candidates: Count | None = Field(default=None, description="local number, Art. 9")
    self_nominated: Count | None = None
    totals: dict[NoticeTotal, Count] = Field(default_factory=dict)
    blocs: tuple[BlocRow, ...] = ()
    structures: dict[Annotated[str, AfterValidator(_check_group)], PrintedFigure] = Field(
        default_factory=dict
    )
    structure_sums: dict[Annotated[str, AfterValidator(_check_group)], PrintedFigure] = Field(
        default_factory=dict, description="what the rows of blocs add up to, where a total is printed too"
    )
    apart: tuple[ApartRow, ...] = Field(default=(), description="groups printed among the blocs")
    funnel: Funnel | None = None
    unread: tuple[UnreadColumn, ...] = ()
    source: str = ""
    note: str = ""

    @property
    def day(self) -> date | None:
        """Return the election day: as given, or the general one of the term."""
        return self.election_day or ELECTION_DAYS.get(self.years or "")

    @property
    def years(self) -> str | None:
        """Return the term: as given, or the one that begins in the year of the election."""
        if self.term is not None or self.election_day is None:
            return self.term
        start = str(self.election_day.year)
        return next((term for term in ELECTION_DAYS if term.startswith(start)), None)

    @cached_property
    def total(self) -> int | None:
        """Return the number of people that the rows are counted among."""
        other = self.seats if self.base is Among.DEPUTIES and self.stage is not NoticeStage.ELECTED else None
        return self.base_total or self.totals.get(NoticeTotal(self.base)) or other

    @property
    def council(self) -> tuple[str, CouncilLevel, str | None]:
        """Return what all notices of one council in one term have in common."""
        name = " + ".join((self.locality, *self.sums))  # two rows called "Tổng cộng" are not of one council
        return " ".join(name.casefold().split()), self.level, self.years


def list_parts(notice: Notice, name: str | None) -> list[BlocRow]:
    """List the rows that are parts of the named row; for None, the top-level rows."""
    return [row for row in notice.blocs if row.part_of == name]


def list_figures(notice: Notice) -> Iterable[tuple[tuple[str | int, ...], PrintedFigure]]:
    """Yield every printed row with its path."""
    yield from ((("blocs", i), row) for i, row in enumerate(notice.blocs))
    yield from ((("structures", group), row) for group, row in notice.structures.items())
