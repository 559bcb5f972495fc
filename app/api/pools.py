"""/v1/pools: lists of people in versions, sent as JSON or as files. For files out see `pool_files`."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Body, Query, Request, Response

from cocau.app.access.roles import May
from cocau.app.api.asking import CallerDep, SettingsDep, StoreDep
from cocau.app.api.conditions import NOTHING, Expected, KnownDep
from cocau.app.api.paging import Page, Paging, page
from cocau.app.api.papers import (
    EDIT_ERRORS,
    LIST_ERRORS,
    MADE,
    MAKE_ERRORS,
    READ_ERRORS,
    UNCHANGED,
    WITHHELD,
    Head,
    In,
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
from cocau.app.api.pool_intake import DescribedVersion, take_new, take_version
from cocau.app.api.reading_turns import ReadingTurnsDep
from cocau.app.api.sent_pool import SENT, SENT_VERSION, head_and_pool
from cocau.app.api.strict_body import StrictBody
from cocau.app.api.uploads import SentDep
from cocau.app.errors import responses
from cocau.app.office.erasing_pools import erase
from cocau.app.office.pool_counts import PoolCounts, counted, counts_of
from cocau.app.office.pool_differences import PoolDifferences, compared
from cocau.app.office.pools import POOLS, Edits, mend
from cocau.app.office.reading_documents import listed
from cocau.app.office.shelf import Held
from cocau.app.problems import Fault
from cocau.app.store.moment import now
from cocau.app.store.tables import Kind
from cocau.constraints.errors import Problem
from cocau.constraints.people import Pool
from cocau.constraints.record import Record, Text

PREFIX = "/v1/pools"
router = APIRouter(prefix=PREFIX, tags=["pools"], route_class=StrictBody)

_FILE_ERRORS = responses(Fault.WRONG_MEDIA, Fault.BUSY)
Ordinal = Annotated[int | None, Query(ge=1, le=2**31 - 1)]


class Remark(Record):
    """What whoever sent a file should know of how it was read."""

    code: str
    where: str
    text: Text


class PoolHead(Head):
    """A pool without its people."""

    people: int
    kept_until: date | None
    remarks: tuple[Remark, ...] = ()


class HeldPool(PoolHead):
    """A pool; whoever may not see people gets null for it, and for counts that could tell of somebody."""

    counts: PoolCounts
    pool: Pool | None


class Checked(Record):
    """A pool that could be kept as it is; it was not."""

    counts: PoolCounts
    remarks: tuple[Remark, ...] = ()


class Mending(Edits):
    """Edits of a pool, and why."""

    note: Note = ""


@router.get("", operation_id="listPools", responses=LIST_ERRORS)
def pools(  # noqa: PLR0913, PLR0917  # what a list is narrowed by
    request: Request,
    response: Response,
    store: StoreDep,
    caller: CallerDep,
    asked: Paging,
    locality: In = None,
    about: Annotated[str | None, Query(max_length=40, description="only those of this council")] = None,
) -> Page[Listed]:
    """The pools that the caller may know of, newest first."""
    found = listed(
        store,
        caller,
        Kind.POOL,
        about=about,
        locality=locality or "",
        after=asked.after,
        limit=asked.fetch,
    )
    return page(request, response, asked, found, listed_of)


@router.post(
    "",
    operation_id="createPool",
    status_code=201,
    response_model=PoolHead,
    responses={201: MADE} | MAKE_ERRORS | _FILE_ERRORS,
    openapi_extra=SENT,
)
def make_pool(
    store: StoreDep, caller: CallerDep, settings: SettingsDep, turns: ReadingTurnsDep, sent: SentDep
) -> Response:
    """Keep a pool, sent as JSON or as a file. All that is wrong is told by cell, and then nothing is kept."""
    return made(_head(*take_new(store, caller, settings, turns, sent)), PREFIX)


@router.post(
    "/check",
    operation_id="checkPool",
    responses=MAKE_ERRORS | _FILE_ERRORS,
    openapi_extra=SENT_VERSION,
)
def check_pool(caller: CallerDep, settings: SettingsDep, turns: ReadingTurnsDep, sent: SentDep) -> Checked:
    """Whether a pool could be kept: everything wrong with it, or its counts as of today. Nothing is kept."""
    caller.must(May.ASK)
    with turns.taken():
        _, uploaded = head_and_pool(sent, DescribedVersion, settings.max_people)
        counts = counts_of(uploaded.pool, now().date())
    return Checked(counts=counts, remarks=_remarks(uploaded.remarks))


@router.get("/{pool}", operation_id="readPool", response_model=HeldPool, responses=READ_ERRORS | UNCHANGED)
def one_pool(
    pool: str,
    store: StoreDep,
    caller: CallerDep,
    settings: SettingsDep,
    known: KnownDep,
    version: Number = None,
) -> Response:
    """A pool in its newest version, or in the one asked for; without people for whoever may not see them."""
    held, counts = counted(store, caller, pool, version, settings.small_cell)
    people, withheld = (held.body, {}) if caller.may(May.SEE_PEOPLE) else (None, WITHHELD)
    answer = HeldPool(**(dict(_head(held)) | withheld), counts=counts, pool=people)
    return shown(answer, held.version.number, known)


@router.post(
    "/{pool}/versions",
    operation_id="addPoolVersion",
    status_code=201,
    response_model=PoolHead,
    responses={201: MADE} | EDIT_ERRORS | _FILE_ERRORS,
    openapi_extra=SENT_VERSION,
)
def add_version(  # noqa: PLR0913, PLR0917  # a parameter each
    pool: str,
    store: StoreDep,
    caller: CallerDep,
    settings: SettingsDep,
    turns: ReadingTurnsDep,
    expected: Expected,
    sent: SentDep,
) -> Response:
    """A whole new version of a pool. The ones before it stay as they are."""
    taken = take_version(store, caller, settings, turns, sent, which=pool, expected=expected)
    return made(_head(*taken), PREFIX)


@router.patch("/{pool}/people", operation_id="mendPool", response_model=PoolHead, responses=EDIT_ERRORS)
def mend_pool(  # a parameter each
    pool: str,
    store: StoreDep,
    caller: CallerDep,
    settings: SettingsDep,
    expected: Expected,
    body: Annotated[Mending, Body()],
) -> Response:
    """A new version in which some people are different, have withdrawn, miss a standard, or are new.

    People are named in the body and not in the address: ids are made of names, and addresses are logged.
    """
    held = mend(store, caller, pool, body, expected=expected, most=settings.max_people, note=body.note)
    return shown(_head(held), held.version.number, NOTHING)


@router.get("/{pool}/differences", operation_id="comparePoolVersions", responses=READ_ERRORS)
def pool_differences(
    pool: str,
    store: StoreDep,
    caller: CallerDep,
    first: Annotated[Ordinal, Query(alias="from", description="by default, the one before the other")] = None,
    second: Annotated[Ordinal, Query(alias="to", description="by default, the newest")] = None,
) -> PoolDifferences:
    """What is different between two versions, person by person."""
    return compared(store, caller, pool, first, second)


def _head(held: Held[Pool], remarks: tuple[Problem, ...] = ()) -> PoolHead:
    known: dict[str, Any] = head_of(held)
    return PoolHead(
        **known,
        people=held.version.size,
        kept_until=held.document.kept_until,
        remarks=_remarks(remarks),
    )


def _remarks(remarks: tuple[Problem, ...]) -> tuple[Remark, ...]:
    return tuple(Remark(code=r.code, where=r.where, text=Text(vi=r.vi, en=r.en)) for r in remarks)


with_past(
    router,
    POOLS,
    Paper(
        noun="a pool",
        name="Pool",
        erased=(
            "Erase the people of every version, and of every proposal made from them; what stays are numbers."
            "\n\nWhatever is still being computed from it is stopped."
        ),
        by="pool",
    ),
    erase,
)
