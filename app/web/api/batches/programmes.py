"""/v1/programmes: councils of a province, or of a drill, planned together."""

from typing import Annotated, Any

from fastapi import APIRouter, Body, Query, Response
from pydantic import ValidationError

from cocau.app.problems import ErrorType
from cocau.app.services.batches.programmes import (
    ProgrammeCreate,
    ProgrammeFolderCreate,
    create_programme,
    create_programme_from_folder,
    get_joint_plan,
)
from cocau.app.services.batches.rows import CouncilResults, list_council_rows
from cocau.app.services.batches.runs import (
    PROGRAMMES,
    ProgrammeStatus,
)
from cocau.app.services.batches.withdrawals import (
    WithdrawalCreate,
    WithdrawalResult,
    get_withdrawal_result,
    withdraw,
)
from cocau.app.web.api.batches.runs import RUN_ACCEPTED, RUN_ERRORS, BatchRunRoutes
from cocau.app.web.api.examples import build_programme_examples, build_withdrawal_examples
from cocau.app.web.api.proposals.routes import SUBMISSION_ERRORS as MAKING
from cocau.app.web.bodies.requests import (
    BINARY_TYPE,
    FILE_FIELD,
    FORM_TYPE,
    StrictBodyRoute,
    UploadedBody,
    UploadedBodyDep,
)
from cocau.app.web.deps import CallerDep, ResourceId, ServicesDep, StoreDep
from cocau.app.web.errors import describe_errors
from cocau.app.web.http_headers import IdempotencyKey
from cocau.app.web.limits import ImportLimiterDep
from cocau.constraints.documents import list_validation_problems
from cocau.constraints.errors import InputError
from cocau.fixtures.generators.sizes import COUNCILS
from cocau.solver.programme.result import ProgrammeResult

_TEXT: dict[str, Any] = {"type": "string"}
_BYTES: dict[str, Any] = {"type": "string", "format": "binary"}
_FOLDER_FIELDS: dict[str, Any] = {
    "label": _TEXT | {"maxLength": 300, "description": "to find it again by; no personal data"},
    "locality": _TEXT | {"maxLength": 200, "description": "whose it is; by default that of whoever asks"},
}


def parse_folder_request(sent: UploadedBody) -> ProgrammeFolderCreate:
    """Parse the fields beside the file.

    Raises:
        InputError: everything wrong with it.
    """
    try:
        return ProgrammeFolderCreate.model_validate(dict(sent.fields))
    except ValidationError as error:
        raise InputError(list_validation_problems(error)) from None


def describe_folder_body(more: dict[str, Any] | None = None) -> dict[str, Any]:
    """Describe the body that brings a folder; `more`: fields beside those of every folder."""
    fields = _FOLDER_FIELDS | (more or {})
    form = {
        "type": "object",
        "required": [FILE_FIELD],
        "properties": fields | {FILE_FIELD: _BYTES},
        "additionalProperties": False,
    }
    beside = {"name": _TEXT | {"maxLength": 255, "description": "what the file is called"}} | fields
    query = [{"name": name, "in": "query", "required": False, "schema": s} for name, s in beside.items()]
    content = {BINARY_TYPE: {"schema": _BYTES}, FORM_TYPE: {"schema": form}}
    return {"parameters": query, "requestBody": {"required": True, "content": content}}


FOLDER_BODY = describe_folder_body()
"""The body of a programme, for the description."""


PREFIX = "/v1/programmes"
router = APIRouter(prefix=PREFIX, tags=["programmes"], route_class=StrictBodyRoute)

routes = BatchRunRoutes(router, PROGRAMMES, "Programme")


@router.post(
    "",
    operation_id="makeProgramme",
    status_code=202,
    response_model=ProgrammeStatus,
    responses=describe_errors(*MAKING, ErrorType.ERASED) | RUN_ACCEPTED,
)
def make_programme(
    asked: Annotated[ProgrammeCreate, Body(openapi_examples=build_programme_examples())],
    office: ServicesDep,
    caller: CallerDep,
    key: IdempotencyKey = None,
) -> Response:
    """Ask for up to 1,000 councils to be planned together, each as a proposal is asked for.

    If somebody is introduced for several of them, a last job joins what was planned: nobody stands at more
    levels than the law allows. Or ask for `made_up` ones: a drill, for a province or the whole country.
    """
    return routes.respond_accepted(office, caller, create_programme(office, caller, asked, key))


