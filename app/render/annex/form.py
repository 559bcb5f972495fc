"""What an annex consists of: a head, then numbered sections of paragraphs and tables; no idea of a format."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from cocau.app.render.annex.letters import plain
from cocau.app.render.blocks import Tone
from cocau.constraints.record import Record
from cocau.solver.proposal import Outcome

Written = Annotated[str, AfterValidator(plain)]
"""Text that came from somewhere: made fit for a page wherever it enters an annex."""


class Percent(Record):
    """A share, in tenths of a percent."""

    tenths: int


class KeptBack(Record):
    """A number not shown, as it or what is left of the total is under `least`: it may tell who is meant."""

    least: int


Value = Written | int | Percent | KeptBack | None
"""What a cell holds; None is a cell to be filled in by hand."""


class Align(StrEnum):
    """Where the text of a column stands."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


class Column(Record):
    """A column: its name for machines, its head, and its width in millimetres of a page across."""

    key: str
    head: Written
    width: int = Field(ge=1)
    align: Align = Align.LEFT


class RowKind(StrEnum):
    """What a row is: the head of those below it (one value, over all columns), a sum, or one of many."""

    PLAIN = "plain"
    GROUP = "group"
    SUM = "sum"


class Row(Record):
    """A row; a group has one value, the others one for each column."""

    kind: RowKind = RowKind.PLAIN
    values: tuple[Value, ...]


class Table(Record):
    """Rows under heads that are repeated on every page."""

    sort: Literal["table"] = "table"
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


class Paragraph(Record):
    """A paragraph; `mark` stands before it, `indent` is a number of steps."""

    sort: Literal["paragraph"] = "paragraph"
    text: Written
    tone: Tone = Tone.PLAIN
    mark: Written = ""
    indent: int = Field(default=0, ge=0)


Piece = Annotated[Paragraph | Table, Field(discriminator="sort")]


class Part(StrEnum):
    """Sections that are read together: one sheet of a workbook, a new page on paper."""

    FRONT = "front"
    CHANGES = "changes"
    COMPOSITION = "composition"
    LISTS = "lists"
    LEADERSHIP = "leadership"
    COMPLIANCE = "compliance"
    REMARKS = "remarks"
    PROVENANCE = "provenance"


class Section(Record):
    """One section under its Roman number."""

    part: Part
    number: str
    title: Written
    body: tuple[Piece, ...]


class Head(Record):
    """What stands above the sections. Issuer, number, place and day are left to be filled in."""

    issuer: tuple[Written, Written]
    state: tuple[Written, Written]
    place: Written
    label: Written
    title: Written
    council: Written
    attached: Written
    facts: tuple[Written, ...]


class Annex(Record):
    """An official annex. `left_out` says in words what its reader may not see."""

    format: Literal["cocau/annex/1"] = "cocau/annex/1"
    lang: Literal["vi", "en"]
    outcome: Outcome
    left_out: Written = ""
    head: Head
    sections: tuple[Section, ...]
