"""/v1/studies: many councils, each under many scenarios; /v1/estimates: their cost."""

import json
from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter, Body, Query, Response
from fastapi.responses import StreamingResponse
from pydantic import ValidationError

from cocau.app.auth.caller import Caller
from cocau.app.db.engine import Store
from cocau.app.files.parquet import PARQUET_TYPE
from cocau.app.problems import ErrorType
from cocau.app.services.batches.rows import StudyResults, list_study_rows
from cocau.app.services.batches.runs import ESTIMATES, STUDIES, EstimateStatus, StudyStatus
from cocau.app.services.batches.studies import (
    EstimateCreate,
    StudyCreate,
    StudyFolderCreate,
    create_estimate,
    create_study,
    create_study_from_estimate,
    create_study_from_folder,
)
from cocau.app.services.batches.study_results import (
    StudyEstimate,
    StudySummary,
    export_study_csv,
    export_study_parquet,
    get_study_estimate,
    get_study_summary,
)
from cocau.app.web.api.batches.programmes import describe_folder_body
from cocau.app.web.api.batches.runs import RUN_ACCEPTED, RUN_ERRORS, BatchRunRoutes
from cocau.app.web.api.examples import build_study_examples
from cocau.app.web.api.proposals.routes import SUBMISSION_ERRORS as MAKING
from cocau.app.web.bodies.requests import StrictBodyRoute, UploadedBody, UploadedBodyDep
from cocau.app.web.deps import CallerDep, ResourceId, ServicesDep, StoreDep
from cocau.app.web.errors import describe_errors
from cocau.app.web.http_headers import IdempotencyKey
from cocau.app.web.limits import ImportLimiter, ImportLimiterDep
from cocau.constraints.documents import list_validation_problems
from cocau.constraints.errors import InputError

PREFIX = "/v1/studies"
ESTIMATE_PREFIX = "/v1/estimates"
PREFIXES = (PREFIX, ESTIMATE_PREFIX)
router = APIRouter(prefix=PREFIX, tags=["studies"], route_class=StrictBodyRoute)
routes = BatchRunRoutes(router, STUDIES, "Study", "Studies")

estimate_router = APIRouter(prefix=ESTIMATE_PREFIX, tags=["studies"], route_class=StrictBodyRoute)
estimate_routes = BatchRunRoutes(estimate_router, ESTIMATES, "Estimate")


@router.post(
    "",
    operation_id="makeStudy",
    status_code=202,
    response_model=StudyStatus,
    responses=describe_errors(*MAKING, ErrorType.ERASED) | RUN_ACCEPTED,
)
def make_study(
    asked: Annotated[StudyCreate, Body(openapi_examples=build_study_examples())],
    office: ServicesDep,
    caller: CallerDep,
    key: IdempotencyKey = None,
) -> Response:
    """Ask for many councils to be planned, each under every scenario and by itself.

    A row for each council and scenario comes out, without people. A scenario with nothing but a name is the
    councils as they are; one that means nothing for a council is a row `refused` there.
    """
    return routes.respond_accepted(office, caller, create_study(office, caller, asked, key))


_SCENARIOS: dict[str, Any] = {
    "type": "string",
    "description": "JSON: the scenarios, as in the body of a study",
}


@router.post(
    "/folders",
    operation_id="sendStudy",
    status_code=202,
    response_model=StudyStatus,
    responses=describe_errors(*MAKING, ErrorType.ERASED, ErrorType.WRONG_MEDIA, ErrorType.BUSY)
    | RUN_ACCEPTED,
    openapi_extra=describe_folder_body({"scenarios": _SCENARIOS}),
)
def send_study(
    office: ServicesDep,
    caller: CallerDep,
    turns: ImportLimiterDep,
    sent: UploadedBodyDep,
    key: IdempotencyKey = None,
) -> Response:
    """Study the councils in a ZIP file of a programme's folder."""
    asked = _parse_folder_request(sent)
    with turns.slot():
        made = create_study_from_folder(office, caller, asked, sent.content, key)
    return routes.respond_accepted(office, caller, made)


def _parse_folder_request(sent: UploadedBody) -> StudyFolderCreate:
    """Parse the fields beside the file; `scenarios` is JSON.

    Raises:
        InputError: everything wrong with them.
    """
    fields: dict[str, Any] = dict(sent.fields)
    try:
        fields["scenarios"] = json.loads(fields.get("scenarios", "[]"))
    except (ValueError, RecursionError):
        fields["scenarios"] = None
    try:
        return StudyFolderCreate.model_validate(fields)
    except ValidationError as error:
        raise InputError(list_validation_problems(error)) from None


routes.add_list()
routes.add_status("Return its status: rows done, their outcomes, the rate and the time left.")


