"""/programmes/{which}/people, /withdrawals: who withdrew is looked for; what that touches, planned anew."""

from collections.abc import Sequence

from fastapi import APIRouter
from starlette.responses import Response

from cocau.app.access.roles import May
from cocau.app.api.asking import allowed
from cocau.app.api.which import Which
from cocau.app.office.programme_asked import MOST
from cocau.app.office.programme_people import look
from cocau.app.office.programmes import programme_status
from cocau.app.office.withdrawing import WithdrawalAsk, withdraw
from cocau.app.pages.desk import Desk, DeskDep
from cocau.app.pages.route import Page
from cocau.app.pages.typed import SeveralDep
from cocau.constraints.errors import InputError, Problem

router = APIRouter(prefix="/programmes/{which}", route_class=Page, include_in_schema=False)

LONGEST = 100
UNUSABLE = 422
Sent = dict[str, list[str]]


@router.get("/people", dependencies=[allowed(May.ASK)])
def blank(which: Which, desk: DeskDep) -> Response:
    """Whom to look for."""
    return _form(desk, which, {})


@router.post("/people", dependencies=[allowed(May.ASK)])
def search(which: Which, desk: DeskDep, form: SeveralDep) -> Response:
    """Those of a name, beside those chosen before. It is sent, not an address: names stand in no log."""
    return _form(desk, which, form)


@router.post("/withdrawals", dependencies=[allowed(May.ASK)])
def replan(which: Which, desk: DeskDep, form: SeveralDep) -> Response:
    """What those chosen touch is planned anew, in a programme of its own."""
    chosen, councils = _several(form, "withdrawn"), _several(form, "councils")
    if not chosen:
        return _form(desk, which, form, [_NOBODY])
    try:
        made = withdraw(desk.office, desk.caller, which, WithdrawalAsk(withdrawn=chosen, councils=councils))
    except InputError as error:
        return _form(desk, which, form, error.problems)
    return desk.go(f"/programmes/{made.id}")


_NOBODY = Problem(
    "nobody", "", "Hãy tìm và đánh dấu ai rút.", "Look for whoever withdrew, and tick the name."
)


def _form(desk: Desk, which: str, form: Sent, problems: Sequence[Problem] = ()) -> Response:
    words = form.get("words", [""])[-1][:LONGEST]
    looked = look(desk.store, desk.caller, which, words, _several(form, "withdrawn"))
    councils = {place.council: place.name for one in (*looked.chosen, *looked.found) for place in one.places}
    return desk.page(
        "programme_withdrawal.html",
        code=UNUSABLE if problems else 200,
        status=programme_status(desk.store, desk.caller, which),
        words=words,
        looked=looked,
        councils=dict(sorted(councils.items())),
        only=_several(form, "councils"),
        problems=problems,
    )


def _several(form: Sent, name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(form.get(name, [])))[:MOST]
