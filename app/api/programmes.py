"""/v1/programmes: the councils of a province, or of a drill, planned together, with progress."""

from typing import Annotated

from fastapi import APIRouter, Body, Query, Request, Response

from cocau.app.access.caller import Caller
from cocau.app.api.asking import CallerDep, OfficeDep, StoreDep
from cocau.app.api.examples import programme_examples, withdrawal_examples
from cocau.app.api.headers import LINK, MADE
from cocau.app.api.keyed import IdempotencyKey
from cocau.app.api.made import fanned_out
from cocau.app.api.paging import Page, Paging, page
from cocau.app.api.proposals import MADE as MAKING
from cocau.app.api.proposals import READ
from cocau.app.api.reading_turns import ReadingTurnsDep
from cocau.app.api.sent_programme import SENT_FOLDER, folder_asked
from cocau.app.api.strict_body import StrictBody
from cocau.app.api.uploads import SentDep
from cocau.app.api.which import Which
from cocau.app.errors import responses
from cocau.app.office.fan_out_progress import ProgrammeStatus
from cocau.app.office.fan_out_results import CouncilResults, council_results
from cocau.app.office.programme_asked import ProgrammeAsk
from cocau.app.office.programmes import (
    cancel,
    erase,
    joint,
    listed_programmes,
    programme,
    programme_of_folder,
    programme_status,
)
from cocau.app.office.proposals import Made, Office
from cocau.app.office.replanned import Replanned, replanned
from cocau.app.office.withdrawing import WithdrawalAsk, withdraw
from cocau.app.problems import Fault
from cocau.fixtures.made_up_totals import COUNCILS
from cocau.solver.programme.result import ProgrammeResult

PREFIX = "/v1/programmes"
router = APIRouter(prefix=PREFIX, tags=["programmes"], route_class=StrictBody)

ONE = (*READ, Fault.NOT_FOUND)


@router.post(
    "",
    operation_id="makeProgramme",
    status_code=202,
    response_model=ProgrammeStatus,
    responses=responses(*MAKING, Fault.ERASED) | {202: {"description": "Accepted for good", "headers": MADE}},
)
def make_programme(
    asked: Annotated[ProgrammeAsk, Body(openapi_examples=programme_examples())],
    office: OfficeDep,
    caller: CallerDep,
    key: IdempotencyKey = None,
) -> Response:
    """Ask for up to 1,000 councils to be planned together, each as a proposal is asked for.

    If somebody is introduced for several of them, a last job joins what was planned: nobody stands at more
    levels than the law allows. Or ask for `made_up` ones: a drill, for a province or the whole country.
    """
    return _accepted(office, caller, programme(office, caller, asked, key))


@router.post(
    "/folders",
    operation_id="sendProgramme",
    status_code=202,
    response_model=ProgrammeStatus,
    responses=responses(*MAKING, Fault.ERASED, Fault.WRONG_MEDIA, Fault.BUSY)
    | {202: {"description": "Accepted for good", "headers": MADE}},
    openapi_extra=SENT_FOLDER,
)
def send_programme(
    office: OfficeDep, caller: CallerDep, turns: ReadingTurnsDep, sent: SentDep, key: IdempotencyKey = None
) -> Response:
    """The same with the ZIP file of a programme's folder, as `cocau programme plan` reads it."""
    asked = folder_asked(sent)
    with turns.taken():
        made = programme_of_folder(office, caller, asked, sent.content, key)
    return _accepted(office, caller, made)


def _accepted(office: Office, caller: Caller, made: Made) -> Response:
    return fanned_out(PREFIX, made, programme_status(office.store, caller, made.id))


@router.post(
    "/{which}/withdrawals",
    operation_id="withdrawFromProgramme",
    status_code=202,
    response_model=ProgrammeStatus,
    responses=responses(*MAKING, Fault.ERASED, Fault.NOT_READY, Fault.REFUSED)
    | {202: {"description": "Accepted for good", "headers": MADE}},
)
def withdraw_from_programme(
    which: Which,
    asked: Annotated[WithdrawalAsk, Body(openapi_examples=withdrawal_examples())],
    office: OfficeDep,
    caller: CallerDep,
    key: IdempotencyKey = None,
) -> Response:
    """Somebody withdrew from a programme that has ended: a new one, derived from it; that one stays as it is.

    Only the councils in whose pools they are (of `councils`, if any are named) are planned anew, each as near
    its former slate as can be. All others are in the new one exactly as they were, and stay so in its joint
    plan, whose `anew` names the councils planned anew.
    """
    return _accepted(office, caller, withdraw(office, caller, which, asked, key))


@router.get("", operation_id="listProgrammes", responses=responses(*READ) | {200: {"headers": LINK}})
def list_programmes(
    request: Request, response: Response, store: StoreDep, caller: CallerDep, paging: Paging
) -> Page[ProgrammeStatus]:
    """The programmes of your locality, newest first."""
    found = listed_programmes(store, caller, after=paging.after, limit=paging.fetch)
    return page(request, response, paging, found, lambda one: one)


@router.get("/{which}", operation_id="readProgramme", responses=responses(*ONE))
def read_programme(which: Which, store: StoreDep, caller: CallerDep) -> ProgrammeStatus:
    """How far it is: how many councils are done and how they came out, at what rate, and what holds it up."""
    return programme_status(store, caller, which)


@router.get("/{which}/results", operation_id="readProgrammeResults", responses=responses(*ONE, Fault.ERASED))
def read_results(
    which: Which,
    store: StoreDep,
    caller: CallerDep,
    after: Annotated[
        int, Query(ge=0, le=COUNCILS, description="councils before the first row, as `next` says")
    ] = 0,
    limit: Annotated[int, Query(ge=1, le=1000, description="how many at the most")] = 200,
    parts: Annotated[bool, Query(description="with each council's slate, tiers and bounds")] = False,  # noqa: FBT002  # a query
) -> CouncilResults:
    """The rows that are there, in the order of the councils; while it runs, some are still missing."""
    return council_results(store, caller, which, after=after, limit=limit, parts=parts)


@router.get(
    "/{which}/joint",
    operation_id="readJointPlan",
    responses=responses(*ONE, Fault.ERASED, Fault.NOT_READY),
)
def read_joint(which: Which, store: StoreDep, caller: CallerDep) -> ProgrammeResult:
    """The joint plan of councils that share people: who left which level, and how near it is to the best."""
    return joint(store, caller, which)


@router.get("/{which}/withdrawal", operation_id="readWithdrawal", responses=responses(*ONE, Fault.ERASED))
def read_withdrawal(which: Which, store: StoreDep, caller: CallerDep) -> Replanned:
    """What a withdrawal came to: which councils were planned anew, who moved there, and how many stayed."""
    return replanned(store, caller, which)


@router.post("/{which}/cancel", operation_id="cancelProgramme", responses=responses(*ONE))
def cancel_programme(which: Which, office: OfficeDep, caller: CallerDep) -> ProgrammeStatus:
    """Stop it; the rows that are there stay. One that has ended stays as it is."""
    return cancel(office, caller, which)


@router.delete("/{which}", operation_id="eraseProgramme", responses=responses(*ONE, Fault.ERASED))
def erase_programme(which: Which, store: StoreDep, caller: CallerDep) -> ProgrammeStatus:
    """Erase its councils with the people in them, and their results; that it was asked for stays.

    With an erased pool the programmes over it go by themselves.
    """
    return erase(store, caller, which)
