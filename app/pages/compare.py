"""/councils/{which}/compare: two to four proposals side by side, differences first."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from cocau.app.access.roles import May
from cocau.app.api.which import Which, checked_id
from cocau.app.office.errors import Missing
from cocau.app.office.proposals import Filters, listed, result, status
from cocau.app.office.status import Status
from cocau.app.pages.comparison import Comparison, differing, same
from cocau.app.pages.comparison_side import MOST, sides_of
from cocau.app.pages.desk import Desk, DeskDep
from cocau.app.pages.place import Place, place_of
from cocau.app.pages.route import Page
from cocau.app.store.tables import State
from cocau.solver.proposal import Proposal

router = APIRouter(prefix="/councils/{which}/compare", route_class=Page, include_in_schema=False)

AT_ONCE = 50
LEAST = 2
ANSWERED = frozenset({State.OPTIMAL, State.CONFLICT, State.STOPPED, State.OUT_OF_TIME})
"""Those that may have something to be compared; what was erased has not."""


@router.get("")
def compare(
    which: Which,
    desk: DeskDep,
    of: Annotated[list[str] | None, Query()] = None,
    after: str | None = None,
    again: bool = False,  # noqa: FBT001, FBT002  # a field of the address
) -> Response:
    """The proposals that are named; or a list to choose them from."""
    desk.caller.must(May.SEE_PEOPLE)
    place = place_of(desk, which)
    chosen = sorted({checked_id(one) for one in of or ()})  # the oldest is what others differ from
    if again or not LEAST <= len(chosen) <= MOST:
        return _choice(desk, place, chosen, after, wrong=bool(chosen) and not again)
    found = [(stands := _about(desk, place, one), _opened(desk, stands)) for one in chosen]
    return desk.page(
        "compare.html",
        place=place,
        chosen=chosen,
        comparison=Comparison(tuple(sides_of(found, desk.lang))),
        differing=differing,
        same=same,
    )


def _choice(desk: Desk, place: Place, chosen: list[str], after: str | None, *, wrong: bool) -> Response:
    found = listed(desk.store, desk.caller, Filters(council=place.id), after=after, limit=AT_ONCE + 1)
    shown = [one for one in found[:AT_ONCE] if one.state in ANSWERED and one.erased is None]
    return desk.page(
        "compare_choice.html",
        code=422 if wrong else 200,
        place=place,
        proposals=shown,
        chosen=chosen or [one.id for one in shown[:LEAST]],
        wrong=len(chosen) if wrong else None,
        most=MOST,
        more=found[AT_ONCE - 1].id if len(found) > AT_ONCE else None,
    )


def _about(desk: Desk, place: Place, which: str) -> Status:
    """Raises Missing: it is of another council, or there is none."""
    stands = status(desk.store, desk.caller, which)
    if stands.references.council is None or stands.references.council.ref != place.id:
        raise Missing(which)
    return stands


def _opened(desk: Desk, stands: Status) -> Proposal:
    """Raises Erased, NotReady: there is nothing to be compared."""
    return Proposal.model_validate_json(result(desk.store, desk.caller, stands.id).text)
