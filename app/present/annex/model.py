"""What an annex consists of, in no format yet: a head, sections of texts and tables."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from cocau.app.present.annex.text import clean_text
from cocau.app.present.blocks import Tone
from cocau.constraints.record import CanonicalRecord, Record
from cocau.solver.proposal import ProposalOutcome

PageText = Annotated[str, AfterValidator(clean_text)]
"""Text that came from somewhere: made fit for a page wherever it enters an annex."""


class Percent(Record):
    """A share, in tenths of a percent."""

    tenths: int


class SuppressedCount(Record):
    """A suppressed count: the count, or the remainder of its total, is less than `least`."""

    least: int


AnnexValue = PageText | int | Percent | SuppressedCount | None
"""What a cell holds; None is a cell to be filled in by hand."""


class ColumnAlign(StrEnum):
    """The alignment of a column's text."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


class AnnexColumn(Record):
    """A column: its name for machines, its head, and its width in millimetres."""

    key: str
    head: PageText
    width: int = Field(ge=1)
    align: ColumnAlign = ColumnAlign.LEFT


class RowKind(StrEnum):
    """The kind of a row: head of a group (one value across), a sum, or a plain row."""

    PLAIN = "plain"
    GROUP = "group"
    SUM = "sum"


class AnnexRow(Record):
    """A row of values, one for each column; a group has a single value."""

    kind: RowKind = RowKind.PLAIN
    values: tuple[AnnexValue, ...]


class AnnexTable(Record):
    """A table whose heads are repeated on every page."""

    sort: Literal["table"] = "table"
    columns: tuple[AnnexColumn, ...]
    rows: tuple[AnnexRow, ...]


class AnnexParagraph(Record):
    """A paragraph. `mark` stands before it; `indent` is a number of steps."""

    sort: Literal["paragraph"] = "paragraph"
    text: PageText
    tone: Tone = Tone.PLAIN
    mark: PageText = ""
    indent: int = Field(default=0, ge=0)


AnnexPiece = Annotated[AnnexParagraph | AnnexTable, Field(discriminator="sort")]


class AnnexPart(StrEnum):
    """A group of sections: one sheet of a workbook, a new page on paper."""

    FRONT = "front"
    CHANGES = "changes"
    COMPOSITION = "composition"
    LISTS = "lists"
    LEADERSHIP = "leadership"
    COMPLIANCE = "compliance"
    REMARKS = "remarks"
    PROVENANCE = "provenance"


class AnnexSection(Record):
    """A section under its Roman number."""

    part: AnnexPart
    number: str
    title: PageText
    body: tuple[AnnexPiece, ...]


class AnnexHead(Record):
    """The head of a working paper: no state, agency or number, since it is not signed."""

    label: PageText
    title: PageText
    council: PageText
    facts: tuple[PageText, ...]


class Annex(CanonicalRecord):
    """An official annex. `left_out` says in words what its reader may not see."""

    format: Literal["cocau/annex/2"] = "cocau/annex/2"
    lang: Literal["vi", "en"]
    outcome: ProposalOutcome
    left_out: PageText = ""
    head: AnnexHead
    sections: tuple[AnnexSection, ...]


def render_json(annex: Annex) -> bytes:
    """Render an annex as a JSON file; the same annex gives the same bytes."""
    return annex.to_json().encode()
