"""/councils/{which}/structure: before there are names. Allocation tables of a council; published ones."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.responses import Response

from cocau.app.access.roles import May
from cocau.app.api.reading_turns import ReadingTurnsDep
from cocau.app.api.sent_tables import asked_by
from cocau.app.api.uploads import SentDep
from cocau.app.api.which import Which
from cocau.app.office.first_table import first_table
from cocau.app.office.reading_documents import listed
from cocau.app.office.tables import add, audited, example_for, rules_of
from cocau.app.pages.desk import Desk, DeskDep
from cocau.app.pages.place import Place, place_of
from cocau.app.pages.route import Page
from cocau.app.render.notices import report
from cocau.app.store.tables import Kind
from cocau.constraints.errors import InputError

router = APIRouter(prefix="/councils/{which}/structure", route_class=Page, include_in_schema=False)

AT_ONCE = 100
EXAMPLE = "example"


@router.get("")
def structure(which: Which, desk: DeskDep) -> Response:
    """The allocation tables of a council, newest first."""
    return _page(desk, place_of(desk, which))


@router.post("")
def begin(which: Which, desk: DeskDep, start: Annotated[str, Form(max_length=20)] = "first") -> Response:
    """A first table: the example of this council, or one with an organisation for each bloc."""
    desk.caller.must(May.EDIT)
    council = place_of(desk, which).council
    offers = example_for(council) if start == EXAMPLE else None
    if offers is None:
        offers = first_table(council, rules_of(desk.store, desk.caller, council), desk.lang)
    label = desk._("Khả năng giới thiệu")
    held = add(desk.store, desk.caller, which, offers, label=label)
    return desk.go(f"/tables/{held.document.id}")


def _audited_at(which: Which, desk: DeskDep) -> Place:
    """The council whose page it is; nothing of a file is read for whoever may not ask."""
    desk.caller.must(May.ASK)
    return place_of(desk, which)


@router.post("/audit")
def audit(
    place: Annotated[Place, Depends(_audited_at)], desk: DeskDep, turns: ReadingTurnsDep, sent: SentDep
) -> Response:
    """A published table against itself and the rules of its day; nothing is kept."""
    try:
        with turns.taken():
            asked = asked_by(sent)
            found = audited(desk.store, desk.caller, asked.tables, told=asked.told, rulebook=asked.rulebook)
    except InputError as error:
        return _page(desk, place, code=422, problems=error.problems)
    return desk.page("table_audit.html", place=place, blocks=list(report(found, desk.lang)))


def _page(desk: Desk, place: Place, *, code: int = 200, problems: object = ()) -> Response:
    return desk.page(
        "structure.html",
        code=code,
        place=place,
        tables=listed(desk.store, desk.caller, Kind.TABLE, about=place.id, limit=AT_ONCE),
        example=example_for(place.council) is not None,
        problems=problems,
    )
