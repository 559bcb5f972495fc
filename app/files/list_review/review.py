"""A list under review: columns, values, rows and problems, settled before it is kept."""

import base64
import binascii
import io
import json
import unicodedata
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from cocau.app.files.lists.choices import NO_CHOICES, ListChoices, ListEdits, fold_cell
from cocau.app.files.lists.layout import (
    PassedRow,
    PersonTable,
    get_section_title,
    merge_headings,
    recognise_list,
)
from cocau.app.files.lists.readings import PART_OF_DAY, PART_OF_DAY_OPTIONS, is_part_of_day
from cocau.app.files.people import list_column_remarks, read_cell
from cocau.app.files.problems import build_input_error
from cocau.app.files.tables.cells import DAY, NO, YES, YES_NO
from cocau.app.files.tables.columns import COLUMNS, is_ignored_heading
from cocau.app.files.tables.table import (
    KEPT,
    LEFT_OUT,
    MOST_COLUMNS,
    MOST_ROWS,
    CsvCellPlaces,
    FileTable,
    is_blank,
)
from cocau.app.files.tables.xlsx import SheetCellPlaces
from cocau.app.files.tables.xlsx_scan import format_column
from cocau.app.files.text import TextError, guard_formula, make_printable
from cocau.app.files.uploads import UploadedPool, build_listed_pool, read_uploaded_pool
from cocau.constraints.errors import FilePlace, InputError, Problem
from cocau.constraints.model.people import Person, Pool
from cocau.constraints.record import Text, bilingual

_MOST_STATE = 60_000_000
_SAMPLES = 3
_LOOKED_AT = frozenset({"cells_read", "cells_filled", "sheet_chosen", "sheets_not_read"})


@dataclass(frozen=True)
class ReviewedColumn:
    """A column of the file: what it is read as, and some of what stands in it."""

    index: int
    letter: str
    heading: str
    choice: str
    samples: tuple[str, ...]


@dataclass(frozen=True)
class ReviewedValue:
    """A text of a column with fixed words; `meant`: the word it is read as, None: unknown."""

    field: str
    text: str
    count: int
    meant: str | None
    options: tuple[Text, ...]

    @property
    def label(self) -> Text:
        """Return the text as a page shows it."""
        return PART_OF_DAY if self.text == PART_OF_DAY.vi else Text(vi=self.text, en=self.text)


@dataclass(frozen=True)
class ListReview:
    """What is to be settled of a list. `uploaded`: its people, once nothing is wrong."""

    table: PersonTable
    columns: tuple[ReviewedColumn, ...]
    values: tuple[ReviewedValue, ...]
    passed: tuple[PassedRow, ...]
    duplicates: tuple[tuple[str, tuple[int, ...]], ...]
    problems: tuple[Problem, ...]
    uploaded: UploadedPool | None

    @property
    def is_plain(self) -> bool:
        """Return whether the list needs no review: only known columns and words, and people."""
        kept = any(column.choice == KEPT for column in self.columns)
        kept = kept or any(remark.code in _LOOKED_AT for remark in self.table.remarks)
        return not (self.problems or self.passed or self.values or self.duplicates or kept)

    @property
    def remarks(self) -> tuple[Problem, ...]:
        """Return the remarks for the sender that the page shows nowhere else."""
        found = (*self.table.remarks, *list_column_remarks(self.table))
        return tuple(p for p in found if p.code not in {"rows_passed", "column_kept", "value_read"})

    @property
    def cell_problems(self) -> tuple[Problem, ...]:
        """Return the problems to mend one by one: not those of values in several cells."""
        many = {(one.field, one.text) for one in self.values if one.count > 1 and one.meant is None}
        return tuple(p for p in self.problems if _get_value(self.table, p) not in many)


def review_list(table: FileTable, choices: ListChoices, edits: ListEdits, most: int) -> ListReview:
    """Review a table as it was read, under what has been chosen so far."""
    people = recognise_list(table, choices, edits)
    problems: tuple[Problem, ...] = ()
    uploaded = None
    try:
        uploaded = build_listed_pool(table, most, choices, edits)
    except InputError as error:
        problems = error.problems
    return ListReview(
        people,
        tuple(_list_columns(table, people)),
        tuple(_list_values(people)),
        tuple(people.passed),
        tuple(_list_duplicates(people)),
        problems,
        uploaded,
    )


def list_columns(table: FileTable, edits: ListEdits) -> tuple[ReviewedColumn, ...]:
    """List the columns of a table as they are recognised before anything is chosen."""
    return tuple(_list_columns(table, recognise_list(table, NO_CHOICES, edits)))


