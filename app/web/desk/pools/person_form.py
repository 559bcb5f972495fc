"""A person as a form: every field in its group, with its text, its choices and its problems.

The text of a field is the one that its cell in a table takes; words of a list stand as their codes.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from cocau.app.files.people import format_field
from cocau.app.files.tables.cells import DAY, WHOLE, YES_NO
from cocau.app.files.tables.columns import COLUMNS
from cocau.app.i18n.languages import Lang
from cocau.app.i18n.words import ENUMS, FIELDS
from cocau.app.present.names import Names
from cocau.constraints.errors import Problem
from cocau.constraints.model.people import (
    Bloc,
    CandidacyBar,
    OtherBody,
    PartyRank,
    PeoplesCommitteeRole,
    Person,
    Sex,
    YearlyGrade,
)

_CHOICE_FIELDS: dict[str, type[StrEnum]] = {
    "sex": Sex,
    "bloc": Bloc,
    "party_rank": PartyRank,
    "peoples_committee": PeoplesCommitteeRole,
    "yearly_grade": YearlyGrade,
}
_MULTIPLE_CHOICE_FIELDS: dict[str, type[StrEnum]] = {"bars": CandidacyBar, "stands_elsewhere": OtherBody}
_POSTS_FIELD = "planned_for"
_SEPARATOR = ";"
_MEANT_FOR_TABLES = "lives_or_works_here"  # what is said of this column is about empty cells
_FIELD_PLACE = re.compile(r"(?:^|[.\] ])(\w+)$")

FieldChoices = tuple[tuple[str, str], ...]
"""What may be chosen: its code, and its words."""
FieldTexts = dict[str, str]
"""What stands in each field."""


@dataclass(frozen=True)
class PersonField:
    """One field of the form. `theirs`: what somebody else wrote into it meanwhile, if it differs."""

    name: str
    kind: str
    label: str
    hint: str
    required: bool
    text: str
    choices: FieldChoices = ()
    problems: tuple[Problem, ...] = ()
    theirs: str | None = None

    @property
    def chosen(self) -> frozenset[str]:
        """Return the chosen codes of a field that takes several."""
        return frozenset(self.text.split(_SEPARATOR))


@dataclass(frozen=True)
class PersonFieldGroup:
    """The fields under one heading."""

    title: str
    fields: tuple[PersonField, ...]


def build_field_groups(
    _: Callable[[str], str],
    sheet: Names,
    texts: FieldTexts,
    problems: Sequence[Problem] = (),
    theirs: Mapping[str, str] | None = None,
) -> list[PersonFieldGroup]:
    """Build the whole form."""
    wrong = group_field_problems(problems)
    there = theirs or {}

    def made(*names: str) -> tuple[PersonField, ...]:
        return tuple(_build_field(sheet, name, texts, wrong.get(name, ()), there.get(name)) for name in names)

    return [
        PersonFieldGroup(_("Nhân thân"), made("name", "born", "sex", "ethnicity", "religion")),
        PersonFieldGroup(
            _("Công tác"), made("bloc", "work_place", "introduced_by", "locality", "lives_or_works_here")
        ),
        PersonFieldGroup(_("Đảng"), made("party_member", "party_rank")),
        PersonFieldGroup(
            _("Nhiệm kỳ và chức danh"),
            made(
                "re_standing",
                "meant_full_time",
                "already_full_time",
                "peoples_committee",
                "planned_for",
                "former_posts",
                "expert_in",
            ),
        ),
        PersonFieldGroup(
            _("Tiêu chuẩn"),
            made(
                "unmet_standards",
                "bars",
                "under_investigation",
                "other_nationality",
                "discipline",
                "stands_elsewhere",
                "retires_as_men",
                "age_exception",
            ),
        ),
        PersonFieldGroup(
            _("Tín nhiệm, đánh giá"),
            made("voter_confidence", "confidence_vote", "yearly_grade", "preference"),
        ),
    ]


def _build_field(
    sheet: Names, name: str, texts: FieldTexts, problems: tuple[Problem, ...], theirs: str | None
) -> PersonField:
    column = COLUMNS[name]
    hint = "" if name == _MEANT_FOR_TABLES else column.about.of(sheet.lang)
    kind = _get_widget(name)
    if name in {"discipline", "confidence_vote"}:
        hint = f"{hint}; {column.cell.form.of(sheet.lang)}"
    text = texts.get(name, "")
    return PersonField(
        name,
        kind,
        FIELDS[name].of(sheet.lang),
        hint,
        column.required,
        text,
        _list_choices(sheet, name, text),
        problems,
        theirs,
    )


def _get_widget(name: str) -> str:
    cell = COLUMNS[name].cell
    plain = {id(YES_NO): "yes_no", id(DAY): "date", id(WHOLE): "number"}.get(id(cell), "text")
    return (
        "one"
        if name in _CHOICE_FIELDS
        else "many"
        if name in {*_MULTIPLE_CHOICE_FIELDS, _POSTS_FIELD}
        else plain
    )


def _list_choices(sheet: Names, name: str, text: str) -> FieldChoices:
    if name == _POSTS_FIELD:
        kept = (post for post in text.split(_SEPARATOR) if post and post not in sheet.council.posts)
        return tuple((post, sheet.name_of(post)) for post in sheet.council.posts) + tuple(
            (post, post) for post in kept
        )
    if name == "locality":
        return tuple((place, place) for u in sheet.council.constituencies for place in u.localities)
    enum = (_CHOICE_FIELDS | _MULTIPLE_CHOICE_FIELDS).get(name)
    return () if enum is None else tuple((str(v), ENUMS[enum][v].of(sheet.lang)) for v in enum)


def build_blank_texts() -> FieldTexts:
    """Build the texts of an empty form, with the defaults that hold for most people."""
    return {
        name: "1" if _get_widget(name) == "yes_no" and f.default is True else ""
        for name, f in _PERSON_FIELDS.items()
    }


def build_texts(person: Person, lang: Lang) -> FieldTexts:
    """Build the texts of a person's form."""
    return {name: _format_value(name, getattr(person, name), lang) for name in _PERSON_FIELDS}


_PERSON_FIELDS = {name: field for name, field in Person.model_fields.items() if name != "id"}


def _format_value(name: str, value: Any, lang: Lang) -> str:  # noqa: ANN401  # whatever the field holds
    if value is None:
        return ""
    match _get_widget(name):
        case "yes_no":
            return "1" if value else "0"
        case "date":
            return str(value.isoformat())
        case "one":
            return str(value)
        case "many":
            return _SEPARATOR.join(map(str, value))
        case _:
            return format_field(name, value, lang)


def read_texts(form: Mapping[str, Sequence[str]], before: FieldTexts) -> FieldTexts:
    """Read the texts that were sent.

    A field that was not sent is as before; a box that was not ticked is a no.
    """
    return {name: _read_field(name, form.get(name, ()), before[name]) for name in _PERSON_FIELDS}


def _read_field(name: str, values: Sequence[str], before: str) -> str:
    match _get_widget(name):
        case "yes_no":
            return "1" if values else "0"
        case "many":
            return _SEPARATOR.join(values)
        case _:
            return values[-1] if values else before


def group_field_problems(problems: Iterable[Problem]) -> dict[str, tuple[Problem, ...]]:
    """Group problems by their field; those of no field stand under ""."""
    found: dict[str, tuple[Problem, ...]] = {}
    for problem in problems:
        match = _FIELD_PLACE.search(problem.where)
        name = match[1] if match is not None and match[1] in _PERSON_FIELDS else ""
        found[name] = (*found.get(name, ()), problem)
    return found
