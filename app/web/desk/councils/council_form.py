"""A council as a form: every field as typed text, its rows of constituencies and committees, and back.

The name of a field is where it stands: ``population``, ``unit.dv01.seats``, ``prior.count.women``.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import count
from typing import Any

from pydantic import ValidationError

from cocau.app.files.text import fold, slugify
from cocau.app.i18n.languages import Lang
from cocau.app.present.wording import format_number
from cocau.app.web.desk.forms import clean_field
from cocau.constraints.documents import list_validation_problems
from cocau.constraints.errors import InputError, Loc, Problem
from cocau.constraints.model.council import (
    Committee,
    CommitteeSort,
    Constituency,
    Council,
    CouncilKind,
    CouncilLevel,
    CouncilOffice,
)
from cocau.constraints.model.people import Bloc
from cocau.constraints.model.selectors import GROUPS

CouncilTexts = dict[str, str]
"""What stands in each field, in the order of the rows."""

UNIT_FIELDS = ("name", "seats", "population", "localities")
COMMITTEE_FIELDS = ("name", "continues", "heads")
FIRST_UNITS, FIRST_COMMITTEES = 5, 3
"""Rows that an empty form begins with."""
MOST_ROWS = 300
LONGEST_TEXT, LONGEST_NOTE = 300, 4_000

_TEXTS = ("name", "seats_decided_by", "secretary_not_chairing", "note")
_NUMBERS = ("population", "lower_units", "seats", "ethnic_minority_candidates", "merged_from")
_FROM_ONE = frozenset({"population", "seats", "merged_from"})
_DAYS = ("election_day", "planned_on")
_COUNTED = {
    "prior.count": tuple(GROUPS),
    "prior.introduced": tuple(GROUPS),
    "target": tuple(GROUPS),
    "reference": tuple(map(str, Bloc)),
}
"""Columns of the table of groups, each with the groups that it takes."""
_ROW = re.compile(r"(unit|committee)\.([A-Za-z0-9][A-Za-z0-9._-]*)\.([a-z]+)")
_GROUPED_NUMBER = re.compile(r"\d{1,3}(?:[., \u00a0]\d{3})+|\d{1,9}")
_SEPARATORS = re.compile(r"[;,\n]")

ELECTION_DAYS = {date(2021, 5, 23): "2021 - 2026", date(2026, 3, 15): "2026 - 2031"}
"""General elections that the form offers, with their terms (Resolutions 133/2020 and 199/2025 of the NA)."""


def list_rows(texts: Mapping[str, str], sort: str) -> list[str]:
    """List the ids of the rows of a sort, ``unit`` or ``committee``, in their order."""
    found = (match for name in texts if (match := _ROW.fullmatch(name)) is not None)
    return list(dict.fromkeys(match[2] for match in found if match[1] == sort))


def is_blank_row(texts: Mapping[str, str], sort: str, row: str) -> bool:
    """Return whether nothing was typed into a row."""
    return not any(value.strip() for name, value in texts.items() if name.startswith(f"{sort}.{row}."))


def remove_row(texts: CouncilTexts, sort: str, row: str) -> CouncilTexts:
    """Return the texts without a row."""
    return {name: value for name, value in texts.items() if not name.startswith(f"{sort}.{row}.")}


def add_rows(texts: CouncilTexts, sort: str, number: int) -> CouncilTexts:
    """Return the texts with so many empty rows more, up to `MOST_ROWS`."""
    made = dict(texts)
    for _ in range(min(number, MOST_ROWS - len(list_rows(texts, sort)))):
        row = get_free_row(made, sort)
        made |= {
            f"{sort}.{row}.{field}": "" for field in (UNIT_FIELDS if sort == "unit" else COMMITTEE_FIELDS)
        }
    return made


def get_free_row(texts: Mapping[str, str], sort: str) -> str:
    """Return the id of the next row: ``dv07``, ``ban02``."""
    taken, stem = set(list_rows(texts, sort)), "dv" if sort == "unit" else "ban"
    return next(i for i in (f"{stem}{n:02}" for n in count(1)) if i not in taken)


def replace_units(texts: CouncilTexts, units: Iterable[Constituency], lang: Lang) -> CouncilTexts:
    """Return the texts with these constituencies instead of those there are."""
    kept = {name: value for name, value in texts.items() if not name.startswith("unit.")}
    return kept | {name: value for unit in units for name, value in _write_unit(unit, lang)}


def _write_unit(unit: Constituency, lang: Lang) -> Iterator[tuple[str, str]]:
    yield f"unit.{unit.id}.name", unit.name
    yield f"unit.{unit.id}.seats", str(unit.seats)
    yield f"unit.{unit.id}.population", _format_people(unit.population, lang)
    yield f"unit.{unit.id}.localities", "; ".join(unit.localities)


def _format_people(number: int | None, lang: Lang) -> str:
    return "" if number is None else format_number(number, lang)


# --- committees as the law names them ---------------------------------------------------------------------

_LEGAL, _BUDGET = ("legal", "Ban Pháp chế"), ("economy-budget", "Ban Kinh tế - Ngân sách")
_CULTURE, _ECONOMY = ("culture-society", "Ban Văn hóa - Xã hội"), ("economy-society", "Ban Kinh tế - Xã hội")
_URBAN = ("urban", "Ban Đô thị")
_TWO_LEVELS = date(2025, 7, 1)  # Law 72/2025 in force


def list_usual_committees(kind: CouncilKind, day: date) -> tuple[Committee, ...]:
    """List the committees that the law names for a kind of council.

    Law 77/2015 as amended, Art. 18 to 60, clause 3 of each; Law 72/2025, Art. 29(3)(a). A committee for
    ethnic affairs is left to the places that have one.
    """
    city = kind in {CouncilKind.CITY, CouncilKind.SPECIAL_CITY}
    if kind.level is CouncilLevel.PROVINCE:
        found = (_LEGAL, _BUDGET, _CULTURE, *((_URBAN,) if city else ()))
    elif kind.level is CouncilLevel.COMMUNE and day >= _TWO_LEVELS:
        found = (_BUDGET, _CULTURE)
    else:
        found = (_LEGAL, _ECONOMY)
    return tuple(Committee(id=i, name=name) for i, name in found)


def put_usual_committees(texts: CouncilTexts, committees: Iterable[Committee]) -> CouncilTexts:
    """Return the texts with these committees, after those that have a name already."""
    made = dict(texts)
    for row in list_rows(texts, "committee"):
        if is_blank_row(texts, "committee", row):
            made = remove_row(made, "committee", row)
    named = {made[f"committee.{row}.name"].casefold() for row in list_rows(made, "committee")}
    for committee in committees:
        if committee.name.casefold() not in named:
            made |= dict(_write_committee(committee))
    return made


# --- a council as texts -----------------------------------------------------------------------------------


def build_blank_texts() -> CouncilTexts:
    """Build the texts of an empty form."""
    flat = dict.fromkeys((*_TEXTS, *_NUMBERS, *_DAYS, "kind", "term", "wanted"), "")
    places = dict.fromkeys(("place.province", "place.district", "place.commune"), "")
    offices = {f"sitting.{office}": "" for office in CouncilOffice}
    prior = {"prior.deputies": "", "prior.people": "", "prior.source": ""}
    groups = {f"{column}.{group}": "" for column, names in _COUNTED.items() for group in names}
    blank = flat | places | offices | prior | groups
    return add_rows(add_rows(blank, "unit", FIRST_UNITS), "committee", FIRST_COMMITTEES)


def build_council_texts(council: Council, lang: Lang) -> CouncilTexts:
    """Build the texts of a council's form."""
    texts = {
        name: value
        for name, value in build_blank_texts().items()
        if not name.startswith(("unit.", "committee."))
    }
    texts |= {name: f"{getattr(council, name) or ''}" for name in _TEXTS}
    texts |= {name: _write_number(getattr(council, name)) for name in _NUMBERS}
    texts |= {"population": _format_people(council.population, lang), "kind": str(council.kind)}
    known = council.election_day in ELECTION_DAYS
    texts |= {
        "term": council.election_day.isoformat() if known else "",
        "election_day": "" if known else council.election_day.isoformat(),
        "planned_on": "" if council.planned_on is None else council.planned_on.isoformat(),
    }
    texts |= {f"sitting.{office}": str(number) for office, number in council.sitting.items()}
    prior, tables = council.prior_term, {"target": council.targets, "reference": council.reference or {}}
    if prior is not None:
        texts |= {
            "prior.deputies": str(prior.deputies),
            "prior.people": _write_number(prior.introduced),
            "prior.source": prior.source,
        }
        tables |= {"prior.count": prior.counts, "prior.introduced": prior.introduced_counts}
    texts |= {f"{column}.{group}": str(n) for column, table in tables.items() for group, n in table.items()}
    texts = replace_units(texts, council.constituencies, lang)
    return texts | {name: value for one in council.committees for name, value in _write_committee(one)}


