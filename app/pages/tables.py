"""/tables/{which}: an allocation table that is edited as a grid and planned anew with every change."""

from collections.abc import Callable

from fastapi import APIRouter
from starlette.responses import Response

from cocau.app.access.roles import May
from cocau.app.api.which import Which, checked_id
from cocau.app.office.errors import Missing, Stale
from cocau.app.office.reading_documents import read
from cocau.app.office.shelf import Held
from cocau.app.office.structure_plans import StructureAsk, ask, cancel
from cocau.app.office.tables import TABLES, revise
from cocau.app.pages.additions import Typed, with_organisation, with_profile, without_organisation
from cocau.app.pages.cells import edited
from cocau.app.pages.desk import Desk, DeskDep
from cocau.app.pages.route import Page
from cocau.app.pages.table_page import stale_page, still_typed, supplies_of, table_page, wrong_page
from cocau.app.pages.table_sheets import Sheets, newest_plan, plan_of, sheets_of
from cocau.app.pages.typed import TypedDep
from cocau.app.render.structure_workbook import workbook
from cocau.constraints.errors import InputError
from cocau.constraints.offers import Offers

router = APIRouter(prefix="/tables/{which}", route_class=Page, include_in_schema=False)

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@router.get("")
def table(which: Which, desk: DeskDep, plan: str = "") -> Response:
    """The table, and what its plan came to."""
    sheets = sheets_of(desk, which, {})
    return table_page(desk, sheets, plan_of(desk, which, plan) if plan else newest_plan(desk, sheets.newest))


@router.post("")
def save(which: Which, desk: DeskDep, typed: TypedDep) -> Response:
    """Keep what was typed as a new version, and plan it."""
    return _saved(desk, which, typed, lambda offers: offers)


@router.post("/organisations")
def add_organisation(which: Which, desk: DeskDep, typed: TypedDep) -> Response:
    """The same, with one organisation more."""
    return _saved(desk, which, typed, lambda offers: with_organisation(offers, typed))


@router.post("/profiles")
def add_profile(which: Which, desk: DeskDep, typed: TypedDep) -> Response:
    """The same, with people who have something particular about them at one organisation."""
    return _saved(desk, which, typed, lambda offers: with_profile(offers, typed))


@router.post("/remove")
def remove_organisation(which: Which, desk: DeskDep, typed: TypedDep) -> Response:
    """The same, without one organisation."""
    return _saved(desk, which, typed, lambda offers: without_organisation(offers, typed.get("gone", "")))


def _saved(desk: Desk, which: str, typed: Typed, more: Callable[[Offers], Offers]) -> Response:
    desk.caller.must(May.EDIT)
    sheets = sheets_of(desk, which, typed)
    try:
        held = _kept(desk, sheets, more(edited(sheets.base.body, typed, sheets.since.body)))
    except InputError as error:
        return wrong_page(desk, sheets, typed, error.problems)
    except Stale:
        return _overtaken(desk, sheets_of(desk, which, typed), typed)
    return _planned(desk, held, sheets, typed)


def _overtaken(desk: Desk, sheets: Sheets, typed: Typed) -> Response:
    """Somebody was faster: their version is planned, if it has all that was typed."""
    left = still_typed(sheets, typed)
    if left:
        return stale_page(desk, sheets, typed, left)
    return _planned(desk, sheets.newest, sheets, typed)


@router.post("/plans")
def plan(which: Which, desk: DeskDep, typed: TypedDep) -> Response:
    """Plan the newest version."""
    sheets = sheets_of(desk, which, typed)
    return _planned(desk, sheets.newest, sheets, typed)


@router.get("/plans/{one}")
def planned(which: Which, one: str, desk: DeskDep) -> Response:
    """How far a plan is, or what came of it, as a part of a page."""
    held, found = read(desk.store, desk.caller, TABLES, which), plan_of(desk, which, checked_id(one))
    if found is None:
        raise Missing(one)
    if not desk.partly:
        return desk.go(f"/tables/{which}?plan={one}")
    return desk.page("part/structure_plan.html", table=held, plan=found, oob=True)


@router.get("/plans/{one}/workbook")
def plan_workbook(which: Which, one: str, desk: DeskDep) -> Response:
    """A plan as a workbook."""
    found = plan_of(desk, which, checked_id(one))
    made = None if found is None else found.structure
    if made is None or made.allocation is None:
        raise Missing(one)
    headers = {"Content-Disposition": f'attachment; filename="{which}.xlsx"', "Cache-Control": "no-store"}
    return Response(workbook(made, made.allocation, desk.lang), media_type=XLSX, headers=headers)


def _kept(desk: Desk, sheets: Sheets, offers: Offers) -> Held[Offers]:
    """Raises InputError, Stale: it was not kept."""
    if offers == sheets.base.body and sheets.base.version.number == sheets.newest.version.number:
        return sheets.newest
    expected = sheets.base.version.number
    return revise(desk.store, desk.caller, sheets.base.document.id, offers, expected=expected)


def _planned(desk: Desk, held: Held[Offers], sheets: Sheets, typed: Typed) -> Response:
    """Ask for the plan of a version, in place of one that is still being made, and show it."""
    which = held.document.id
    before = plan_of(desk, which, typed.get("plan", ""))
    if before is not None and before.waiting:
        cancel(desk.office, desk.caller, before.status.id)
    try:
        made = ask(desk.office, desk.caller, which, StructureAsk(version=held.version.number))
    except InputError as error:
        return wrong_page(desk, sheets, typed, error.problems)
    if not desk.partly:
        return desk.go(f"/tables/{which}?plan={made}")
    answer = desk.page(
        "part/table_saved.html",
        table=held,
        plan=plan_of(desk, which, made),
        supplies=supplies_of(desk, sheets.place, held.body),
        oob=True,
    )
    answer.headers["HX-Replace-Url"] = f"/tables/{which}?plan={made}"
    return answer
