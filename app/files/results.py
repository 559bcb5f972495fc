"""Counted results in a table: a row for each candidate, figures in a list's first row."""

import csv
import io
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from pydantic import ValidationError

from cocau.app.files.problems import combine_problems
from cocau.app.files.tables.cells import DAY
from cocau.app.files.tables.table import FileTable
from cocau.app.files.text import TextError, clean, fold, guard_formula, make_printable, unguard_formula
from cocau.app.files.uploads import read_uploaded_table
from cocau.app.i18n.result_words import FIGURE_WORDS
from cocau.app.i18n.words import get_label
from cocau.constraints.documents import list_validation_problems
from cocau.constraints.errors import FilePlace, InputError, Problem, list_nearest
from cocau.constraints.model.council import Constituency, Council
from cocau.constraints.model.people import Person, Pool
from cocau.constraints.record import Text
from cocau.constraints.results.counts import (
    COUNT_FIELDS,
    Candidates,
    CandidateVotes,
    ConstituencyCount,
    ElectionResults,
    VoteRound,
)

HEADINGS: dict[str, Text] = {
    "constituency": Text(vi="Đơn vị bầu cử", en="Constituency"),
    "round": Text(vi="Lần bầu", en="Round"),
    "held_on": Text(vi="Ngày bầu", en="Day of the vote"),
    **FIGURE_WORDS,
    "person": Text(vi="Họ và tên", en="Name"),
    "born": Text(vi="Ngày sinh", en="Born"),
    "votes": Text(vi="Số phiếu bầu", en="Votes"),
}
"""The columns of a table of results."""

_OTHER_HEADINGS = {
    "constituency": "đơn vị|tên đơn vị bầu cử|đvbc|unit",
    "listed_voters": "số cử tri|cử tri|tổng số cử tri của đơn vị bầu cử|cử tri trong danh sách",
    "took_part": "số cử tri đã bỏ phiếu|cử tri đã bỏ phiếu|cử tri đi bầu|số cử tri đi bầu|đã bỏ phiếu",
    "issued": "phiếu phát ra|phát ra",
    "collected": "phiếu thu vào|thu vào",
    "valid": "phiếu hợp lệ|hợp lệ",
    "invalid": "phiếu không hợp lệ|không hợp lệ",
    "person": "họ tên|người ứng cử|họ và tên người ứng cử|candidate|id|mã",
    "born": "ngày, tháng, năm sinh|năm sinh|birth date",
    "votes": "số phiếu|phiếu bầu|số phiếu được bầu|số phiếu bầu cho người ứng cử",
}
_FIELD_OF = {
    fold(heading): name
    for name, text in HEADINGS.items()
    for heading in (name, text.vi, text.en, *_OTHER_HEADINGS.get(name, "").split("|"))
    if heading
}
_GROUPED = re.compile(r"\d{1,3}(?:[., ]\d{3})+|\d{1,9}(?:[.,]0+)?")
_TOTALS = ("tong", "tong so", "tong cong", "cong", "total")
_NEEDED = ("constituency", *COUNT_FIELDS, "person", "votes")


def find_results_field(heading: str) -> str | None:
    """Return the field of a result that a heading means, in either language."""
    folded = " ".join(re.sub(r"[(\[].*", "", fold(heading)).split()).strip(" :.")
    return _FIELD_OF.get(folded)


@dataclass(frozen=True)
class ReadResults:
    """Results read from a table, and where each count and each vote stood."""

    results: ElectionResults
    places: Mapping[tuple[object, ...], FilePlace] = field(default_factory=dict)

    def relocate(self, problems: Iterable[Problem]) -> InputError:
        """Return the problems of these results at their cells, as one error."""
        return InputError([self._relocate(problem) for problem in problems])

    def _relocate(self, problem: Problem) -> Problem:
        for length in range(len(problem.loc), 0, -1):
            place = self.places.get(problem.loc[:length])
            if place is not None:
                return problem.at((place,))
        return problem


