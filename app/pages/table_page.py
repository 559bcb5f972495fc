"""An allocation table as a page: the grid as it is or was typed, its plan, and what is wrong or lost."""

import re
from collections.abc import Sequence
from typing import Any

from starlette.responses import Response

from cocau.app.office.tables import rules_of
from cocau.app.pages.additions import Typed
from cocau.app.pages.cell_words import CellWords
from cocau.app.pages.cells import changed, values_of
from cocau.app.pages.desk import Desk
from cocau.app.pages.grid import COLUMNS, TOTAL, grid_of
from cocau.app.pages.needs import supplies
from cocau.app.pages.place import Place
from cocau.app.pages.plan_sheet import PlanSheet
from cocau.app.pages.table_sheets import Sheets, plan_of
from cocau.app.words import label
from cocau.constraints.council import Office as PostOf
from cocau.constraints.errors import Problem
from cocau.constraints.offers import Offers
from cocau.constraints.people import Bloc, PartyRank

STALE, WRONG = 412, 422


def table_page(
    desk: Desk,
    sheets: Sheets,
    plan: PlanSheet | None,
    *,
    code: int = 200,
    typed: Typed | None = None,
    **more: object,
) -> Response:
    """The page; for htmx its form, in place of the one that there is."""
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
        supplies=supplies_of(desk, sheets.place, offers),
        oob=False,
        blocs=tuple(Bloc),
        ranks=tuple(PartyRank),
        posts=_posts(desk, sheets.place),
        **values,
    )
    if desk.partly:
        answer.headers["HX-Retarget"], answer.headers["HX-Reswap"] = "#table", "outerHTML"
    return answer


def wrong_page(desk: Desk, sheets: Sheets, typed: Typed, found: Sequence[Problem]) -> Response:
    """The form as it was sent, with what is wrong with it; for htmx, which has the form still, only that."""
    cells = _cells(desk, sheets)
    problems = [_placed(cells, problem) for problem in found]
    if desk.partly:
        return desk.page("part/table_wrong.html", code=WRONG, table=sheets.newest, problems=problems)
    plan = plan_of(desk, sheets.newest.document.id, typed.get("plan", ""))
    return table_page(desk, sheets, plan, code=WRONG, typed=typed, said=typed, problems=problems)


def still_typed(sheets: Sheets, typed: Typed) -> dict[str, str]:
    """What was typed that the newest version has not, by the name of its field."""
    now = values_of(sheets.newest.body)
    mine = changed(sheets.base.body, typed)
    return {field: value for field, value in mine.items() if value != now.get(field, "")}


def stale_page(desk: Desk, sheets: Sheets, typed: Typed, left: Typed) -> Response:
    """What somebody else changed beside what was typed, which stays typed (`left`); nothing else was kept."""
    was, now = values_of(sheets.base.body), values_of(sheets.newest.body)
    theirs = {f for f in was.keys() | now.keys() if was.get(f, "") != now.get(f, "")}
    cells = _cells(desk, sheets)
    told = [_told(cells, f, (was.get(f, ""), now.get(f, ""), left.get(f))) for f in sorted(theirs)]
    lost = [_told(cells, f, (was.get(f, ""), "", v)) for f, v in left.items() if f not in now]
    plan = plan_of(desk, sheets.newest.document.id, typed.get("plan", ""))
    return table_page(desk, sheets, plan, code=STALE, typed=left, said=typed, theirs=told, lost=lost)


def supplies_of(desk: Desk, place: Place, offers: Offers) -> list[Any]:
    """What the rules ask for, and who of the offers could answer it."""
    book = rules_of(desk.store, desk.caller, place.council)
    return list(supplies(place.council, offers, book, desk.lang))


def _posts(desk: Desk, place: Place) -> list[tuple[str, str]]:
    """The posts of the council in words."""
    names = {c.id: c.name or c.id for c in place.council.committees}
    parts = ((post, *post.partition("/")[::2]) for post in place.council.posts)
    words = ((post, label(PostOf(office), desk.lang), names.get(unit, "")) for post, office, unit in parts)
    return [(post, f"{title} · {unit}" if unit else title) for post, title, unit in words]


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


def _told(cells: CellWords, field: str, values: tuple[str, str, str | None]) -> dict[str, str | None]:
    """One cell: where it is in words, what it was, what somebody made of it, what was typed here."""
    was, now, mine = values
    return {"where": cells.of(field), "was": was, "now": now, "mine": mine}
