"""/: the councils there are, and for each one button that leads to a proposal."""

from dataclasses import dataclass

from fastapi import APIRouter
from starlette.responses import Response

from cocau.app.office.councils import COUNCILS
from cocau.app.office.proposals import Filters
from cocau.app.office.proposals import listed as proposals_listed
from cocau.app.office.reading_documents import listed, read
from cocau.app.office.shelf import Held
from cocau.app.office.status import Status
from cocau.app.pages.desk import Desk, DeskDep
from cocau.app.pages.route import Page
from cocau.app.store.tables import Document, Kind
from cocau.constraints.council import Council

router = APIRouter(route_class=Page, include_in_schema=False)

AT_ONCE = 24
"""Councils on one page."""


@dataclass(frozen=True)
class Card:
    """A council, its newest pool, and its newest proposal."""

    held: Held[Council]
    pool: Document | None
    newest: Status | None

    @property
    def id(self) -> str:
        """The id of the council's document."""
        return self.held.document.id


@router.get("/")
def start(desk: DeskDep, after: str | None = None) -> Response:
    """The councils that the caller may know of, newest last, as many as one page holds."""
    found = listed(desk.store, desk.caller, Kind.COUNCIL, after=after, limit=AT_ONCE + 1)
    cards = [_card(desk, document) for document in found[:AT_ONCE]]
    more = found[AT_ONCE - 1].id if len(found) > AT_ONCE else None
    return desk.page("start.html", cards=sorted(cards, key=_largest), more=more)


def _largest(card: Card) -> tuple[int, str]:
    return -card.held.body.seats, card.held.body.name


def _card(desk: Desk, document: Document) -> Card:
    held = read(desk.store, desk.caller, COUNCILS, document.id)
    pools = listed(desk.store, desk.caller, Kind.POOL, about=document.id, limit=1)
    newest = proposals_listed(desk.store, desk.caller, Filters(council=document.id), limit=1)
    return Card(held, next(iter(pools), None), next(iter(newest), None))
