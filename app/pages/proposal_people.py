"""/proposals/{which}/people: everybody in the pool, on a list or not, and what may be asked of each.

As on the pages of pools, an address has where somebody stands in the list, never an id: it is made of a name.
"""

from typing import Annotated

from fastapi import APIRouter, Form, Path
from starlette.responses import Response

from cocau.app.api.which import Which
from cocau.app.office.errors import Missing
from cocau.app.office.explaining import explanations
from cocau.app.office.proposals import status
from cocau.app.pages.asking import of_person
from cocau.app.pages.desk import Desk, DeskDep
from cocau.app.pages.people_of import MOST, Part, matching
from cocau.app.pages.proposals import ASKED, place_about, whole
from cocau.app.pages.route import Page

router = APIRouter(prefix="/proposals/{which}/people", route_class=Page, include_in_schema=False)

Words = Annotated[str, Form(max_length=100)]


@router.get("")
def people(which: Which, desk: DeskDep, part: Part | None = None) -> Response:
    """Everybody, or those with one part in the plan."""
    return _listed(desk, which, "", part)


@router.post("")
def search(which: Which, desk: DeskDep, words: Words = "", part: Annotated[str, Form()] = "") -> Response:
    """Those of a name. It is sent, not put into an address: names stand in no log."""
    return _listed(desk, which, words, Part(part) if part in set(Part) else None)


def _listed(desk: Desk, which: str, words: str, part: Part | None) -> Response:
    of = whole(desk, which)
    found = matching(of.people, words, part)
    counts = {one: sum(row.part is one for row in of.people.values()) for one in Part}
    template = "part/proposal_found.html" if desk.partly else "proposal_people.html"
    return desk.page(
        template,
        place=place_about(desk, status(desk.store, desk.caller, which)),
        which=which,
        of=of,
        found=found[:MOST],
        more=len(found) - MOST,
        words=words,
        part=part,
        counts=counts,
    )


@router.get("/{number}")
def person(which: Which, number: Annotated[int, Path(ge=1, le=2**31 - 1)], desk: DeskDep) -> Response:
    """Who somebody is, the part that the plan gives, and the questions that may be asked of it."""
    of = whole(desk, which)
    row = next((row for row in of.people.values() if row.number == number), None)
    if row is None:
        raise Missing(f"{number}")
    asked = explanations(desk.store, desk.caller, which, limit=ASKED)
    return desk.page(
        "proposal_person.html",
        place=place_about(desk, status(desk.store, desk.caller, which)),
        which=which,
        of=of,
        row=row,
        asks=of_person(of.sheet, row, asked),
        standards=[of.sheet.book.by_id[i] for i, ids in of.proposal.barred.items() if row.person.id in ids],
    )
