"""Pools of random people, with texts as they stand after cleaning and in which no word means "none"."""

from datetime import date
from enum import StrEnum
from typing import Any

from hypothesis import strategies as st

from cocau.app.files.lists.readings import is_in_capitals
from cocau.app.files.tables.cells import normalize_kinh
from cocau.app.files.tables.columns import COLUMNS, NOTHING_WORDS
from cocau.app.files.text import clean, fold, is_in_old_font
from cocau.constraints.model.people import Person, Pool
from cocau.constraints.model.traits import (
    ConfidenceVote,
    Discipline,
    ExtraPersonField,
    GradeOfYear,
    Sanction,
    YearlyGrade,
)

_ANY = st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Cn", "Co", "Cs", "So"))
# Characters that have a meaning for spreadsheets, CSV or our own lists come up often.
_TRICKY = st.sampled_from("=+-@;,'\"\\#\n\tĐđêộ ")
DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))
IDS = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,8}", fullmatch=True)


def texts(field: str) -> st.SearchStrategy[str]:
    column = COLUMNS[field]
    raw = st.text(_ANY | _TRICKY, min_size=1, max_size=20)
    return raw.map(clean).filter(
        lambda t: bool(t) and not column.is_nothing(t) and fold(t) not in NOTHING_WORDS
    )


PERCENT = st.integers(0, 100)
NAMES = (
    st.text(st.sampled_from("ABCDĐabcdđeêộựỳ '=;-"), min_size=1, max_size=20)
    .map(clean)
    .filter(lambda name: bool(name) and not is_in_capitals(name) and not is_in_old_font(name))
    .filter(lambda name: not fold(name).startswith("dc"))
)
"""Names in capitals, titled or in an old font are not read as they stand, and that is told."""
POSTS = st.sampled_from(
    ["chair", "vice_chair", "head/legal", "deputy_head/economy-budget", "không có chức này"]
)

EXTRA = st.dictionaries(
    st.sampled_from(["Tin học", "Khen thưởng", "Số quyết định (2)"]), texts("remarks"), max_size=2
).map(
    lambda held: tuple(ExtraPersonField(heading=heading, text=text) for heading, text in sorted(held.items()))
)
GRADES = st.lists(
    st.builds(GradeOfYear, year=st.integers(1990, 2090), grade=st.sampled_from(YearlyGrade)), max_size=3
).map(tuple)
OWN: dict[str, st.SearchStrategy[Any]] = {
    "id": IDS,
    "name": NAMES,
    "ethnicity": texts("ethnicity").map(normalize_kinh).filter(lambda t: not set(t) & set(",;/")),
    "planned_for": POSTS,
    "voter_confidence": PERCENT,
    "chair_terms": st.integers(0, 9),
    "preference": st.integers(0, 9),
}
WHOLE = {"extra": EXTRA, "yearly_grades": GRADES}
PLAIN: dict[type, st.SearchStrategy[Any]] = {
    bool: st.booleans(),
    date: DAYS,
    Discipline: st.builds(Discipline, sanction=st.sampled_from(Sanction), decided=DAYS),
    ConfidenceVote: st.builds(ConfidenceVote, held=DAYS, high=PERCENT, some=PERCENT, low=PERCENT),
}


def values(field: str) -> st.SearchStrategy[Any]:
    """What a field may hold, by its declaration: a new field is drawn without being named here."""
    held = COLUMNS[field].held
    if field in WHOLE:
        return WHOLE[field]
    if field in OWN:
        one = OWN[field]
    elif issubclass(held, StrEnum):
        one = st.sampled_from(held)
    else:
        one = PLAIN[held] if held in PLAIN else texts(field)
    if COLUMNS[field].is_many:
        return st.lists(one, max_size=3).map(tuple)
    default = Person.model_fields[field].default
    return st.just(default) | one if default in (None, "") else one


PEOPLE = st.builds(Person, **{field: values(field) for field in COLUMNS})

POOLS = st.builds(
    Pool,
    note=st.just("") | texts("former_posts").map(lambda t: t.strip("# ")),
    people=st.lists(PEOPLE, max_size=4, unique_by=lambda p: p.id).map(tuple),
)
