"""/pools/{pool_id}/{version}/{row}: a person of a pool, shown, changed, taken off.

Ids of people are made of names, and addresses are kept in many places: here people are named by where they
stand in a version, which never changes.
"""

from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus
from typing import Annotated, Any
from urllib.parse import parse_qsl, urlencode

from fastapi import APIRouter, Path, Query
from pydantic import ValidationError
from pydantic_core import to_jsonable_python
from starlette.responses import Response

from cocau.app.files.people import build_person, format_field, parse_fields
from cocau.app.permissions import Permission
from cocau.app.present.names import Names
from cocau.app.services.documents import StoredVersion
from cocau.app.services.errors import Missing, Stale
from cocau.app.services.people_search import PeopleQuery, find_page
from cocau.app.services.pools import PoolPatch, compare_versions, patch_pool
from cocau.app.web.deps import ResourceId, require_permission
from cocau.app.web.desk.context import PageContext, PageContextDep
from cocau.app.web.desk.forms import FormListsDep
from cocau.app.web.desk.page_route import PageRoute
from cocau.app.web.desk.pools.context import PoolContext, get_pool_context, get_value_formatter
from cocau.app.web.desk.pools.person_form import (
    FieldTexts,
    build_blank_texts,
    build_field_groups,
    build_texts,
    group_field_problems,
    read_texts,
)
from cocau.constraints.errors import InputError, Problem
from cocau.constraints.model.people import Person, Pool

router = APIRouter(prefix="/pools/{pool_id}", route_class=PageRoute, include_in_schema=False)

MOST_TRIES = 3
_LONGEST_FIELD = 4_000
PositiveNumber = Annotated[int, Path(ge=1, le=2**31 - 1)]


class PersonAct(StrEnum):
    """A change of a person that takes one button."""

    WITHDRAWN = "withdrawn"
    UNMET = "unmet"
    CONFIDENCE = "confidence"


@dataclass(frozen=True)
class _PersonPage:
    """What the page of a person shows besides the person."""

    texts: FieldTexts
    code: int = 200
    problems: tuple[Problem, ...] = ()
    since: int | None = None
    theirs: dict[str, str] | None = None
    note: str = ""
    id: str = ""


@router.get("/new", dependencies=[require_permission(Permission.EDIT)])
def show_new_person(
    pool_id: ResourceId,
    desk: PageContextDep,
    version: Annotated[int | None, Query(ge=1, le=2**31 - 1)] = None,
    row: Annotated[int | None, Query(ge=1)] = None,
) -> Response:
    """Show the form of a new person, or of one who left, as in a version."""
    if version is None or row is None:
        return _render_person_form(
            desk, get_pool_context(desk, pool_id), None, _PersonPage(build_blank_texts())
        )
    left = _get_person(get_pool_context(desk, pool_id, version), row)
    return _render_person_form(
        desk, get_pool_context(desk, pool_id), None, _PersonPage(build_texts(left, desk.lang), id=left.id)
    )


@router.post("/new", dependencies=[require_permission(Permission.EDIT)])
def post_new_person(pool_id: ResourceId, desk: PageContextDep, form: FormListsDep) -> Response:
    """Add a new person at the end of the list, on top of others' changes."""
    texts, note, own = (
        read_texts(form, build_blank_texts()),
        _get_last_value(form, "note"),
        _get_last_value(form, "id"),
    )
    try:
        edits = PoolPatch(added=(build_person(texts | {"id": own}),))
        found, held = apply_to_newest(desk, pool_id, edits, note)
    except InputError as error:
        shown = _PersonPage(texts, HTTPStatus.UNPROCESSABLE_ENTITY, error.problems, note=note, id=own)
        return _render_person_form(desk, get_pool_context(desk, pool_id), None, shown)
    return desk.go(_get_list_address(desk, found, held.version.size, "added"))


def apply_to_newest(
    desk: PageContext, pool_id: str, edits: PoolPatch, note: str
) -> tuple[PoolContext, StoredVersion[Pool]]:
    """Apply edits to the newest version, and again if somebody was faster by a moment."""
    for left in reversed(range(MOST_TRIES)):
        found = get_pool_context(desk, pool_id)
        try:
            return found, _save_edits(desk, found, edits, note)
        except Stale:
            if not left:
                raise
    raise AssertionError  # the last try returns or raises


