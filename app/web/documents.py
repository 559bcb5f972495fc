"""Routes and schemas common to all versioned documents: heads, lists, versions, filters, errors."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Protocol, TypeVar

from fastapi import APIRouter, Path, Query, Response
from pydantic import AfterValidator, BaseModel, Field
from pydantic_core import PydanticCustomError

from cocau.app.auth.caller import Caller, Locality
from cocau.app.db.engine import Store
from cocau.app.db.models import DocumentRow, VersionRow
from cocau.app.files.text import TextError, clean
from cocau.app.permissions import Permission
from cocau.app.problems import ErrorType
from cocau.app.services.documents import DocumentType, StoredVersion, list_versions
from cocau.app.services.documents import erase_document as erase_any_document
from cocau.app.web.deps import CallerDep, StoreDep
from cocau.app.web.errors import describe_errors
from cocau.app.web.http_headers import NO_TAGS, ExpectedVersion, KnownTags, format_tag, respond_unless_known
from cocau.constraints.record import Record

R = TypeVar("R", bound=Record)

MAX_LABEL = 300
MAX_NOTE = 500


def _clean(text: str) -> str:
    try:
        return clean(text)
    except TextError as refused:
        raise PydanticCustomError("bad_character", "a character that cannot be used") from refused


Label = Annotated[
    str, Field(min_length=1, max_length=MAX_LABEL, description="what people call it"), AfterValidator(_clean)
]
Note = Annotated[
    str, Field(max_length=MAX_NOTE, description="why this version was made"), AfterValidator(_clean)
]
VersionNumber = Annotated[
    int | None, Query(ge=1, le=2**31 - 1, description="that version; without it, the newest")
]
InLocality = Annotated[
    Locality | None, Query(description="only those of this locality and of those inside it")
]
UnderRulebook = Annotated[
    str | None,
    Query(max_length=500, description="the rulebook it is held to; without it, that of its election day"),
]

AboutCouncil = Field(pattern=r"^cnc_[0-9a-z]{26}$", description="the council it is about, by its id here")

_COMMON_ERRORS = (ErrorType.MALFORMED, ErrorType.UNAUTHENTICATED, ErrorType.FORBIDDEN)
LIST_ERRORS = describe_errors(*_COMMON_ERRORS, ErrorType.BAD_INPUT)
READ_ERRORS = describe_errors(*_COMMON_ERRORS, ErrorType.NOT_FOUND, ErrorType.ERASED, ErrorType.BAD_INPUT)
MAKE_ERRORS = describe_errors(
    *_COMMON_ERRORS, ErrorType.NOT_FOUND, ErrorType.ERASED, ErrorType.TOO_LARGE, ErrorType.BAD_INPUT
)
EDIT_ERRORS = MAKE_ERRORS | describe_errors(ErrorType.STALE, ErrorType.NO_CONDITION)
UNCHANGED: dict[int | str, dict[str, Any]] = {304: {"description": "The reader has this version"}}
CREATED: dict[str, Any] = {
    "headers": {
        "ETag": {"description": "its version", "schema": {"type": "string"}},
        "Location": {"description": "where it is", "schema": {"type": "string"}},
    }
}


class DocumentSummary(Record):
    """A document as a list shows it: what it is about, not its content."""

    id: str
    locality: str
    label: str
    about: str | None
    version: int
    made_at: datetime
    made_by: str
    changed_at: datetime


class DocumentVersion(Record):
    """One version of a document: by whom and when, and the sha256 of its content.

    `digest` is null, and `note` empty, for whoever may not see what is in it: little content can be guessed.
    """

    number: int
    digest: str | None
    size: int
    note: str
    made_at: datetime
    made_by: str
    erased: bool


class DocumentHead(Record):
    """One version of a document without its content."""

    id: str
    locality: str
    label: str
    about: str | None
    version: int
    digest: str | None
    note: str
    made_at: datetime
    made_by: str


def build_document_summary(document: DocumentRow) -> DocumentSummary:
    """Build the summary of a document."""
    return DocumentSummary(**{field: getattr(document, field) for field in DocumentSummary.model_fields})


def build_document_version(version: VersionRow, *, whole: bool = True) -> DocumentVersion:
    """Build a row of a history; `whole`: for a caller who may see all of the content."""
    known = {field: getattr(version, field) for field in DocumentVersion.model_fields if field != "erased"}
    told = {} if whole else WITHHELD
    return DocumentVersion(**(known | told), erased=version.body is None)


WITHHELD: dict[str, Any] = {"digest": None, "note": ""}
"""Of a version, what may tell of its content."""


def build_head_fields(held: StoredVersion[Any]) -> dict[str, Any]:
    """Build the fields of a `DocumentHead`."""
    document, version = held.document, held.version
    return {
        "id": document.id,
        "locality": document.locality,
        "label": document.label,
        "about": document.about,
        "version": version.number,
        "digest": version.digest,
        "note": version.note,
        "made_at": version.made_at,
        "made_by": version.made_by,
    }


def respond_with_version(document: BaseModel, version: int, known: KnownTags, status: int = 200) -> Response:
    """Respond with one version; 304 if the client has it."""
    body = Response(document.model_dump_json(), status_code=status, media_type="application/json")
    return respond_unless_known(known, body, format_tag(version))


def respond_created(document: DocumentHead, base_path: str) -> Response:
    """Respond 201 with a new document, and where it is."""
    response = respond_with_version(document, document.version, NO_TAGS, 201)
    response.headers["Location"] = f"{base_path}/{document.id}"
    return response


class EraseDocument(Protocol):
    """Signature of a function that erases a document and what was made of it."""

    def __call__(self, store: Store, caller: Caller, document_id: str, /, *, expected: int) -> object: ...


@dataclass(frozen=True)
class DocumentRoutes:
    """What one kind of document is called in the API: `noun` with its article, and in names of routes.

    `erased`: what is told of its erasure; `id_parameter`: the parameter of its id; `open`: a version's digest
    and note tell nothing of people, so everybody who may read may know them.
    """

    noun: str
    name: str
    erased: str
    id_parameter: str
    open: bool = False


def add_version_routes(
    router: APIRouter,
    shelf: DocumentType[R],
    routes: DocumentRoutes,
    erase_document: EraseDocument | None = None,
) -> None:
    """Add the routes that all kinds of documents share: erasure, and list of versions."""
    document_id_type = Annotated[str, Path(alias=routes.id_parameter)]

    @router.delete(
        f"/{{{routes.id_parameter}}}",
        operation_id=f"erase{routes.name}",
        summary=f"Erase {routes.name}",
        description=routes.erased,
        status_code=204,
        responses=EDIT_ERRORS,
    )
    def erase_one(
        document_id: document_id_type, store: StoreDep, caller: CallerDep, expected: ExpectedVersion
    ) -> None:
        if erase_document is None:
            erase_any_document(store, caller, shelf, document_id, expected=expected)
        else:
            erase_document(store, caller, document_id, expected=expected)

    @router.get(
        f"/{{{routes.id_parameter}}}/versions",
        operation_id=f"list{routes.name}Versions",
        summary=f"{routes.name} Versions",
        description=f"Every version of {routes.noun}, newest first.",
        responses=READ_ERRORS,
    )
    def versions(document_id: document_id_type, store: StoreDep, caller: CallerDep) -> list[DocumentVersion]:
        whole = routes.open or caller.may(Permission.SEE_PEOPLE)
        return [
            build_document_version(version, whole=whole)
            for version in list_versions(store, caller, shelf, document_id)
        ]