def _write_committee(committee: Committee) -> Iterator[tuple[str, str]]:
    yield f"committee.{committee.id}.name", committee.name
    yield f"committee.{committee.id}.continues", _write_number(committee.continues)
    yield f"committee.{committee.id}.heads", _write_number(committee.deputy_heads)


def _write_number(value: int | None) -> str:
    return "" if value is None else str(value)


def read_texts(form: Mapping[str, str], before: CouncilTexts) -> CouncilTexts:
    """Read the texts that were sent: rows as they were sent, every other field as before if it was not."""
    flat = {
        name: _cut(name, form.get(name, value))
        for name, value in before.items()
        if not name.startswith(("unit.", "committee."))
    }
    rows = [(name, _cut(name, value)) for name, value in form.items() if _ROW.fullmatch(name)]
    return flat | dict(rows[: MOST_ROWS * (len(UNIT_FIELDS) + 1)])


def _cut(name: str, value: str) -> str:
    return value[: LONGEST_NOTE if name == "note" or name.endswith(".localities") else LONGEST_TEXT]


def merge_texts(
    before: CouncilTexts, mine: CouncilTexts, theirs: CouncilTexts
) -> tuple[CouncilTexts, CouncilTexts]:
    """Return two people's edits of one version together, and what they wrote where both wrote.

    A field of one only is that one's; where both wrote, mine stands. Rows that both added are kept apart.
    """
    for sort in ("unit", "committee"):
        for row in list_rows(mine, sort):
            if f"{sort}.{row}.name" in theirs and f"{sort}.{row}.name" not in before:
                free = f"{sort}.{get_free_row(theirs | mine, sort)}."
                mine = {name.replace(f"{sort}.{row}.", free): value for name, value in mine.items()}
    merged, clashes = {}, {}
    for name, there in theirs.items():
        old = before.get(name)
        own = mine.get(name, None if name in before else there)
        if own is None and there == old:
            continue  # a row that I took away
        if own is None or own == old:
            merged[name] = there
            continue
        merged[name] = own
        if there not in {old, own}:
            clashes[name] = there
    added = {name: value for name, value in mine.items() if name not in theirs}
    kept = {name: value for name, value in added.items() if before.get(name) != value}
    return merged | kept, clashes