@dataclass
class _Reader:
    """A table being read: what it is about, and what was found wrong."""

    table: FileTable
    council: Council
    pool: Pool
    candidates: Candidates
    columns: dict[str, int]
    problems: list[tuple[int, int, Problem]] = field(default_factory=list)
    places: dict[tuple[object, ...], FilePlace] = field(default_factory=dict)
    blocks: list[dict[str, Any]] = field(default_factory=list)

    def get_text(self, row: int, cells: Iterable[str], name: str) -> str:
        """Return the clean text of a cell; "" where there is none."""
        at = self.columns.get(name)
        given = list(cells)
        if at is None or at >= len(given):
            return ""
        try:
            return clean(unguard_formula(given[at]))
        except TextError as reason:
            self.add(row, name, reason.to_problem)
            return ""

    def add(self, row: int, name: str, build: Callable[[tuple[FilePlace]], Problem]) -> None:
        """Note a problem at a cell."""
        column = self.columns.get(name)
        self.problems.append((row, column or 0, build((self.table.get_address(row, column),))))

    def get_place(self, row: int, name: str) -> FilePlace:
        """Return the address of a cell."""
        return self.table.get_address(row, self.columns.get(name))

    def read_number(self, row: int, text: str, name: str) -> int | None:
        """Return a whole number, also with its thousands set apart; note what is none."""
        if _GROUPED.fullmatch(text):
            whole = text if re.fullmatch(r"\d{1,3}(?:[., ]\d{3})+", text) else re.split("[.,]", text)[0]
            return int(re.sub(r"\D", "", whole))
        shown = make_printable(text)
        self.add(
            row,
            name,
            lambda loc: Problem(
                "whole_number",
                loc,
                f"'{shown}' phải là số nguyên từ 0, như 1.250." if text else "Thiếu số; không có thì ghi 0.",
                f"'{shown}' must be a whole number, like 1250."
                if text
                else "A number is missing; 0 for none.",
            ),
        )
        return None


def read_uploaded_results(
    sent: tuple[bytes, str | None, str], council: Council, pool: Pool, candidates: Candidates, proposal: str
) -> ReadResults:
    """Read the counted results in an uploaded file: its content, name and media type.

    Raises:
        InputError: no table in it; or as `read_results_table`.
    """
    table = read_uploaded_table(*sent, find_results_field)
    if table is None:
        raise InputError([_NO_TABLE])
    return read_results_table(table, council, pool, candidates, proposal)


_NO_TABLE = Problem(
    "no_results_table",
    ("file",),
    "Kết quả nhập từ tệp Excel (.xlsx) hoặc CSV; tải bảng mẫu để điền.",
    "Results are imported from Excel (.xlsx) or CSV; download the table to be filled in.",
)


def read_results_table(
    table: FileTable, council: Council, pool: Pool, candidates: Candidates, proposal: str = ""
) -> ReadResults:
    """Read the counted results in a table; people are named as on their list.

    Raises:
        InputError: columns that lack, unknown constituencies and names, no numbers: each at its cell.
    """
    columns: dict[str, int] = {}
    for at, heading in enumerate(table.headings):
        found = find_results_field(heading)
        if found is not None:
            columns.setdefault(found, at)
    if lacking := [name for name in _NEEDED if name not in columns]:
        vi, en = ("; ".join(HEADINGS[name].of(lang) for name in lacking) for lang in ("vi", "en"))
        loc = (table.get_address(table.heading_row),)
        raise InputError([Problem("column_missing", loc, f"Thiếu cột: {vi}.", f"Columns are missing: {en}.")])
    reader = _Reader(table, council, pool, candidates, columns)
    for row, cells in table.rows:
        _read_row(reader, row, cells)
    counts = tuple(filter(None, (_build_count(reader, at) for at in range(len(reader.blocks)))))
    if reader.problems:
        raise combine_problems(reader.problems, (table.get_address(table.heading_row),))
    return ReadResults(ElectionResults(council=council.id, proposal=proposal, counts=counts), reader.places)


def _read_row(reader: _Reader, row: int, cells: Iterable[str]) -> None:
    """Read a row: a constituency opens with its name, others belong to the one above."""
    cells = list(cells)
    named, person = (reader.get_text(row, cells, name) for name in ("constituency", "person"))
    if fold(named or person) in _TOTALS:
        return
    vote_round = _read_round(reader, row, reader.get_text(row, cells, "round"))
    unit = _find_constituency(reader, row, named) if named else None
    if named and unit is None:
        return
    before = reader.blocks[-1] if reader.blocks else None
    if unit is not None and (before is None or (before["unit"], before["round"]) != (unit, vote_round)):
        held_on = _read_day(reader, row, reader.get_text(row, cells, "held_on"))
        before = {
            "unit": unit,
            "round": vote_round,
            "held_on": held_on,
            "row": row,
            "votes": [],
            "figures": {},
        }
        reader.blocks.append(before)
    if before is None:
        reader.add(
            row,
            "constituency",
            lambda loc: Problem("missing", loc, "Ghi đơn vị bầu cử.", "Enter the constituency."),
        )
        return
    for name in COUNT_FIELDS:
        text = reader.get_text(row, cells, name)
        if text or before["row"] == row:
            _note_figure(reader, before, row, name, text)
    if person:
        _read_votes(reader, before, row, cells)


