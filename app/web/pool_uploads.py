"""Uploads of pools for API and desk: described, read in turn, stored whole."""

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

from pydantic import Field, ValidationError

from cocau.app.auth.caller import Caller, Locality
from cocau.app.db.engine import Store
from cocau.app.files.tree import index_by_path, try_clean_tree
from cocau.app.files.uploads import MEDIA_TYPES, UploadedPool, read_pool_document, read_uploaded_pool
from cocau.app.permissions import Permission
from cocau.app.services.acts import requires
from cocau.app.services.documents import StoredVersion, create_document, get_default_expiry, revise_document
from cocau.app.services.pools import POOLS
from cocau.app.settings import Settings
from cocau.app.web.bodies.requests import (
    BINARY_TYPE,
    BODY_NAME,
    FILE_FIELD,
    FORM_TYPE,
    JSON_TYPE,
    UploadedBody,
    build_malformed_json,
    build_no_object,
)
from cocau.app.web.documents import Label, Note
from cocau.app.web.limits import ImportLimiter
from cocau.constraints.errors import InputError, Problem
from cocau.constraints.model.people import Pool
from cocau.constraints.record import Record

D = TypeVar("D", bound=Record)
T = TypeVar("T")


def parse_pool_upload(
    sent: UploadedBody, model: type[D], most: int, turns: ImportLimiter
) -> tuple[D, UploadedPool]:
    """Parse the description of a pool, and its people, in a child process.

    Raises:
        ServiceBusy, ClientGone: see `ImportLimiter.call`.
        MalformedRequest: no JSON object.
        InputError: everything that is wrong with either.
    """
    problems: list[Problem] = []
    if sent.is_json:
        fields, uploaded = _parse_pool_document(sent, most, turns, problems)
    else:
        fields = dict(sent.fields)
        uploaded = _collect_problems(
            lambda: turns.call(
                read_uploaded_pool, sent.content, sent.name, sent.media_type, most, gone=sent.gone
            ),
            problems,
        )
    given = {field: value for field, value in fields.items() if value != ""}
    description_problems: list[Problem] = []
    head = _collect_problems(lambda: _parse_description(given, model), description_problems)
    if head is None or uploaded is None:
        raise InputError([*description_problems, *problems])
    return head, uploaded


def _parse_pool_document(
    sent: UploadedBody, most: int, turns: ImportLimiter, problems: list[Problem]
) -> tuple[dict[str, Any], UploadedPool | None]:
    try:
        found = turns.call(read_pool_document, sent.content, BODY_NAME, most, gone=sent.gone)
    except InputError as error:
        raise build_malformed_json(error) from None
    if found is None:
        raise build_no_object()
    problems += found.problems
    return found.fields, found.uploaded


def _collect_problems(read: Callable[[], T], problems: list[Problem]) -> T | None:
    """Return what `read` returns, or None with its problems added to the list."""
    try:
        return read()
    except InputError as error:
        problems += error.problems
        return None


def _parse_description(fields: dict[str, Any], model: type[D]) -> D:
    tree, refused = try_clean_tree(fields, "")
    problems = {path: reason.to_problem((str(path[0]),)) for path, reason in refused.items()}
    try:
        head = model.model_validate(tree)
    except ValidationError as error:
        problems = index_by_path(error, model) | problems
    else:
        if not problems:
            return head
    raise InputError(list(problems.values()))


_POOL = {"$ref": "#/components/schemas/Pool"}
_TEXT = {"type": "string"}
_BYTES = {"type": "string", "format": "binary"}
_POOL_FIELDS: dict[str, Any] = {
    "label": {**_TEXT, "minLength": 1, "maxLength": 300},
    "locality": {**_TEXT, "maxLength": 200, "description": "such as ha-tinh/can-loc"},
    "about": {**_TEXT, "maxLength": 40, "description": "the id of its council"},
    "kept_until": {**_TEXT, "format": "date", "description": "the day from which it is erased"},
    "note": {**_TEXT, "maxLength": 500},
}
_VERSION_FIELDS = {field: _POOL_FIELDS[field] for field in ("label", "note")}


def _describe_body(fields: dict[str, Any], required: list[str]) -> dict[str, Any]:
    """Describe the body for OpenAPI; beside a bare file, the fields stand in the query."""

    def schema(rest: dict[str, Any], needed: str) -> dict[str, Any]:
        properties = fields | rest
        return {
            "type": "object",
            "properties": properties,
            "required": [*required, needed],
            "additionalProperties": False,
        }

    content: dict[str, Any] = {
        JSON_TYPE: {"schema": schema({"pool": _POOL}, "pool")},
        FORM_TYPE: {"schema": schema({FILE_FIELD: _BYTES}, FILE_FIELD)},
    }
    content |= {kind: {"schema": _BYTES} for kind in (*MEDIA_TYPES, BINARY_TYPE) if kind != JSON_TYPE}
    beside = {"name": {**_TEXT, "maxLength": 255, "description": "what the file is called"}} | fields
    query = [{"name": field, "in": "query", "required": False, "schema": s} for field, s in beside.items()]
    return {"parameters": query, "requestBody": {"required": True, "content": content}}


POOL_BODY = _describe_body(_POOL_FIELDS, ["label"])
"""The body of a new pool."""

POOL_VERSION_BODY = _describe_body(_VERSION_FIELDS, [])
"""The body of a new version."""


PoolImport = tuple[StoredVersion[Pool], tuple[Problem, ...]]
"""What was kept, and what whoever sent it should know of how it was read."""


class PoolDescription(Record):
    """Description of a new pool. Without a council it must say where it belongs."""

    label: Label
    locality: Locality | None = None
    about: str | None = Field(default=None, max_length=40, description="its council")
    kept_until: date | None = Field(default=None, description="the day from which it is erased")
    note: Note = ""


class PoolVersionDescription(Record):
    """Description of a new version; without a label the pool keeps its own."""

    label: Label | None = None
    note: Note = ""


@requires(Permission.EDIT)
def import_new_pool(
    store: Store, caller: Caller, settings: Settings, turns: ImportLimiter, sent: UploadedBody
) -> PoolImport:
    """Import a new pool.

    Raises:
        ServiceBusy, ClientGone, MalformedRequest, InputError: see `parse_pool_upload`.
        Forbidden, Missing, Erased: as `create_document`.
    """
    head, uploaded = parse_pool_upload(sent, PoolDescription, settings.max_people, turns)
    held = create_document(
        store,
        caller,
        POOLS,
        uploaded.pool,
        label=head.label,
        locality=head.locality,
        about=head.about,
        kept_until=head.kept_until or get_default_expiry(settings),
        note=head.note,
    )
    return held, uploaded.remarks


@requires(Permission.EDIT)
def import_pool_version(  # noqa: PLR0913  # as `import_new_pool`
    store: Store,
    caller: Caller,
    settings: Settings,
    turns: ImportLimiter,
    sent: UploadedBody,
    *,
    pool_id: str,
    expected: int,
) -> PoolImport:
    """Import a whole new version of a pool.

    Raises:
        ServiceBusy, ClientGone, MalformedRequest, InputError: see `parse_pool_upload`.
        Forbidden, Missing, Erased, Stale: as `revise_document`.
    """
    head, uploaded = parse_pool_upload(sent, PoolVersionDescription, settings.max_people, turns)
    held = revise_document(
        store, caller, POOLS, pool_id, uploaded.pool, expected=expected, label=head.label, note=head.note
    )
    return held, uploaded.remarks