def _list_columns(table: FileTable, people: PersonTable) -> Iterator[ReviewedColumn]:
    width = len(merge_headings(table).headings)  # a section's bloc may stand in a column behind
    for index, heading in enumerate(people.headings[:width]):
        texts = [cells[index].strip() for _, cells in people.rows if index < len(cells)]
        filled = list(dict.fromkeys(text for text in texts if not is_blank([text])))
        if is_ignored_heading(heading) or not (filled or people.get_field(index)):
            continue
        choice = people.get_field(index) or (KEPT if people.is_kept(index) else LEFT_OUT)
        samples = tuple(make_printable(text, 40) for text in filled[:_SAMPLES])
        yield ReviewedColumn(index, format_column(index), heading, choice, samples)


def _list_values(people: PersonTable) -> Iterator[ReviewedValue]:
    """List values that were read as another word, and those that are no word of their column."""
    for (name, text), (meant, count) in people.readings.items():
        yield ReviewedValue(name, text, count, meant, _list_options(name, text))
    for index in range(len(people.headings)):
        field_name = people.get_field(index)
        if field_name is None:
            continue
        column = COLUMNS[field_name]
        counts = Counter(cells[index] for _, cells in people.rows if index < len(cells))
        parts = sum(n for text, n in counts.items() if column.cell is DAY and is_part_of_day(text))
        if parts:
            yield ReviewedValue(field_name, PART_OF_DAY.vi, parts, None, PART_OF_DAY_OPTIONS)
        if not (options := _list_options(field_name)):
            continue
        for text, count in counts.items():
            if not is_blank([text]) and isinstance(read_cell(column, text), TextError):
                yield ReviewedValue(field_name, text, count, None, options)


def _list_options(name: str, text: str = "") -> tuple[Text, ...]:
    if text == PART_OF_DAY.vi:
        return PART_OF_DAY_OPTIONS
    column = COLUMNS[name]
    return (YES, NO) if column.cell is YES_NO else () if column.is_many else column.cell.choices


def _get_value(people: PersonTable, problem: Problem) -> tuple[str, str] | None:
    """Return field and text of the cell of a problem, if it takes certain words only."""
    place = next((step for loc in problem.locs for step in loc if isinstance(step, FilePlace)), None)
    if place is None or problem.code not in {"word", "yes_no", "date"}:
        return None
    section = next((row for row in people.passed if row.number == place.row), None)
    if section is not None:
        return "bloc", get_section_title(section)
    cells = dict(people.rows).get(place.row or 0, ())
    if place.column is None or place.column >= len(cells):
        return None
    text = cells[place.column]
    if problem.code == "date" and is_part_of_day(text):
        text = PART_OF_DAY.vi
    return str(people.get_field(place.column)), text


def _list_duplicates(people: PersonTable) -> Iterator[tuple[str, tuple[int, ...]]]:
    """List names that stand in several rows, whatever the way their letters are stored."""
    at = next((i for i in range(len(people.headings)) if people.get_field(i) == "name"), None)
    rows: dict[str, list[int]] = {}
    for number, cells in people.rows:
        name = "" if at is None or at >= len(cells) else " ".join(cells[at].split())
        rows.setdefault(unicodedata.normalize("NFC", name).casefold(), []).append(number)
    names = {number: cells[at] for number, cells in people.rows if at is not None and at < len(cells)}
    for name, numbers in rows.items():
        if name and len(numbers) > 1:
            yield unicodedata.normalize("NFC", make_printable(names[numbers[0]], 80)), tuple(numbers)


def keep_known(old: Pool, new: Pool, people: PersonTable, *, others: bool) -> Pool:
    """Keep the ids that people had; with `others` also what the file has no column for.

    People are the same if name and birth date are.
    """
    present = {people.get_field(i) for i in range(len(people.headings))}
    known = {_identify(person.name, str(person.born)): person for person in old.people}
    absent = [f for f in (COLUMNS if others else ("id",)) if f not in present and f != "extra"]
    found = []
    for person in new.people:
        before = known.get(_identify(person.name, str(person.born)))
        kept = {} if before is None else {f: getattr(before, f) for f in absent}
        found.append(person.replace_unvalidated(**kept))
    return new.replace_unvalidated(people=tuple(found))


def _identify(name: str, born: str) -> tuple[str, str]:
    return fold_cell(name), born


