"""/v1/tables: before there are names. Who may introduce how many, in versions; published tables, audited."""

from typing import Annotated

from fastapi import APIRouter, Body, Query, Request, Response

from cocau.app.access.roles import May
from cocau.app.api.asking import CallerDep, StoreDep
from cocau.app.api.conditions import NOTHING, Expected, KnownDep
from cocau.app.api.examples import new_table, next_table
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
from cocau.app.api.reading_turns import ReadingTurnsDep
from cocau.app.api.sent_tables import SENT, asked_by
from cocau.app.api.strict_body import StrictBody
from cocau.app.api.uploads import SentDep
from cocau.app.errors import responses
from cocau.app.office.erasing_tables import erase
from cocau.app.office.reading_documents import listed, read
from cocau.app.office.shelf import Held
from cocau.app.office.tables import TABLES, add, audited, revise
from cocau.app.problems import Fault
from cocau.app.store.tables import Kind
from cocau.constraints.offers import Offers
from cocau.constraints.record import Record
from cocau.constraints.table_audit import TableReport

PREFIX = "/v1/tables"
router = APIRouter(prefix=PREFIX, tags=["tables"], route_class=StrictBody)

_BOOK = responses(Fault.UNKNOWN_RULEBOOK)


class NewTable(Record):
    """Offers of organisations to be kept, and the council that they are about."""

    council: Annotated[str, About]
    label: Label
    note: Note = ""
    offers: Offers


class NextTable(Record):
    """A new version of a table; without a label it keeps its own."""

    label: Label | None = None
    note: Note = ""
    offers: Offers


class HeldTable(Head):
    """Offers of organisations as they are kept, in one version."""

    offers: Offers


@router.get("", operation_id="listTables", responses=LIST_ERRORS)
def tables(  # noqa: PLR0913, PLR0917  # what a list may be narrowed by
    request: Request,
    response: Response,
    store: StoreDep,
    caller: CallerDep,
    asked: Paging,
    council: Annotated[str | None, Query(pattern=ID, description="only those about this council")] = None,
    locality: In = None,
) -> Page[Listed]:
    """The tables that the caller may know of, newest first."""
    found = listed(
        store,
        caller,
        Kind.TABLE,
        about=council,
        locality=locality or "",
        after=asked.after,
        limit=asked.fetch,
    )
    return page(request, response, asked, found, listed_of)


@router.post(
    "",
    operation_id="createTable",
    status_code=201,
    response_model=HeldTable,
    responses=MAKE_ERRORS | _BOOK | {201: MADE},
)
def make_table(
    store: StoreDep,
    caller: CallerDep,
    body: Annotated[NewTable, Body(openapi_examples=new_table())],
    rulebook: Under = None,
) -> Response:
    """Keep what organisations may introduce; all that is wrong with it for its council is told at once."""
    held = add(store, caller, body.council, body.offers, label=body.label, note=body.note, rulebook=rulebook)
    return made(_held(held), PREFIX)


@router.post(
    "/audits",
    operation_id="auditTables",
    response_model=TableReport,
    responses=MAKE_ERRORS | _BOOK | responses(Fault.WRONG_MEDIA, Fault.BUSY),
    openapi_extra=SENT,
)
def audit_tables(store: StoreDep, caller: CallerDep, turns: ReadingTurnsDep, sent: SentDep) -> Response:
    """Published tables against themselves and the rules of their day, as `cocau table`; nothing is kept.

    A table that does not add up is an answer, not an error: 200, with `sound` false.
    """
    caller.must(May.ASK)
    with turns.taken():
        asked = asked_by(sent)
        report = audited(
            store, caller, asked.tables, before=asked.before, told=asked.told, rulebook=asked.rulebook
        ).report
    return Response(report.to_json(), media_type="application/json")


@router.get("/{which}", operation_id="readTable", response_model=HeldTable, responses=READ_ERRORS | UNCHANGED)
def one_table(
    which: str, store: StoreDep, caller: CallerDep, known: KnownDep, version: Number = None
) -> Response:
    """A table in its newest version, or in the one asked for."""
    held = read(store, caller, TABLES, which, version)
    return shown(_held(held), held.version.number, known)


@router.put("/{which}", operation_id="editTable", response_model=HeldTable, responses=EDIT_ERRORS | _BOOK)
def edit_table(
    which: str,
    store: StoreDep,
    caller: CallerDep,
    expected: Expected,
    body: Annotated[NextTable, Body(openapi_examples=next_table())],
    rulebook: Under = None,
) -> Response:
    """A new version of a table."""
    held = revise(
        store,
        caller,
        which,
        body.offers,
        expected=expected,
        label=body.label,
        note=body.note,
        rulebook=rulebook,
    )
    return shown(_held(held), held.version.number, NOTHING)


def _held(held: Held[Offers]) -> HeldTable:
    return HeldTable(**head_of(held), offers=held.body)


with_past(
    router,
    TABLES,
    Paper(
        noun="a table",
        name="Table",
        erased="Erase every version of a table, and the structure plans of it.",
        open=True,
    ),
    erase,
)
