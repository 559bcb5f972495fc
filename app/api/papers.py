"""What is the same for all documents in versions: their heads, lists, versions, filters and errors."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Protocol, TypeVar

from fastapi import APIRouter, Path, Query, Response
from pydantic import AfterValidator, BaseModel, Field
from pydantic_core import PydanticCustomError

from cocau.app.access.caller import Caller
from cocau.app.access.roles import May
from cocau.app.access.scope import Locality
from cocau.app.api.asking import CallerDep, StoreDep
from cocau.app.api.conditions import NOTHING, Expected, Known, tag_of, unless_known
from cocau.app.errors import responses
from cocau.app.imports.safe_text import Refused, clean
from cocau.app.office.erasing_documents import erase
from cocau.app.office.reading_documents import history
from cocau.app.office.shelf import Held, Shelf
from cocau.app.problems import Fault
from cocau.app.store import Store
from cocau.app.store.tables import Document, Version
from cocau.constraints.record import Record

R = TypeVar("R", bound=Record)

LABEL = 300
NOTE = 500


def _clean(text: str) -> str:
    try:
        return clean(text)
    except Refused as refused:
        raise PydanticCustomError("bad_character", "a character that cannot be used") from refused


Label = Annotated[
    str, Field(min_length=1, max_length=LABEL, description="what people call it"), AfterValidator(_clean)
]
Note = Annotated[str, Field(max_length=NOTE, description="why this version was made"), AfterValidator(_clean)]
Number = Annotated[int | None, Query(ge=1, le=2**31 - 1, description="that version; without it, the newest")]
In = Annotated[Locality | None, Query(description="only those of this locality and of those inside it")]
Under = Annotated[
    str | None,
    Query(max_length=500, description="the rulebook it is held to; without it, that of its election day"),
]

About = Field(pattern=r"^cnc_[0-9a-z]{26}$", description="the council it is about, by its id here")

_SEEN = (Fault.MALFORMED, Fault.UNAUTHENTICATED, Fault.FORBIDDEN)
LIST_ERRORS = responses(*_SEEN, Fault.BAD_INPUT)
READ_ERRORS = responses(*_SEEN, Fault.NOT_FOUND, Fault.ERASED, Fault.BAD_INPUT)
MAKE_ERRORS = responses(*_SEEN, Fault.NOT_FOUND, Fault.ERASED, Fault.TOO_LARGE, Fault.BAD_INPUT)
EDIT_ERRORS = MAKE_ERRORS | responses(Fault.STALE, Fault.NO_CONDITION)
UNCHANGED: dict[int | str, dict[str, Any]] = {304: {"description": "The reader has this version"}}
MADE: dict[str, Any] = {
    "headers": {
        "ETag": {"description": "its version", "schema": {"type": "string"}},
        "Location": {"description": "where it is", "schema": {"type": "string"}},
    }
}


class Listed(Record):
    """A document as a list shows it: what it is about, not what is in it."""

    id: str
    locality: str
    label: str
    about: str | None
    version: int
    made_at: datetime
    made_by: str
    changed_at: datetime


class VersionOf(Record):
    """One version of a document: whose and when, and the sha256 of what is in it.

    `digest` is null, and `note` empty, for whoever may not see what is in it: little content can be guessed.
    """

    number: int
    digest: str | None
    size: int
    note: str
    made_at: datetime
    made_by: str
    erased: bool


class Head(Record):
    """What is known of one version of a document besides what is in it."""

    id: str
    locality: str
    label: str
    about: str | None
    version: int
    digest: str | None
    note: str
    made_at: datetime
    made_by: str


def listed_of(document: Document) -> Listed:
    """A row of a list."""
    return Listed(**{field: getattr(document, field) for field in Listed.model_fields})


def version_of(version: Version, *, whole: bool = True) -> VersionOf:
    """A row of a history; `whole`: for somebody who may see all that is in it."""
    known = {field: getattr(version, field) for field in VersionOf.model_fields if field != "erased"}
    told = {} if whole else WITHHELD
    return VersionOf(**(known | told), erased=version.body is None)


WITHHELD: dict[str, Any] = {"digest": None, "note": ""}
"""Of a version, what may tell of its content."""


def head_of(held: Held[Any]) -> dict[str, Any]:
    """The fields of a `Head`."""
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


def shown(answer: BaseModel, version: int, known: Known, status: int = 200) -> Response:
    """The answer to whoever reads one version; 304 if they have it."""
    body = Response(answer.model_dump_json(), status_code=status, media_type="application/json")
    return unless_known(known, body, tag_of(version))


def made(answer: Head, at: str) -> Response:
    """The answer to whoever made a document: 201, and where it is."""
    response = shown(answer, answer.version, NOTHING, 201)
    response.headers["Location"] = f"{at}/{answer.id}"
    return response


class Erasing(Protocol):
    """Erase a document, if `expected` is its newest version, with what was made of it."""

    def __call__(self, store: Store, caller: Caller, which: str, *, expected: int) -> object: ...


@dataclass(frozen=True)
class Paper:
    """What one kind of document is called in the API: `noun` with its article, and in names of routes.

    `erased`: what is told of its erasure; `by`: the parameter of its id; `open`: a version's digest and note
    tell nothing of people, so everybody who may read may know them.
    """

    noun: str
    name: str
    erased: str
    by: str = "which"
    open: bool = False


def with_past(router: APIRouter, shelf: Shelf[R], paper: Paper, erasing: Erasing | None = None) -> None:
    """The routes of a kind of document that are the same for all: its erasure, and its versions."""
    which = Annotated[str, Path(alias=paper.by)]

    @router.delete(
        f"/{{{paper.by}}}",
        operation_id=f"erase{paper.name}",
        summary=f"Erase {paper.name}",
        description=paper.erased,
        status_code=204,
        responses=EDIT_ERRORS,
    )
    def erase_one(which: which, store: StoreDep, caller: CallerDep, expected: Expected) -> None:
        if erasing is None:
            erase(store, caller, shelf, which, expected=expected)
        else:
            erasing(store, caller, which, expected=expected)

    @router.get(
        f"/{{{paper.by}}}/versions",
        operation_id=f"list{paper.name}Versions",
        summary=f"{paper.name} Versions",
        description=f"Every version of {paper.noun}, newest first.",
        responses=READ_ERRORS,
    )
    def versions(which: which, store: StoreDep, caller: CallerDep) -> list[VersionOf]:
        whole = paper.open or caller.may(May.SEE_PEOPLE)
        return [version_of(version, whole=whole) for version in history(store, caller, shelf, which)]
