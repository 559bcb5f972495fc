"""The form of a council read: its texts as a council, and problems beside fields."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import ValidationError

from cocau.app.files.tables.committees import choose_committee_id
from cocau.app.files.text import fold
from cocau.app.web.desk.councils.council_texts import (
    ELECTION_DAYS,
    GROUP_COLUMNS,
    NUMBER_FIELDS,
    TEXT_FIELDS,
    TRANSFER_RECORDS,
    TWO_LEVELS_SINCE,
    CouncilTexts,
    is_blank_row,
    list_rows,
)
from cocau.app.web.desk.forms import clean_field
from cocau.constraints.documents import list_validation_problems
from cocau.constraints.errors import InputError, Loc, Problem
from cocau.constraints.model.council import (
    Committee,
    CommitteeSort,
    Council,
    CouncilKind,
    CouncilOffice,
    TransferRecord,
)
from cocau.constraints.model.people import Bloc

_FROM_ONE = frozenset({"population", "seats", "merged_from"})
_GROUPED_NUMBER = re.compile(r"\d{1,3}(?:[., \u00a0]\d{3})+|\d{1,9}")
_SEPARATORS = re.compile(r"[;,\n]")


@dataclass
class CouncilFormReader:
    """The texts of a form as values; what cannot be one is noted at its field."""

    texts: Mapping[str, str]
    problems: list[Problem]

    def is_blank(self, name: str) -> bool:
        """Return whether nothing was typed."""
        return not self.texts.get(name, "").strip()

    def read_text(self, name: str) -> str:
        """Return a text, clean and on one line."""
        return clean_field(self.texts.get(name, ""), name, self.problems)

    def read_number(self, name: str, least: int = 0) -> int | None:
        """Return a whole number from `least`; None where nothing was typed."""
        typed = self.texts.get(name, "").strip()
        if not typed:
            return None
        number = parse_whole_number(typed)
        if number is None or number < least:
            self.add(
                "no_number",
                name,
                f"phải là số nguyên từ {least} trở lên, như 45.",
                f"must be a whole number from {least}, like 45.",
            )
            return None
        return number

    def read_day(self, name: str) -> date | None:
        """Return a day; None where nothing was typed."""
        typed = self.texts.get(name, "").strip()
        try:
            return date.fromisoformat(typed) if typed else None
        except ValueError:
            vi, en = "phải là ngày có thật, dạng 2026-03-15.", "must be a real day, like 2026-03-15."
            self.add("no_day", name, vi, en)
            return None

    def add(self, code: str, name: str, vi: str, en: str) -> None:
        """Note a problem at a field."""
        self.problems.append(Problem(code, (name,), vi, en))


def parse_whole_number(typed: str) -> int | None:
    """Return a number, also with its thousands set apart: ``1.288.866``; None: it is none."""
    stripped = typed.strip()
    return int(re.sub(r"\D", "", stripped)) if _GROUPED_NUMBER.fullmatch(stripped) else None


def read_kind(reader: CouncilFormReader) -> CouncilKind | None:
    """Return the kind of council that was chosen, or note that none was."""
    found = next((kind for kind in CouncilKind if kind == reader.texts.get("kind")), None)
    if found is None:
        reader.add("missing", "kind", "Chọn loại đơn vị hành chính.", "Choose the kind of unit.")
    return found


def read_election_day(reader: CouncilFormReader) -> date | None:
    """Return the election day of the term chosen, or as typed; note if there is none."""
    term = reader.texts.get("term", "")
    if day := next((day for day in ELECTION_DAYS if day.isoformat() == term), None):
        return day
    before = len(reader.problems)
    day = reader.read_day("election_day")
    if day is None and len(reader.problems) == before:
        vi, en = "Chọn nhiệm kỳ, hoặc ghi ngày bầu cử.", "Choose a term, or enter the election day."
        reader.add("missing", "term", vi, en)
    return day


def read_units(reader: CouncilFormReader, *, with_seats: bool) -> list[dict[str, Any]]:
    """Return the constituencies that were typed; rows with nothing in them are left out.

    `with_seats`: their seats must be known. Else they are what seats are to be given to, by their people.
    """
    units = []
    for row in list_rows(reader.texts, "unit"):
        if is_blank_row(reader.texts, "unit", row):
            continue
        units.append(_read_unit(reader, row, with_seats=with_seats))
    if not units:
        vi, en = "Cần ít nhất một đơn vị bầu cử.", "There has to be at least one constituency."
        reader.add("missing", "units", vi, en)
    return units


def _read_unit(reader: CouncilFormReader, row: str, *, with_seats: bool) -> dict[str, Any]:
    field = f"unit.{row}"
    unit = {
        "id": row,
        "name": reader.read_text(f"{field}.name"),
        "seats": reader.read_number(f"{field}.seats", 1),
        "population": reader.read_number(f"{field}.population", 1),
        "localities": tuple(dict.fromkeys(_split_names(reader, f"{field}.localities"))),
    }
    if not unit["name"]:
        vi, en = "Ghi tên đơn vị bầu cử.", "Enter the name of the constituency."
        reader.add("missing", f"{field}.name", vi, en)
    if with_seats and reader.is_blank(f"{field}.seats"):
        vi = "Ghi số đại biểu được bầu, hoặc phân bổ theo dân số."
        en = "Enter the seats, or divide them by population."
        reader.add("missing", f"{field}.seats", vi, en)
    if not with_seats and reader.is_blank(f"{field}.population"):
        vi, en = "Ghi dân số để phân bổ.", "Enter the population to divide seats by."
        reader.add("missing", f"{field}.population", vi, en)
    return unit


def _split_names(reader: CouncilFormReader, name: str) -> tuple[str, ...]:
    parts = _SEPARATORS.split(reader.texts.get(name, ""))
    found = (clean_field(part, name, reader.problems) for part in parts)
    return tuple(part for part in found if part)


def read_committees(reader: CouncilFormReader, day: date | None) -> tuple[Committee, ...]:
    """Return the committees that were typed; a new one is called after its name."""
    taken: set[str] = set()
    found = []
    for row in list_rows(reader.texts, "committee"):
        name = reader.read_text(f"committee.{row}.name")
        if not name:
            if not (is_blank_row(reader.texts, "committee", row) and _NEW_COMMITTEE.fullmatch(row)):
                vi, en = "Ghi tên ban, hoặc bấm Bỏ.", "Enter the name of the committee, or remove it."
                reader.add("missing", f"committee.{row}.name", vi, en)
            continue
        called = choose_committee_id(name) if _NEW_COMMITTEE.fullmatch(row) else row
        if not called or called in taken:
            called = row
        taken.add(called)
        found.append(
            Committee(
                id=called,
                name=name,
                sort=None if day is None or day < TWO_LEVELS_SINCE else _SORT_OF.get(fold(name)),
                continues=reader.read_number(f"committee.{row}.continues"),
                deputy_heads=reader.read_number(f"committee.{row}.heads", 1),
            )
        )
    return tuple(found)


_SORT_OF = {fold("Ban Dân tộc"): CommitteeSort.ETHNIC, fold("Ban Đô thị"): CommitteeSort.URBAN}
_NEW_COMMITTEE = re.compile(r"ban\d{2}")


def read_council(texts: CouncilTexts, council_id: str, seats: int | None) -> Council:
    """Return the council that was typed.

    `seats`: by formula, where none typed.

    Raises:
        InputError: everything that cannot be a council's, each at its field; nothing, if only seats lack.
    """
    reader = CouncilFormReader(texts, [])
    values = _read_values(reader)
    values |= {"id": council_id, "seats": values["seats"] or seats}
    if values["population"] is None:
        values["population"] = _sum_people(values["constituencies"])
    if reader.problems or values["seats"] is None:
        raise InputError(reader.problems)
    try:
        return Council.model_validate(values)
    except ValidationError as error:
        raise InputError(list_validation_problems(error)) from None


def _read_values(reader: CouncilFormReader) -> dict[str, Any]:
    """Read the fields of a council; what cannot be one is noted in the reader."""
    values: dict[str, Any] = {name: reader.read_text(name) or None for name in TEXT_FIELDS}
    values |= {name: reader.read_number(name, 1 if name in _FROM_ONE else 0) for name in NUMBER_FIELDS}
    day = read_election_day(reader)
    values |= {
        "name": values["name"] or "",
        "note": values["note"] or "",
        "kind": read_kind(reader),
        "election_day": day,
        "planned_on": reader.read_day("planned_on"),
        "constituencies": read_units(reader, with_seats=True),
        "committees": read_committees(reader, day),
        "prior_term": _read_prior_term(reader),
        "vice_chair_transfer": _read_transfer(reader),
        "targets": _read_groups(reader, "target"),
        "reference": _read_groups(reader, "reference") or None,
        "sitting": {
            str(office): number
            for office in CouncilOffice
            if (number := reader.read_number(f"sitting.{office}")) is not None
        },
        "officers": {
            str(office): names
            for office in CouncilOffice
            if (names := _split_names(reader, f"officers.{office}"))
        },
    }
    if not values["name"]:
        vi, en = "Ghi tên Hội đồng nhân dân.", "Enter the council's name."
        reader.add("missing", "name", vi, en)
    return values


def _sum_people(units: list[dict[str, Any]]) -> int | None:
    people = [unit["population"] for unit in units]
    return sum(people) if people and None not in people else None


def _read_groups(reader: CouncilFormReader, column: str) -> dict[str, int]:
    read = ((group, reader.read_number(f"{column}.{group}")) for group in GROUP_COLUMNS[column])
    return {group: number for group, number in read if number is not None}


def _read_prior_term(reader: CouncilFormReader) -> dict[str, Any] | None:
    deputies, introduced = reader.read_number("prior.deputies", 1), reader.read_number("prior.people", 1)
    counts, shares = _read_groups(reader, "prior.count"), _read_groups(reader, "prior.introduced")
    source = reader.read_text("prior.source")
    if deputies is None:
        if (counts or shares or introduced or source) and not reader.texts["prior.deputies"].strip():
            reader.add(
                "missing",
                "prior.deputies",
                "Ghi tổng số đại biểu khóa trước.",
                "Enter how many deputies the previous council had.",
            )
        return None
    if shares and introduced is None and not reader.texts["prior.people"].strip():
        reader.add(
            "missing",
            "prior.people",
            "Ghi tổng số người được giới thiệu khóa trước.",
            "Enter how many people were introduced then.",
        )
    return {
        "deputies": deputies,
        "counts": counts,
        "introduced": introduced,
        "introduced_counts": shares,
        "source": source,
    }


def _read_transfer(reader: CouncilFormReader) -> dict[str, Any] | None:
    """Read the pilot that moves a vice-chair; each of its records is whole or not there."""
    towards = reader.read_text("transfer.towards") or None
    records = {name: _read_record(reader, f"transfer.{name}") for name in TRANSFER_RECORDS}
    if towards is None and any(records.values()):
        vi, en = "Chọn hướng chuyển.", "Choose to which body."
        reader.add("missing", "transfer.towards", vi, en)
    return None if towards is None else {"towards": towards, **records}


def _read_record(reader: CouncilFormReader, field: str) -> dict[str, Any] | None:
    by, on, content = (f"{field}.{part}" for part in ("by", "on", "content"))
    lacking = [name for name in (by, on, content) if reader.is_blank(name)]
    if len(lacking) == len(TransferRecord.model_fields):
        return None
    for name in lacking:
        vi, en = "Ghi đủ cơ quan, ngày và nội dung.", "Enter the body, the day and the content."
        reader.add("missing", name, vi, en)
    return {"by": reader.read_text(by), "on": reader.read_day(on), "content": reader.read_text(content)}


# --- problems at their fields -----------------------------------------------------------------------------

_TABLES = {
    ("prior_term", "counts"): "prior.count",
    ("prior_term", "introduced_counts"): "prior.introduced",
    ("targets",): "target",
    ("reference",): "reference",
}
_WHOLE_PLACE = {
    ("constituencies",): "units",
    ("places",): "units",
    ("prior_term",): "prior.deputies",
    ("prior_term", "deputies"): "prior.deputies",
    ("prior_term", "introduced"): "prior.people",
}
_ROW_SORTS = {"constituencies": "unit", "places": "unit", "committees": "committee"}


def group_problems(problems: Iterable[Problem], fields: Collection[str]) -> dict[str, list[Problem]]:
    """Group problems by the field they belong beside, in the page's order; "" for none."""
    found: dict[str, list[Problem]] = {}
    for problem in problems:
        names = [find_field(loc) for loc in problem.locs]
        for name in dict.fromkeys(name if name in fields else "" for name in names):
            found.setdefault(name, []).append(problem)
    return dict(sorted(found.items(), key=lambda item: _rank_field(item[0])))


