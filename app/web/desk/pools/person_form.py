"""A person as a form: fields in groups, with their texts, choices and problems.

The text of a field is the one that its cell in a table takes; words of a list stand as their codes.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cocau.app.files.people import format_field
from cocau.app.files.tables.cells import DAY, WHOLE, YES_NO
from cocau.app.files.tables.columns import COLUMNS
from cocau.app.files.tables.committees import write_post
from cocau.app.i18n.languages import Lang
from cocau.app.i18n.words import ENUMS
from cocau.app.present.names import Names
from cocau.constraints.errors import Problem
from cocau.constraints.model.people import PERSON_FIELDS, Person
from cocau.constraints.model.person_fields import FieldGroup

_POSTS_FIELD = "planned_for"
_SEPARATOR = ";"
_MEANT_FOR_TABLES = "lives_or_works_here"  # what is said of this column is about empty cells

FieldChoices = tuple[tuple[str, str], ...]
"""What may be chosen: its code, and its words."""
FieldTexts = dict[str, str]
"""What stands in each field."""


@dataclass(frozen=True)
class PersonField:
    """A field of the form; `theirs`: what somebody else wrote meanwhile, if different."""

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
    sheet: Names,
    texts: FieldTexts,
    problems: Sequence[Problem] = (),
    theirs: Mapping[str, str] | None = None,
) -> list[PersonFieldGroup]:
    """Build the whole form: every field in the group that is declared for it."""
    wrong = group_field_problems(problems)
    there = theirs or {}
    return [
        PersonFieldGroup(
            sheet.label(group),
            tuple(
                _build_field(sheet, name, texts, wrong.get(name, ()), there.get(name))
                for name in _FORM_FIELDS
                if PERSON_FIELDS[name].group is group
            ),
        )
        for group in FieldGroup
        if group is not FieldGroup.FILE
    ]


def _build_field(
    sheet: Names, name: str, texts: FieldTexts, problems: tuple[Problem, ...], theirs: str | None
) -> PersonField:
    column = COLUMNS[name]
    hint = "" if name == _MEANT_FOR_TABLES else column.about.of(sheet.lang)
    kind = get_widget(name)
    if kind == "text" and column.holds_record:
        hint = f"{hint}; {column.cell.form.of(sheet.lang)}"
    text = texts.get(name, "")
    return PersonField(
        name,
        kind,
        column.heading(sheet.lang),
        hint,
        column.required,
        text,
        list_choices(sheet, name, text),
        problems,
        theirs,
    )


def get_widget(name: str) -> str:
    """Return the kind of control that a field has: one, many, yes_no, date, number or text."""
    column = COLUMNS[name]
    if column.enum is not None or name == _POSTS_FIELD:
        return "many" if column.is_many else "one"
    return {id(YES_NO): "yes_no", id(DAY): "date", id(WHOLE): "number"}.get(id(column.cell), "text")


def list_choices(sheet: Names, name: str, text: str) -> FieldChoices:
    """List what a field offers; `text`: what stands there, which stays a choice."""
    if name == _POSTS_FIELD:
        kept = (post for post in text.split(_SEPARATOR) if post and post not in sheet.council.posts)
        return tuple((post, sheet.name_of(post)) for post in sheet.council.posts) + tuple(
            (post, write_post(post, sheet.lang)) for post in kept
        )
    if name == "locality":
        return tuple((place, place) for u in sheet.council.constituencies for place in u.localities)
    enum = COLUMNS[name].enum
    return () if enum is None else tuple((str(v), ENUMS[enum][v].of(sheet.lang)) for v in enum)


def build_blank_texts() -> FieldTexts:
    """Build the texts of an empty form, with the defaults that hold for most people."""
    return {
        name: "1" if get_widget(name) == "yes_no" and f.default is True else ""
        for name, f in _FORM_FIELDS.items()
    }


def build_texts(person: Person, lang: Lang) -> FieldTexts:
    """Build the texts of a person's form."""
    return {name: _format_value(name, getattr(person, name), lang) for name in _FORM_FIELDS}


_FORM_FIELDS = {
    name: Person.model_fields[name]
    for name, declared in PERSON_FIELDS.items()
    if declared.group is not FieldGroup.FILE
}


def _format_value(name: str, value: Any, lang: Lang) -> str:  # noqa: ANN401  # whatever the field holds
    if value is None:
        return ""
    match get_widget(name):
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
    return {name: _read_field(name, form.get(name, ()), before[name]) for name in _FORM_FIELDS}


def _read_field(name: str, values: Sequence[str], before: str) -> str:
    match get_widget(name):
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
        name = problem.field if problem.field in _FORM_FIELDS else ""
        found[name] = (*found.get(name, ()), problem)
    return found
