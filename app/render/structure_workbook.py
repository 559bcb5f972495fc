"""A structure plan as a workbook: the allocation as numbers, whom to ask for, compliance, and the notes."""

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from cocau.app.imports.formulas import guarded
from cocau.app.render import outcome, reasons
from cocau.app.render.allocation import ROMAN
from cocau.app.render.blocks import Block, Heading, Line
from cocau.app.render.clashes import clashing
from cocau.app.render.compliance import actual, summary, verdict
from cocau.app.render.figures import Share
from cocau.app.render.notes import Notes
from cocau.app.render.sheet import Sheet
from cocau.app.render.structure import nameless
from cocau.app.render.text import title
from cocau.constraints.record import Text
from cocau.solver.allocation import STRUCTURES, Allocation, Row, Stages, Tally
from cocau.solver.proposal import Proposal
from cocau.solver.structure import Structure

INTRODUCED = Text(vi="Giới thiệu", en="Introduced")
COUNCIL = Text(vi="Dự kiến đại biểu", en="Council")
PROFILES = Text(vi="Thành phần", en="Profiles")
COMPLIANCE = Text(vi="Đối chiếu", en="Compliance")
NOTES = Text(vi="Ghi chú", en="Notes")

Value = str | int | float
_A4 = 9
"""Excel's number of the paper."""

_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


def workbook(structure: Structure, allocation: Allocation, lang: str) -> bytes:
    """An XLSX file; the same plan gives the same bytes."""
    proposal, request = structure.proposal, structure.proposal.request
    sheet = Sheet(proposal.rulebook, lang, request.council, structure.pool(lang))
    notes, out = Notes(sheet), io.BytesIO()
    with xlsxwriter.Workbook(out, _OPTIONS) as book:
        book.set_properties({"created": datetime(2021, 1, 1)})  # noqa: DTZ001  # Excel has no time zones
        page = _Pages(book, lang)
        page.table(INTRODUCED, _introduced_heads(sheet), _introduced(sheet, allocation))
        page.table(COUNCIL, _council_heads(sheet), _council(sheet, allocation))
        page.table(PROFILES, _profile_heads(sheet), _profiles(sheet, allocation))
        page.table(COMPLIANCE, _compliance_heads(sheet), _compliance(sheet, proposal, notes))
        page.lines(NOTES, _remarks(sheet, proposal, notes))
    return out.getvalue()


class _Pages:
    """The workbook being made, and its formats."""

    def __init__(self, book: Workbook, lang: str) -> None:
        self._book, self._lang = book, lang
        self._head = book.add_format({"bold": True, "text_wrap": True, "bg_color": "#DDEBF7", "border": 1})
        self._bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        self._plain = book.add_format({"text_wrap": True, "valign": "top"})
        self._percent = book.add_format({"num_format": "0.0%", "valign": "top"})

    def table(self, name: Text, heads: Sequence["_Head"], rows: Iterable["_Row"]) -> None:
        """A sheet with a frozen head; printed across A4, the head on every page."""
        sheet = self._sheet(name)
        sheet.set_landscape()
        sheet.repeat_rows(0)
        for column, head in enumerate(heads):
            sheet.write_string(0, column, guarded(head.text), self._head)
            sheet.set_column(column, column, head.width)
        sheet.freeze_panes(1, 1)
        for at, row in enumerate(rows, start=1):
            for column, value in enumerate(row.values):
                self._put(sheet, at, column, value, self._bold if row.sums else self._plain)

    def lines(self, name: Text, blocks: Iterable[Block]) -> None:
        """A sheet of one column: headings and sentences."""
        sheet = self._sheet(name)
        sheet.set_column(0, 0, 120)
        shown = (block for block in blocks if isinstance(block, Heading | Line))
        for at, block in enumerate(shown):
            mark = f"{block.mark} " if isinstance(block, Line) and block.mark else ""
            style = self._bold if isinstance(block, Heading) else self._plain
            sheet.write_string(at, 0, guarded(mark + block.text), style)

    def _sheet(self, name: Text) -> Worksheet:
        """A sheet that is printed one page wide and as long as it is."""
        sheet = self._book.add_worksheet(name.of(self._lang))
        sheet.set_paper(_A4)
        sheet.fit_to_pages(1, 0)
        return sheet

    def _put(self, sheet: Worksheet, row: int, column: int, value: Value, style: Format) -> None:
        """A share as a percentage, a number as a number, a text never as a formula."""
        if isinstance(value, str):
            sheet.write_string(row, column, guarded(value), style)
        else:
            sheet.write_number(row, column, value, self._percent if isinstance(value, float) else style)


@dataclass(frozen=True)
class _Head:
    """A column: its title and its width."""

    text: str
    width: int = 11


@dataclass(frozen=True)
class _Row:
    """A row, in bold if it sums others."""

    values: tuple[Value, ...]
    sums: bool = False


def _introduced_heads(sheet: Sheet) -> tuple[_Head, ...]:
    say = sheet.say
    texts = (say("Ít nhất", "At least"), say("Nhiều nhất", "At most"), say("Giới thiệu", "Introduced"))
    return (*_who(sheet), *map(_Head, texts), *_structures(sheet))


