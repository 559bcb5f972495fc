"""/v1/rulebooks: shipped and own rulebooks by name and day, and tests of them."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Body, Query, Response

from cocau.app.auth.caller import Caller, Locality
from cocau.app.permissions import Permission
from cocau.app.problems import ErrorType
from cocau.app.services.documents import StoredVersion, read_document
from cocau.app.services.rulebooks import (
    RULEBOOKS,
    OwnRulebook,
    RulebookYaml,
    parse_rulebook,
    resolve_rulebook,
)
from cocau.app.web.api.examples import build_new_rulebook, build_next_rulebook, build_rulebook_cases
from cocau.app.web.bodies.requests import YAML_TYPE, YamlBodyRoute, describe_yaml_body
from cocau.app.web.deps import CallerDep, StoreDep, require_permission
from cocau.app.web.documents import (
    LIST_ERRORS,
    MAKE_ERRORS,
    READ_ERRORS,
    RULEBOOK_ERRORS,
    UNCHANGED,
    DocumentHead,
    JsonDocumentRoutes,
    Label,
    Note,
    VersionNumber,
    build_head_fields,
)
from cocau.app.web.errors import describe_errors
from cocau.app.web.http_headers import KnownTagsDep, format_tag, respond_unless_known
from cocau.app.web.limits import ImportLimiterDep
from cocau.constraints.library import list_titles
from cocau.constraints.record import Record, Text
from cocau.constraints.rulebook import Rulebook
from cocau.fixtures.report import CaseOutcome, CaseStatus, translate_message
from cocau.fixtures.uploaded_cases import run_uploaded_cases

rulebook_test_router = APIRouter(
    prefix="/v1/rulebooks/{rulebook_id}/tests", tags=["rulebooks"], route_class=YamlBodyRoute
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
    dependencies=[require_permission(Permission.ASK)],
)
def test_rulebook(
    rulebook_id: str,
    store: StoreDep,
    caller: CallerDep,
    turns: ImportLimiterDep,
    body: Annotated[RulebookCases, Body(openapi_examples=build_rulebook_cases())],
) -> RulebookTestReport:
    """Run cases (audits, gates) against a rulebook; a failed case is an answer, no error."""
    book = resolve_rulebook(store, caller, rulebook_id)
    with turns.waiting_slot(caller.id):
        results = turns.call(run_uploaded_cases, body.yaml, "yaml", book)
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


router = APIRouter(prefix="/v1/rulebooks", tags=["rulebooks"], route_class=YamlBodyRoute)

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


def _build_rulebook_document(held: StoredVersion[OwnRulebook], caller: Caller) -> RulebookDocument:
    del caller  # nothing in it is about people
    book = parse_rulebook(held.body)
    return RulebookDocument(
        **build_head_fields(held),
        title=book.title,
        rules=len(book.rules),
        steps=len(book.steps),
        yaml=held.body.yaml,
    )


routes = JsonDocumentRoutes(
    router,
    RULEBOOKS,
    name="Rulebook",
    noun="an own rulebook",
    answer=RulebookDocument,
    build=_build_rulebook_document,
    read_body=lambda sent: OwnRulebook(yaml=sent.yaml),
    errors={},
    open=True,
)


@router.get(
    "",
    operation_id="listShippedRulebooks",
    responses=LIST_ERRORS,
    dependencies=[require_permission(Permission.READ)],
)
def list_rulebooks() -> list[ShippedRulebook]:
    """List every shipped rulebook; several, or single layers, may be joined with ``+``."""
    return [ShippedRulebook(name=name, title=title) for name, title in list_titles().items()]


routes.add_list(path="/own", nouns="stored rulebooks", summary="Own Rulebooks")
routes.add_create(
    NewRulebook,
    "Store a rulebook: a layer in YAML. A rule without its clause is refused, with its line.",
    examples=build_new_rulebook(),
    openapi_extra=describe_yaml_body(("locality", "label", "note")),
)


@router.get(
    "/{rulebook_id}",
    operation_id="readRulebook",
    response_model=Rulebook,
    responses=READ_ERRORS | UNCHANGED | RULEBOOK_ERRORS,
)
def read_rulebook(
    rulebook_id: str,
    store: StoreDep,
    caller: CallerDep,
    known: KnownTagsDep,
    on: Annotated[date | None, Query(description="only the rules in force on this day")] = None,
) -> Response:
    """Return one rulebook, with clauses, doubts, and provisions that are left to people.

    `rulebook_id`: a shipped one, an own one (``rbk_…`` is its newest version, ``rbk_…@2`` that one),
    or several joined with ``+``. Its ETag is its digest; `/text` says the version that an edit must name.
    """
    book = resolve_rulebook(store, caller, rulebook_id)
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


routes.add_edit(
    NextRulebook,
    "Store a new version of an own rulebook. Proposals keep the version that made them.",
    examples=build_next_rulebook(),
    openapi_extra=describe_yaml_body(("label", "note")),
)
routes.add_erase("Erase every version of an own rulebook. Proposals keep the rules that they were made with.")
routes.add_versions()
