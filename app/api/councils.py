"""/v1/councils: councils in versions."""

from typing import Annotated, Any

from fastapi import APIRouter, Body, Request, Response

from cocau.app.access.roles import May
from cocau.app.access.scope import Locality
from cocau.app.api.asking import CallerDep, StoreDep
from cocau.app.api.conditions import NOTHING, Expected, KnownDep
from cocau.app.api.examples import new_council, next_council
from cocau.app.api.paging import Page, Paging, page
from cocau.app.api.papers import (
    EDIT_ERRORS,
    LIST_ERRORS,
    MADE,
    MAKE_ERRORS,
    READ_ERRORS,
    UNCHANGED,
    WITHHELD,
    Head,
    In,
    Label,
    Listed,
    Note,
    Number,
    Paper,
    Under,
    head_of,
    listed_of,
    made,
    shown,
    with_past,
)
from cocau.app.api.strict_body import StrictBody
from cocau.app.errors import responses
from cocau.app.office.councils import COUNCILS, add, revise
from cocau.app.office.reading_documents import listed, read
from cocau.app.office.shelf import Held
from cocau.app.problems import Fault
from cocau.app.store.tables import Kind
from cocau.constraints.council import Council
from cocau.constraints.record import Record

PREFIX = "/v1/councils"
router = APIRouter(prefix=PREFIX, tags=["councils"], route_class=StrictBody)

_BOOK = responses(Fault.UNKNOWN_RULEBOOK)


class NewCouncil(Record):
    """A council to be kept, and whose it is."""

    locality: Locality
    label: Label
    note: Note = ""
    council: Council


class NextCouncil(Record):
    """A new version of a council; without a label it keeps its own."""

    label: Label | None = None
    note: Note = ""
    council: Council


class HeldCouncil(Head):
    """A council as it is kept, in one version."""

    council: Council


@router.get("", operation_id="listCouncils", responses=LIST_ERRORS)
def councils(
    request: Request,
    response: Response,
    store: StoreDep,
    caller: CallerDep,
    asked: Paging,
    locality: In = None,
) -> Page[Listed]:
    """The councils that the caller may know of, newest first."""
    found = listed(store, caller, Kind.COUNCIL, locality=locality or "", after=asked.after, limit=asked.fetch)
    return page(request, response, asked, found, listed_of)


@router.post(
    "",
    operation_id="createCouncil",
    status_code=201,
    response_model=HeldCouncil,
    responses=MAKE_ERRORS | _BOOK | {201: MADE},
)
def make_council(
    store: StoreDep,
    caller: CallerDep,
    body: Annotated[NewCouncil, Body(openapi_examples=new_council())],
    rulebook: Under = None,
) -> Response:
    """Keep a council. What the law says of a council alone is checked now, all faults at once."""
    held = add(
        store,
        caller,
        body.council,
        locality=body.locality,
        label=body.label,
        note=body.note,
        rulebook=rulebook,
    )
    return made(_held(held), PREFIX)


@router.get(
    "/{which}",
    operation_id="readCouncil",
    response_model=HeldCouncil,
    responses=READ_ERRORS | UNCHANGED,
)
def one_council(
    which: str, store: StoreDep, caller: CallerDep, known: KnownDep, version: Number = None
) -> Response:
    """A council in its newest version, or in the one asked for.

    Who may not see people is not told why the secretary of the Party committee does not chair.
    """
    held = read(store, caller, COUNCILS, which, version)
    answer = _held(held)
    if not caller.may(May.SEE_PEOPLE):
        answer = answer.but(council=held.body.but(secretary_not_chairing=None), **WITHHELD)
    return shown(answer, held.version.number, known)


@router.put(
    "/{which}",
    operation_id="editCouncil",
    response_model=HeldCouncil,
    responses=EDIT_ERRORS | _BOOK,
)
def edit_council(
    which: str,
    store: StoreDep,
    caller: CallerDep,
    expected: Expected,
    body: Annotated[NextCouncil, Body(openapi_examples=next_council())],
    rulebook: Under = None,
) -> Response:
    """A new version of a council. The ones before it stay as they are."""
    held = revise(
        store,
        caller,
        which,
        body.council,
        expected=expected,
        label=body.label,
        note=body.note,
        rulebook=rulebook,
    )
    return shown(_held(held), held.version.number, NOTHING)


def _held(held: Held[Council]) -> HeldCouncil:
    known: dict[str, Any] = head_of(held)
    return HeldCouncil(**known, council=held.body)


with_past(
    router,
    COUNCILS,
    Paper(
        noun="a council",
        name="Council",
        erased="Erase what is in every version. What stays says that there was a council, and when.",
    ),
)
