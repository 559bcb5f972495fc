"""/v1/tables and /v1/structure-plans: allocation tables, plans, audits of tables.

An allocation table says who may introduce how many; a structure plan says how many each organisation
introduces, and of which sort.
"""

import json
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Body, Query, Request, Response
from pydantic import Field, ValidationError

from cocau.app.auth.caller import Caller
from cocau.app.files.notices.reader import SentFile as File
from cocau.app.files.notices.reader import parse_readings
from cocau.app.files.problems import build_input_error
from cocau.app.files.tables.blocs import UserReadings
from cocau.app.files.text import make_printable
from cocau.app.files.uploads import MEDIA_TYPES, get_upload_name
from cocau.app.permissions import Permission
from cocau.app.problems import ErrorType
from cocau.app.services.allocation_tables import ALLOCATION_TABLES, audit_published_tables
from cocau.app.services.documents import StoredVersion
from cocau.app.services.erasures import clear_allocation_table
from cocau.app.services.planning.structure_plans import (
    StructurePlanCreate,
    StructurePlanStatus,
    cancel_structure_plan,
    create_structure_plan,
    get_structure_plan,
    get_structure_plan_status,
    list_structure_plans,
)
from cocau.app.web.api.examples import (
    build_new_table,
    build_next_table,
    build_published_tables,
    build_structure_examples,
)
from cocau.app.web.bodies.requests import (
    FILE_FIELD,
    FORM_TYPE,
    JSON_TYPE,
    StrictBodyRoute,
    UploadedBody,
    UploadedBodyDep,
)
from cocau.app.web.deps import CallerDep, ResourceId, ServicesDep, StoreDep, require_permission
from cocau.app.web.documents import (
    MAKE_ERRORS,
    RULEBOOK_ERRORS,
    AboutCouncil,
    DocumentHead,
    JsonDocumentRoutes,
    Label,
    Note,
    build_head_fields,
    by_council,
    under_rulebook,
)
from cocau.app.web.errors import describe_errors
from cocau.app.web.http_headers import LINK, RETRY, SUBMISSION_HEADERS, describe_headers
from cocau.app.web.limits import ImportLimiterDep
from cocau.app.web.paging import ID_PATTERN, PagingDep, ResultPage, build_page
from cocau.app.web.responses import PreferDep, raise_if_failed, respond_accepted, wait_for_result
from cocau.constraints.documents import list_validation_problems
from cocau.constraints.errors import FilePlace, InputError
from cocau.constraints.model.offers import Offers
from cocau.constraints.published.audit import TableReport
from cocau.constraints.record import Record
from cocau.solver.structure_plan import StructurePlan

R = TypeVar("R", bound=Record)

MAX_TABLE_BYTES = 200_000
"""Bytes of tables in one request; a published table has some thousand."""

_NOTICE = {"$ref": "#/components/schemas/Notice"}


class TableAuditRequest(Record):
    """Tables to audit; `blocs`: printed names of blocs, and the codes they stand for."""

    notices: tuple[dict[str, Any], ...] = Field(min_length=1)
    before: tuple[dict[str, Any], ...] = Field(default=(), description="of the term before, to compare with")
    blocs: dict[str, str] = Field(default_factory=dict, description='{"Khu kinh tế": "administration"}')
    rulebook: str | None = Field(default=None, max_length=500, description="None: that of each table's term")


class TableFileFields(Record):
    """Fields beside an uploaded table. `blocs`: a line for each, ``PRINTED NAME=codes``."""

    blocs: str = ""
    rulebook: str | None = Field(default=None, max_length=500)


@dataclass(frozen=True)
class TableAuditInput:
    """Input of a table audit: tables, those of the term before, readings, the rulebook."""

    tables: tuple[File, ...]
    before: tuple[File, ...]
    told: UserReadings
    rulebook: str | None


def parse_table_audit(sent: UploadedBody) -> TableAuditInput:
    """Parse the body of a table audit.

    Raises:
        MalformedRequest: no JSON object.
        InputError: everything wrong with what is said beside the tables; a file of a kind that is not read.
    """
    if len(sent.content) > MAX_TABLE_BYTES:
        raise _build_too_big_error(sent)
    tree = sent.read_json_object()
    if tree is None:
        said = _validate(TableFileFields, dict(sent.fields))
        file = (sent.content, make_printable(get_upload_name(sent.name, sent.media_type), _MAX_FILE_NAME))
        return TableAuditInput((file,), (), parse_readings(said.blocs.splitlines()), said.rulebook)
    asked = _validate(TableAuditRequest, tree)
    told = parse_readings([f"{name}={codes}" for name, codes in asked.blocs.items()])
    before = (_write_as_file(asked.before, "before.json"),) if asked.before else ()
    return TableAuditInput((_write_as_file(asked.notices, "tables.json"),), before, told, asked.rulebook)


