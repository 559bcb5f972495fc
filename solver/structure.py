"""A structure plan: offers, the proposal made from them, and what it takes of each organisation."""

from typing import Literal

from cocau.constraints.offers import Offers
from cocau.constraints.people import Pool
from cocau.constraints.record import Record
from cocau.solver.allocation import Allocation, allocation
from cocau.solver.proposal import Proposal
from cocau.solver.request import Introducing


class Structure(Record):
    """A structure plan, complete: the offers, what is taken of them, and the proposal it rests on."""

    format: Literal["cocau/structure/1"] = "cocau/structure/1"
    allocation: Allocation | None = None
    offers: Offers
    proposal: Proposal

    def pool(self, lang: str) -> Pool:
        """The people of the proposal, those names that are made of profiles in one language."""
        council, pool = self.proposal.request.council, self.proposal.request.pool
        names = {p.id: p.name for p in self.offers.pool(council, lang).people}
        return pool.but(people=tuple(p.but(name=names.get(p.id, p.name)) for p in pool.people))

    def in_order(self) -> "Structure":
        """The same plan, its offers and its allocation in canonical order."""
        allocation = None if self.allocation is None else self.allocation.in_order()
        return self.but(allocation=allocation, offers=self.offers.in_order())

    def to_json(self) -> str:
        """Canonical JSON: the same plan is the same bytes, whatever order the offers were given in."""
        return self.in_order().model_dump_json(indent=1) + "\n"


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
