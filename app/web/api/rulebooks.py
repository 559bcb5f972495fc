"""/v1/rulebooks: shipped and own rulebooks by name and day, and tests of them."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Body, Query, Request, Response

from cocau.app.auth.caller import Locality
from cocau.app.db.models import DocumentKind
from cocau.app.permissions import Permission
from cocau.app.problems import ErrorType
from cocau.app.services.documents import list_documents, read_document
from cocau.app.services.rulebooks import (
    RULEBOOKS,
    OwnRulebook,
    RulebookVersion,
    RulebookYaml,
    create_rulebook,
    resolve_rulebook,
    revise_rulebook,
)
from cocau.app.web.api.examples import build_new_rulebook, build_next_rulebook, build_rulebook_cases
from cocau.app.web.bodies import YAML_TYPE, YamlBodyRoute, describe_yaml_body
from cocau.app.web.deps import CallerDep, StoreDep
from cocau.app.web.documents import (
    CREATED,
    EDIT_ERRORS,
    LIST_ERRORS,
    MAKE_ERRORS,
    READ_ERRORS,
    UNCHANGED,
    DocumentHead,
    DocumentRoutes,
    DocumentSummary,
    InLocality,
    Label,
    Note,
    VersionNumber,
    add_version_routes,
    build_document_summary,
    build_head_fields,
    respond_created,
    respond_with_version,
)
from cocau.app.web.errors import describe_errors
from cocau.app.web.http_headers import (
    NO_TAGS,
    ExpectedVersion,
    KnownTagsDep,
    format_tag,
    respond_unless_known,
)
from cocau.app.web.limits import ImportLimiterDep
from cocau.app.web.paging import PagingDep, ResultPage, build_page
from cocau.constraints.library import list_titles
from cocau.constraints.record import Record, Text
from cocau.constraints.rulebook import Rulebook
from cocau.fixtures.report import CaseOutcome, CaseStatus, translate_message
from cocau.fixtures.uploaded_cases import run_uploaded_cases

rulebook_test_router = APIRouter(
    prefix="/v1/rulebooks/{name}/tests", tags=["rulebooks"], route_class=YamlBodyRoute
)


class RulebookCases(Record):
    """Cases in YAML, as in a file of cases; their `rulebook` is the one in the address."""

    yaml: RulebookYaml


class CaseResult(Record):
    """One case: its line, its sentence, and what it says if it did not pass."""

    line: int
    name: str
    status: CaseStatus
    messages: tuple[Text, ...]


class RulebookTestReport(Record):
    """Results of all cases. `passed`: every one did; one left for later is no pass."""

    rulebook: str
    rulebook_digest: str
    passed: bool
    results: tuple[CaseResult, ...]


@rulebook_test_router.post(
    "",
    operation_id="testRulebook",
    responses=MAKE_ERRORS | describe_errors(ErrorType.UNKNOWN_RULEBOOK, ErrorType.BUSY),
    openapi_extra=describe_yaml_body(()),
)
def test_rulebook(
    name: str,
    store: StoreDep,
    caller: CallerDep,
    turns: ImportLimiterDep,
    body: Annotated[RulebookCases, Body(openapi_examples=build_rulebook_cases())],
) -> RulebookTestReport:
    """Run cases (audits and gates) against a rulebook. A case that fails is an answer, not an error."""
    caller.require(Permission.ASK)
    book = resolve_rulebook(store, caller, name)
    with turns.waiting_slot(), turns.slot():
        results = run_uploaded_cases(body.yaml, "yaml", book)
    return RulebookTestReport(
        rulebook=book.name,
        rulebook_digest=book.digest,
        passed=all(result.status is CaseStatus.PASS for result in results),
        results=tuple(_build_case_result(result) for result in results),
    )


def _build_case_result(result: CaseOutcome) -> CaseResult:
    messages = tuple(
        Text(vi=translate_message(m, "vi"), en=translate_message(m, "en")) for m in result.messages
    )
    return CaseResult(line=result.line, name=result.name, status=result.status, messages=messages)


PREFIX = "/v1/rulebooks"
router = APIRouter(prefix=PREFIX, tags=["rulebooks"], route_class=YamlBodyRoute)

_RULEBOOK_ERRORS = describe_errors(ErrorType.UNKNOWN_RULEBOOK)
_TEXT_RESPONSE: dict[int | str, dict[str, Any]] = {
    200: {"content": {YAML_TYPE: {"schema": {"type": "string"}}}}
}


class ShippedRulebook(Record):
    """A shipped rulebook that a request may name."""

    name: str
    title: Text


class NewRulebook(Record):
    """An own rulebook to be stored, and the locality it belongs to."""

    locality: Locality
    label: Label
    note: Note = ""
    yaml: RulebookYaml


class NextRulebook(Record):
    """A new version of a rulebook; without a label it keeps its own."""

    label: Label | None = None
    note: Note = ""
    yaml: RulebookYaml


class RulebookDocument(DocumentHead):
    """One version of a stored rulebook; `yaml` is what was sent, to the letter."""

    title: Text
    rules: int
    steps: int
    yaml: RulebookYaml


@router.get("", operation_id="listShippedRulebooks", responses=LIST_ERRORS)
def list_rulebooks(caller: CallerDep) -> list[ShippedRulebook]:
    """List every shipped rulebook; several, or single layers, may be joined with ``+``."""
    caller.require(Permission.READ)
    return [ShippedRulebook(name=name, title=title) for name, title in list_titles().items()]


@router.get("/own", operation_id="listRulebooks", responses=LIST_ERRORS)
def own_rulebooks(
    request: Request,
    response: Response,
    store: StoreDep,
    caller: CallerDep,
    asked: PagingDep,
    locality: InLocality = None,
) -> ResultPage[DocumentSummary]:
    """List the stored rulebooks that the caller may know of, newest first."""
    found = list_documents(
        store,
        caller,
        DocumentKind.RULEBOOK,
        locality=locality or "",
        after=asked.after,
        limit=asked.fetch_limit,
    )
    return build_page(request, response, asked, found, build_document_summary)


@router.post(
    "",
    operation_id="createRulebook",
    status_code=201,
    response_model=RulebookDocument,
    responses=MAKE_ERRORS | {201: CREATED},
    openapi_extra=describe_yaml_body(("locality", "label", "note")),
)
def make_rulebook(
    store: StoreDep,
    caller: CallerDep,
    body: Annotated[NewRulebook, Body(openapi_examples=build_new_rulebook())],
) -> Response:
    """Store a rulebook: a layer in YAML. A rule without its clause is refused, with its line."""
    own = OwnRulebook(yaml=body.yaml)
    named = create_rulebook(store, caller, own, locality=body.locality, label=body.label, note=body.note)
    return respond_created(_build_rulebook_document(named), PREFIX)


@router.get(
    "/{name}",
    operation_id="readRulebook",
    response_model=Rulebook,
    responses=READ_ERRORS | UNCHANGED | _RULEBOOK_ERRORS,
)
def read_rulebook(
    name: str,
    store: StoreDep,
    caller: CallerDep,
    known: KnownTagsDep,
    on: Annotated[date | None, Query(description="only the rules in force on this day")] = None,
) -> Response:
    """Return one rulebook, with clauses, doubts, and provisions that are left to people.

    `name`: a shipped one, an own one (``rbk_…`` is its newest version, ``rbk_…@2`` that one), or several
    joined with ``+``. Its ETag is its digest; only `/text` says the version that an edit must name.
    """
    book = resolve_rulebook(store, caller, name)
    chosen = book if on is None else book.for_day(on)
    answer = Response(chosen.model_dump_json(indent=1) + "\n", media_type="application/json")
    return respond_unless_known(known, answer, f'"{chosen.digest}"')


@router.get(
    "/{rulebook_id}/text",
    operation_id="readRulebookText",
    response_class=Response,
    responses=READ_ERRORS | UNCHANGED | _TEXT_RESPONSE,
)
def rulebook_text(
    rulebook_id: str, store: StoreDep, caller: CallerDep, known: KnownTagsDep, version: VersionNumber = None
) -> Response:
    """Return an own rulebook as its author wrote it."""
    held = read_document(store, caller, RULEBOOKS, rulebook_id, version)
    return respond_unless_known(
        known, Response(held.body.yaml, media_type=YAML_TYPE), format_tag(held.version.number)
    )


@router.put(
    "/{rulebook_id}",
    operation_id="editRulebook",
    response_model=RulebookDocument,
    responses=EDIT_ERRORS,
    openapi_extra=describe_yaml_body(("label", "note")),
)
def edit_rulebook(
    rulebook_id: str,
    store: StoreDep,
    caller: CallerDep,
    expected: ExpectedVersion,
    body: Annotated[NextRulebook, Body(openapi_examples=build_next_rulebook())],
) -> Response:
    """Store a new version of an own rulebook. Proposals keep the version that made them."""
    own = OwnRulebook(yaml=body.yaml)
    named = revise_rulebook(
        store, caller, rulebook_id, own, expected=expected, label=body.label, note=body.note
    )
    return respond_with_version(_build_rulebook_document(named), named.held.version.number, NO_TAGS)


def _build_rulebook_document(named: RulebookVersion) -> RulebookDocument:
    own = named.held.body
    head = build_head_fields(named.held)
    return RulebookDocument(**head, title=named.title, rules=named.rules, steps=named.steps, yaml=own.yaml)


add_version_routes(
    router,
    RULEBOOKS,
    DocumentRoutes(
        id_parameter="rulebook_id",
        noun="an own rulebook",
        name="Rulebook",
        erased="Erase every version of an own rulebook. Proposals keep the rules that they were made with.",
        open=True,
    ),
)