_MAX_FILE_NAME = 255


def _validate(model: type[R], tree: dict[str, Any]) -> R:
    try:
        return model.model_validate(tree)
    except ValidationError as error:
        raise InputError(list_validation_problems(error)) from None


def _write_as_file(notices: tuple[dict[str, Any], ...], name: str) -> File:
    """Write notices as a file would be, so that faults are told in the same words."""
    return json.dumps({"notices": notices}, ensure_ascii=False).encode("utf-8", "surrogatepass"), name


def _build_too_big_error(sent: UploadedBody) -> InputError:
    return build_input_error(
        "too_big",
        (FilePlace(make_printable(sent.name or sent.media_type, _MAX_FILE_NAME)),),
        f"Có {len(sent.content):,} byte, nhiều nhất là {MAX_TABLE_BYTES:,}.",
        f"There are {len(sent.content):,} bytes; at most {MAX_TABLE_BYTES:,} are read.",
    )


def _describe_table_body() -> dict[str, Any]:
    text, data = {"type": "string"}, {"type": "string", "format": "binary"}
    fields = {
        "rulebook": text | {"maxLength": 500, "description": "without it, that of the table's term"},
        "blocs": text | {"description": "a line for each: PRINTED NAME=codes"},
    }
    whole = TableAuditRequest.model_json_schema()
    for field in ("notices", "before"):
        whole["properties"][field]["items"] = _NOTICE
    form = {"type": "object", "required": [FILE_FIELD], "properties": fields | {FILE_FIELD: data}}
    content: dict[str, Any] = {
        JSON_TYPE: {"schema": whole, "examples": build_published_tables()},
        FORM_TYPE: {"schema": form | {"additionalProperties": False}},
    }
    content |= {kind: {"schema": data} for kind in MEDIA_TYPES if kind != JSON_TYPE}
    beside = {"name": text | {"maxLength": 255, "description": "what the file is called"}} | fields
    query = [{"name": name, "in": "query", "required": False, "schema": s} for name, s in beside.items()]
    return {"parameters": query, "requestBody": {"required": True, "content": content}}


TABLE_AUDIT_BODY = _describe_table_body()
"""The body of an audit, for the description."""


STRUCTURE_PLANS_PREFIX = "/v1/structure-plans"
structure_plan_router = APIRouter(tags=["tables"], route_class=StrictBodyRoute)

_STRUCTURE_PLAN_ERRORS = (
    ErrorType.UNAUTHENTICATED,
    ErrorType.FORBIDDEN,
    ErrorType.NOT_FOUND,
    ErrorType.BAD_INPUT,
)
_STRUCTURE_PLAN_RESPONSES = describe_errors(
    *_STRUCTURE_PLAN_ERRORS,
    ErrorType.MALFORMED,
    ErrorType.UNKNOWN_RULEBOOK,
    ErrorType.ERASED,
    ErrorType.TOO_LARGE,
    ErrorType.TOO_MANY_JOBS,
    ErrorType.NOT_READY,
    ErrorType.FAILURE,
)


@structure_plan_router.post(
    "/v1/tables/{table_id}/plans",
    operation_id="planStructure",
    response_model=StructurePlan,
    responses=_STRUCTURE_PLAN_RESPONSES
    | {
        200: {"description": "The plan, ready within the time preferred", "headers": SUBMISSION_HEADERS},
        202: {
            "description": "Accepted for good",
            "model": StructurePlanStatus,
            "headers": SUBMISSION_HEADERS | RETRY,
        },
    },
)
def plan_structure(
    table_id: ResourceId,
    office: ServicesDep,
    caller: CallerDep,
    preferred: PreferDep,
    body: Annotated[StructurePlanCreate, Body(openapi_examples=build_structure_examples())],
) -> Response:
    """Plan before there are names: how many people each organisation introduces."""
    plan = create_structure_plan(office, caller, table_id, body)
    headers = {"Location": f"{STRUCTURE_PLANS_PREFIX}/{plan}"} | preferred.headers
    if preferred.wait:
        wait_for_result(office, plan, preferred.wait)
    now = get_structure_plan_status(office.store, caller, plan)
    if preferred.wait is None or not now.state.final:
        return respond_accepted(now, headers)
    raise_if_failed(now.failure, headers)
    found = get_structure_plan(office.store, caller, plan)
    return Response(found, media_type="application/json", headers=headers)


