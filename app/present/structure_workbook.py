"""A structure plan as a workbook: allocation in numbers, profiles, compliance, notes."""

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from cocau.app.files.text import guard_formula
from cocau.app.present.blocks import Block, Heading, LineBlock
from cocau.app.present.names import Names
from cocau.app.present.proposal import conflict, outcome
from cocau.app.present.proposal.compliance import (
    render_clashes,
    render_compliance_summary,
)
from cocau.app.present.proposal.document import render_title
from cocau.app.present.proposal.rule_rows import list_rules
from cocau.app.present.proposal.slate_rows import GroupShare
from cocau.app.present.structure import SORT_NUMERALS, render_nameless_note
from cocau.app.present.wording import Footnotes
from cocau.constraints.model.selectors import COUNTED_GROUPS
from cocau.constraints.record import Text
from cocau.solver.proposal import Proposal
from cocau.solver.structure_plan import (
    Allocation,
    AllocationRow,
    AllocationStages,
    AllocationTally,
    StructurePlan,
)

INTRODUCED_SHEET = Text(vi="Giới thiệu", en="Introduced")
COUNCIL_SHEET = Text(vi="Dự kiến đại biểu", en="Council")
PROFILES_SHEET = Text(vi="Thành phần", en="Profiles")
COMPLIANCE_SHEET = Text(vi="Đối chiếu", en="Compliance")
NOTES_SHEET = Text(vi="Ghi chú", en="Notes")

WorkbookValue = str | int | float
_A4 = 9
"""Excel's number of the paper."""

_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


def render_structure_workbook(structure: StructurePlan, allocation: Allocation, lang: str) -> bytes:
    """Render a structure plan as an XLSX file; the same plan gives the same bytes."""
    proposal, request = structure.proposal, structure.proposal.request
    sheet = Names(proposal.rulebook, lang, request.council, structure.pool(lang))
    notes, out = Footnotes(sheet), io.BytesIO()
    with xlsxwriter.Workbook(out, _OPTIONS) as book:
        book.set_properties({"created": datetime(2021, 1, 1)})  # noqa: DTZ001  # Excel has no time zones
        page = _WorkbookWriter(book, lang)
        page.write_table(
            INTRODUCED_SHEET, _list_introduced_columns(sheet), _list_introduced_rows(sheet, allocation)
        )
        page.write_table(COUNCIL_SHEET, _list_council_columns(sheet), _list_council_rows(sheet, allocation))
        page.write_table(PROFILES_SHEET, _list_profile_columns(sheet), _list_profile_rows(sheet, allocation))
        page.write_table(
            COMPLIANCE_SHEET, _list_compliance_columns(sheet), _list_compliance_rows(sheet, proposal, notes)
        )
        page.write_lines(NOTES_SHEET, _render_notes(sheet, proposal, notes))
    return out.getvalue()


class _WorkbookWriter:
    """A workbook being written, and its formats."""

    def __init__(self, book: Workbook, lang: str) -> None:
        self._book, self._lang = book, lang
        self._head = book.add_format({"bold": True, "text_wrap": True, "bg_color": "#DDEBF7", "border": 1})
        self._bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        self._plain = book.add_format({"text_wrap": True, "valign": "top"})
        self._percent = book.add_format({"num_format": "0.0%", "valign": "top"})

    def write_table(
        self, name: Text, heads: Sequence["_WorkbookColumn"], rows: Iterable["_WorkbookRow"]
    ) -> None:
        """Write a sheet with a frozen head, which is printed on every page."""
        sheet = self._add_sheet(name)
        sheet.set_landscape()
        sheet.repeat_rows(0)
        for column, head in enumerate(heads):
            sheet.write_string(0, column, guard_formula(head.text), self._head)
            sheet.set_column(column, column, head.width)
        sheet.freeze_panes(1, 1)
        for at, row in enumerate(rows, start=1):
            for column, value in enumerate(row.values):
                self._write_value(sheet, at, column, value, self._bold if row.sums else self._plain)

    def write_lines(self, name: Text, blocks: Iterable[Block]) -> None:
        """Write a sheet of one column with headings and sentences."""
        sheet = self._add_sheet(name)
        sheet.set_column(0, 0, 120)
        shown = (block for block in blocks if isinstance(block, Heading | LineBlock))
        for at, block in enumerate(shown):
            mark = f"{block.mark} " if isinstance(block, LineBlock) and block.mark else ""
            style = self._bold if isinstance(block, Heading) else self._plain
            sheet.write_string(at, 0, guard_formula(mark + block.text), style)

    def _add_sheet(self, name: Text) -> Worksheet:
        """Add a sheet that is printed one page wide."""
        sheet = self._book.add_worksheet(name.of(self._lang))
        sheet.set_paper(_A4)
        sheet.fit_to_pages(1, 0)
        return sheet

    def _write_value(
        self, sheet: Worksheet, row: int, column: int, value: WorkbookValue, style: Format
    ) -> None:
        """Write a cell: shares as percentages, numbers as numbers, texts never as formulas."""
        if isinstance(value, str):
            sheet.write_string(row, column, guard_formula(value), style)
        else:
            sheet.write_number(row, column, value, self._percent if isinstance(value, float) else style)


@dataclass(frozen=True)
class _WorkbookColumn:
    """A column: its title and its width."""

    text: str
    width: int = 11


@dataclass(frozen=True)
class _WorkbookRow:
    """A row, in bold if it sums others."""

    values: tuple[WorkbookValue, ...]
    sums: bool = False


def _list_introduced_columns(names: Names) -> tuple[_WorkbookColumn, ...]:
    say = names.say
    texts = (say("Ít nhất", "At least"), say("Nhiều nhất", "At most"), say("Giới thiệu", "Introduced"))
    return (*_list_organisation_columns(names), *map(_WorkbookColumn, texts), *_list_structure_columns(names))


