"""Routes and schemas of all versioned documents: heads, lists, versions, errors."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any, Generic, TypeVar

from fastapi import APIRouter, Body, Depends, Path, Query, Request, Response
from pydantic import AfterValidator, BaseModel, Field
from pydantic_core import PydanticCustomError

from cocau.app.auth.caller import Caller, Locality
from cocau.app.db.models import DocumentRow, VersionRow
from cocau.app.files.text import TextError, clean
from cocau.app.permissions import Permission
from cocau.app.problems import ErrorType
from cocau.app.services.documents import (
    ClearDocument,
    DocumentType,
    StoredVersion,
    clear_document,
    create_document,
    erase_document,
    list_documents,
    list_versions,
    read_document,
    revise_document,
)
from cocau.app.web.deps import CallerDep, StoreDep
from cocau.app.web.errors import describe_errors
from cocau.app.web.http_headers import (
    NO_TAGS,
    ExpectedVersion,
    KnownTags,
    KnownTagsDep,
    format_tag,
    respond_unless_known,
)
from cocau.app.web.paging import ID_PATTERN, PageRequest, PagingDep, ResultPage, build_page
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

AboutCouncil = Annotated[
    str,
    Field(
        alias="council", pattern=r"^cnc_[0-9a-z]{26}$", description="the council it is about, by its id here"
    ),
]

_COMMON_ERRORS = (ErrorType.MALFORMED, ErrorType.UNAUTHENTICATED, ErrorType.FORBIDDEN)
LIST_ERRORS = describe_errors(*_COMMON_ERRORS, ErrorType.BAD_INPUT)
READ_ERRORS = describe_errors(*_COMMON_ERRORS, ErrorType.NOT_FOUND, ErrorType.ERASED, ErrorType.BAD_INPUT)
MAKE_ERRORS = describe_errors(
    *_COMMON_ERRORS, ErrorType.NOT_FOUND, ErrorType.ERASED, ErrorType.TOO_LARGE, ErrorType.BAD_INPUT
)
EDIT_ERRORS = MAKE_ERRORS | describe_errors(ErrorType.STALE, ErrorType.NO_CONDITION)
RULEBOOK_ERRORS = describe_errors(ErrorType.UNKNOWN_RULEBOOK)
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


@dataclass(frozen=True)
class DocumentListQuery:
    """A page of a list of documents; `filters`: what the list is narrowed by."""

    paging: PageRequest
    filters: dict[str, Any]


async def by_locality(paging: PagingDep, locality: InLocality = None) -> DocumentListQuery:
    """Read a query for the documents of a locality."""
    return DocumentListQuery(paging, {"locality": locality or ""})


async def by_council(
    paging: PagingDep,
    council: Annotated[
        str | None, Query(pattern=ID_PATTERN, description="only those about this council")
    ] = None,
    locality: InLocality = None,
) -> DocumentListQuery:
    """Read a query for the documents about a council, or of a locality."""
    return DocumentListQuery(paging, {"about": council, "locality": locality or ""})


async def under_default_rulebook() -> dict[str, Any]:
    """Check a document under the rulebook that its body or its day says."""
    return {}


async def under_rulebook(rulebook: UnderRulebook = None) -> dict[str, Any]:
    """Check a document under the rulebook that the query names."""
    return {"rulebook": rulebook}


@dataclass(frozen=True)
class DocumentRoutes(Generic[R]):
    """The routes of one kind of document; each method adds one to the router.

    `name`: of the kind, in names of routes; `noun`: the same with its article; `open`: a version's digest
    and note tell nothing of people, so everybody who may read may know them.
    """

    router: APIRouter
    document_type: DocumentType[R]
    name: str
    noun: str
    open: bool = False

    @property
    def path(self) -> str:
        """Return the path of one document, below that of the router."""
        return f"/{{{self.name.lower()}_id}}"

    @property
    def id_parameter(self) -> Any:  # noqa: ANN401  # FastAPI's own
        """Return the parameter of a document's id."""
        return Path(alias=f"{self.name.lower()}_id")

    def add_list(
        self,
        read_query: Callable[..., Awaitable[DocumentListQuery]] = by_locality,
        *,
        path: str = "",
        nouns: str | None = None,
        summary: str | None = None,
    ) -> None:
        """Add the list of documents; `nouns`: what the description calls them."""
        nouns = nouns or f"{self.name.lower()}s"

        @self.router.get(
            path,
            operation_id=f"list{self.name}s",
            summary=summary or f"{self.name}s",
            description=f"List the {nouns} that the caller may know of, newest first.",
            responses=LIST_ERRORS,
        )
        def documents(
            request: Request,
            response: Response,
            store: StoreDep,
            caller: CallerDep,
            query: Annotated[DocumentListQuery, Depends(read_query)],
        ) -> ResultPage[DocumentSummary]:
            paging = query.paging
            found = list_documents(
                store,
                caller,
                self.document_type,
                after=paging.after,
                limit=paging.fetch_limit,
                **query.filters,
            )
            return build_page(request, response, paging, found, build_document_summary)

    def add_erase(self, description: str, clear: ClearDocument = clear_document) -> None:
        """Add the erasure of a document, by `clear` with what was made of it."""

        @self.router.delete(
            self.path,
            operation_id=f"erase{self.name}",
            summary=f"Erase {self.name}",
            description=description,
            status_code=204,
            responses=EDIT_ERRORS,
        )
        def erase(
            document_id: Annotated[str, self.id_parameter],
            store: StoreDep,
            caller: CallerDep,
            expected: ExpectedVersion,
        ) -> None:
            erase_document(store, caller, self.document_type, document_id, expected=expected, clear=clear)

    def add_versions(self) -> None:
        """Add the list of a document's versions."""

        @self.router.get(
            f"{self.path}/versions",
            operation_id=f"list{self.name}Versions",
            summary=f"{self.name} Versions",
            description=f"Every version of {self.noun}, newest first.",
            responses=READ_ERRORS,
        )
        def versions(
            document_id: Annotated[str, self.id_parameter], store: StoreDep, caller: CallerDep
        ) -> list[DocumentVersion]:
            whole = self.open or caller.may(Permission.SEE_PEOPLE)
            return [
                build_document_version(version, whole=whole)
                for version in list_versions(store, caller, self.document_type, document_id)
            ]


