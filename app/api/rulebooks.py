"""/v1/rulebooks: the rules that may be asked for, shipped ones and own ones, by name and by day."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Body, Query, Request, Response

from cocau.app.access.roles import May
from cocau.app.access.scope import Locality
from cocau.app.api.asking import CallerDep, StoreDep
from cocau.app.api.conditions import NOTHING, Expected, KnownDep, tag_of, unless_known
from cocau.app.api.examples import new_rulebook, next_rulebook
from cocau.app.api.paging import Page, Paging, page
from cocau.app.api.papers import (
    EDIT_ERRORS,
    LIST_ERRORS,
    MADE,
    MAKE_ERRORS,
    READ_ERRORS,
    UNCHANGED,
    Head,
    In,
    Label,
    Listed,
    Note,
    Number,
    Paper,
    head_of,
    listed_of,
    made,
    shown,
    with_past,
)
from cocau.app.api.yaml_body import YAML, YamlBody, yaml_too
from cocau.app.errors import responses
from cocau.app.office.reading_documents import listed, read
from cocau.app.office.rulebooks import RULEBOOKS, Named, OwnRulebook, Yaml, add, resolve, revise
from cocau.app.problems import Fault
from cocau.app.store.tables import Kind
from cocau.constraints.library import names
from cocau.constraints.record import Record, Text
from cocau.constraints.rulebook import Rulebook

PREFIX = "/v1/rulebooks"
router = APIRouter(prefix=PREFIX, tags=["rulebooks"], route_class=YamlBody)

_UNKNOWN = responses(Fault.UNKNOWN_RULEBOOK)
_TEXT: dict[int | str, dict[str, Any]] = {200: {"content": {YAML: {"schema": {"type": "string"}}}}}


class Shipped(Record):
    """A rulebook that a request may name."""

    name: str
    title: Text


class NewRulebook(Record):
    """A rulebook of one's own to be kept, and whose it is."""

    locality: Locality
    label: Label
    note: Note = ""
    yaml: Yaml


class NextRulebook(Record):
    """A new version of a rulebook; without a label it keeps its own."""

    label: Label | None = None
    note: Note = ""
    yaml: Yaml


class HeldRulebook(Head):
    """A rulebook as it is kept, in one version; `yaml` is what was sent, to the letter."""

    title: Text
    rules: int
    steps: int
    yaml: Yaml


@router.get("", operation_id="listShippedRulebooks", responses=LIST_ERRORS)
def list_rulebooks(caller: CallerDep) -> list[Shipped]:
    """Every shipped rulebook a request may name; several, or single layers, may be joined with ``+``."""
    caller.must(May.READ)
    return [Shipped(name=name, title=title) for name, title in names().items()]


@router.get("/own", operation_id="listRulebooks", responses=LIST_ERRORS)
def own_rulebooks(
    request: Request,
    response: Response,
    store: StoreDep,
    caller: CallerDep,
    asked: Paging,
    locality: In = None,
) -> Page[Listed]:
    """The rulebooks kept here that the caller may know of, newest first."""
    found = listed(
        store, caller, Kind.RULEBOOK, locality=locality or "", after=asked.after, limit=asked.fetch
    )
    return page(request, response, asked, found, listed_of)


@router.post(
    "",
    operation_id="createRulebook",
    status_code=201,
    response_model=HeldRulebook,
    responses=MAKE_ERRORS | {201: MADE},
    openapi_extra=yaml_too(("locality", "label", "note")),
)
def make_rulebook(
    store: StoreDep,
    caller: CallerDep,
    body: Annotated[NewRulebook, Body(openapi_examples=new_rulebook())],
) -> Response:
    """Keep a rulebook: a layer in YAML, as on disk. A rule without its clause is refused, with its line."""
    own = OwnRulebook(yaml=body.yaml)
    named = add(store, caller, own, locality=body.locality, label=body.label, note=body.note)
    return made(_held(named), PREFIX)


@router.get(
    "/{name}",
    operation_id="readRulebook",
    response_model=Rulebook,
    responses=READ_ERRORS | UNCHANGED | _UNKNOWN,
)
def read_rulebook(
    name: str,
    store: StoreDep,
    caller: CallerDep,
    known: KnownDep,
    on: Annotated[date | None, Query(description="only the rules in force on this day")] = None,
) -> Response:
    """One rulebook, with clauses, doubts, and the provisions that are left to people.

    `name`: a shipped one, an own one (``rbk_…`` is its newest version, ``rbk_…@2`` that one), or several
    joined with ``+``. Its ETag is its digest; only `/text` says the version that an edit must name.
    """
    book = resolve(store, caller, name)
    chosen = book if on is None else book.on(on)
    answer = Response(chosen.model_dump_json(indent=1) + "\n", media_type="application/json")
    return unless_known(known, answer, f'"{chosen.digest}"')


@router.get(
    "/{which}/text",
    operation_id="readRulebookText",
    response_class=Response,
    responses=READ_ERRORS | UNCHANGED | _TEXT,
)
def rulebook_text(
    which: str, store: StoreDep, caller: CallerDep, known: KnownDep, version: Number = None
) -> Response:
    """An own rulebook as its author wrote it."""
    held = read(store, caller, RULEBOOKS, which, version)
    return unless_known(known, Response(held.body.yaml, media_type=YAML), tag_of(held.version.number))


@router.put(
    "/{which}",
    operation_id="editRulebook",
    response_model=HeldRulebook,
    responses=EDIT_ERRORS,
    openapi_extra=yaml_too(("label", "note")),
)
def edit_rulebook(
    which: str,
    store: StoreDep,
    caller: CallerDep,
    expected: Expected,
    body: Annotated[NextRulebook, Body(openapi_examples=next_rulebook())],
) -> Response:
    """A new version of an own rulebook. Proposals keep the version that they were made with."""
    own = OwnRulebook(yaml=body.yaml)
    named = revise(store, caller, which, own, expected=expected, label=body.label, note=body.note)
    return shown(_held(named), named.held.version.number, NOTHING)


def _held(named: Named) -> HeldRulebook:
    own = named.held.body
    head = head_of(named.held)
    return HeldRulebook(**head, title=named.title, rules=named.rules, steps=named.steps, yaml=own.yaml)


with_past(
    router,
    RULEBOOKS,
    Paper(
        noun="an own rulebook",
        name="Rulebook",
        erased="Erase every version of an own rulebook. Proposals keep the rules that they were made with.",
        open=True,
    ),
)
