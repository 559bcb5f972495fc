"""A council as a form's texts: fields, and rows of constituencies and committees.

The name of a field is where it stands: ``population``, ``unit.dv01.seats``, ``prior.count.women``.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import count

from cocau.app.files.tables.committees import COMMITTEE_NAMES
from cocau.app.i18n.languages import Lang
from cocau.app.present.wording import format_number
from cocau.constraints.model.council import (
    Committee,
    Constituency,
    Council,
    CouncilKind,
    CouncilLevel,
    CouncilOffice,
    TransferRecord,
)
from cocau.constraints.model.people import Bloc
from cocau.constraints.model.selectors import GROUPS
from cocau.constraints.record import bilingual

CouncilTexts = dict[str, str]
"""What stands in each field, in the order of the rows."""

TRANSFER_RECORDS = {
    "need": bilingual("Nhu cầu", "The need"),
    "conditions": bilingual("Điều kiện", "The conditions"),
    "consensus": bilingual("Ý kiến thống nhất của cấp ủy", "Consensus of the Party committee"),
    "approval": bilingual("Quyết định của Thường trực Tỉnh ủy", "Decision of the provincial standing board"),
}
"""The records of the pilot of S2.5, each with its title."""
UNIT_FIELDS = ("name", "seats", "population", "localities")
COMMITTEE_FIELDS = ("name", "continues", "heads")
FIRST_UNITS, FIRST_COMMITTEES = 5, 3
"""Rows that an empty form begins with."""
MOST_ROWS = 300
LONGEST_TEXT, LONGEST_NOTE = 300, 4_000

TEXT_FIELDS = ("name", "seats_decided_by", "secretary_not_chairing", "note")
NUMBER_FIELDS = ("population", "lower_units", "seats", "ethnic_minority_candidates", "merged_from")
_DAYS = ("election_day", "planned_on")
GROUP_COLUMNS = {
    "prior.count": tuple(GROUPS),
    "prior.introduced": tuple(GROUPS),
    "target": tuple(GROUPS),
    "reference": tuple(map(str, Bloc)),
}
"""Columns of the table of groups, each with the groups that it takes."""
_ROW = re.compile(r"(unit|committee)\.([A-Za-z0-9][A-Za-z0-9._-]*)\.([a-z]+)")

ELECTION_DAYS = {date(2021, 5, 23): "2021 - 2026", date(2026, 3, 15): "2026 - 2031"}
"""General elections that the form offers, with terms (Resolutions 133/2020, 199/2025)."""


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

TWO_LEVELS_SINCE = date(2025, 7, 1)  # Law 72/2025 in force


def list_usual_committees(kind: CouncilKind, day: date) -> tuple[Committee, ...]:
    """List the committees that the law names for a kind of council.

    Law 77/2015 as amended, Art. 18 to 60, clause 3 of each; Law 72/2025, Art. 29(3)(a). A committee for
    ethnic affairs is left to the places that have one.
    """
    city = kind in {CouncilKind.CITY, CouncilKind.SPECIAL_CITY}
    if kind.level is CouncilLevel.PROVINCE:
        found = ("legal", "economy-budget", "culture-society", *(("urban",) if city else ()))
    elif kind.level is CouncilLevel.COMMUNE and day >= TWO_LEVELS_SINCE:
        found = ("economy-budget", "culture-society")
    else:
        found = ("legal", "economy-society")
    return tuple(Committee(id=i, name=COMMITTEE_NAMES[i]) for i in found)


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
    flat = dict.fromkeys((*TEXT_FIELDS, *NUMBER_FIELDS, *_DAYS, "kind", "term", "wanted"), "")
    places = dict.fromkeys(("place.province", "place.district", "place.commune"), "")
    offices = {f"{column}.{office}": "" for column in ("sitting", "officers") for office in CouncilOffice}
    prior = {"prior.deputies": "", "prior.people": "", "prior.source": "", "prior.from": ""}
    groups = {f"{column}.{group}": "" for column, names in GROUP_COLUMNS.items() for group in names}
    blank = flat | places | offices | prior | groups | dict.fromkeys(_list_transfer_fields(), "")
    return add_rows(add_rows(blank, "unit", FIRST_UNITS), "committee", FIRST_COMMITTEES)


def _list_transfer_fields() -> Iterator[str]:
    yield "transfer.towards"
    for record in TRANSFER_RECORDS:
        yield from (f"transfer.{record}.{field}" for field in TransferRecord.model_fields)


def drop_own_texts(texts: CouncilTexts) -> CouncilTexts:
    """Return the texts for another council: without what is true of this one alone."""
    own = ("name", "note", "secretary_not_chairing", "ethnic_minority_candidates", "planned_on")
    stems = ("sitting.", "officers.", "prior.", "transfer.")
    return {name: "" if name in own or name.startswith(stems) else value for name, value in texts.items()}


def build_council_texts(council: Council, lang: Lang) -> CouncilTexts:
    """Build the texts of a council's form."""
    texts = {
        name: value
        for name, value in build_blank_texts().items()
        if not name.startswith(("unit.", "committee."))
    }
    texts |= {name: f"{getattr(council, name) or ''}" for name in TEXT_FIELDS}
    texts |= {name: _write_number(getattr(council, name)) for name in NUMBER_FIELDS}
    texts |= {"population": _format_people(council.population, lang), "kind": str(council.kind)}
    known = council.election_day in ELECTION_DAYS
    texts |= {
        "term": council.election_day.isoformat() if known else "",
        "election_day": "" if known else council.election_day.isoformat(),
        "planned_on": "" if council.planned_on is None else council.planned_on.isoformat(),
    }
    texts |= {f"sitting.{office}": str(number) for office, number in council.sitting.items()}
    texts |= {f"officers.{office}": "; ".join(names) for office, names in council.officers.items()}
    prior, tables = council.prior_term, {"target": council.targets, "reference": council.reference or {}}
    if prior is not None:
        texts |= {
            "prior.deputies": str(prior.deputies),
            "prior.people": _write_number(prior.introduced),
            "prior.source": prior.source,
        }
        tables |= {"prior.count": prior.counts, "prior.introduced": prior.introduced_counts}
    if (transfer := council.vice_chair_transfer) is not None:
        texts["transfer.towards"] = str(transfer.towards)
        for record, held in transfer.records.items():
            parts = {} if held is None else held.model_dump(mode="json")
            texts |= {f"transfer.{record}.{field}": str(text) for field, text in parts.items()}
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
    """Read the texts sent: rows as they are; other fields, if not sent, as before."""
    flat = {
        name: _cut(name, form.get(name, value))
        for name, value in before.items()
        if not name.startswith(("unit.", "committee."))
    }
    rows = [(name, _cut(name, value)) for name, value in form.items() if _ROW.fullmatch(name)]
    return flat | dict(rows[: MOST_ROWS * (len(UNIT_FIELDS) + 1)])


def _cut(name: str, value: str) -> str:
    is_long = name == "note" or name.endswith(".localities") or name.startswith("officers.")
    return value[: LONGEST_NOTE if is_long else LONGEST_TEXT]


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