# --- texts as a council -----------------------------------------------------------------------------------


@dataclass
class CouncilFormReader:
    """The texts of a form as values; what cannot be one is noted at its field."""

    texts: Mapping[str, str]
    problems: list[Problem]

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
    """Return the election day: that of the term chosen, or the one typed; or note that there is none."""
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
        name = reader.read_text(f"unit.{row}.name")
        seats = reader.read_number(f"unit.{row}.seats", 1)
        population = reader.read_number(f"unit.{row}.population", 1)
        localities = _split_localities(reader, f"unit.{row}.localities")
        if not name:
            vi, en = "Ghi tên đơn vị bầu cử.", "Enter the name of the constituency."
            reader.add("missing", f"unit.{row}.name", vi, en)
        if with_seats and seats is None and not reader.texts.get(f"unit.{row}.seats", "").strip():
            reader.add(
                "missing",
                f"unit.{row}.seats",
                "Ghi số đại biểu được bầu, hoặc phân bổ theo dân số.",
                "Enter the seats, or divide them by population.",
            )
        if (
            not with_seats
            and population is None
            and not reader.texts.get(f"unit.{row}.population", "").strip()
        ):
            reader.add(
                "missing",
                f"unit.{row}.population",
                "Ghi dân số để phân bổ.",
                "Enter the population to divide seats by.",
            )
        units.append(
            {"id": row, "name": name, "seats": seats, "population": population, "localities": localities}
        )
    if not units:
        vi, en = "Cần ít nhất một đơn vị bầu cử.", "There has to be at least one constituency."
        reader.add("missing", "units", vi, en)
    return units


def _split_localities(reader: CouncilFormReader, name: str) -> tuple[str, ...]:
    parts = _SEPARATORS.split(reader.texts.get(name, ""))
    found = (clean_field(part, name, reader.problems) for part in parts)
    return tuple(dict.fromkeys(part for part in found if part))


