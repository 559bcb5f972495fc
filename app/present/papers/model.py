"""What a paper consists of, in no format yet: sheets of filled fields, a table each."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from cocau.app.i18n.languages import Lang
from cocau.app.present.annex.model import AnnexRow, ColumnAlign, PageText
from cocau.app.present.annex.text import clean_text
from cocau.constraints.record import CanonicalRecord, Record


def clean_lines(text: str) -> str:
    """Clean every line of a text; empty lines are dropped."""
    return "\n".join(line for line in map(clean_text, text.splitlines()) if line)


PaperLines = Annotated[str, AfterValidator(clean_lines)]
"""A text of several lines, each made fit for a page."""


NONE = "-"
"""Printed where nobody is: an empty cell would look forgotten."""


class PaperFamily(StrEnum):
    """Families of official documents; a paper belongs to one and takes no part of another.

    Decree 30/2020 binds state agencies, the election resolutions prescribe their forms, and the Party's
    documents follow its own guidance.
    """

    DECREE = "decree"
    ELECTION = "election"
    PARTY = "party"
    WORKING = "working"


class PaperColumn(Record):
    """A column: its name for machines, its head, and its share of the width.

    `group`: the head over several columns; neighbours with the same one stand under it.
    """

    key: str
    head: PageText
    width: int = Field(ge=1)
    align: ColumnAlign = ColumnAlign.CENTER
    group: PageText = ""


class PaperTable(Record):
    """A table whose heads, in one line or two, are repeated on every page."""

    columns: tuple[PaperColumn, ...]
    rows: tuple[AnnexRow, ...]

    @property
    def has_groups(self) -> bool:
        """Return whether the heads take two lines."""
        return any(column.group for column in self.columns)

    def list_head_spans(self) -> tuple[tuple[str, int], ...]:
        """List the heads of the first line with the columns each spans; "" has no second line."""
        spans: list[tuple[str, int]] = []
        for column in self.columns:
            if column.group and spans and spans[-1][0] == column.group:
                spans[-1] = (column.group, spans[-1][1] + 1)
            else:
                spans.append((column.group, 1))
        return tuple(spans)


class PaperSheet(Record):
    """A sheet of a paper: texts by the names of their fields, and a table.

    A text may have several lines. Each sheet begins a page, and its pages are numbered from 1.
    `is_one_page`: a workbook prints it on one page, whatever its length.
    """

    name: PageText
    fields: dict[str, PaperLines]
    table: PaperTable | None = None
    is_one_page: bool = False


class Paper(CanonicalRecord):
    """A document that an office signs; `layout`: the name of what places its fields."""

    format: Literal["cocau/paper/1"] = "cocau/paper/1"
    kind: str
    family: PaperFamily
    layout: str
    lang: Lang = Lang.VI
    title: PageText
    sheets: tuple[PaperSheet, ...]


def render_json(paper: Paper) -> bytes:
    """Render a paper as a JSON file; the same paper gives the same bytes."""
    return paper.to_json().encode()
