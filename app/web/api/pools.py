"""/v1/pools: lists of people in versions, sent and exported as JSON or as files."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter, Body, Query, Response

from cocau.app.db.clock import today
from cocau.app.files.writers import build_pool_file, build_template
from cocau.app.i18n.languages import Lang
from cocau.app.permissions import Permission
from cocau.app.problems import ErrorType
from cocau.app.services.documents import StoredVersion
from cocau.app.services.erasures import clear_pool
from cocau.app.services.pools import (
    POOLS,
    PoolCounts,
    PoolDifferences,
    PoolPatch,
    compare_versions,
    count_groups,
    count_pool,
    patch_pool,
    read_pool_for_export,
)
from cocau.app.web.bodies.requests import StrictBodyRoute, UploadedBodyDep
from cocau.app.web.deps import CallerDep, SettingsDep, StoreDep, require_permission
from cocau.app.web.documents import (
    CREATED,
    EDIT_ERRORS,
    MAKE_ERRORS,
    READ_ERRORS,
    UNCHANGED,
    WITHHELD,
    DocumentHead,
    DocumentListQuery,
    DocumentRoutes,
    InLocality,
    Note,
    VersionNumber,
    build_head_fields,
    respond_created,
    respond_with_version,
)
from cocau.app.web.errors import describe_errors
from cocau.app.web.field_selection import SelectingRoute
from cocau.app.web.http_headers import NO_TAGS, ExpectedVersion, KnownTagsDep
from cocau.app.web.limits import ImportLimiterDep
from cocau.app.web.paging import PagingDep
from cocau.app.web.pool_uploads import (
    POOL_BODY,
    POOL_VERSION_BODY,
    PoolVersionDescription,
    import_new_pool,
    import_pool_version,
    parse_pool_upload,
)
from cocau.constraints.errors import Problem
from cocau.constraints.model.people import Pool
from cocau.constraints.record import Record, Text

pool_file_router = APIRouter(prefix="/v1/pools", tags=["pools"], route_class=SelectingRoute)


class PoolForm(StrEnum):
    """A file format in which a pool is written."""

    XLSX = "xlsx"
    CSV = "csv"


_MEDIA_TYPES = {
    PoolForm.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    PoolForm.CSV: "text/csv; charset=utf-8",
}
_BYTES = {"schema": {"type": "string", "format": "binary"}}
_FILE_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The file",
        "content": {kind.partition(";")[0]: _BYTES for kind in _MEDIA_TYPES.values()},
    }
}
FileLanguage = Annotated[Lang, Query(description="the language of the headings and the words in it")]


@pool_file_router.get(
    "/template.{form}",
    operation_id="poolTemplate",
    response_class=Response,
    responses=_FILE_RESPONSES
    | describe_errors(ErrorType.UNAUTHENTICATED, ErrorType.BAD_INPUT, ErrorType.BUSY),
)
def template(
    form: PoolForm, caller: CallerDep, turns: ImportLimiterDep, lang: FileLanguage = Lang.VI
) -> Response:
    """Return an empty list with its headings, and one made-up person that no import reads."""
    with turns.waiting_slot(caller.id), turns.slot():
        content = build_template(f".{form}", lang)
    return _respond_with_file(content, form, f"cocau-{lang}")


@pool_file_router.get(
    "/{pool_id}/export.{form}",
    operation_id="exportPool",
    response_class=Response,
    responses=_FILE_RESPONSES | READ_ERRORS | describe_errors(ErrorType.BUSY),
)
def export(  # noqa: PLR0913, PLR0917  # a parameter each
    pool_id: str,
    form: PoolForm,
    store: StoreDep,
    caller: CallerDep,
    turns: ImportLimiterDep,
    version: VersionNumber = None,
    lang: FileLanguage = Lang.VI,
) -> Response:
    """Export a pool in the form of the template; it can be sent back as a new version."""
    held = read_pool_for_export(store, caller, pool_id, version)
    with turns.waiting_slot(caller.id), turns.slot():
        content = build_pool_file(held.body, f".{form}", lang)
    return _respond_with_file(content, form, f"{pool_id}-{held.version.number}")


def _respond_with_file(content: bytes, form: PoolForm, name: str) -> Response:
    disposition = {"Content-Disposition": f'attachment; filename="{name}.{form}"'}
    return Response(content, media_type=_MEDIA_TYPES[form], headers=disposition)


PREFIX = "/v1/pools"
router = APIRouter(prefix=PREFIX, tags=["pools"], route_class=StrictBodyRoute)

_FILE_ERRORS = describe_errors(ErrorType.WRONG_MEDIA, ErrorType.BUSY)
VersionOrdinal = Annotated[int | None, Query(ge=1, le=2**31 - 1)]


class PoolRemark(Record):
    """A remark on how an uploaded file was read."""

    code: str
    where: str
    text: Text


class PoolHead(DocumentHead):
    """A pool without its people."""

    people: int
    kept_until: date | None
    remarks: tuple[PoolRemark, ...] = ()


class PoolDocument(PoolHead):
    """A version of a pool; people and telling counts are null for some callers."""

    counts: PoolCounts
    pool: Pool | None


class CheckedPool(Record):
    """A pool that could be stored as it is; it was not."""

    counts: PoolCounts
    remarks: tuple[PoolRemark, ...] = ()


class PoolAmendment(PoolPatch):
    """Edits of a pool, and why."""

    note: Note = ""


async def by_locality_or_council(
    paging: PagingDep,
    locality: InLocality = None,
    about: Annotated[str | None, Query(max_length=40, description="only those of this council")] = None,
) -> DocumentListQuery:
    """Read a query for the pools of a locality, or of a council."""
    return DocumentListQuery(paging, {"about": about, "locality": locality or ""})


def _build_pool_head(held: StoredVersion[Pool], remarks: tuple[Problem, ...] = ()) -> PoolHead:
    known: dict[str, Any] = build_head_fields(held)
    return PoolHead(
        **known,
        people=held.version.size,
        kept_until=held.document.kept_until,
        remarks=_build_remarks(remarks),
    )


def _build_remarks(remarks: tuple[Problem, ...]) -> tuple[PoolRemark, ...]:
    return tuple(PoolRemark(code=r.code, where=r.where, text=Text(vi=r.vi, en=r.en)) for r in remarks)


routes = DocumentRoutes(router, POOLS, name="Pool", noun="a pool")
routes.add_list(by_locality_or_council)


@router.post(
    "",
    operation_id="createPool",
    status_code=201,
    response_model=PoolHead,
    responses={201: CREATED} | MAKE_ERRORS | _FILE_ERRORS,
    openapi_extra=POOL_BODY,
)
def make_pool(
    store: StoreDep, caller: CallerDep, settings: SettingsDep, turns: ImportLimiterDep, sent: UploadedBodyDep
) -> Response:
    """Store a pool, sent as JSON or as a file, or list all that is wrong by cell."""
    return respond_created(_build_pool_head(*import_new_pool(store, caller, settings, turns, sent)), PREFIX)


@router.post(
    "/check",
    operation_id="checkPool",
    responses=MAKE_ERRORS | _FILE_ERRORS,
    openapi_extra=POOL_VERSION_BODY,
    dependencies=[require_permission(Permission.ASK)],
)
def check_pool(settings: SettingsDep, turns: ImportLimiterDep, sent: UploadedBodyDep) -> CheckedPool:
    """Check whether a pool could be stored: all that is wrong, or its counts as of today."""
    _, uploaded = parse_pool_upload(sent, PoolVersionDescription, settings.max_people, turns)
    counts = count_groups(uploaded.pool, today())
    return CheckedPool(counts=counts, remarks=_build_remarks(uploaded.remarks))


@router.get(
    "/{pool_id}", operation_id="readPool", response_model=PoolDocument, responses=READ_ERRORS | UNCHANGED
)
def one_pool(
    pool_id: str,
    store: StoreDep,
    caller: CallerDep,
    known: KnownTagsDep,
    version: VersionNumber = None,
) -> Response:
    """Return a pool in its newest version, or in the one asked for."""
    held, counts = count_pool(store, caller, pool_id, version)
    people, withheld = (held.body, {}) if caller.may(Permission.SEE_PEOPLE) else (None, WITHHELD)
    answer = PoolDocument(**(dict(_build_pool_head(held)) | withheld), counts=counts, pool=people)
    return respond_with_version(answer, held.version.number, known)


@router.post(
    "/{pool_id}/versions",
    operation_id="addPoolVersion",
    status_code=201,
    response_model=PoolHead,
    responses={201: CREATED} | EDIT_ERRORS | _FILE_ERRORS,
    openapi_extra=POOL_VERSION_BODY,
)
def add_version(  # noqa: PLR0913, PLR0917  # a parameter each
    pool_id: str,
    store: StoreDep,
    caller: CallerDep,
    settings: SettingsDep,
    turns: ImportLimiterDep,
    expected: ExpectedVersion,
    sent: UploadedBodyDep,
) -> Response:
    """Store a whole new version of a pool. The ones before it stay as they are."""
    taken = import_pool_version(store, caller, settings, turns, sent, pool_id=pool_id, expected=expected)
    return respond_created(_build_pool_head(*taken), PREFIX)


@router.patch("/{pool_id}/people", operation_id="mendPool", response_model=PoolHead, responses=EDIT_ERRORS)
def mend_pool(  # a parameter each
    pool_id: str,
    store: StoreDep,
    caller: CallerDep,
    settings: SettingsDep,
    expected: ExpectedVersion,
    body: Annotated[PoolAmendment, Body()],
) -> Response:
    """Store a new version in which some people have changed, withdrawn, or are new.

    People are named in the body and not in the address: ids are made of names, and addresses are logged.
    """
    held = patch_pool(
        store, caller, pool_id, body, expected=expected, max_people=settings.max_people, note=body.note
    )
    return respond_with_version(_build_pool_head(held), held.version.number, NO_TAGS)


@router.get("/{pool_id}/differences", operation_id="comparePoolVersions", responses=READ_ERRORS)
def pool_differences(
    pool_id: str,
    store: StoreDep,
    caller: CallerDep,
    first: Annotated[
        VersionOrdinal, Query(alias="from", description="by default, the one before the other")
    ] = None,
    second: Annotated[VersionOrdinal, Query(alias="to", description="by default, the newest")] = None,
) -> PoolDifferences:
    """Compare two versions of a pool, person by person."""
    return compare_versions(store, caller, pool_id, first, second)


routes.add_erase(
    "Erase the people of every version, and of every proposal made from them; what stays are numbers."
    "\n\nWhatever is still being computed from it is stopped.",
    clear_pool,
)
routes.add_versions()