@structure_plan_router.get(
    STRUCTURE_PLANS_PREFIX,
    operation_id="listStructures",
    responses=describe_headers(200, LINK)
    | describe_errors(ErrorType.UNAUTHENTICATED, ErrorType.FORBIDDEN, ErrorType.BAD_INPUT),
)
def list_plans(
    request: Request,
    response: Response,
    store: StoreDep,
    caller: CallerDep,
    asked: PagingDep,
    table: Annotated[str | None, Query(pattern=ID_PATTERN, description="only those of this table")] = None,
) -> ResultPage[StructurePlanStatus]:
    """List the structure plans that the caller may know of, newest first."""
    found = list_structure_plans(store, caller, table, after=asked.after, limit=asked.fetch_limit)
    return build_page(request, response, asked, found, lambda plan: plan)


@structure_plan_router.get(
    STRUCTURE_PLANS_PREFIX + "/{structure_plan_id}",
    operation_id="readStructureStatus",
    responses=describe_errors(*_STRUCTURE_PLAN_ERRORS),
)
def read_status(structure_plan_id: ResourceId, store: StoreDep, caller: CallerDep) -> StructurePlanStatus:
    """Return the status of a structure plan, and how far it is."""
    return get_structure_plan_status(store, caller, structure_plan_id)


@structure_plan_router.get(
    STRUCTURE_PLANS_PREFIX + "/{structure_plan_id}/plan",
    operation_id="readStructure",
    response_model=StructurePlan,
    responses=describe_errors(*_STRUCTURE_PLAN_ERRORS, ErrorType.NOT_READY, ErrorType.ERASED),
)
def read_plan(structure_plan_id: ResourceId, store: StoreDep, caller: CallerDep) -> Response:
    """Return the structure plan; the same bytes as `cocau structure`."""
    return Response(get_structure_plan(store, caller, structure_plan_id), media_type="application/json")


@structure_plan_router.post(
    STRUCTURE_PLANS_PREFIX + "/{structure_plan_id}/cancel",
    operation_id="cancelStructure",
    responses=describe_errors(*_STRUCTURE_PLAN_ERRORS),
)
def cancel_plan(structure_plan_id: ResourceId, office: ServicesDep, caller: CallerDep) -> StructurePlanStatus:
    """Stop it; the best so far is kept. One that has ended stays as it is."""
    return cancel_structure_plan(office, caller, structure_plan_id)


router = APIRouter(prefix="/v1/tables", tags=["tables"], route_class=StrictBodyRoute)


class NewTable(Record):
    """Offers of organisations to be stored, and the council that they are about."""

    about: AboutCouncil
    label: Label
    note: Note = ""
    offers: Offers


class NextTable(Record):
    """A new version of a table; without a label it keeps its own."""

    label: Label | None = None
    note: Note = ""
    offers: Offers


class TableDocument(DocumentHead):
    """One version of stored offers of organisations."""

    offers: Offers


def _build_table_document(held: StoredVersion[Offers], caller: Caller) -> TableDocument:
    del caller  # nothing in it is about people
    return TableDocument(**build_head_fields(held), offers=held.body)


routes = JsonDocumentRoutes(
    router,
    ALLOCATION_TABLES,
    name="Table",
    noun="a table",
    answer=TableDocument,
    build=_build_table_document,
    read_body=lambda sent: sent.offers,
    open=True,
)
routes.add_list(by_council)
routes.add_create(
    NewTable,
    "Store what organisations may introduce, or list all that is wrong with it.",
    examples=build_new_table(),
    read_options=under_rulebook,
)


@router.post(
    "/audits",
    operation_id="auditTables",
    response_model=TableReport,
    responses=MAKE_ERRORS | RULEBOOK_ERRORS | describe_errors(ErrorType.WRONG_MEDIA, ErrorType.BUSY),
    openapi_extra=TABLE_AUDIT_BODY,
    dependencies=[require_permission(Permission.ASK)],
)
def audit_tables(
    store: StoreDep, caller: CallerDep, turns: ImportLimiterDep, sent: UploadedBodyDep
) -> Response:
    """Audit published tables against themselves and the rules of their day; store nothing.

    A table that does not add up is an answer, not an error: 200, with `sound` false.
    """
    with turns.slot():
        asked = parse_table_audit(sent)
        report = audit_published_tables(
            store, caller, asked.tables, before=asked.before, readings=asked.told, rulebook=asked.rulebook
        ).report
    return Response(report.to_json(), media_type="application/json")


routes.add_read()
routes.add_edit(
    NextTable,
    "Store a new version of a table.",
    examples=build_next_table(),
    read_options=under_rulebook,
)
routes.add_erase("Erase every version of a table, and the structure plans of it.", clear_allocation_table)
routes.add_versions()