@router.post(
    "/folders",
    operation_id="sendProgramme",
    status_code=202,
    response_model=ProgrammeStatus,
    responses=describe_errors(*MAKING, ErrorType.ERASED, ErrorType.WRONG_MEDIA, ErrorType.BUSY)
    | RUN_ACCEPTED,
    openapi_extra=FOLDER_BODY,
)
def send_programme(
    office: ServicesDep,
    caller: CallerDep,
    turns: ImportLimiterDep,
    sent: UploadedBodyDep,
    key: IdempotencyKey = None,
) -> Response:
    """Plan the programme in a ZIP file of its folder, as `cocau programme plan` reads it."""
    asked = parse_folder_request(sent)
    with turns.slot():
        made = create_programme_from_folder(office, caller, asked, sent.content, key)
    return routes.respond_accepted(office, caller, made)


@router.post(
    "/{programme_id}/withdrawals",
    operation_id="withdrawFromProgramme",
    status_code=202,
    response_model=ProgrammeStatus,
    responses=describe_errors(*MAKING, ErrorType.ERASED, ErrorType.NOT_READY, ErrorType.REFUSED)
    | RUN_ACCEPTED,
)
def withdraw_from_programme(
    programme_id: ResourceId,
    asked: Annotated[WithdrawalCreate, Body(openapi_examples=build_withdrawal_examples())],
    office: ServicesDep,
    caller: CallerDep,
    key: IdempotencyKey = None,
) -> Response:
    """Withdraw people from a programme that has ended; a new one is derived from it.

    Only the councils in whose pools they are (of `councils`, if any are named) are planned anew, each as near
    its former slate as can be. All others are in the new one exactly as they were, and stay so in its joint
    plan, whose `anew` names the councils planned anew.
    """
    return routes.respond_accepted(office, caller, withdraw(office, caller, programme_id, asked, key))


routes.add_list()
routes.add_status("Return its status: councils done, their outcomes, the rate, and what holds it up.")


@router.get(
    "/{programme_id}/results",
    operation_id="readProgrammeResults",
    responses=describe_errors(*RUN_ERRORS, ErrorType.ERASED),
)
def read_results(
    programme_id: ResourceId,
    store: StoreDep,
    caller: CallerDep,
    after: Annotated[
        int, Query(ge=0, le=COUNCILS, description="councils before the first row, as `next` says")
    ] = 0,
    limit: Annotated[int, Query(ge=1, le=1000, description="how many at the most")] = 200,
    parts: Annotated[bool, Query(description="with each council's slate, tiers and bounds")] = False,  # noqa: FBT002  # a query
) -> CouncilResults:
    """Return the rows that exist, in the order of the councils; some may still be missing."""
    return list_council_rows(store, caller, programme_id, after=after, limit=limit, parts=parts)


@router.get(
    "/{programme_id}/joint",
    operation_id="readJointPlan",
    responses=describe_errors(*RUN_ERRORS, ErrorType.ERASED, ErrorType.NOT_READY),
)
def read_joint(programme_id: ResourceId, store: StoreDep, caller: CallerDep) -> ProgrammeResult:
    """Return the joint plan: who left which level, and how near it is to the best."""
    return get_joint_plan(store, caller, programme_id)


@router.get(
    "/{programme_id}/withdrawal",
    operation_id="readWithdrawal",
    responses=describe_errors(*RUN_ERRORS, ErrorType.ERASED),
)
def read_withdrawal(programme_id: ResourceId, store: StoreDep, caller: CallerDep) -> WithdrawalResult:
    """Return what a withdrawal changed: councils planned anew, who moved, who stayed."""
    return get_withdrawal_result(store, caller, programme_id)


routes.add_cancel()
routes.add_erase(
    "Erase its councils, their people and results; that it was asked for stays.\n\n"
    "With an erased pool the programmes over it go by themselves."
)
