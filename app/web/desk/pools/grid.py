"""The table of people: chosen columns, cells edited in place and saved together.

Cells are named by row and field of the version that was shown. What somebody else changed meanwhile stays:
a cell that both changed is told with the other's text, and is written on top only when saved again.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter
from pydantic import TypeAdapter, ValidationError
from pydantic_core import to_jsonable_python
from starlette.responses import Response

from cocau.app.files.people import format_field, parse_fields
from cocau.app.files.tables.columns import COLUMNS
from cocau.app.i18n.languages import Lang
from cocau.app.permissions import Permission
from cocau.app.present.names import Names
from cocau.app.services.errors import Stale
from cocau.app.services.pools import PoolPatch, apply_pool_patch, patch_pool
from cocau.app.web.deps import ResourceId, require_permission
from cocau.app.web.desk.context import PageContext, PageContextDep
from cocau.app.web.desk.forms import FormListsDep
from cocau.app.web.desk.page_route import PageRoute
from cocau.app.web.desk.pools.context import PoolContext, get_pool_context, get_value_formatter
from cocau.app.web.desk.pools.people import PositiveNumber, apply_to_newest
from cocau.app.web.desk.pools.person_form import FieldChoices, build_texts, get_widget, list_choices
from cocau.app.web.errors import MalformedRequest
from cocau.constraints.errors import GivenValue, InputError, InputPart, ItemId, LocStep, Problem
from cocau.constraints.model.people import PERSON_FIELDS, Person
from cocau.constraints.model.person_fields import FieldGroup
from cocau.constraints.record import Text

router = APIRouter(prefix="/pools/{pool_id}", route_class=PageRoute, include_in_schema=False)

DEFAULT_COLUMNS = (
    "sex",
    "bloc",
    "ethnicity",
    "party_member",
    "occupation",
    "work_place",
    "locality",
    "re_standing",
    "meant_full_time",
    "voter_confidence",
)
"""Columns shown by default: what people are recognised by, and most rules count."""

_APART = {"name"}  # the first column, always there
_MOST_TRIES = 3


@dataclass(frozen=True)
class PeopleGridColumn:
    """A field as a column of the table; `kind`: its control, as in the form of a person."""

    name: str
    label: str
    kind: str
    choices: FieldChoices
    is_editable: bool

    def show(self, person: Person, lang: str) -> str:
        """Return the text of a cell."""
        value = getattr(person, self.name)
        return "" if value is False else format_field(self.name, value, lang)


def list_columns(sheet: Names, names: Iterable[str]) -> list[PeopleGridColumn]:
    """List these columns, or the default ones, in the order of the record."""
    chosen = set(names) & PERSON_FIELDS.keys() or {*DEFAULT_COLUMNS}
    return [_build_column(sheet, name) for name in list_choosable() if name in chosen]


def list_choosable() -> list[str]:
    """List the fields that may be shown."""
    return [n for n, d in PERSON_FIELDS.items() if d.group is not FieldGroup.FILE and n not in _APART]


def list_editable(sheet: Names) -> list[PeopleGridColumn]:
    """List the columns edited in the table: a word, day, number or text per cell."""
    return [
        column for name in ("name", *list_choosable()) if (column := _build_column(sheet, name)).is_editable
    ]


def _build_column(sheet: Names, name: str) -> PeopleGridColumn:
    column, kind = COLUMNS[name], get_widget(name)
    choices = list_choices(sheet, name, "")
    if kind == "yes_no":
        choices = (("1", sheet.say("có", "yes")), ("0", sheet.say("không", "no")))
    return PeopleGridColumn(
        name,
        column.heading(sheet.lang),
        kind,
        choices,
        is_editable=not column.is_many and not column.holds_record,
    )


@dataclass(frozen=True)
class RefusedCell:
    """A cell that could not be saved, and why."""

    row: int
    field: str
    name: str
    why: Text

    @property
    def key(self) -> str:
        """Return the name of the cell on the page."""
        return f"{self.row}-{self.field}"


class _CellsRefused(Exception):
    """Some cells cannot be saved, so none is."""

    def __init__(self, refused: list[RefusedCell]) -> None:
        super().__init__(len(refused))
        self.refused = refused


@dataclass(frozen=True)
class ReadCell:
    """A pasted cell that can be read: what stands in its control, and how it is shown."""

    key: str
    text: str
    label: str


@router.post("/{version}/cells", dependencies=[require_permission(Permission.EDIT)])
def post_cells(
    pool_id: ResourceId, version: PositiveNumber, desk: PageContextDep, form: FormListsDep
) -> Response:
    """Save edited cells, or one value for every chosen row, as one new version."""
    base = get_pool_context(desk, pool_id, version)
    changed, refused = _parse_cells(base, _read_cells(base, form))
    if refused:
        return _render_refusal(desk, pool_id, refused, ())
    seen = int(seen[-1]) if (seen := form.get("seen", [])) and seen[-1].isdecimal() else version
    try:
        _save_cells(desk, base, changed, seen)
    except _CellsRefused as error:
        return _render_refusal(desk, pool_id, error.refused, ())
    return desk.go(f"{base.path}?told=saved")


def _render_refusal(
    desk: PageContext, pool_id: str, refused: Sequence[RefusedCell], problems: Sequence[Problem]
) -> Response:
    """Render why nothing was saved: at its cells, and what is wrong with no cell."""
    newest = get_pool_context(desk, pool_id)
    return desk.page(
        "part/cells_refused.html" if desk.partly else "cells_refused.html",
        code=HTTPStatus.UNPROCESSABLE_ENTITY,
        place=newest.place,
        open=newest,
        refused=refused,
        problems=problems,
    )


@router.post("/{version}/cells/check", dependencies=[require_permission(Permission.EDIT)])
def post_cells_check(
    pool_id: ResourceId, version: PositiveNumber, desk: PageContextDep, form: FormListsDep
) -> Response:
    """Read pasted cells without saving any: as shown, or what is wrong with each.

    `outside`: how many of the pasted cells fall beside the table.
    """
    base = get_pool_context(desk, pool_id, version)
    typed = _read_cells(base, form)
    outside = form.get("outside", ["0"])[-1]
    changed, refused = _parse_cells(base, typed)
    try:
        apply_pool_patch(base.pool, _build_patch(base, changed))
    except InputError as error:
        refused += [_place(base, changed, problem) for problem in error.problems]
    return desk.page(
        "part/cells_checked.html",
        open=base,
        refused=refused,
        read=list(_list_read_cells(typed, {one.key for one in refused}, desk.lang)),
        outside=int(outside) if outside.isdecimal() else 0,
    )


def _list_read_cells(typed: dict[int, dict[str, str]], refused: set[str], lang: Lang) -> Iterable[ReadCell]:
    say = get_value_formatter(lang)
    for row, texts in typed.items():
        for field, text in texts.items():
            if f"{row}-{field}" in refused:
                continue
            value = parse_fields({field: text})[field]
            shown = "" if value in {None, False, ""} else say(field, value)
            control = {"yes_no": "1" if value else "0"}.get(get_widget(field), value)
            kept = control if isinstance(control, str) else "" if value is None else shown
            yield ReadCell(f"{row}-{field}", kept, shown)


@router.post("/{version}/withdrawals", dependencies=[require_permission(Permission.EDIT)])
def post_withdrawals(
    pool_id: ResourceId, version: PositiveNumber, desk: PageContextDep, form: FormListsDep
) -> Response:
    """Note that all chosen people withdraw, for one reason, as one new version."""
    base = get_pool_context(desk, pool_id, version)
    chosen = [person for row in _read_rows(form) if (person := base.get_person_at(row)) is not None]
    left = {person.id for person in get_pool_context(desk, pool_id).pool.people}
    gone = tuple(dict.fromkeys(person.id for person in chosen if person.id in left))
    if not chosen:
        return _render_refusal(desk, pool_id, (), [_NOBODY_CHOSEN])
    if gone:
        try:
            apply_to_newest(desk, pool_id, PoolPatch(withdrawn=gone), form.get("note", [""])[-1].strip())
        except InputError as error:
            return _render_refusal(desk, pool_id, (), error.problems)
    return desk.go(f"{base.path}?told={'withdrawn' if gone else 'same'}")


_NOBODY_CHOSEN = Problem(
    "missing", ("rows",), "Chưa chọn ai: hãy đánh dấu người rút.", "Nobody is chosen: mark who withdraws."
)


def _read_rows(form: Mapping[str, Sequence[str]]) -> list[int]:
    """Read chosen rows: a field for each, or many in one, parted by commas."""
    rows = [row for value in form.get("rows", ()) for row in value.split(",")]
    return [int(row) for row in rows if row.isdecimal()]


_CELLS = TypeAdapter(dict[str, str])


def _read_cells(base: PoolContext, form: Mapping[str, Sequence[str]]) -> dict[int, dict[str, str]]:
    """Read typed cells by row and field; `rows`, `field`, `value`: one text for many rows.

    `cells`: as many as there may be, in one field, as JSON.

    Raises:
        MalformedRequest: `cells` is no such JSON.
    """
    typed: dict[int, dict[str, str]] = {}
    for row in _read_rows(form):
        if field := form.get("field", [""])[-1]:
            typed.setdefault(row, {})[field] = form.get("value", [""])[-1]
    named = {name.removeprefix("cell-"): v[-1] for name, v in form.items() if name.startswith("cell-")}
    try:
        named |= _CELLS.validate_json(form.get("cells", ["{}"])[-1])
    except ValidationError:
        raise MalformedRequest("cells", "Không đọc được các ô đã gửi.", "The cells cannot be read.") from None
    for name, text in named.items():
        number, _, field = name.partition("-")
        if number.isdecimal():
            typed.setdefault(int(number), {})[field] = text
    known = {"name", *list_choosable()}
    return {
        row: kept
        for row, texts in typed.items()
        if base.get_person_at(row) is not None
        and (kept := {field: text for field, text in texts.items() if field in known})
    }


def _save_cells(desk: PageContext, base: PoolContext, changed: dict[int, dict[str, Any]], seen: int) -> None:
    """Save cells on top of the newest version.

    Raises:
        _CellsRefused: some were changed by somebody else, or make the list impossible.
    """
    for left in reversed(range(_MOST_TRIES)):
        newest = get_pool_context(desk, base.id)
        if refused := list(_find_overtaken(base, newest, changed, seen, desk.lang)):
            raise _CellsRefused(refused)
        if not changed:
            return
        try:
            patch_pool(
                desk.store,
                desk.caller,
                base.id,
                _build_patch(base, changed),
                expected=newest.number,
                max_people=desk.office.settings.max_people,
            )
        except Stale:
            if not left:
                raise
        except InputError as error:
            raise _CellsRefused([_place(base, changed, p) for p in error.problems]) from None
        else:
            return


def _build_patch(base: PoolContext, changed: dict[int, dict[str, Any]]) -> PoolPatch:
    return PoolPatch(changed={_get_person(base, row).id: values for row, values in changed.items()})


def _parse_cells(
    base: PoolContext, typed: dict[int, dict[str, str]]
) -> tuple[dict[int, dict[str, Any]], list[RefusedCell]]:
    """Parse typed cells, and list those that cannot be read; what is as before is left out."""
    changed: dict[int, dict[str, Any]] = {}
    refused: list[RefusedCell] = []
    for row, texts in typed.items():
        person = _get_person(base, row)
        before = to_jsonable_python(dict(person))
        for field, text in texts.items():
            try:
                value = parse_fields({field: text})[field]
            except InputError as error:
                refused += [_refuse(person, row, field, Text(vi=p.vi, en=p.en)) for p in error.problems]
                continue
            if value != before[field]:
                changed.setdefault(row, {})[field] = value
    return changed, refused


def _find_overtaken(
    base: PoolContext, newest: PoolContext, changed: dict[int, dict[str, Any]], seen: int, lang: str
) -> Iterable[RefusedCell]:
    """Find the cells that somebody else changed too, unless that was told already (`seen`)."""
    if newest.number <= seen:
        return
    for row, values in changed.items():
        person = _get_person(base, row)
        now = newest.pool.by_id.get(person.id)
        for field, value in values.items():
            if now is None:
                gone = Text(
                    vi="Người này không còn trong danh sách.", en="This person is no longer on the list."
                )
                yield _refuse(person, row, field, gone)
                continue
            theirs = getattr(now, field)
            if theirs != getattr(person, field) and to_jsonable_python(theirs) != value:
                text = format_field(field, theirs, lang) or "–"
                vi = f"Người khác vừa ghi “{text}”; lưu lần nữa để ghi đè."
                en = f"Somebody else has written “{text}”; save again to write over it."
                yield _refuse(person, row, field, Text(vi=vi, en=en))


def _place(base: PoolContext, changed: dict[int, dict[str, Any]], problem: Problem) -> RefusedCell:
    """Place a problem of the new list at an edited cell of its person and field."""
    named = {_get_named(step) for loc in problem.locs for step in loc}
    rows = [row for row in changed if _get_person(base, row).id in named] or list(changed)
    row = next((row for row in rows if problem.field in changed[row]), rows[0])
    field = problem.field if problem.field in changed[row] else next(iter(changed[row]))
    return _refuse(_get_person(base, row), row, field, Text(vi=problem.vi, en=problem.en))


def _get_named(step: LocStep) -> str:
    """Return whom or what a step names: ``changed: p007`` and ``people[p007]`` name p007."""
    match step:
        case ItemId():
            return step.id
        case GivenValue():
            return str(step.value)
        case InputPart():
            return step.text.rpartition(": ")[2]
        case _:
            return str(step)


def _refuse(person: Person, row: int, field: str, why: Text) -> RefusedCell:
    return RefusedCell(row, field, person.name, why)


def _get_person(base: PoolContext, row: int) -> Person:
    return base.pool.people[row - 1]


def build_cell_texts(people: Iterable[Person], lang: Lang) -> dict[str, dict[str, str]]:
    """Build the texts in the form controls of each person's cells, by id."""
    return {person.id: build_texts(person, lang) for person in people}
