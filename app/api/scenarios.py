"""/v1/scenarios: named what-ifs about a council, in versions."""

from typing import Annotated

from fastapi import APIRouter, Body, Query, Request, Response

from cocau.app.api.asking import CallerDep, StoreDep
from cocau.app.api.conditions import NOTHING, Expected, KnownDep
from cocau.app.api.examples import new_scenario, next_scenario
from cocau.app.api.paging import ID, Page, Paging, page
from cocau.app.api.papers import (
    EDIT_ERRORS,
    LIST_ERRORS,
    MADE,
    MAKE_ERRORS,
    READ_ERRORS,
    UNCHANGED,
    About,
    Head,
    In,
    Listed,
    Note,
    Number,
    Paper,
    head_of,
    listed_of,
    made,
    shown,
    with_past,
)
from cocau.app.api.strict_body import StrictBody
from cocau.app.errors import responses
from cocau.app.office.reading_documents import listed, read
from cocau.app.office.scenarios import SCENARIOS, add, revise
from cocau.app.office.shelf import Held
from cocau.app.problems import Fault
from cocau.app.store.tables import Kind
from cocau.constraints.record import Record
from cocau.solver.explain.scenario import Scenario

PREFIX = "/v1/scenarios"
router = APIRouter(prefix=PREFIX, tags=["scenarios"], route_class=StrictBody)

_BOOK = responses(Fault.UNKNOWN_RULEBOOK)


class NewScenario(Record):
    """A scenario to be kept, and the council it is about; it is called as it calls itself."""

    council: Annotated[str, About]
    note: Note = ""
    scenario: Scenario


class NextScenario(Record):
    """A new version of a scenario."""

    note: Note = ""
    scenario: Scenario


class HeldScenario(Head):
    """A scenario as it is kept, in one version."""

    scenario: Scenario


@router.get("", operation_id="listScenarios", responses=LIST_ERRORS)
def scenarios(  # noqa: PLR0913, PLR0917  # what a list may be narrowed by
    request: Request,
    response: Response,
    store: StoreDep,
    caller: CallerDep,
    asked: Paging,
    council: Annotated[str | None, Query(pattern=ID, description="only those about this council")] = None,
    locality: In = None,
) -> Page[Listed]:
    """The scenarios that the caller may know of, newest first."""
    found = listed(
        store,
        caller,
        Kind.SCENARIO,
        about=council,
        locality=locality or "",
        after=asked.after,
        limit=asked.fetch,
    )
    return page(request, response, asked, found, listed_of)


@router.post(
    "",
    operation_id="createScenario",
    status_code=201,
    response_model=HeldScenario,
    responses=MAKE_ERRORS | _BOOK | {201: MADE},
)
def make_scenario(
    store: StoreDep,
    caller: CallerDep,
    body: Annotated[NewScenario, Body(openapi_examples=new_scenario())],
) -> Response:
    """Keep a scenario. Rules, fields, posts and constituencies are checked now; people when it is planned."""
    held = add(store, caller, body.council, body.scenario, note=body.note)
    return made(_held(held), PREFIX)


@router.get(
    "/{which}",
    operation_id="readScenario",
    response_model=HeldScenario,
    responses=READ_ERRORS | UNCHANGED,
)
def one_scenario(
    which: str, store: StoreDep, caller: CallerDep, known: KnownDep, version: Number = None
) -> Response:
    """A scenario in its newest version, or in the one asked for."""
    held = read(store, caller, SCENARIOS, which, version)
    return shown(_held(held), held.version.number, known)


@router.put(
    "/{which}",
    operation_id="editScenario",
    response_model=HeldScenario,
    responses=EDIT_ERRORS | _BOOK,
)
def edit_scenario(
    which: str,
    store: StoreDep,
    caller: CallerDep,
    expected: Expected,
    body: Annotated[NextScenario, Body(openapi_examples=next_scenario())],
) -> Response:
    """A new version of a scenario: of one's own, or with the right to edit, of anybody's."""
    held = revise(store, caller, which, body.scenario, expected=expected, note=body.note)
    return shown(_held(held), held.version.number, NOTHING)


def _held(held: Held[Scenario]) -> HeldScenario:
    return HeldScenario(**head_of(held), scenario=held.body)


with_past(
    router,
    SCENARIOS,
    Paper(
        noun="a scenario",
        name="Scenario",
        erased="Erase every version of a scenario: of one's own, or with the right to erase, of anybody's.",
    ),
)
