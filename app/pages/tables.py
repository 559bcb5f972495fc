"""/tables/{which}: an allocation table that is edited as a grid and planned anew with every change."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from app.access.roles import May
from app.api.which import Which, checked_id
from app.office.errors import Missing, NotReady, Stale
from app.office.reading_documents import read
from app.office.shelf import Held
from app.office.structure_plans import StructureAsk, ask, cancel, listed, result, status
from app.office.tables import TABLES, revise, rules_of
from app.pages.additions import with_organisation, with_profile, without_organisation
from app.pages.cell_words import CellWords
from app.pages.cells import changed, edited, values_of
from app.pages.desk import Desk, DeskDep
from app.pages.grid import COLUMNS, TOTAL, grid_of
from app.pages.needs import supplies
from app.pages.place import Place, place_of
from app.pages.plan_sheet import PlanSheet
from app.pages.route import Page
from app.pages.typed import TypedDep
from app.render.structure_workbook import workbook
from app.store.tables import State
from app.words import label
from constraints.council import Office as PostOf
from constraints.errors import InputError, Problem
from constraints.offers import Offers
from constraints.people import Bloc, PartyRank
from solver.structure import Structure

router = APIRouter(prefix="/tables/{which}", route_class=Page, include_in_schema=False)

STALE, WRONG = 412, 422
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Typed = Mapping[str, str]


@dataclass(frozen=True)
class Sheets:
    """A table in its newest version, the one that was edited, and the council that they are about."""

    newest: Held[Offers]
    base: Held[Offers]
    since: Held[Offers]
    place: Place


@router.get("")
def table(which: Which, desk: DeskDep, plan: str = "") -> Response:
    """The table, and what its plan came to."""
    sheets = _sheets(desk, which, {})
    return _page(desk, sheets, _plan(desk, which, plan) if plan else _newest(desk, sheets.newest))


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
    sheets = _sheets(desk, which, typed)
    try:
        held = _kept(desk, sheets, more(edited(sheets.base.body, typed, sheets.since.body)))
    except InputError as error:
        return _wrong(desk, sheets, typed, error.problems)
    except Stale:
        return _stale(desk, _sheets(desk, which, typed), typed)
    return _planned(desk, held, sheets, typed)


@router.post("/plans")
def plan(which: Which, desk: DeskDep, typed: TypedDep) -> Response:
    """Plan the newest version."""
    sheets = _sheets(desk, which, typed)
    return _planned(desk, sheets.newest, sheets, typed)


@router.get("/plans/{one}")
def planned(which: Which, one: str, desk: DeskDep) -> Response:
    """How far a plan is, or what came of it, as a part of a page."""
    held, found = read(desk.store, desk.caller, TABLES, which), _plan(desk, which, checked_id(one))
    if found is None:
        raise Missing(one)
    if not desk.partly:
        return desk.go(f"/tables/{which}?plan={one}")
    return desk.page("part/structure_plan.html", table=held, plan=found, oob=True)


@router.get("/plans/{one}/workbook")
def plan_workbook(which: Which, one: str, desk: DeskDep) -> Response:
    """A plan as a workbook."""
    found = _plan(desk, which, checked_id(one))
    made = None if found is None else found.structure
    if made is None or made.allocation is None:
        raise Missing(one)
    headers = {"Content-Disposition": f'attachment; filename="{which}.xlsx"', "Cache-Control": "no-store"}
    return Response(workbook(made, made.allocation, desk.lang), media_type=XLSX, headers=headers)


def _sheets(desk: Desk, which: str, typed: Typed) -> Sheets:
    newest = read(desk.store, desk.caller, TABLES, which)
    number = newest.version.number
    base, since = _whole(typed, "version", number), _whole(typed, "since", number)
    return Sheets(
        newest=newest,
        base=newest if base == number else read(desk.store, desk.caller, TABLES, which, base),
        since=newest if since == number else read(desk.store, desk.caller, TABLES, which, since),
        place=place_of(desk, f"{newest.document.about}"),
    )


def _whole(typed: Typed, field: str, default: int) -> int:
    """Raises InputError: it is no number."""
    value = typed.get(field, "")
    if not value:
        return default
    if not (value.isascii() and value.isdigit() and len(value) < 9):  # noqa: PLR2004  # what a version is
        vi, en = "Phải là số của một bản.", "It must be the number of a version."
        raise InputError([Problem("no_number", field, vi, en)])
    return int(value)


def _kept(desk: Desk, sheets: Sheets, offers: Offers) -> Held[Offers]:
    """Raises InputError, Stale: it was not kept."""
    if offers == sheets.base.body and sheets.base.version.number == sheets.newest.version.number:
        return sheets.newest
    expected = sheets.base.version.number
    return revise(desk.store, desk.caller, sheets.base.document.id, offers, expected=expected)


def _planned(desk: Desk, held: Held[Offers], sheets: Sheets, typed: Typed) -> Response:
    """Ask for the plan of a version, in place of one that is still being made, and show it."""
    which = held.document.id
    before = _plan(desk, which, typed.get("plan", ""))
    if before is not None and before.waiting:
        cancel(desk.office, desk.caller, before.status.id)
    try:
        made = ask(desk.office, desk.caller, which, StructureAsk(version=held.version.number))
    except InputError as error:
        return _wrong(desk, sheets, typed, error.problems)
    if not desk.partly:
        return desk.go(f"/tables/{which}?plan={made}")
    answer = desk.page(
        "part/table_saved.html",
        table=held,
        plan=_plan(desk, which, made),
        supplies=_supplies(desk, sheets.place, held.body),
        oob=True,
    )
    answer.headers["HX-Replace-Url"] = f"/tables/{which}?plan={made}"
    return answer


def _newest(desk: Desk, held: Held[Offers]) -> PlanSheet | None:
    """The newest plan of a version, unless it came to nothing; None: there is none."""
    which, number = held.document.id, held.version.number
    for one in listed(desk.store, desk.caller, which, limit=1):
        if one.table_version == number and one.state not in {State.FAILED, State.STOPPED}:
            return _plan(desk, which, one.id)
    return None


def _plan(desk: Desk, which: str, one: str) -> PlanSheet | None:
    """A plan of a table; None: there is none."""
    if not one:
        return None
    try:
        stands = status(desk.store, desk.caller, checked_id(one))
    except Missing:
        return None
    if stands.table != which:
        return None
    try:
        found = Structure.model_validate_json(result(desk.store, desk.caller, one))
    except NotReady:
        return PlanSheet(stands, None, desk.lang)
    except InputError as error:
        return PlanSheet(stands, None, desk.lang, error.problems)
    return PlanSheet(stands, found, desk.lang)


def _supplies(desk: Desk, place: Place, offers: Offers) -> list[Any]:
    book = rules_of(desk.store, desk.caller, place.council)
    return list(supplies(place.council, offers, book, desk.lang))


def _posts(desk: Desk, place: Place) -> list[tuple[str, str]]:
    """The posts of the council in words."""
    names = {c.id: c.name or c.id for c in place.council.committees}
    parts = ((post, *post.partition("/")[::2]) for post in place.council.posts)
    words = ((post, label(PostOf(office), desk.lang), names.get(unit, "")) for post, office, unit in parts)
    return [(post, f"{title} · {unit}" if unit else title) for post, title, unit in words]


def _page(
    desk: Desk,
    sheets: Sheets,
    plan: PlanSheet | None,
    *,
    code: int = 200,
    typed: Typed | None = None,
    **more: object,
) -> Response:
    offers = sheets.newest.body
    values: dict[str, Any] = {"problems": (), "theirs": (), "lost": (), "said": {}} | more
    answer = desk.page(
        "part/table_form.html" if desk.partly else "table.html",
        code=code,
        place=sheets.place,
        table=sheets.newest,
        since=sheets.since.version.number if code == WRONG else sheets.newest.version.number,
        grid=grid_of(offers, typed),
        columns=COLUMNS,
        plan=plan,
        taken=dict(plan.taken) if plan is not None and plan.is_of(offers) else {},
        supplies=_supplies(desk, sheets.place, offers),
        oob=False,
        blocs=tuple(Bloc),
        ranks=tuple(PartyRank),
        posts=_posts(desk, sheets.place),
        **values,
    )
    if desk.partly:
        answer.headers["HX-Retarget"], answer.headers["HX-Reswap"] = "#table", "outerHTML"
    return answer


def _wrong(desk: Desk, sheets: Sheets, typed: Typed, found: Sequence[Problem]) -> Response:
    """The form as it was sent, with what is wrong with it; for htmx, which has the form still, only that."""
    cells = _cells(desk, sheets)
    problems = [_placed(cells, problem) for problem in found]
    if desk.partly:
        return desk.page("part/table_wrong.html", code=WRONG, table=sheets.newest, problems=problems)
    plan = _plan(desk, sheets.newest.document.id, typed.get("plan", ""))
    return _page(desk, sheets, plan, code=WRONG, typed=typed, said=typed, problems=problems)


_PLACE = re.compile(r"offers\.organisations\[([^\]#]+)[^\]]*\](?:\.profiles\[([^\]#]+)[^\]]*\])?(?:\.(\w+))?")
_BOUND = {"at_least": "least", "at_most": "most"}


def _cells(desk: Desk, sheets: Sheets) -> CellWords:
    return CellWords(desk._, desk.lang, sheets.newest.body, sheets.base.body)


def _placed(cells: CellWords, problem: Problem) -> Problem:
    """The same problem, told of the cell that it is about."""
    found = _PLACE.match(problem.where)
    field = problem.where
    if problem.where == "offers.total":
        field = TOTAL
    elif found is not None:
        org, profile, bound = found.groups()
        field = f"n.{org}.{profile}" if profile else f"{_BOUND.get(bound or '', 'name')}.{org}"
    return Problem(problem.code, cells.of(field), problem.vi, problem.en)


def _stale(desk: Desk, sheets: Sheets, typed: Typed) -> Response:
    """What somebody else changed beside what was typed, which stays typed; nothing else was kept."""
    mine = changed(sheets.base.body, typed)
    was, now = values_of(sheets.base.body), values_of(sheets.newest.body)
    left = {field: value for field, value in mine.items() if value != now.get(field, "")}
    if not left:
        return _planned(desk, sheets.newest, sheets, typed)
    theirs = {f for f in was.keys() | now.keys() if was.get(f, "") != now.get(f, "")}
    cells = _cells(desk, sheets)
    told = [_told(cells, f, (was.get(f, ""), now.get(f, ""), left.get(f))) for f in sorted(theirs)]
    lost = [_told(cells, f, (was.get(f, ""), "", v)) for f, v in left.items() if f not in now]
    plan = _plan(desk, sheets.newest.document.id, typed.get("plan", ""))
    return _page(desk, sheets, plan, code=STALE, typed=left, said=typed, theirs=told, lost=lost)


def _told(cells: CellWords, field: str, values: tuple[str, str, str | None]) -> dict[str, str | None]:
    """One cell: where it is in words, what it was, what somebody made of it, what was typed here."""
    was, now, mine = values
    return {"where": cells.of(field), "was": was, "now": now, "mine": mine}
