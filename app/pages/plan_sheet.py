"""What the page of an allocation table shows of its plan: who introduces how many, or why nobody can."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from cocau.app.languages import Lang
from cocau.app.office.structure_plans import StructureStatus
from cocau.app.pages.conflict_sheet import ConflictSheet
from cocau.app.render.allocation import allocated
from cocau.app.render.blocks import Block
from cocau.app.render.compliance import compliance, summary
from cocau.app.render.notes import Notes
from cocau.app.render.outcome import outcome
from cocau.app.render.reasons import missed
from cocau.app.render.sheet import Sheet
from cocau.app.render.structure import bounds_asked, nameless
from cocau.constraints.errors import Problem
from cocau.constraints.offers import Offers
from cocau.solver.structure import Structure


@dataclass(frozen=True)
class PlanSheet:
    """A structure plan that was asked for: where it stands, and what came of it."""

    status: StructureStatus
    structure: Structure | None
    lang: Lang
    problems: tuple[Problem, ...] = ()

    @property
    def waiting(self) -> bool:
        """Whether it is still being made."""
        return not self.status.state.final

    def is_of(self, offers: Offers) -> bool:
        """Whether it was made of these offers, or may yet have been."""
        return self.structure is None or self.structure.offers.in_order() == offers.in_order()

    @cached_property
    def sheet(self) -> Sheet:
        """Names for what it speaks of."""
        made = self._made
        proposal = made.proposal
        return Sheet(proposal.rulebook, self.lang, proposal.request.council, made.pool(self.lang))

    @property
    def _made(self) -> Structure:
        if self.structure is None:
            raise LookupError("there is no plan yet")
        return self.structure

    @property
    def verdict(self) -> list[Block]:
        """The answer in a sentence."""
        return list(outcome(self.sheet, self._made.proposal))

    @property
    def conflict(self) -> ConflictSheet | None:
        """Why none is possible, if so."""
        proposal = self._made.proposal
        found = proposal.conflict
        return None if found is None else ConflictSheet(self.sheet, proposal, found, Notes(self.sheet))

    @property
    def asked(self) -> list[Block]:
        """The numbers behind what a conflict says of the introductions."""
        found = self._made.proposal.conflict
        return [] if found is None else list(bounds_asked(self.sheet, self._made.offers, found))

    @property
    def tables(self) -> list[Block]:
        """Who introduces how many of what."""
        made = self._made.allocation
        return [] if made is None else list(allocated(self.sheet, made))

    @property
    def missed(self) -> list[Block]:
        """Aims that are missed, and why."""
        proposal = self._made.proposal
        return list(missed(self.sheet, proposal.aims, proposal.request.pins))

    @property
    def compliance(self) -> list[Block]:
        """Rule by rule."""
        findings = self._made.proposal.findings
        if not findings:
            return []
        return [summary(self.sheet, findings), nameless(self.sheet), *compliance(self.sheet, findings)]

    @property
    def totals(self) -> tuple[int, int, int] | None:
        """How many are introduced, on the lists, and meant for the council."""
        made = self._made.allocation
        if made is None:
            return None
        of = made.totals
        return of.introduced.people, of.listed.people, of.intended.people

    @property
    def taken(self) -> Iterator[tuple[str, int]]:
        """How many are introduced, by the place of an organisation or of a profile in the grid."""
        made = self.structure.allocation if self.structure is not None else None
        for row in made.rows if made is not None else ():
            yield row.id, row.introduced.people
            for profile in row.profiles:
                yield f"{row.id}--{profile.id}", profile.introduced.people
