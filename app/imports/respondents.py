"""A respondents file: a row for each person of the pool, a column for their id and one for each feature."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cocau.app.imports.formulas import unguarded
from cocau.app.imports.found import Found, together
from cocau.app.imports.panel_file import key, panel_table
from cocau.app.imports.safe_text import Refused, clean, shown
from cocau.app.imports.table import Row, Table, is_blank
from cocau.constraints.errors import InputError, Problem
from cocau.constraints.nearest import nearest_first
from cocau.solver.panel.task import Quota, Respondent

IDS = ("id", "nationbuilder_id", "mã", "mã số")
"""Headings under which ids are looked for, where no column is named; the second is sortition-algorithms'."""

Answers = list[str | None]


def read_respondents(
    path: Path, quotas: Sequence[Quota], ids: str | None = None, address: Sequence[str] = ()
) -> tuple[Respondent, ...]:
    """The people in a CSV or XLSX file, in its order; all columns but those asked for are kept out.

    `ids`: the column of the ids. `address`: the columns that together are somebody's address; where all of
    them are empty it is not known. Addresses are the same but for case and spaces.

    Raises:
        InputError: with everything that is wrong, each problem with its place.
    """
    return _Reading(path, quotas, ids, address).people()


@dataclass
class _Reading:
    path: Path
    quotas: Sequence[Quota]
    ids: str | None
    address: Sequence[str]
    found: list[Found] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.features = tuple(dict.fromkeys(quota.feature for quota in self.quotas))
        own = [*self.features, *([self.ids] if self.ids else IDS), *self.address]
        known = {key(name) for name in own}
        self.table: Table = panel_table(self.path, lambda h: key(h) if key(h) in known else None)
        self.at: dict[str, int] = {}
        for index, heading in enumerate(self.table.headings):
            self.at.setdefault(key(heading), index)

    def people(self) -> tuple[Respondent, ...]:
        """Everybody, or everything that is wrong."""
        self._headings()
        if self.found:
            raise self._error()
        rows = self._rows()
        ids = self._read(rows, self._id_column(), _not_blank)
        values = [self._read(rows, self.at[key(f)], self._value_of(f)) for f in self.features]
        homes = self._homes(rows)
        self._once(rows, ids)
        if not rows:
            vi, en = "Không có người nào dưới dòng tiêu đề.", "There is nobody under the headings."
            self.found.append((0, 0, Problem("empty", self.table.at(self.table.heading_row), vi, en)))
        if self.found:
            raise self._error()
        rowwise = zip(*values, strict=True) if values else ((),) * len(rows)
        columns = zip(ids, homes, rowwise, strict=True)
        return tuple(Respondent(i or "", tuple(v or "" for v in own), home) for i, home, own in columns)

    def _error(self) -> InputError:
        return together(self.found, self.table.at(self.table.heading_row))

    # --- headings ---

    def _headings(self) -> None:
        wanted = [*self.features, *([self.ids] if self.ids else []), *self.address]
        for name in dict.fromkeys(wanted):
            self._there_once(name)
        if self.ids is None and not any(key(name) in self.at for name in IDS):
            names = ", ".join(IDS)
            self._at_headings(
                "missing_heading",
                f"Không thấy cột mã người (tìm: {names}); hãy chỉ cột bằng --id.",
                f"There is no column of ids (looked for: {names}); name it with --id.",
            )
        elif self.ids is None:
            self._there_once(self.table.headings[self._id_column()])

    def _there_once(self, name: str) -> None:
        at = [i for i, heading in enumerate(self.table.headings) if key(heading) == key(name)]
        if len(at) == 1:
            return
        if at:
            vi, en = "Có hai cột cùng tên này; chỉ giữ một.", "There are two columns of this name; keep one."
            where = self.table.at(self.table.heading_row, at[1])
            self.found.append((self.table.heading_row, at[1], Problem("heading_twice", where, vi, en)))
            return
        near = nearest_first(name, (shown(h) for h in self.table.headings if h))
        self._at_headings(
            "missing_heading",
            f"Thiếu cột '{shown(name)}'; các cột có trong tệp: {near}.",
            f"The column '{shown(name)}' is missing; columns of the file: {near}.",
        )

    def _at_headings(self, code: str, vi: str, en: str) -> None:
        row = self.table.heading_row
        self.found.append((row, len(self.table.headings), Problem(code, self.table.at(row), vi, en)))

    def _id_column(self) -> int:
        names = (self.ids,) if self.ids else IDS
        return next(self.at[key(name)] for name in names if key(name) in self.at)

    # --- rows ---

    def _rows(self) -> Sequence[Row]:
        """Rows in which any of our columns says something."""
        ours = {self._id_column(), *(self.at[key(name)] for name in (*self.features, *self.address))}
        faulty = {row for row, column in self.table.faults if column in ours}
        return [
            (number, cells)
            for number, cells in self.table.rows
            if number in faulty or not is_blank(cells[i] for i in ours if i < len(cells))
        ]

    def _read(self, rows: Sequence[Row], index: int, take: Callable[[str], str]) -> Answers:
        """A column, each different text of it looked at once; None where something is wrong."""
        known: dict[str, str | Refused] = {}
        answers: Answers = []
        for number, cells in rows:
            text = cells[index] if index < len(cells) else ""
            if text not in known:
                known[text] = _taken(text, take)
            answer = self.table.faults.get((number, index), known[text])
            if isinstance(answer, Refused):
                self.found.append((number, index, answer.at(self.table.at(number, index))))
                answers.append(None)
            else:
                answers.append(answer)
        return answers

    def _value_of(self, feature: str) -> Callable[[str], str]:
        values = {key(q.value): q.value for q in self.quotas if q.feature == feature}

        def take(text: str) -> str:
            if key(_not_blank(text)) not in values:
                near = nearest_first(text, values.values())
                raise Refused(
                    "unknown_value",
                    f"'{shown(text)}' không có trong hạn mức của '{feature}'; các giá trị: {near}.",
                    f"'{shown(text)}' is not among the quotas of '{feature}'; values: {near}.",
                )
            return values[key(text)]

        return take

    def _homes(self, rows: Sequence[Row]) -> Answers:
        if not self.address:
            return [None] * len(rows)
        columns = [self._read(rows, self.at[key(n)], key) for n in self.address]
        return [
            "\n".join(p or "" for p in parts) if any(parts) else None for parts in zip(*columns, strict=True)
        ]

    def _once(self, rows: Sequence[Row], ids: Answers) -> None:
        index = self._id_column()
        first: dict[str, int] = {}
        for (number, _), one in zip(rows, ids, strict=True):
            if one is not None and first.setdefault(one, number) != number:
                vi = f"Mã '{shown(one)}' đã có ở dòng {first[one]}; mỗi người một mã."
                en = f"The id '{shown(one)}' stands in row {first[one]} already; each person has one."
                problem = Problem("id_twice", self.table.at(number, index), vi, en)
                self.found.append((number, index, problem))


def _not_blank(text: str) -> str:
    if not text:
        raise Refused("missing", "Ô trống; cần có giá trị.", "The cell is empty; it needs a value.")
    return text


def _taken(raw: str, take: Callable[[str], str]) -> str | Refused:
    try:
        return take(clean(unguarded(raw)))
    except Refused as reason:
        return reason
