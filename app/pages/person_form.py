"""A person as a form: every field in its group, with what stands in it, what may, and what is wrong with it.

What stands in a field is kept as the text that its cell in a table takes; words of a list by their codes.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from cocau.app.imports.cells import DAY, WHOLE, YES_NO
from cocau.app.imports.columns import COLUMNS
from cocau.app.imports.one_person import text_of
from cocau.app.languages import Lang
from cocau.app.render.sheet import Sheet
from cocau.app.words import ENUMS, FIELDS
from cocau.constraints.errors import Problem
from cocau.constraints.people import Bar, Bloc, Elsewhere, Grade, PartyRank, PeoplesCommittee, Person, Sex

_ONE: dict[str, type[StrEnum]] = {
    "sex": Sex,
    "bloc": Bloc,
    "party_rank": PartyRank,
    "peoples_committee": PeoplesCommittee,
    "yearly_grade": Grade,
}
_MANY: dict[str, type[StrEnum]] = {"bars": Bar, "stands_elsewhere": Elsewhere}
_POSTS = "planned_for"
_JOINT = ";"
_MEANT_FOR_TABLES = "lives_or_works_here"  # what is said of this column is about empty cells
_WHERE = re.compile(r"(?:^|[.\] ])(\w+)$")

Choices = tuple[tuple[str, str], ...]
"""What may be chosen: its code, and its words."""
Texts = dict[str, str]
"""What stands in each field."""


@dataclass(frozen=True)
class Field:
    """One field. `theirs`: what somebody else wrote into it in the meantime, where that is something else."""

    name: str
    kind: str
    label: str
    hint: str
    required: bool
    text: str
    choices: Choices = ()
    problems: tuple[Problem, ...] = ()
    theirs: str | None = None

    @property
    def chosen(self) -> frozenset[str]:
        """The codes in it, of a field that takes several."""
        return frozenset(self.text.split(_JOINT))


@dataclass(frozen=True)
class Group:
    """Fields under one title."""

    title: str
    fields: tuple[Field, ...]


def groups(
    _: Callable[[str], str],
    sheet: Sheet,
    texts: Texts,
    problems: Sequence[Problem] = (),
    theirs: Mapping[str, str] | None = None,
) -> list[Group]:
    """The whole form."""
    wrong = by_field(problems)
    there = theirs or {}

    def made(*names: str) -> tuple[Field, ...]:
        return tuple(_field(sheet, name, texts, wrong.get(name, ()), there.get(name)) for name in names)

    return [
        Group(_("Nhân thân"), made("name", "born", "sex", "ethnicity", "religion")),
        Group(_("Công tác"), made("bloc", "work_place", "introduced_by", "locality", "lives_or_works_here")),
        Group(_("Đảng"), made("party_member", "party_rank")),
        Group(
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
        Group(
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
        Group(
            _("Tín nhiệm, đánh giá"),
            made("voter_confidence", "confidence_vote", "yearly_grade", "preference"),
        ),
    ]


def _field(sheet: Sheet, name: str, texts: Texts, problems: tuple[Problem, ...], theirs: str | None) -> Field:
    column = COLUMNS[name]
    hint = "" if name == _MEANT_FOR_TABLES else column.about.of(sheet.lang)
    kind = _kind(name)
    if name in {"discipline", "confidence_vote"}:
        hint = f"{hint}; {column.cell.form.of(sheet.lang)}"
    text = texts.get(name, "")
    return Field(
        name,
        kind,
        FIELDS[name].of(sheet.lang),
        hint,
        column.required,
        text,
        _choices(sheet, name, text),
        problems,
        theirs,
    )


def _kind(name: str) -> str:
    cell = COLUMNS[name].cell
    plain = {id(YES_NO): "yes_no", id(DAY): "date", id(WHOLE): "number"}.get(id(cell), "text")
    return "one" if name in _ONE else "many" if name in {*_MANY, _POSTS} else plain


def _choices(sheet: Sheet, name: str, text: str) -> Choices:
    if name == _POSTS:
        kept = (post for post in text.split(_JOINT) if post and post not in sheet.council.posts)
        return tuple((post, sheet.named(post)) for post in sheet.council.posts) + tuple(
            (post, post) for post in kept
        )
    if name == "locality":
        return tuple((place, place) for u in sheet.council.constituencies for place in u.localities)
    enum = (_ONE | _MANY).get(name)
    return () if enum is None else tuple((str(v), ENUMS[enum][v].of(sheet.lang)) for v in enum)


def blank() -> Texts:
    """The form of somebody new: only what holds of most people is in it."""
    return {name: "1" if _kind(name) == "yes_no" and f.default is True else "" for name, f in _FIELDS.items()}


def texts_of(person: Person, lang: Lang) -> Texts:
    """What stands in the form of somebody."""
    return {name: _text(name, getattr(person, name), lang) for name in _FIELDS}


_FIELDS = {name: field for name, field in Person.model_fields.items() if name != "id"}


def _text(name: str, value: Any, lang: Lang) -> str:  # noqa: ANN401  # whatever the field holds
    if value is None:
        return ""
    match _kind(name):
        case "yes_no":
            return "1" if value else "0"
        case "date":
            return str(value.isoformat())
        case "one":
            return str(value)
        case "many":
            return _JOINT.join(map(str, value))
        case _:
            return text_of(name, value, lang)


def typed(form: Mapping[str, Sequence[str]], before: Texts) -> Texts:
    """What was sent of a form; a field that was not sent is as before, a box that was not ticked is a no."""
    return {name: _sent(name, form.get(name, ()), before[name]) for name in _FIELDS}


def _sent(name: str, values: Sequence[str], before: str) -> str:
    match _kind(name):
        case "yes_no":
            return "1" if values else "0"
        case "many":
            return _JOINT.join(values)
        case _:
            return values[-1] if values else before


def by_field(problems: Iterable[Problem]) -> dict[str, tuple[Problem, ...]]:
    """The problems of each field; those of none under ""."""
    found: dict[str, tuple[Problem, ...]] = {}
    for problem in problems:
        match = _WHERE.search(problem.where)
        name = match[1] if match is not None and match[1] in _FIELDS else ""
        found[name] = (*found.get(name, ()), problem)
    return found
