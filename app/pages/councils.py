"""/councils/{which}: a council, what is kept about it, and asking for a proposal."""

from typing import Annotated

from fastapi import APIRouter, Form
from pydantic import ValidationError
from starlette.responses import Response

from cocau.app.access.roles import May
from cocau.app.api.which import Which, checked_id
from cocau.app.office.ask import Ask, Ref
from cocau.app.office.pools import POOLS
from cocau.app.office.proposals import Filters, ask
from cocau.app.office.proposals import listed as proposals_listed
from cocau.app.office.reading_documents import history, listed
from cocau.app.office.rulebooks import book_for
from cocau.app.pages.desk import Desk, DeskDep
from cocau.app.pages.place import place_of
from cocau.app.pages.route import Page
from cocau.app.store.tables import Document, Kind
from cocau.constraints.documents import problems_of
from cocau.constraints.errors import InputError
from cocau.constraints.library import DEFAULT

router = APIRouter(prefix="/councils/{which}", route_class=Page, include_in_schema=False)

SHOWN = 5
"""Proposals on the overview; all are on a page of their own."""
AT_ONCE = 50


@router.get("")
def overview(which: Which, desk: DeskDep) -> Response:
    """What there is of a council, and what comes next."""
    pools = listed(desk.store, desk.caller, Kind.POOL, about=which)
    proposals = proposals_listed(desk.store, desk.caller, Filters(council=which), limit=SHOWN)
    return desk.page(
        "council.html",
        place=place_of(desk, which),
        pools=[(pool, _people_in(desk, pool)) for pool in pools],
        proposals=proposals,
    )


def _people_in(desk: Desk, pool: Document) -> int:
    return history(desk.store, desk.caller, POOLS, pool.id)[0].size


@router.get("/proposals")
def proposals(which: Which, desk: DeskDep, after: str | None = None) -> Response:
    """Every proposal for a council, newest first."""
    found = proposals_listed(desk.store, desk.caller, Filters(council=which), after=after, limit=AT_ONCE + 1)
    more = found[AT_ONCE - 1].id if len(found) > AT_ONCE else None
    return desk.page("proposals.html", place=place_of(desk, which), proposals=found[:AT_ONCE], more=more)


@router.post("/proposals")
def propose(
    which: Which,
    desk: DeskDep,
    pool: Annotated[str, Form(max_length=40)],
    scenario: Annotated[str, Form(max_length=40)] = "",
    label: Annotated[str, Form(max_length=300)] = "",
) -> Response:
    """Ask for a proposal under the rules of the council's election day, and go to where it is being made."""
    desk.caller.must(May.ASK)
    council = place_of(desk, which).council
    book = book_for(desk.store, desk.caller, None, council.election_day)
    try:
        asked = Ask(
            council=Ref(ref=which),
            pool=Ref(ref=checked_id(pool)),
            rulebook=DEFAULT if book is None else book.name,  # without, the refusal says which days there are
            scenario=Ref(ref=checked_id(scenario)) if scenario else None,
            label=label,
        )
    except ValidationError as error:
        raise InputError(problems_of(error)) from None
    return desk.go(f"/proposals/{ask(desk.office, desk.caller, asked).id}")