@router.get("/{version}/{row}")
def show_person(
    pool_id: ResourceId, version: PositiveNumber, row: PositiveNumber, desk: PageContextDep
) -> Response:
    """Show a person in the newest version of the pool."""
    found = get_pool_context(desk, pool_id, version)
    person = _get_person(found, row)
    if found.newest:
        return _render_person_form(desk, found, row, _PersonPage(build_texts(person, desk.lang)))
    newest = get_pool_context(desk, pool_id)
    now = newest.find_row(person.id)
    if now is None:
        return desk.go(f"{newest.path}/versions?from={version}&to={newest.number}")
    return desk.go(f"{newest.path}/{newest.number}/{now}{build_filters_suffix(_read_filters(desk)[0])}")


@router.post("/{version}/{row}", dependencies=[require_permission(Permission.EDIT)])
def post_person(
    pool_id: ResourceId,
    version: PositiveNumber,
    row: PositiveNumber,
    desk: PageContextDep,
    form: FormListsDep,
) -> Response:
    """Save the typed fields; if the pool is newer by now, show others' changes beside them."""
    found = get_pool_context(desk, pool_id, version)
    person = _get_person(found, row)
    texts, note = read_texts(form, build_texts(person, desk.lang)), _get_last_value(form, "note")
    changed: dict[str, Any] = {}
    try:
        values, before = parse_fields(texts), to_jsonable_python(dict(person))
        changed = {field: value for field, value in values.items() if value != before[field]}
        if changed:
            _save_edits(desk, found, PoolPatch(changed={person.id: changed}), note)
    except (InputError, Stale) as error:
        if not found.newest or isinstance(error, Stale):
            return _render_overtaken(desk, found, person, texts, note)
        return _render_person_form(
            desk, found, row, _PersonPage(texts, HTTPStatus.UNPROCESSABLE_ENTITY, error.problems, note=note)
        )
    return desk.go(_get_list_address(desk, found, row, "saved" if changed else "same"))


@router.post("/{version}/{row}/{act}", dependencies=[require_permission(Permission.EDIT)])
def post_person_act(
    pool_id: ResourceId,
    version: PositiveNumber,
    row: PositiveNumber,
    act: PersonAct,
    desk: PageContextDep,
    form: FormListsDep,
) -> Response:
    """Note that a person withdraws, misses a standard, or has the confidence of voters."""
    found = get_pool_context(desk, pool_id, version)
    person, note = _get_person(found, row), _get_last_value(form, "note")
    try:
        _save_edits(desk, found, _build_edits(act, person, _get_last_value(form, act)), note)
    except (InputError, Stale) as error:
        if not found.newest or isinstance(error, Stale):
            return _render_overtaken_act(desk, found, person, act, form)
        shown = _PersonPage(
            build_texts(person, desk.lang), HTTPStatus.UNPROCESSABLE_ENTITY, error.problems, note=note
        )
        return _render_person_form(desk, found, row, shown)
    return desk.go(_get_list_address(desk, found, row, str(act)))


def _build_edits(act: PersonAct, person: Person, text: str) -> PoolPatch:
    """Build the edits of an act.

    Raises:
        InputError: what was typed cannot be used.
    """
    match act:
        case PersonAct.WITHDRAWN:
            return PoolPatch(withdrawn=(person.id,))
        case PersonAct.UNMET:
            missed = parse_fields({"unmet_standards": text})["unmet_standards"]
            if not missed:
                raise InputError([_WHICH_STANDARD])
            return PoolPatch(unmet={person.id: tuple(missed)})
        case PersonAct.CONFIDENCE:
            percent = parse_fields({"voter_confidence": text})["voter_confidence"]
            if percent is None:
                raise InputError([_WHICH_PERCENT])
            return PoolPatch(confidence={person.id: percent})


_WHICH_STANDARD = Problem(
    "missing", ("unmet_standards",), "Ghi tiêu chuẩn chưa đạt.", "Write which standard is not met."
)
_WHICH_PERCENT = Problem(
    "missing", ("voter_confidence",), "Ghi tỷ lệ phần trăm, từ 0 đến 100.", "Write the percentage, 0 to 100."
)


def _save_edits(desk: PageContext, found: PoolContext, edits: PoolPatch, note: str) -> StoredVersion[Pool]:
    most = desk.office.settings.max_people
    return patch_pool(
        desk.store, desk.caller, found.id, edits, expected=found.number, max_people=most, note=note
    )