def read_committees(reader: CouncilFormReader, day: date | None) -> tuple[Committee, ...]:
    """Return the committees that were typed; a new one is called after its name."""
    taken: set[str] = set()
    found = []
    for row in list_rows(reader.texts, "committee"):
        name = reader.read_text(f"committee.{row}.name")
        if not name:
            if not is_blank_row(reader.texts, "committee", row):
                vi, en = "Ghi tên ban.", "Enter the name of the committee."
                reader.add("missing", f"committee.{row}.name", vi, en)
            continue
        called = _choose_committee_id(name) if _NEW_COMMITTEE.fullmatch(row) else row
        if not called or called in taken:
            called = row
        taken.add(called)
        found.append(
            Committee(
                id=called,
                name=name,
                sort=None if day is None or day < _TWO_LEVELS else _SORT_OF.get(fold(name)),
                continues=reader.read_number(f"committee.{row}.continues"),
                deputy_heads=reader.read_number(f"committee.{row}.heads", 1),
            )
        )
    return tuple(found)


_SORT_OF = {fold("Ban Dân tộc"): CommitteeSort.ETHNIC, fold("Ban Đô thị"): CommitteeSort.URBAN}
_NEW_COMMITTEE = re.compile(r"ban\d{2}")


def _choose_committee_id(name: str) -> str:
    """Return the id of a committee by its name: pools name posts by it."""
    usual = (_LEGAL, _BUDGET, _CULTURE, _ECONOMY, _URBAN)
    return next((i for i, one in usual if fold(one) == fold(name)), slugify(name.removeprefix("Ban ")))


def read_council(texts: CouncilTexts, council_id: str, stored: Council | None, seats: int | None) -> Council:
    """Return the council that was typed.

    `stored`: its version before, whose fields without a form are kept; `seats`: by formula, where none typed.

    Raises:
        InputError: everything that cannot be a council's, each at its field; nothing, if only seats lack.
    """
    reader = CouncilFormReader(texts, [])
    values: dict[str, Any] = {name: reader.read_text(name) or None for name in _TEXTS}
    values |= {name: reader.read_number(name, 1 if name in _FROM_ONE else 0) for name in _NUMBERS}
    day = read_election_day(reader)
    values |= {
        "id": council_id,
        "name": values["name"] or "",
        "note": values["note"] or "",
        "kind": read_kind(reader),
        "election_day": day,
        "planned_on": reader.read_day("planned_on"),
        "constituencies": read_units(reader, with_seats=True),
        "committees": read_committees(reader, day),
        "prior_term": _read_prior_term(reader),
        "targets": _read_groups(reader, "target"),
        "reference": _read_groups(reader, "reference") or None,
        "sitting": {
            str(office): number
            for office in CouncilOffice
            if (number := reader.read_number(f"sitting.{office}")) is not None
        },
        "vice_chair_transfer": None if stored is None else stored.vice_chair_transfer,
    }
    if not values["name"]:
        vi, en = "Ghi tên Hội đồng nhân dân.", "Enter the council's name."
        reader.add("missing", "name", vi, en)
    values["seats"] = values["seats"] or seats
    if values["population"] is None:
        values["population"] = _sum_people(values["constituencies"])
    if reader.problems or values["seats"] is None:
        raise InputError(reader.problems)
    try:
        return Council.model_validate(values)
    except ValidationError as error:
        raise InputError(list_validation_problems(error)) from None


def _sum_people(units: list[dict[str, Any]]) -> int | None:
    people = [unit["population"] for unit in units]
    return sum(people) if people and None not in people else None


def _read_groups(reader: CouncilFormReader, column: str) -> dict[str, int]:
    read = ((group, reader.read_number(f"{column}.{group}")) for group in _COUNTED[column])
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
    """Group problems by the field that they belong beside, in the order of the page; "" for no field."""
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
        "prior",
    ),
)


def _rank_field(name: str) -> int:
    stem = name.partition(".")[0]
    return _PAGE_ORDER.index(stem) if stem in _PAGE_ORDER else len(_PAGE_ORDER)


def find_field(loc: Loc) -> str:
    """Return the field of the form for a place in a council or in a draft of one."""
    path = tuple(str(step) for step in loc)
    path = path[1:] if path[:1] in {("council",), ("draft",)} else path
    if len(path) > 1 and path[0] in _ROW_SORTS:
        field = path[2] if len(path) > 2 else "name"  # noqa: PLR2004  # the list, the row, its field
        return f"{_ROW_SORTS[path[0]]}.{path[1]}.{field}"
    for table, column in _TABLES.items():
        if path[: len(table)] == table:
            return f"{column}.{path[len(table)] if len(path) > len(table) else Bloc.PARTY}"
    return _WHOLE_PLACE.get(path, ".".join(path))
