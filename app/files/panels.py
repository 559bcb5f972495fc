"""Files of a panel: the categories with their quotas, and the respondents."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cocau.app.files.input_files import get_file_name
from cocau.app.files.problems import PlacedProblem, combine_problems
from cocau.app.files.readers import TABLE_READERS, build_suffix_error, read_bytes
from cocau.app.files.tables.table import FieldFinder, FileTable, TableRow, is_blank
from cocau.app.files.text import TextError, clean, make_printable, unguard_formula
from cocau.constraints.errors import InputError, Loc, Problem, list_nearest
from cocau.solver.panel.task import Quota, Respondent


def read_panel_table(path: Path, find_field: FieldFinder) -> FileTable:
    """Read the table in a CSV or XLSX file.

    Raises:
        InputError: it is no such file, or it cannot be read.
    """
    read = TABLE_READERS.get(path.suffix.lower())
    if read is None:
        raise build_suffix_error(make_printable(get_file_name(path)), path.suffix, TABLE_READERS)
    content, name = read_bytes(path)
    return read(content, name, find_field)


def normalize_name(text: str) -> str:
    """Normalise a name for comparison: case, Unicode form and spaces; diacritics count."""
    return " ".join(unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold()).split())


_HEADINGS = {
    "feature": ("feature", "category", "đặc điểm", "tiêu chí"),
    "value": ("value", "name", "giá trị"),
    "min": ("min", "tối thiểu"),
    "max": ("max", "tối đa"),
    "min_flex": ("min_flex", "min flex", "tối thiểu khi nới"),
    "max_flex": ("max_flex", "max flex", "tối đa khi nới"),
}
"""Headings of each column, best first; where `value` is, `name` is just a column."""

_FIELD_OF = {normalize_name(name): field for field, names in _HEADINGS.items() for name in names}
_RANK = {normalize_name(name): rank for names in _HEADINGS.values() for rank, name in enumerate(names)}
_REQUIRED = ("feature", "value", "min", "max")
_WHOLE = re.compile(r"[0-9]{1,9}")

ColumnIndexes = dict[str, int]


def find_quota_field(heading: str) -> str | None:
    """Return the column that a heading means; None for one that is passed over."""
    return _FIELD_OF.get(normalize_name(heading))


def read_quotas(path: Path) -> tuple[Quota, ...]:
    """Read the quotas in a CSV or XLSX file, in its order.

    Raises:
        InputError: with everything that is wrong, each problem with its place.
    """
    table = read_panel_table(path, find_quota_field)
    columns, problems = _match_columns(table)
    quotas: list[Quota] = []
    if not problems:
        problems += _read_rows(table, columns, quotas)
    if not problems and not quotas:
        vi, en = "Không có hạn mức nào dưới dòng tiêu đề.", "There is no quota under the headings."
        problems.append((0, 0, Problem("empty", (table.get_address(table.heading_row),), vi, en)))
    if problems:
        raise combine_problems(problems, (table.get_address(table.heading_row),))
    return tuple(quotas)


def _match_columns(table: FileTable) -> tuple[ColumnIndexes, list[PlacedProblem]]:
    places: ColumnIndexes = {}
    problems: list[PlacedProblem] = []
    for index, heading in enumerate(table.headings):
        field = find_quota_field(heading)
        if field is None:
            continue
        before = places.get(field)
        rank = None if before is None else _RANK[normalize_name(table.headings[before])]
        if rank is None or _RANK[normalize_name(heading)] < rank:
            places[field] = index
        elif _RANK[normalize_name(heading)] == rank:
            problems.append((table.heading_row, index, _build_duplicate_heading(table, index)))
    problems += [
        (table.heading_row, 0, _build_missing_heading(table, f)) for f in _REQUIRED if f not in places
    ]
    return places, problems


def _build_duplicate_heading(table: FileTable, index: int) -> Problem:
    vi, en = "Có hai cột cùng tên này; chỉ giữ một.", "There are two columns of this name; keep one."
    return Problem("heading_twice", (table.get_address(table.heading_row, index),), vi, en)


def _build_missing_heading(table: FileTable, field: str) -> Problem:
    names = ", ".join(_HEADINGS[field])
    return Problem(
        "missing_heading",
        (table.get_address(table.heading_row),),
        f"Thiếu cột bắt buộc '{field}' (cũng gọi là: {names}).",
        f"The required column '{field}' is missing (also called: {names}).",
    )


def _read_rows(table: FileTable, columns: ColumnIndexes, quotas: list[Quota]) -> list[PlacedProblem]:
    problems: list[PlacedProblem] = []
    seen: dict[tuple[str, str], int] = {}
    features: dict[str, str] = {}
    for number, cells in table.rows:
        texts, wrong = _read_texts(table, number, cells, columns)
        problems += wrong
        if wrong or not any(texts.values()):
            continue
        wrong = [*_check_row(table, number, columns, texts)]
        pair = normalize_name(texts["feature"]), normalize_name(texts["value"])
        if pair[0] and pair[1] and seen.setdefault(pair, number) != number:
            wrong.append(
                (
                    number,
                    columns["value"],
                    _build_duplicate_quota(table, number, columns["value"], seen[pair]),
                )
            )
        problems += wrong
        if not wrong:
            feature = features.setdefault(pair[0], texts["feature"])
            quotas.append(_build_quota(feature, texts))
    return problems


def _read_texts(
    table: FileTable, number: int, cells: Sequence[str], columns: ColumnIndexes
) -> tuple[dict[str, str], list[PlacedProblem]]:
    texts: dict[str, str] = {}
    problems: list[PlacedProblem] = []
    for feature_field, index in columns.items():
        try:
            fault = table.faults.get((number, index))
            if fault is not None:
                raise fault
            texts[feature_field] = clean(unguard_formula(cells[index])) if index < len(cells) else ""
        except TextError as reason:
            problems.append((number, index, reason.to_problem((table.get_address(number, index),))))
    return texts, problems


def _check_row(
    table: FileTable, number: int, columns: ColumnIndexes, texts: dict[str, str]
) -> Iterator[PlacedProblem]:
    """Check a row by itself and yield its problems."""
    numbers: dict[str, int] = {}
    for feature_field, index in columns.items():
        text = texts[feature_field]
        where = (table.get_address(number, index),)
        if not text:
            if feature_field in _REQUIRED:
                vi, en = "Ô trống; cần có giá trị.", "The cell is empty; it needs a value."
                yield number, index, Problem("missing", where, vi, en)
        elif feature_field in {"feature", "value"}:
            continue
        elif _WHOLE.fullmatch(text):
            numbers[feature_field] = int(text)
        else:
            yield number, index, _build_no_number(where, text)
    for low, high in (("min", "max"), ("min_flex", "min"), ("max", "max_flex")):
        if low in numbers and high in numbers and numbers[low] > numbers[high]:
            index = columns[low if low == "min_flex" else high]
            yield (
                number,
                index,
                _build_crossed_bounds((table.get_address(number, index),), (low, high), numbers),
            )


def _build_no_number(where: Loc, text: str) -> Problem:
    return Problem(
        "no_number",
        where,
        f"'{make_printable(text)}' phải là số nguyên, từ 0 trở lên, như 12.",
        f"'{make_printable(text)}' must be a whole number of 0 or more, like 12.",
    )


def _build_crossed_bounds(where: Loc, pair: tuple[str, str], numbers: dict[str, int]) -> Problem:
    low, high = pair
    bounds = f"{low} = {numbers[low]}, {high} = {numbers[high]}"
    return Problem(
        "flex" if "flex" in low + high else "min_above_max",
        where,
        f"{bounds}: {low} không được lớn hơn {high}.",
        f"{bounds}: {low} must not be greater than {high}.",
    )


def _build_duplicate_quota(table: FileTable, number: int, index: int, first: int) -> Problem:
    return Problem(
        "quota_twice",
        (table.get_address(number, index),),
        f"Giá trị này của đặc điểm này đã có ở dòng {first}; chỉ giữ một dòng.",
        f"This value of this feature stands in row {first} already; keep one row.",
    )


def _build_quota(feature: str, texts: dict[str, str]) -> Quota:
    flex = {field: int(texts[field]) for field in ("min_flex", "max_flex") if texts.get(field)}
    return Quota(feature=feature, value=texts["value"], min=int(texts["min"]), max=int(texts["max"]), **flex)


ID_HEADINGS = ("id", "nationbuilder_id", "mã", "mã số")
"""Headings of ids where no column is named; the second is sortition-algorithms'."""