def _list_introduced_rows(names: Names, allocation: Allocation) -> Iterator[_WorkbookRow]:
    def numbers(stages: AllocationStages) -> tuple[WorkbookValue, ...]:
        bounds = (stages.at_least, stages.at_most) if isinstance(stages, AllocationRow) else ("", "")
        return (*bounds, stages.introduced.people, *_list_counts(stages.introduced))

    for label, bloc, stages, sums in _list_stages(names, allocation):
        yield _WorkbookRow((label, bloc, *numbers(stages)), sums)
    yield _build_percent_row(names, allocation.totals.introduced, 5)


def _list_council_columns(names: Names) -> tuple[_WorkbookColumn, ...]:
    texts = (names.say("Ứng cử", "On the list"), names.say("Đại biểu", "Deputies"))
    return (*_list_organisation_columns(names), *map(_WorkbookColumn, texts), *_list_structure_columns(names))


def _list_council_rows(names: Names, allocation: Allocation) -> Iterator[_WorkbookRow]:
    for label, bloc, stages, sums in _list_stages(names, allocation):
        numbers = (stages.listed.people, stages.intended.people, *_list_counts(stages.intended))
        yield _WorkbookRow((label, bloc, *numbers), sums)
    yield _build_percent_row(names, allocation.totals.intended, 4)


def _list_organisation_columns(names: Names) -> tuple[_WorkbookColumn, ...]:
    return (
        _WorkbookColumn(names.say("Nơi giới thiệu", "Introduced by"), 44),
        _WorkbookColumn(names.say("Khối", "Bloc"), 34),
    )


def _list_structure_columns(names: Names) -> Iterator[_WorkbookColumn]:
    """Yield a column for each structure group."""
    own = {"re_elected": names.say("Tái cử", "Standing again")}
    return (_WorkbookColumn(own.get(group) or names.label(group), 13) for group in COUNTED_GROUPS)


def _list_stages(names: Names, allocation: Allocation) -> Iterator[tuple[str, str, AllocationStages, bool]]:
    """Yield organisations under their sorts with sums, then the sum of all."""
    for roman, (sort, stages) in zip(SORT_NUMERALS, allocation.sorts.items(), strict=False):
        yield f"{roman}. {names.label(sort)}", "", stages, True
        for row in allocation.rows:
            if row.sort is sort:
                yield row.name, names.label(row.bloc), row, False
    yield names.say("Tổng số", "All"), "", allocation.totals, True


def _list_counts(tally: AllocationTally) -> tuple[int, ...]:
    return tuple(tally.counts[group] for group in COUNTED_GROUPS)


def _build_percent_row(names: Names, tally: AllocationTally, before: int) -> _WorkbookRow:
    """Return the row of each structure's share, to a tenth of a percent."""
    tenths = (GroupShare(tally.counts[group], tally.people).tenths() for group in COUNTED_GROUPS)
    shares: tuple[WorkbookValue, ...] = tuple("–" if t is None else t / 1000 for t in tenths)
    return _WorkbookRow(
        (names.say("Tỷ lệ % trên tổng số", "Percent of all"), *("" for _ in range(before - 1)), *shares)
    )


def _list_profile_columns(names: Names) -> tuple[_WorkbookColumn, ...]:
    say = names.say
    numbers = (
        say("Có thể giới thiệu", "Can be introduced"),
        say("Giới thiệu", "Introduced"),
        say("Ứng cử", "On the list"),
        say("Đại biểu", "Deputies"),
    )
    return (
        *_list_organisation_columns(names)[:1],
        _WorkbookColumn(say("Thành phần", "Profile"), 56),
        *map(_WorkbookColumn, numbers),
    )


def _list_profile_rows(names: Names, allocation: Allocation) -> Iterator[_WorkbookRow]:
    for row in allocation.rows:
        for p in row.profiles:
            numbers = (p.at_most, p.introduced.people, p.listed.people, p.intended.people)
            yield _WorkbookRow((row.name, p.name.of(names.lang), *numbers))


def _list_compliance_columns(names: Names) -> tuple[_WorkbookColumn, ...]:
    say = names.say
    return (
        _WorkbookColumn(say("Kết quả", "Verdict"), 21),
        _WorkbookColumn(say("Quy định", "Rule"), 70),
        _WorkbookColumn(say("Mức", "Strength"), 12),
        _WorkbookColumn(say("Mã", "Id"), 30),
        _WorkbookColumn(say("Căn cứ", "Clause"), 50),
        _WorkbookColumn(say("Thực tế", "Actual"), 50),
    )


def _list_compliance_rows(names: Names, proposal: Proposal, notes: Footnotes) -> Iterator[_WorkbookRow]:
    """Yield a row for each rule: those of documents first, own wishes last."""
    for row in list_rules(names, proposal.findings):
        clause = row.clause + notes.marks(row.rule)
        yield _WorkbookRow((row.verdict.text, row.says, row.strength, row.rule.id, clause, row.actual))


def _render_notes(names: Names, proposal: Proposal, notes: Footnotes) -> Iterator[Block]:
    """Render what is to be read before the tables: departures, outcome, doubts."""
    yield from render_title(names)
    yield from outcome.render_departures(names, proposal.departures)
    yield from outcome.render_outcome(names, proposal)
    yield render_compliance_summary(names, proposal.findings)
    yield render_nameless_note(names)
    yield from render_clashes(names, proposal.clashes)
    yield from conflict.render_missed_aims(names, proposal.aims, proposal.request.pins)
    yield from notes.blocks()