def _introduced(sheet: Sheet, allocation: Allocation) -> Iterator[_Row]:
    def numbers(stages: Stages) -> tuple[Value, ...]:
        bounds = (stages.at_least, stages.at_most) if isinstance(stages, Row) else ("", "")
        return (*bounds, stages.introduced.people, *_counts(stages.introduced))

    for label, bloc, stages, sums in _rows(sheet, allocation):
        yield _Row((label, bloc, *numbers(stages)), sums)
    yield _percents(sheet, allocation.totals.introduced, 5)


def _council_heads(sheet: Sheet) -> tuple[_Head, ...]:
    texts = (sheet.say("Ứng cử", "On the list"), sheet.say("Đại biểu", "Deputies"))
    return (*_who(sheet), *map(_Head, texts), *_structures(sheet))


def _council(sheet: Sheet, allocation: Allocation) -> Iterator[_Row]:
    for label, bloc, stages, sums in _rows(sheet, allocation):
        numbers = (stages.listed.people, stages.intended.people, *_counts(stages.intended))
        yield _Row((label, bloc, *numbers), sums)
    yield _percents(sheet, allocation.totals.intended, 4)


def _who(sheet: Sheet) -> tuple[_Head, ...]:
    return (_Head(sheet.say("Nơi giới thiệu", "Introduced by"), 44), _Head(sheet.say("Khối", "Bloc"), 34))


def _structures(sheet: Sheet) -> Iterator[_Head]:
    """The groups by their names; before an election those of the previous term only stand again."""
    own = {"re_elected": sheet.say("Tái cử", "Standing again")}
    return (_Head(own.get(group) or sheet.label(group), 13) for group in STRUCTURES)


def _rows(sheet: Sheet, allocation: Allocation) -> Iterator[tuple[str, str, Stages, bool]]:
    """Organisations under their sorts, each sort with its sum; and the sum of all."""
    for roman, (sort, stages) in zip(ROMAN, allocation.sorts.items(), strict=False):
        yield f"{roman}. {sheet.label(sort)}", "", stages, True
        for row in allocation.rows:
            if row.sort is sort:
                yield row.name, sheet.label(row.bloc), row, False
    yield sheet.say("Tổng số", "All"), "", allocation.totals, True


def _counts(tally: Tally) -> tuple[int, ...]:
    return tuple(tally.counts[group] for group in STRUCTURES)


def _percents(sheet: Sheet, tally: Tally, before: int) -> _Row:
    """The share of each structure, to a tenth of a percent."""
    tenths = (Share(tally.counts[group], tally.people).tenths() for group in STRUCTURES)
    shares: tuple[Value, ...] = tuple("–" if t is None else t / 1000 for t in tenths)
    return _Row(
        (sheet.say("Tỷ lệ % trên tổng số", "Percent of all"), *("" for _ in range(before - 1)), *shares)
    )


def _profile_heads(sheet: Sheet) -> tuple[_Head, ...]:
    say = sheet.say
    numbers = (
        say("Có thể giới thiệu", "Can be introduced"),
        say("Giới thiệu", "Introduced"),
        say("Ứng cử", "On the list"),
        say("Đại biểu", "Deputies"),
    )
    return (*_who(sheet)[:1], _Head(say("Thành phần", "Profile"), 56), *map(_Head, numbers))


def _profiles(sheet: Sheet, allocation: Allocation) -> Iterator[_Row]:
    for row in allocation.rows:
        for p in row.profiles:
            numbers = (p.at_most, p.introduced.people, p.listed.people, p.intended.people)
            yield _Row((row.name, p.name.of(sheet.lang), *numbers))


def _compliance_heads(sheet: Sheet) -> tuple[_Head, ...]:
    say = sheet.say
    return (
        _Head(say("Kết quả", "Verdict"), 21),
        _Head(say("Quy định", "Rule"), 70),
        _Head(say("Mức", "Strength"), 12),
        _Head(say("Mã", "Id"), 30),
        _Head(say("Căn cứ", "Clause"), 50),
        _Head(say("Thực tế", "Actual"), 50),
    )


def _compliance(sheet: Sheet, proposal: Proposal, notes: Notes) -> Iterator[_Row]:
    """Documents first, the program's own wishes last: their clause says that they are no law."""
    found = {finding.rule: finding for finding in proposal.findings}
    for rule in sorted(sheet.book.rules, key=sheet.book.is_ours):
        finding = found[rule.id]
        clause, has = sheet.clause(rule) + notes.marks(rule), actual(sheet, rule, finding)
        kept, says = verdict(sheet, rule, finding).text, sheet.says(rule)
        yield _Row((kept, says, sheet.strength(rule), rule.id, clause, has))


def _remarks(sheet: Sheet, proposal: Proposal, notes: Notes) -> Iterator[Block]:
    """What is to be read before the tables: departures, the answer, clashes, missed aims, doubts."""
    yield from title(sheet)
    yield from outcome.departures(sheet, proposal.departures)
    yield from outcome.outcome(sheet, proposal)
    yield summary(sheet, proposal.findings)
    yield nameless(sheet)
    yield from clashing(sheet, proposal.clashes)
    yield from reasons.missed(sheet, proposal.aims, proposal.request.pins)
    yield from notes.blocks()