@router.get(
    "/{study_id}/results",
    operation_id="readStudyResults",
    responses=describe_errors(*RUN_ERRORS, ErrorType.ERASED),
)
def read_results(
    study_id: ResourceId,
    store: StoreDep,
    caller: CallerDep,
    after: Annotated[
        int, Query(ge=0, le=2**31 - 1, description="rows before the first one, as `next` says")
    ] = 0,
    limit: Annotated[int, Query(ge=1, le=1000, description="how many at the most")] = 200,
) -> StudyResults:
    """Return the rows that exist, council by council; some may still be missing."""
    return list_study_rows(store, caller, study_id, after=after, limit=limit)


@router.get(
    "/{study_id}/summary",
    operation_id="readStudySummary",
    responses=describe_errors(*RUN_ERRORS, ErrorType.ERASED, ErrorType.BUSY),
)
def read_summary(
    study_id: ResourceId, store: StoreDep, caller: CallerDep, turns: ImportLimiterDep
) -> StudySummary:
    """Count under each scenario how many councils were solved, are in conflict and so on."""
    with turns.waiting_slot(caller.id), turns.slot():
        return get_study_summary(store, caller, study_id)


class TableForm(StrEnum):
    """A file format in which a long table is written."""

    CSV = "csv"
    PARQUET = "parquet"


_MEDIA_TYPES = {TableForm.CSV: "text/csv; charset=utf-8", TableForm.PARQUET: PARQUET_TYPE}
_BYTES = {"schema": {"type": "string", "format": "binary"}}
_FILE_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The file",
        "content": {kind.partition(";")[0]: _BYTES for kind in _MEDIA_TYPES.values()},
    }
}


@router.get(
    "/{study_id}/export.{form}",
    operation_id="exportStudy",
    response_class=Response,
    responses=_FILE_RESPONSES | describe_errors(*RUN_ERRORS, ErrorType.ERASED, ErrorType.BUSY),
)
def export(
    study_id: ResourceId, form: TableForm, store: StoreDep, caller: CallerDep, turns: ImportLimiterDep
) -> Response:
    """Export the rows that exist as one table; several values are joined by spaces."""
    return respond_with_export(store, caller, study_id, form, turns)


def respond_with_export(
    store: Store, caller: Caller, study_id: str, form: TableForm, turns: ImportLimiter
) -> Response:
    """Respond with the rows of a study as a file.

    Raises:
        Forbidden, Missing, Erased: see `export_study_csv`.
        ServiceBusy: too many files are written.
    """
    disposition = {"Content-Disposition": f'attachment; filename="{study_id}.{form}"'}
    kind = _MEDIA_TYPES[form]
    if form is TableForm.CSV:
        return StreamingResponse(
            export_study_csv(store, caller, study_id), media_type=kind, headers=disposition
        )
    with turns.waiting_slot(caller.id), turns.slot():
        content = export_study_parquet(store, caller, study_id)
    return Response(content, media_type=kind, headers=disposition)


routes.add_cancel()
routes.add_erase(
    "Erase its councils, their people, scenarios and results; that it was asked for stays.\n\n"
    "With an erased pool the studies over it go by themselves."
)


@estimate_router.post(
    "",
    operation_id="makeEstimate",
    status_code=202,
    response_model=EstimateStatus,
    responses=describe_errors(*MAKING, ErrorType.ERASED) | RUN_ACCEPTED,
)
def make_estimate(
    asked: Annotated[EstimateCreate, Body(openapi_examples=build_study_examples())],
    office: ServicesDep,
    caller: CallerDep,
    key: IdempotencyKey = None,
) -> Response:
    """Estimate what a study takes by computing a sample, of larger councils more."""
    return estimate_routes.respond_accepted(office, caller, create_estimate(office, caller, asked, key))


estimate_routes.add_list()
estimate_routes.add_status("Return its status: rows of the sample that are done.")


@estimate_router.get(
    "/{estimate_id}/results",
    operation_id="readEstimateResults",
    responses=describe_errors(*RUN_ERRORS, ErrorType.ERASED, ErrorType.NOT_READY),
)
def read_estimate(estimate_id: ResourceId, office: ServicesDep, caller: CallerDep) -> StudyEstimate:
    """Return the time of the whole study, estimated from the sample; 409 until that has ended."""
    return get_study_estimate(office, caller, estimate_id)


@estimate_router.post(
    "/{estimate_id}/study",
    operation_id="makeEstimatedStudy",
    status_code=202,
    response_model=StudyStatus,
    responses=describe_errors(*MAKING, ErrorType.ERASED, ErrorType.REFUSED, ErrorType.NOT_FOUND)
    | RUN_ACCEPTED,
)
def make_estimated_study(
    estimate_id: ResourceId, office: ServicesDep, caller: CallerDep, key: IdempotencyKey = None
) -> Response:
    """Ask for the study that was estimated; references are followed anew."""
    made = create_study_from_estimate(office, caller, estimate_id, key)
    return routes.respond_accepted(office, caller, made)


estimate_routes.add_cancel()
estimate_routes.add_erase("Erase its councils, their people and results; that it was asked for stays.")
