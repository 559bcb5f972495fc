"""Columns of a list of people: one for each field of `Person`, read from its declaration."""

import re
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from enum import StrEnum
from types import NoneType
from typing import get_args, get_origin

from cocau.app.files.tables.cells import (
    DAY,
    DISCIPLINE,
    ETHNICITY,
    EXTRA,
    GRADE_OF_YEAR,
    POSTS,
    TEXT,
    VOTE,
    WHOLE,
    YES_NO,
    CellType,
    list_of,
    one_of,
)
from cocau.app.files.text import fold
from cocau.constraints.model.people import PERSON_FIELDS, Person
from cocau.constraints.model.person_fields import PersonFieldDeclaration, belongs_to_dossier
from cocau.constraints.model.traits import ConfidenceVote, Discipline, ExtraPersonField, GradeOfYear
from cocau.constraints.record import Record, Text

# "Tôn giáo: không" means none, not a religion of that name; the same for every column that may stay empty.
NOTHING_WORDS = frozenset({"khong", "khong co", "none", "-", "n/a"})
_UNTRAINED = frozenset({"k", "chua", "chua qua dao tao"})
_ON_OWN_BEHALF = frozenset({"tu ung cu", "nguoi tu ung cu", "self-nominated"})

# A running number says nothing about a person and is passed over.
_IGNORED_HEADINGS = frozenset({"stt", "tt", "so tt", "so thu tu", "no", "#"})


@dataclass(frozen=True)
class PersonColumn:
    """A person's field as a column; `held`: the type of its value, or of several."""

    field: str
    cell: CellType
    held: type
    is_many: bool

    @property
    def enum(self) -> type[StrEnum] | None:
        """Return the words that the field takes, if it takes nothing else."""
        return self.held if issubclass(self.held, StrEnum) else None

    @property
    def holds_record(self) -> bool:
        """Return whether a value has parts, so that how to write it has to be told."""
        return issubclass(self.held, Record)

    @property
    def declared(self) -> PersonFieldDeclaration:
        """Return what is declared of the field."""
        return PERSON_FIELDS[self.field]

    @property
    def about(self) -> Text:
        """Return the purpose of the field."""
        return self.declared.about

    @property
    def required(self) -> bool:
        """Return whether a list of people needs this column; an id can be generated."""
        return self.field != "id" and Person.model_fields[self.field].is_required()

    def is_nothing(self, text: str) -> bool:
        """Return whether the text means the same as an empty cell."""
        if not text or not self._can_be_nothing:
            return not text
        word = fold(text)
        if self.enum is not None and word in _UNTRAINED:
            return True
        return word in NOTHING_WORDS or (self.field == "introduced_by" and word in _ON_OWN_BEHALF)

    @property
    def _can_be_nothing(self) -> bool:
        return Person.model_fields[self.field].default in (None, ())

    def heading(self, lang: str) -> str:
        """Return the heading of the column."""
        return self.declared.heading.of(lang)


_OWN_CELLS = {"ethnicity": ETHNICITY, "planned_for": POSTS}
_CELLS: dict[type, CellType] = {
    str: TEXT,
    bool: YES_NO,
    date: DAY,
    int: WHOLE,
    Discipline: DISCIPLINE,
    ConfidenceVote: VOTE,
    GradeOfYear: GRADE_OF_YEAR,
    ExtraPersonField: EXTRA,
}


def _build_column(field: str) -> PersonColumn:
    """Build the column of a field: its cell follows from the annotation."""
    annotation = Person.model_fields[field].annotation
    is_many = get_origin(annotation) is tuple
    held = next(part for part in get_args(annotation) or (annotation,) if part is not NoneType)
    one = one_of(held) if issubclass(held, StrEnum) else _CELLS[held]
    return PersonColumn(field, _OWN_CELLS.get(field, list_of(one) if is_many else one), held, is_many)


COLUMNS: dict[str, PersonColumn] = {field: _build_column(field) for field in PERSON_FIELDS}
FILE_COLUMNS = tuple(column for field, column in COLUMNS.items() if field != "extra")
"""The columns of a written list; kept columns come under their own headings."""


_BETWEEN_WORDS = re.compile(r"[^\w%#]+")


def normalize_heading(heading: str) -> str:
    """Return a heading as it is compared: folded, without punctuation."""
    return _BETWEEN_WORDS.sub(" ", fold(heading)).strip()


def _list_headings(field: str) -> tuple[str, ...]:
    """List a field's headings, weakest first: aliases, without brackets, headings, code."""
    declared = PERSON_FIELDS[field]
    full = (declared.heading.vi, declared.heading.en)
    return (*declared.aliases, *(text.partition(" (")[0] for text in full), field, *full)


_FIELD_OF = {normalize_heading(text): field for field in PERSON_FIELDS for text in _list_headings(field)}


def find_person_field(heading: str) -> str | None:
    """Return the field that a heading means, in either language or by its code."""
    return _FIELD_OF.get(normalize_heading(heading)) or _FIELD_OF.get(
        normalize_heading(heading.partition("(")[0])
    )


def is_ignored_heading(heading: str) -> bool:
    """Return whether a column of this heading is left unread."""
    return normalize_heading(heading) in _IGNORED_HEADINGS


def is_kept_heading(heading: str) -> bool:
    """Return whether a column that is no field is kept: what stays in the dossier is not."""
    folded = normalize_heading(heading)
    return bool(folded) and folded not in _IGNORED_HEADINGS and not belongs_to_dossier(heading)


_SURE = 0.8  # of a slip of the pen: "Dân tôcc" for "Dân tộc"


def find_similar_heading(heading: str) -> Text | None:
    """Return the heading that was probably meant, if one is very much alike."""
    found = get_close_matches(normalize_heading(heading)[:60], _FIELD_OF, n=1, cutoff=_SURE)
    return PERSON_FIELDS[_FIELD_OF[found[0]]].heading if found else None