def _get_person(found: PoolContext, row: int) -> Person:
    """Return the person at a place of the list.

    Raises:
        Missing: nobody stands there.
    """
    person = found.get_person_at(row)
    if person is None:
        raise Missing(f"{found.path}/{found.number}/{row}")
    return person


def _get_last_value(form: dict[str, list[str]], name: str) -> str:
    """Return the last value sent in a field, cut to the longest length allowed."""
    return form.get(name, [""])[-1][:_LONGEST_FIELD]


def _get_list_address(desk: PageContext, found: PoolContext, row: int | None, told: str = "") -> str:
    """Return the address of a person's place in the list, filtered as it was left."""
    kept, query = _read_filters(desk)
    if row is None:
        return f"{found.path}?{kept}" if kept else found.path
    page = find_page(found.pool, query, found.council, found.barred, row)
    given = [("told", told), ("page", str(page)), *parse_qsl(kept)]
    return f"{found.path}?{urlencode([(name, text) for name, text in given if text])}#row-{row}"


_NOT_KEPT = frozenset({"q", "page", "told", "version"})


def _read_filters(desk: PageContext) -> tuple[str, PeopleQuery]:
    """Read how the list was filtered that one came from; nothing if the address is damaged."""
    sent = parse_qsl(desk.request.query_params.get("list", "")[:_LONGEST_FIELD])
    given = [(name, text) for name, text in sent if name not in _NOT_KEPT]
    try:
        return urlencode(given), PeopleQuery.model_validate(dict(given))
    except ValidationError:
        return "", PeopleQuery()


def _render_person_form(
    desk: PageContext, found: PoolContext, row: int | None, shown: _PersonPage
) -> Response:
    person = None if row is None else found.get_person_at(row)
    sheet = Names(found.book, desk.lang, found.council, found.pool, codes=False)
    differences = None
    if shown.since is not None:
        differences = compare_versions(desk.store, desk.caller, found.id, shown.since, found.number)
    return desk.page(
        "person.html",
        code=shown.code,
        place=found.place,
        open=found,
        row=row,
        person=person,
        shown=shown,
        sheet=sheet,
        groups=build_field_groups(sheet, shown.texts, shown.problems, shown.theirs),
        others=group_field_problems(shown.problems).get("", ()),
        differences=differences,
        remarks=found.build_remark_writer(sheet)(person) if person else [],
        barred=[found.book.by_id[i] for i in found.barred.get(person.id, ())] if person else [],
        said=get_value_formatter(desk.lang),
        back=_get_list_address(desk, found, row),
        filters=build_filters_suffix(_read_filters(desk)[0]),
    )


def build_filters_suffix(kept: str) -> str:
    """Build what the address of a person's page says of the filters of the list."""
    return f"?{urlencode({'list': kept})}" if kept else ""


def _render_overtaken(
    desk: PageContext, old: PoolContext, person: Person, texts: FieldTexts, note: str
) -> Response:
    """Render what was typed into an older version, on top of the newest, beside others' edits."""
    newest = get_pool_context(desk, old.id)
    row = newest.find_row(person.id)
    if row is None:
        shown = _PersonPage(texts, HTTPStatus.PRECONDITION_FAILED, since=old.number, note=note, id=person.id)
        return _render_person_form(desk, newest, None, shown)
    now = _get_person(newest, row)
    before, there = build_texts(person, desk.lang), build_texts(now, desk.lang)
    mine = {field: text for field, text in texts.items() if text != before[field]}
    theirs = {
        field: format_field(field, getattr(now, field), desk.lang)
        for field in mine
        if there[field] not in {before[field], mine[field]}
    }
    shown = _PersonPage(
        there | mine, HTTPStatus.PRECONDITION_FAILED, since=old.number, theirs=theirs, note=note
    )
    return _render_person_form(desk, newest, row, shown)


def _render_overtaken_act(
    desk: PageContext, old: PoolContext, person: Person, act: PersonAct, form: dict[str, list[str]]
) -> Response:
    """Render others' changes, and the same act to be repeated on top of them."""
    newest = get_pool_context(desk, old.id)
    return desk.page(
        "person_act_stale.html",
        code=HTTPStatus.PRECONDITION_FAILED,
        place=newest.place,
        open=newest,
        since=old.number,
        person=person,
        row=newest.find_row(person.id),
        act=act,
        text=_get_last_value(form, act),
        note=_get_last_value(form, "note"),
        differences=compare_versions(desk.store, desk.caller, newest.id, old.number, newest.number),
        said=get_value_formatter(desk.lang),
    )