def _note_figure(reader: _Reader, block: dict[str, Any], row: int, name: str, text: str) -> None:
    number = reader.read_number(row, text, name)
    known = block["figures"].setdefault(name, (number, row))
    if number is not None and known[0] is not None and known[0] != number:
        reader.add(
            row,
            name,
            lambda loc: Problem(
                "different_figures",
                loc,
                f"Ghi {number}, nhưng dòng {known[1]} của cùng đơn vị ghi {known[0]}.",
                f"It says {number}, but row {known[1]} of the same constituency says {known[0]}.",
            ),
        )


def _read_votes(reader: _Reader, block: dict[str, Any], row: int, cells: Iterable[str]) -> None:
    person = _find_person(reader, row, cells, block["unit"])
    number = reader.read_number(row, reader.get_text(row, cells, "votes"), "votes")
    if person is not None and number is not None:
        block["votes"].append((row, person, number))


def _read_round(reader: _Reader, row: int, text: str) -> VoteRound:
    words = {
        fold(w): one for one in VoteRound for w in (one, *(get_label(one, lang) for lang in ("vi", "en")))
    }
    words |= {"": VoteRound.FIRST, "1": VoteRound.FIRST}
    found = words.get(fold(text))
    if found is None:
        known = {lang: "; ".join(get_label(one, lang) for one in VoteRound) for lang in ("vi", "en")}
        shown = make_printable(text)
        reader.add(
            row,
            "round",
            lambda loc: Problem(
                "word",
                loc,
                f"'{shown}' không có trong danh mục; các từ dùng được: {known['vi']}.",
                f"'{shown}' is not a word of this column; words: {known['en']}.",
            ),
        )
    return found or VoteRound.FIRST


def _read_day(reader: _Reader, row: int, text: str) -> date | None:
    if not text:
        return None
    try:
        day: date = DAY.read(text)
    except TextError as reason:
        reader.add(row, "held_on", reason.to_problem)
        return None
    return day


def _find_constituency(reader: _Reader, row: int, text: str) -> Constituency | None:
    """Find a constituency by its id, its name or its number."""
    wanted = fold(text)
    number = re.sub(r"\D", "", wanted)
    for at, unit in enumerate(reader.council.constituencies, start=1):
        if wanted in {fold(unit.id), fold(unit.name)} or (
            re.fullmatch(r"(so )?0*\d+", wanted) and int(number) == at
        ):
            return unit
    near = list_nearest(text, [unit.name or unit.id for unit in reader.council.constituencies])
    shown = make_printable(text)
    reader.add(
        row,
        "constituency",
        lambda loc: Problem(
            "unknown_constituency",
            loc,
            f"Không có đơn vị bầu cử '{shown}'; có: {near}.",
            f"There is no constituency '{shown}'; there are: {near}.",
        ),
    )
    return None


def _find_person(reader: _Reader, row: int, cells: Iterable[str], unit: Constituency) -> str | None:
    """Find a candidate of a constituency by name, and by birth date where several have it."""
    text, born = (reader.get_text(row, cells, name) for name in ("person", "born"))
    listed = reader.pool.get_people(reader.candidates.get(unit.id, ()))
    named = [one for one in listed if fold(text) in {fold(one.name), fold(one.id)}]
    if len(named) > 1:
        named = [one for one in named if _has_birth(one, born)]
    if len(named) == 1:
        return named[0].id
    near = list_nearest(text, [one.name for one in listed])
    shown = make_printable(text)
    many = sum(fold(one.name) == fold(text) for one in listed) > 1
    reader.add(
        row,
        "born" if many else "person",
        lambda loc: (
            Problem(
                "same_name",
                loc,
                f"Có hai người tên {shown}: ghi ngày sinh.",
                f"Two people are called {shown}: enter the birth date.",
            )
            if many
            else Problem(
                "not_a_candidate",
                loc,
                f"'{shown}' không có trong danh sách ứng cử của đơn vị này; danh sách có: {near}.",
                f"'{shown}' is not on the list of this constituency; on it are: {near}.",
            )
        ),
    )
    return None


