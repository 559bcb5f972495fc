"""/pools/{which}/{version}/{row}: somebody of a pool, to be looked at, changed, or taken off the list.

Ids of people are made of names, and addresses are kept in many places: here people are named by where they
stand in a version, which never changes.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from starlette.responses import Response

from cocau.app.access.roles import May
from cocau.app.api.which import Which
from cocau.app.imports.one_person import person_of, text_of, values_of
from cocau.app.office.errors import Missing, Stale
from cocau.app.office.people_found import AT_ONCE
from cocau.app.office.pool_differences import compared
from cocau.app.office.pools import Edits, mend
from cocau.app.office.shelf import Held
from cocau.app.pages.desk import Desk, DeskDep
from cocau.app.pages.person_form import Texts, blank, by_field, groups, texts_of, typed
from cocau.app.pages.pool_place import Opened, opened
from cocau.app.pages.pool_words import said
from cocau.app.pages.route import Page
from cocau.app.pages.typed import SeveralDep
from cocau.app.render.sheet import Sheet
from cocau.constraints.errors import InputError, Problem
from cocau.constraints.people import Person, Pool

router = APIRouter(prefix="/pools/{which}", route_class=Page, include_in_schema=False)

UNUSABLE, STALE = 422, 412
TRIES = 3
_LONGEST = 4_000
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]


class Act(StrEnum):
    """What is noted of somebody by one button."""

    WITHDRAWN = "withdrawn"
    UNMET = "unmet"
    CONFIDENCE = "confidence"


@dataclass(frozen=True)
class _Shown:
    """What the page of somebody shows, besides who it is."""

    texts: Texts
    code: int = 200
    problems: tuple[Problem, ...] = ()
    since: int | None = None
    theirs: dict[str, str] | None = None
    note: str = ""
    id: str = ""


@router.get("/new")
def blank_form(
    which: Which,
    desk: DeskDep,
    version: Annotated[int | None, Query(ge=1, le=2**31 - 1)] = None,
    row: Annotated[int | None, Query(ge=1)] = None,
) -> Response:
    """The form of somebody new; or of somebody who left, as they stood in a version."""
    desk.caller.must(May.EDIT)
    if version is None or row is None:
        return _form(desk, opened(desk, which), None, _Shown(blank()))
    left = _standing(opened(desk, which, version), row)
    return _form(desk, opened(desk, which), None, _Shown(texts_of(left, desk.lang), id=left.id))


@router.post("/new")
def add(which: Which, desk: DeskDep, form: SeveralDep) -> Response:
    """Somebody new at the end of the list: on top of whatever others have done to it."""
    desk.caller.must(May.EDIT)
    texts, note, own = typed(form, blank()), _last(form, "note"), _last(form, "id")
    try:
        edits = Edits(added=(person_of(texts | {"id": own}),))
        found, held = _on_top(desk, which, edits, note)
    except InputError as error:
        shown = _Shown(texts, UNUSABLE, error.problems, note=note, id=own)
        return _form(desk, opened(desk, which), None, shown)
    return desk.go(_in_list(found, held.version.size, "added"))


def _on_top(desk: Desk, which: str, edits: Edits, note: str) -> tuple[Opened, Held[Pool]]:
    """Edits of the newest version, and of the one after it if somebody was faster by a moment."""
    for left in reversed(range(TRIES)):
        found = opened(desk, which)
        try:
            return found, _mended(desk, found, edits, note)
        except Stale:
            if not left:
                raise
    raise AssertionError  # the last try returns or raises


@router.get("/{version}/{row}")
def one(which: Which, version: Number, row: Number, desk: DeskDep) -> Response:
    """Somebody, in the newest version of the pool."""
    found = opened(desk, which, version)
    person = _standing(found, row)
    if found.newest:
        return _form(desk, found, row, _Shown(texts_of(person, desk.lang)))
    newest = opened(desk, which)
    now = newest.row_of(person.id)
    if now is None:
        return desk.go(f"{newest.path}/versions?from={version}&to={newest.number}")
    return desk.go(f"{newest.path}/{newest.number}/{now}")


@router.post("/{version}/{row}")
def save(which: Which, version: Number, row: Number, desk: DeskDep, form: SeveralDep) -> Response:
    """Change the fields that were typed into. If the pool is newer by now: what the other did, beside it."""
    desk.caller.must(May.EDIT)
    found = opened(desk, which, version)
    person = _standing(found, row)
    texts, note = typed(form, texts_of(person, desk.lang)), _last(form, "note")
    changed: dict[str, Any] = {}
    try:
        values, before = values_of(texts), person.model_dump(mode="json")
        changed = {field: value for field, value in values.items() if value != before[field]}
        if changed:
            _mended(desk, found, Edits(changed={person.id: changed}), note)
    except (InputError, Stale) as error:
        if not found.newest or isinstance(error, Stale):
            return _beside(desk, found, person, texts, note)
        return _form(desk, found, row, _Shown(texts, UNUSABLE, error.problems, note=note))
    return desk.go(_in_list(found, row, "saved" if changed else "same"))


@router.post("/{version}/{row}/{act}")
def act(which: Which, version: Number, row: Number, act: Act, desk: DeskDep, form: SeveralDep) -> Response:
    """One thing noted of somebody, who withdraws, misses a standard, or has the confidence of voters."""
    desk.caller.must(May.EDIT)
    found = opened(desk, which, version)
    person, note = _standing(found, row), _last(form, "note")
    try:
        _mended(desk, found, _edits(act, person, _last(form, act)), note)
    except (InputError, Stale) as error:
        if not found.newest or isinstance(error, Stale):
            return _act_beside(desk, found, person, act, form)
        shown = _Shown(texts_of(person, desk.lang), UNUSABLE, error.problems, note=note)
        return _form(desk, found, row, shown)
    return desk.go(_in_list(found, row, str(act)))


def _edits(act: Act, person: Person, text: str) -> Edits:
    """What is to be different.

    Raises:
        InputError: what was typed cannot be used.
    """
    match act:
        case Act.WITHDRAWN:
            return Edits(withdrawn=(person.id,))
        case Act.UNMET:
            missed = values_of({"unmet_standards": text})["unmet_standards"]
            if not missed:
                raise InputError([_WHICH_STANDARD])
            return Edits(unmet={person.id: tuple(missed)})
        case Act.CONFIDENCE:
            percent = values_of({"voter_confidence": text})["voter_confidence"]
            if percent is None:
                raise InputError([_WHICH_PERCENT])
            return Edits(confidence={person.id: percent})


_WHICH_STANDARD = Problem(
    "missing", "unmet_standards", "Ghi tiêu chuẩn chưa đạt.", "Write which standard is not met."
)
_WHICH_PERCENT = Problem(
    "missing", "voter_confidence", "Ghi tỷ lệ phần trăm, từ 0 đến 100.", "Write the percentage, 0 to 100."
)


def _mended(desk: Desk, found: Opened, edits: Edits, note: str) -> Held[Pool]:
    most = desk.office.settings.max_people
    return mend(desk.store, desk.caller, found.id, edits, expected=found.number, most=most, note=note)


def _standing(found: Opened, row: int) -> Person:
    """Who stands there.

    Raises:
        Missing: nobody does.
    """
    person = found.at(row)
    if person is None:
        raise Missing(f"{found.path}/{found.number}/{row}")
    return person


def _last(form: dict[str, list[str]], name: str) -> str:
    """What was sent in a field; a note is as long as one may be."""
    return form.get(name, [""])[-1][:_LONGEST]


def _in_list(found: Opened, row: int, told: str) -> str:
    """Where in the list somebody stands."""
    return f"{found.path}?told={told}&page={-(-row // AT_ONCE)}#row-{row}"


def _form(desk: Desk, found: Opened, row: int | None, shown: _Shown) -> Response:
    person = None if row is None else found.at(row)
    sheet = Sheet(found.book, desk.lang, found.council, found.pool)
    differences = None
    if shown.since is not None:
        differences = compared(desk.store, desk.caller, found.id, shown.since, found.number)
    return desk.page(
        "person.html",
        code=shown.code,
        place=found.place,
        open=found,
        row=row,
        person=person,
        shown=shown,
        sheet=sheet,
        groups=groups(desk._, sheet, shown.texts, shown.problems, shown.theirs),
        others=by_field(shown.problems).get("", ()),
        differences=differences,
        barred=[found.book.by_id[i] for i in found.barred.get(person.id, ())] if person else [],
        said=said(desk.lang),
    )


def _beside(desk: Desk, old: Opened, person: Person, texts: Texts, note: str) -> Response:
    """What was typed into an older version, on top of the newest, beside what the other wrote there."""
    newest = opened(desk, old.id)
    row = newest.row_of(person.id)
    if row is None:
        shown = _Shown(texts, STALE, since=old.number, note=note, id=person.id)
        return _form(desk, newest, None, shown)
    now = _standing(newest, row)
    before, there = texts_of(person, desk.lang), texts_of(now, desk.lang)
    mine = {field: text for field, text in texts.items() if text != before[field]}
    theirs = {
        field: text_of(field, getattr(now, field), desk.lang)
        for field in mine
        if there[field] not in {before[field], mine[field]}
    }
    shown = _Shown(there | mine, STALE, since=old.number, theirs=theirs, note=note)
    return _form(desk, newest, row, shown)


def _act_beside(desk: Desk, old: Opened, person: Person, act: Act, form: dict[str, list[str]]) -> Response:
    """What the other did, and the same act to be done on top of it."""
    newest = opened(desk, old.id)
    return desk.page(
        "person_act_stale.html",
        code=STALE,
        place=newest.place,
        open=newest,
        since=old.number,
        person=person,
        row=newest.row_of(person.id),
        act=act,
        text=_last(form, act),
        note=_last(form, "note"),
        differences=compared(desk.store, desk.caller, newest.id, old.number, newest.number),
        said=said(desk.lang),
    )
