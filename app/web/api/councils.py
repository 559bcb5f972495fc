"""/v1/councils and /v1/seats: councils in versions; from population to seats."""

from typing import Annotated

from fastapi import APIRouter, Body

from cocau.app.auth.caller import Caller, Locality
from cocau.app.permissions import Permission
from cocau.app.services.councils import COUNCILS, SeatsAnswer, plan_draft_seats, plan_seats
from cocau.app.services.documents import StoredVersion
from cocau.app.web.api.examples import (
    build_draft_examples,
    build_new_council,
    build_next_council,
    build_seats_examples,
)
from cocau.app.web.bodies.requests import StrictBodyRoute
from cocau.app.web.deps import CallerDep, StoreDep
from cocau.app.web.documents import (
    MAKE_ERRORS,
    RULEBOOK_ERRORS,
    WITHHELD,
    DocumentHead,
    JsonDocumentRoutes,
    Label,
    Note,
    UnderRulebook,
    build_head_fields,
    under_rulebook,
)
from cocau.constraints.model.council import Council
from cocau.constraints.model.draft import CouncilDraft
from cocau.constraints.record import Record
from cocau.solver.apportionment.seat_plan import SeatQuestion

router = APIRouter(prefix="/v1/councils", tags=["councils"], route_class=StrictBodyRoute)


class NewCouncil(Record):
    """A council to be stored, and the locality it belongs to."""

    locality: Locality
    label: Label
    note: Note = ""
    council: Council


class NextCouncil(Record):
    """A new version of a council; without a label it keeps its own."""

    label: Label | None = None
    note: Note = ""
    council: Council


class CouncilDocument(DocumentHead):
    """One version of a stored council."""

    council: Council


def _build_council_document(held: StoredVersion[Council], caller: Caller) -> CouncilDocument:
    document = CouncilDocument(**build_head_fields(held), council=held.body)
    if caller.may(Permission.SEE_PEOPLE):
        return document
    council = held.body.replace_unvalidated(secretary_not_chairing=None, officers={})
    return document.replace_unvalidated(council=council, **WITHHELD)


routes = JsonDocumentRoutes(
    router,
    COUNCILS,
    name="Council",
    noun="a council",
    answer=CouncilDocument,
    build=_build_council_document,
    read_body=lambda sent: sent.council,
)
routes.add_list()
routes.add_create(
    NewCouncil,
    "Store a council. What the law says of it alone is checked now, all faults at once.",
    examples=build_new_council(),
    read_options=under_rulebook,
)
routes.add_read(
    "\n\nWho may not see people is not told why the secretary of the Party committee does not chair, nor the"
    " names of officers."
)
routes.add_edit(
    NextCouncil,
    "Store a new version of a council. The ones before it stay as they are.",
    examples=build_next_council(),
    read_options=under_rulebook,
)
routes.add_erase("Erase what is in every version. What stays says that there was a council, and when.")
routes.add_versions()


seats_router = APIRouter(prefix="/v1/seats", tags=["seats"], route_class=StrictBodyRoute)

_SEATS_ERRORS = MAKE_ERRORS | RULEBOOK_ERRORS


@seats_router.post("", operation_id="countSeats", responses=_SEATS_ERRORS)
def count_seats(
    store: StoreDep,
    caller: CallerDep,
    body: Annotated[SeatQuestion, Body(openapi_examples=build_seats_examples())],
    rulebook: UnderRulebook = None,
) -> SeatsAnswer:
    """Compute seats and constituencies of a population, as `cocau seats`; nothing is stored."""
    return plan_seats(store, caller, body, rulebook)


@seats_router.post("/drafts", operation_id="draftCouncil", responses=_SEATS_ERRORS)
def draft_council(
    store: StoreDep,
    caller: CallerDep,
    body: Annotated[CouncilDraft, Body(openapi_examples=build_draft_examples())],
    rulebook: UnderRulebook = None,
) -> SeatsAnswer:
    """Build a council from a draft, its seats divided among its places; nothing is stored."""
    return plan_draft_seats(store, caller, body, rulebook)