def dump_table(table: FileTable) -> str:
    """Dump a table as it was read into a short text that a form carries."""
    faults = [(row, column, e.code, e.vi, e.en) for (row, column), e in table.faults.items()]
    place = table.get_address(table.heading_row, 0)
    tree = [place.file, (place.cell or "").partition("!")[0], table.note, faults]
    rows = [[table.heading_row, list(table.headings)], *([n, list(cells)] for n, cells in table.rows)]
    packed = zlib.compress(json.dumps([*tree, rows], ensure_ascii=False).encode(), 6)
    return base64.b64encode(packed).decode()


def dump_document(pool: Pool) -> str:
    """Dump a pool into a short text that a form carries."""
    return base64.b64encode(zlib.compress(pool.model_dump_json().encode(), 6)).decode()


def load_document(text: str, most: int) -> Pool:
    """Load the pool that `dump_document` made, checked again as a file is.

    Raises:
        InputError: it is none.
    """
    try:
        raw = zlib.decompressobj().decompress(base64.b64decode(text, validate=True), _MOST_STATE)
    except (ValueError, zlib.error):
        raise _build_damaged_form() from None
    return read_uploaded_pool(raw, "form.json", "", most).pool


def list_namesakes(pool: Pool) -> tuple[tuple[str, tuple[date, ...]], ...]:
    """List names that several people of a pool have, with their birth dates."""
    found: dict[str, list[Person]] = {}
    for person in pool.people:
        found.setdefault(fold_cell(person.name), []).append(person)
    same = (people for people in found.values() if len(people) > 1)
    return tuple((people[0].name, tuple(person.born for person in people)) for people in same)


def _build_damaged_form() -> InputError:
    return build_input_error(
        "damaged",
        ("state",),
        "Nội dung của biểu mẫu bị hỏng; hãy tải tệp lên lại.",
        "The content of the form is damaged; send the file again.",
    )


def load_table(text: str) -> FileTable:
    """Load the table that `dump_table` made.

    Raises:
        InputError: it is none.
    """
    try:
        unpack = zlib.decompressobj()
        raw = unpack.decompress(base64.b64decode(text, validate=True), _MOST_STATE)
        name, sheet, note, faults, rows = json.loads(raw)
        (top, headings), *people = [(int(number), [str(cell) for cell in cells]) for number, cells in rows]
        found = {(int(r), int(c)): TextError(*map(str, texts)) for r, c, *texts in faults}
        if len(people) > MOST_ROWS or any(
            len(cells) > MOST_COLUMNS for _, cells in [(top, headings), *people]
        ):
            raise _build_damaged_form()
    except (ValueError, TypeError, binascii.Error, zlib.error):
        raise _build_damaged_form() from None

    place = SheetCellPlaces(str(name), str(sheet)) if sheet else CsvCellPlaces(str(name))
    return FileTable(top, headings, people, place, str(note), found)


_COPY_SHEET, _TO_BE_MENDED = bilingual("Danh sách", "List"), bilingual("Nội dung cần sửa", "To be mended")


def build_marked_copy(review: ListReview, lang: str) -> bytes:
    """Build an XLSX copy of a list: wrong cells are marked, a last column says what is wrong."""
    import xlsxwriter  # slow to import, and rarely needed

    messages: dict[int, list[str]] = {}
    wrong: set[tuple[int, int]] = set()
    for problem in review.problems:
        for place in (step for loc in problem.locs for step in loc if isinstance(step, FilePlace)):
            messages.setdefault(place.row or 0, []).append(Text(vi=problem.vi, en=problem.en).of(lang))
            if place.row is not None and place.column is not None:
                wrong.add((place.row, place.column))
    table = review.table
    rows = sorted([*table.rows, *((row.number, [row.text]) for row in review.passed)])
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        bold, red = (
            book.add_format({"bold": True, "text_wrap": True}),
            book.add_format({"bg_color": "#F7D3CF"}),
        )
        sheet = book.add_worksheet(_COPY_SHEET.of(lang))
        last = len(table.headings)
        sheet.set_column(0, last, 18)
        sheet.write_row(0, 0, [guard_formula(h) for h in table.headings], bold)
        sheet.write(0, last, _TO_BE_MENDED.of(lang), bold)
        for at, (number, cells) in enumerate(rows, start=1):
            for column, text in enumerate(cells):
                sheet.write_string(
                    at, column, guard_formula(text), red if (number, column) in wrong else None
                )
            if number in messages:
                sheet.write_string(at, last, " ".join(dict.fromkeys(messages[number])), red)
    return out.getvalue()