_PAGE_ORDER = (
    *("", "name", "kind", "term", "election_day", "place", "population", "lower_units", "seats"),
    *(
        "seats_decided_by",
        "merged_from",
        "units",
        "unit",
        "wanted",
        "pasted",
        "committee",
        "sitting",
        "officers",
        "prior",
        "transfer",
    ),
)


def _rank_field(name: str) -> int:
    stem = name.partition(".")[0]
    return _PAGE_ORDER.index(stem) if stem in _PAGE_ORDER else len(_PAGE_ORDER)


def find_field(loc: Loc) -> str:
    """Return the field of the form for a place in a council or in a draft of one."""
    path = tuple(str(step) for step in loc)
    path = path[1:] if path[:1] in {("council",), ("draft",)} else path
    if path[:1] == ("vice_chair_transfer",):
        return ".".join(("transfer", *path[1:])) if len(path) > 1 else "transfer.towards"
    if len(path) > 1 and path[0] in _ROW_SORTS:
        field = path[2] if len(path) > 2 else "name"  # noqa: PLR2004  # the list, the row, its field
        return f"{_ROW_SORTS[path[0]]}.{path[1]}.{field}"
    if path[:1] == ("officers",):
        return ".".join(path[:2])
    for table, column in _TABLES.items():
        if path[: len(table)] == table:
            return f"{column}.{path[len(table)] if len(path) > len(table) else Bloc.PARTY}"
    return _WHOLE_PLACE.get(path, ".".join(path))
