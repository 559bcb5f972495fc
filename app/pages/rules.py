"""/councils/{which}/rules: the rules that bind a council, document by document."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from cocau.app.api.which import Which
from cocau.app.office.rulebooks import book_for
from cocau.app.pages.desk import DeskDep
from cocau.app.pages.law_book import chapters, left_to_people, narrowed
from cocau.app.pages.place import place_of
from cocau.app.pages.route import Page
from cocau.app.render.clauses import verified
from cocau.constraints.rule import Mark, Strength

router = APIRouter(prefix="/councils/{which}/rules", route_class=Page, include_in_schema=False)


@router.get("")
def rules(
    which: Which,
    desk: DeskDep,
    strength: Annotated[list[Strength] | None, Query()] = None,
    q: Annotated[str, Query(max_length=200)] = "",
) -> Response:
    """Every rule, or those that are looked for; then what was read and left to people."""
    place = place_of(desk, which)
    council = place.council
    book = book_for(desk.store, desk.caller, None, council.election_day)
    if book is None:
        return desk.page("rules.html", place=place, book=None)
    bound = book.for_council(council)
    whole = chapters(bound, desk.lang)
    return desk.page(
        "rules.html",
        place=place,
        book=bound,
        whole=whole,
        chapters=narrowed(whole, strength or (), q),
        left=left_to_people(bound, desk.lang),
        strengths=tuple(Strength),
        marks=[(mark, verified(mark, desk.lang)) for mark in Mark],
        wanted=strength or [],
        words=q,
    )