def _has_birth(person: Person, text: str) -> bool:
    try:
        return bool(text) and DAY.read(text) == person.born
    except TextError:
        return False


def _build_count(reader: _Reader, at: int) -> ConstituencyCount | None:
    """Build the count of a block of rows, and note where its parts stand."""
    block = reader.blocks[at]
    figures = {name: number for name, (number, _) in block["figures"].items()}
    root: tuple[object, ...] = ("results", "counts", at)
    reader.places[root] = reader.get_place(block["row"], "constituency")
    for name, (_, row) in block["figures"].items():
        reader.places[*root, name] = reader.get_place(row, name)
    reader.places[*root, "votes"] = reader.get_place(block["row"], "votes")
    reader.places[*root, "held_on"] = reader.get_place(block["row"], "held_on")
    for nth, (row, _, _) in enumerate(block["votes"]):
        reader.places[*root, "votes", nth, "person"] = reader.get_place(row, "person")
        reader.places[*root, "votes", nth, "votes"] = reader.get_place(row, "votes")
    _check_whole_list(reader, block)
    if None in figures.values():
        return None
    votes = tuple(CandidateVotes(person=person, votes=number) for _, person, number in block["votes"])
    try:
        return ConstituencyCount(
            constituency=block["unit"].id,
            round=block["round"],
            held_on=block["held_on"],
            votes=votes,
            **figures,
        )
    except ValidationError as error:
        for problem in list_validation_problems(error):
            reader.add(block["row"], problem.field or "constituency", problem.at)
        return None


def _check_whole_list(reader: _Reader, block: dict[str, Any]) -> None:
    """Note who of a list has no votes in a table, by name; not of an extra vote."""
    given = {person for _, person, _ in block["votes"]}
    listed = reader.pool.get_people(reader.candidates.get(block["unit"].id, ()))
    lacking = ", ".join(person.name for person in listed if person.id not in given)
    unread = any(row >= block["row"] for row, _, _ in reader.problems)
    if lacking and block["round"] is not VoteRound.EXTRA and not unread:
        reader.add(
            block["row"],
            "person",
            lambda loc: Problem(
                "votes_missing",
                loc,
                f"Thiếu số phiếu của: {lacking}; không có phiếu nào thì ghi 0.",
                f"Votes are missing for: {lacking}; enter 0 for whoever has none.",
            ),
        )


# --- a table to be filled in --------------------------------------------------------------------------------

Row = list[str]
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


def list_blank_rows(council: Council, pool: Pool, candidates: Candidates, lang: str) -> list[Row]:
    """List the rows of a table to be filled in: everybody on the lists."""
    names = list(HEADINGS)
    rows = [[HEADINGS[name].of(lang) for name in names]]
    for unit in council.constituencies:
        for place, person in enumerate(pool.get_people(candidates.get(unit.id, ()))):
            known = {
                "constituency": unit.name or unit.id,
                "person": person.name,
                "born": DAY.write(person.born, lang),
            }
            if not place:
                known["round"] = get_label(VoteRound.FIRST, lang)
            rows.append([known.get(name, "") for name in names])
    return rows


def build_blank_results(rows: list[Row], suffix: str) -> bytes:
    """Build the file of such a table, ``.csv`` or ``.xlsx``."""
    if suffix == ".csv":
        text = io.StringIO(newline="")
        csv.writer(text).writerows([guard_formula(cell) for cell in row] for row in rows)
        return text.getvalue().encode("utf-8-sig")
    import xlsxwriter  # of the extra `documents`

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, _OPTIONS) as book:
        book.set_properties({"created": datetime(2021, 1, 1)})  # noqa: DTZ001  # Excel has no time zones
        sheet, bold = book.add_worksheet("Kết quả"), book.add_format({"bold": True, "text_wrap": True})
        for at, row in enumerate(rows):
            for column, cell in enumerate(row):
                sheet.write_string(at, column, cell, bold if not at else None)
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(HEADINGS) - 1, 18)
    return out.getvalue()