ColumnValues = list[str | None]


def read_respondents(
    path: Path, quotas: Sequence[Quota], ids: str | None = None, address: Sequence[str] = ()
) -> tuple[Respondent, ...]:
    """Read the people in a CSV or XLSX file, in its order; other columns are left out.

    `ids`: the column of the ids. `address`: the columns that together are somebody's address; where all of
    them are empty it is not known. Addresses are the same but for case and spaces.

    Raises:
        InputError: with everything that is wrong, each problem with its place.
    """
    return _RespondentsReader(path, quotas, ids, address).read()


@dataclass
class _RespondentsReader:
    """A reading of a respondents file, and the problems found on the way."""

    path: Path
    quotas: Sequence[Quota]
    ids: str | None
    address: Sequence[str]
    problems: list[PlacedProblem] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.features = tuple(dict.fromkeys(quota.feature for quota in self.quotas))
        own = [*self.features, *([self.ids] if self.ids else ID_HEADINGS), *self.address]
        known = {normalize_name(name) for name in own}
        self.table: FileTable = read_panel_table(
            self.path, lambda h: normalize_name(h) if normalize_name(h) in known else None
        )
        self.at: dict[str, int] = {}
        for index, heading in enumerate(self.table.headings):
            self.at.setdefault(normalize_name(heading), index)

    def read(self) -> tuple[Respondent, ...]:
        """Return all respondents, or raise everything that is wrong."""
        self._check_headings()
        if self.problems:
            raise self._build_error()
        rows = self._list_filled_rows()
        ids = self._read_column(rows, self._find_id_column(), _require_text)
        values = [
            self._read_column(rows, self.at[normalize_name(f)], self._build_value_reader(f))
            for f in self.features
        ]
        homes = self._read_households(rows)
        self._check_unique_ids(rows, ids)
        if not rows:
            vi, en = "Không có người nào dưới dòng tiêu đề.", "There is nobody under the headings."
            self.problems.append(
                (0, 0, Problem("empty", (self.table.get_address(self.table.heading_row),), vi, en))
            )
        if self.problems:
            raise self._build_error()
        rowwise = zip(*values, strict=True) if values else ((),) * len(rows)
        columns = zip(ids, homes, rowwise, strict=True)
        return tuple(Respondent(i or "", tuple(v or "" for v in own), home) for i, home, own in columns)

    def _build_error(self) -> InputError:
        return combine_problems(self.problems, (self.table.get_address(self.table.heading_row),))

    # --- headings ---

    def _check_headings(self) -> None:
        wanted = [*self.features, *([self.ids] if self.ids else []), *self.address]
        for name in dict.fromkeys(wanted):
            self._check_column(name)
        if self.ids is None and not any(normalize_name(name) in self.at for name in ID_HEADINGS):
            names = ", ".join(ID_HEADINGS)
            self._add_heading_problem(
                "missing_heading",
                f"Không thấy cột mã người (tìm: {names}); hãy chỉ cột bằng --id.",
                f"There is no column of ids (looked for: {names}); name it with --id.",
            )
        elif self.ids is None:
            self._check_column(self.table.headings[self._find_id_column()])

    def _check_column(self, name: str) -> None:
        at = [
            i
            for i, heading in enumerate(self.table.headings)
            if normalize_name(heading) == normalize_name(name)
        ]
        if len(at) == 1:
            return
        if at:
            vi, en = "Có hai cột cùng tên này; chỉ giữ một.", "There are two columns of this name; keep one."
            where = (self.table.get_address(self.table.heading_row, at[1]),)
            self.problems.append((self.table.heading_row, at[1], Problem("heading_twice", where, vi, en)))
            return
        near = list_nearest(name, (make_printable(h) for h in self.table.headings if h))
        self._add_heading_problem(
            "missing_heading",
            f"Thiếu cột '{make_printable(name)}'; các cột có trong tệp: {near}.",
            f"The column '{make_printable(name)}' is missing; columns of the file: {near}.",
        )

    def _add_heading_problem(self, code: str, vi: str, en: str) -> None:
        row = self.table.heading_row
        self.problems.append(
            (row, len(self.table.headings), Problem(code, (self.table.get_address(row),), vi, en))
        )

    def _find_id_column(self) -> int:
        names = (self.ids,) if self.ids else ID_HEADINGS
        return next(self.at[normalize_name(name)] for name in names if normalize_name(name) in self.at)

    # --- rows ---

    def _list_filled_rows(self) -> Sequence[TableRow]:
        """Return the rows in which any of our columns has content."""
        ours = {
            self._find_id_column(),
            *(self.at[normalize_name(name)] for name in (*self.features, *self.address)),
        }
        faulty = {row for row, column in self.table.faults if column in ours}
        return [
            (number, cells)
            for number, cells in self.table.rows
            if number in faulty or not is_blank(cells[i] for i in ours if i < len(cells))
        ]

    def _read_column(self, rows: Sequence[TableRow], index: int, take: Callable[[str], str]) -> ColumnValues:
        """Read a column, each different text once; None where something is wrong."""
        known: dict[str, str | TextError] = {}
        answers: ColumnValues = []
        for number, cells in rows:
            text = cells[index] if index < len(cells) else ""
            if text not in known:
                known[text] = _read_text(text, take)
            answer = self.table.faults.get((number, index), known[text])
            if isinstance(answer, TextError):
                self.problems.append(
                    (number, index, answer.to_problem((self.table.get_address(number, index),)))
                )
                answers.append(None)
            else:
                answers.append(answer)
        return answers

    def _build_value_reader(self, feature: str) -> Callable[[str], str]:
        values = {normalize_name(q.value): q.value for q in self.quotas if q.feature == feature}

        def take(text: str) -> str:
            if normalize_name(_require_text(text)) not in values:
                near = list_nearest(text, values.values())
                raise TextError(
                    "unknown_value",
                    f"'{make_printable(text)}' không có trong hạn mức của '{feature}'; các giá trị: {near}.",
                    f"'{make_printable(text)}' is not among the quotas of '{feature}'; values: {near}.",
                )
            return values[normalize_name(text)]

        return take

    def _read_households(self, rows: Sequence[TableRow]) -> ColumnValues:
        if not self.address:
            return [None] * len(rows)
        columns = [self._read_column(rows, self.at[normalize_name(n)], normalize_name) for n in self.address]
        return [
            "\n".join(p or "" for p in parts) if any(parts) else None for parts in zip(*columns, strict=True)
        ]

    def _check_unique_ids(self, rows: Sequence[TableRow], ids: ColumnValues) -> None:
        index = self._find_id_column()
        first: dict[str, int] = {}
        for (number, _), one in zip(rows, ids, strict=True):
            if one is not None and first.setdefault(one, number) != number:
                vi = f"Mã '{make_printable(one)}' đã có ở dòng {first[one]}; mỗi người một mã."
                en = (
                    f"The id '{make_printable(one)}' stands in row {first[one]} already; each person has one."
                )
                problem = Problem("id_twice", (self.table.get_address(number, index),), vi, en)
                self.problems.append((number, index, problem))


def _require_text(text: str) -> str:
    if not text:
        raise TextError("missing", "Ô trống; cần có giá trị.", "The cell is empty; it needs a value.")
    return text


def _read_text(raw: str, take: Callable[[str], str]) -> str | TextError:
    try:
        return take(clean(unguard_formula(raw)))
    except TextError as reason:
        return reason
