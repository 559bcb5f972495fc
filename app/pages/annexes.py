"""/proposals/{which}/annex.{form}: a proposal as a file to be kept, printed or sent."""

from fastapi import APIRouter
from starlette.responses import Response

from cocau.app.api.annexes import sent
from cocau.app.api.reading_turns import ReadingTurnsDep
from cocau.app.api.which import Which
from cocau.app.languages import Lang
from cocau.app.office.annexes import annexed
from cocau.app.pages.desk import DeskDep
from cocau.app.pages.route import Page
from cocau.app.render.annex.formats import Form

router = APIRouter(prefix="/proposals/{which}", route_class=Page, include_in_schema=False)


@router.get("/annex.{form}")
def annex(
    which: Which, form: Form, desk: DeskDep, turns: ReadingTurnsDep, lang: Lang | None = None
) -> Response:
    """The annex, under a name in words; in the language of the pages unless another one is asked for."""
    found = annexed(desk.store, desk.caller, which, form, lang or desk.lang)
    with turns.room(), turns.taken():
        return sent(found.file(), form, which)
