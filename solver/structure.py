"""A structure plan: offers, the proposal made from them, and what it takes of each organisation."""

from typing import Literal

from constraints.offers import Offers
from constraints.record import Record
from solver.allocation import Allocation, allocation
from solver.proposal import Proposal
from solver.request import Introducing


class Structure(Record):
    """A structure plan, complete: the offers, what is taken of them, and the proposal it rests on."""

    format: Literal["cocau/structure/1"] = "cocau/structure/1"
    allocation: Allocation | None = None
    offers: Offers
    proposal: Proposal

    def to_json(self) -> str:
        """Canonical JSON: the same plan is the same bytes."""
        return self.model_dump_json(indent=1) + "\n"


def introducing(offers: Offers) -> Introducing:
    """The bounds of the offers, by the names under which their people are introduced."""
    organisations = offers.organisations
    return Introducing(
        total=offers.total,
        at_least={org.name: org.at_least for org in organisations if org.at_least},
        at_most={org.name: org.at_most for org in organisations if org.at_most is not None},
    )


def structure_of(offers: Offers, proposal: Proposal) -> Structure:
    """The proposal with its allocation; without one where no slate was found."""
    request, slate = proposal.request, proposal.slate
    counted = None if slate is None else allocation(request.council, offers, request.pool, slate)
    return Structure(allocation=counted, offers=offers, proposal=proposal)