def _read_head(sent: Record) -> dict[str, Any]:
    return sent.model_dump(include={"locality", "about", "label", "note"})


@dataclass(frozen=True, kw_only=True)
class JsonDocumentRoutes(DocumentRoutes[R]):
    """The routes of a kind of document that is sent and answered whole, as JSON.

    `answer`: what a version is answered with, made by `build`; `read_body`: takes the document out of what
    was sent; `errors`: what may be wrong besides.
    """

    answer: type[DocumentHead]
    build: Callable[[StoredVersion[R], Caller], DocumentHead]
    read_body: Callable[[Any], R]
    errors: dict[int | str, dict[str, Any]] = field(default_factory=lambda: RULEBOOK_ERRORS)

    def add_create(
        self,
        sent: type[Record],
        description: str,
        *,
        examples: dict[str, Any],
        read_options: Callable[[], Awaitable[dict[str, Any]]] = under_default_rulebook,
        openapi_extra: dict[str, Any] | None = None,
    ) -> None:
        """Add the creation of a document from a body of the type `sent`."""

        @self.router.post(
            "",
            operation_id=f"create{self.name}",
            summary=f"Make {self.name}",
            description=description,
            status_code=201,
            response_model=self.answer,
            responses=MAKE_ERRORS | self.errors | {201: CREATED},
            openapi_extra=openapi_extra,
        )
        def create(
            store: StoreDep,
            caller: CallerDep,
            options: Annotated[dict[str, Any], Depends(read_options)],
            body: Annotated[sent, Body(openapi_examples=examples)],  # type: ignore[valid-type]  # FastAPI reads it
        ) -> Response:
            made = create_document(
                store, caller, self.document_type, self.read_body(body), **_read_head(body), **options
            )
            return respond_created(self.build(made, caller), self.router.prefix)

    def add_read(self, more: str = "") -> None:
        """Add the reading of a document; `more`: what else its description says."""

        @self.router.get(
            self.path,
            operation_id=f"read{self.name}",
            summary=f"One {self.name}",
            description=f"Return {self.noun} in its newest version, or in the one asked for." + more,
            response_model=self.answer,
            responses=READ_ERRORS | UNCHANGED,
        )
        def read(
            document_id: Annotated[str, self.id_parameter],
            store: StoreDep,
            caller: CallerDep,
            known: KnownTagsDep,
            version: VersionNumber = None,
        ) -> Response:
            held = read_document(store, caller, self.document_type, document_id, version)
            return respond_with_version(self.build(held, caller), held.version.number, known)

    def add_edit(
        self,
        sent: type[Record],
        description: str,
        *,
        examples: dict[str, Any],
        read_options: Callable[[], Awaitable[dict[str, Any]]] = under_default_rulebook,
        openapi_extra: dict[str, Any] | None = None,
    ) -> None:
        """Add the edit of a document, which makes a new version of a body of the type `sent`."""

        @self.router.put(
            self.path,
            operation_id=f"edit{self.name}",
            summary=f"Edit {self.name}",
            description=description,
            response_model=self.answer,
            responses=EDIT_ERRORS | self.errors,
            openapi_extra=openapi_extra,
        )
        def edit(
            document_id: Annotated[str, self.id_parameter],
            store: StoreDep,
            caller: CallerDep,
            expected: ExpectedVersion,
            options: Annotated[dict[str, Any], Depends(read_options)],
            body: Annotated[sent, Body(openapi_examples=examples)],  # type: ignore[valid-type]  # FastAPI reads it
        ) -> Response:
            held = revise_document(
                store,
                caller,
                self.document_type,
                document_id,
                self.read_body(body),
                expected=expected,
                **_read_head(body),
                **options,
            )
            return respond_with_version(self.build(held, caller), held.version.number, NO_TAGS)
