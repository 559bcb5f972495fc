"""/proposals/{which}/answers: questions asked by one click; answers shown where they were asked."""

from typing import Annotated, Any

from fastapi import APIRouter, Form
from starlette.responses import Response

from cocau.app.access.roles import May
from cocau.app.api.explanations import One
from cocau.app.api.which import Which
from cocau.app.jobs.tasks.replacements import Replaceable
from cocau.app.office.errors import NotReady
from cocau.app.office.explaining import WORTH, answer, answered_before, cancel, explain, explanation
from cocau.app.office.proposals import status
from cocau.app.pages.answers import answer_blocks, in_words
from cocau.app.pages.asking import form_of, question
from cocau.app.pages.desk import Desk, DeskDep
from cocau.app.pages.linking import Links
from cocau.app.pages.proposals import place_about, whole
from cocau.app.pages.replaced import replaced
from cocau.app.pages.route import Page

router = APIRouter(prefix="/proposals/{which}/answers", route_class=Page, include_in_schema=False)

Short = Annotated[str, Form(max_length=120)]


@router.post("")
def ask(  # noqa: PLR0913, PLR0917  # each is a field of the form
    which: Which,
    desk: DeskDep,
    asked: Short,
    person: Short = "",
    part: Short = "",
    at: Short = "",
    anew: Short = "",
) -> Response:
    """Ask, unless that was asked before: then its answer is shown."""
    desk.caller.must(May.ASK)
    posed = question(asked, person, part, at)
    known = None if anew else answered_before(desk.store, desk.caller, which, posed)
    one = known or explain(desk.office, desk.caller, which, posed).id
    return _part(desk, which, one) if desk.partly else desk.go(f"/proposals/{which}/answers/{one}")


@router.get("/{one}")
def shown(which: Which, one: One, desk: DeskDep) -> Response:
    """An answer on a page of its own, or within another page; until it is there, how long it has taken."""
    if desk.partly:
        return _part(desk, which, one)
    return desk.page(
        "answer.html",
        place=place_about(desk, status(desk.store, desk.caller, which)),
        **_told(desk, which, one),
    )


@router.post("/{one}/stop")
def stop(which: Which, one: One, desk: DeskDep) -> Response:
    """Stop looking for an answer."""
    cancel(desk.office, desk.caller, which, one)
    return _part(desk, which, one) if desk.partly else desk.go(f"/proposals/{which}/answers/{one}")


def _part(desk: Desk, which: str, one: str) -> Response:
    return desk.page("part/answer.html", **_told(desk, which, one))


def _told(desk: Desk, which: str, one: str) -> dict[str, Any]:
    """Where an explanation stands, and its answer once that is there."""
    desk.caller.must(May.SEE_PEOPLE)
    stands = explanation(desk.store, desk.caller, which, one)
    told: dict[str, Any] = {"which": which, "one": stands, "words": ""}
    told |= {"blocks": None, "again": None, "replaced": None, "level": 4 if desk.partly else 2}
    if not stands.state.final:
        return told
    of = whole(desk, which)
    if stands.state not in WORTH:
        told["again"] = form_of(stands.asked)
    told["words"] = in_words(of.sheet, stands.question, stands.asked)
    try:
        text = answer(desk.store, desk.caller, which, one)
    except NotReady:  # it failed, or was stopped before there was anything
        return told
    if stands.question == "replacements":
        found = Replaceable.model_validate_json(text).replacements
        return told | {"replaced": replaced(of.sheet, of.proposal, found), "sheet": of.sheet}
    blocks = answer_blocks(of.sheet, of.proposal, stands.question, text, whole=not desk.partly)
    return told | {"blocks": Links(of.sheet, which).blocks(blocks)}
