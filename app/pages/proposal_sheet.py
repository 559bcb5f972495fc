"""What the page of a proposal shows, made of its stored value alone."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from cocau.app.languages import Lang
from cocau.app.pages.before import GroupRow, group_rows
from cocau.app.pages.chamber.colouring import By
from cocau.app.pages.chamber.figure import Figure, figure
from cocau.app.pages.people_of import Body, Row, UnitList, bodies, rows_of, unit_lists
from cocau.app.pages.verdicts import Came, RuleRow, rule_rows, tally
from cocau.app.render import moves, origin, reasons
from cocau.app.render import outcome as outcomes
from cocau.app.render.barred import barred, passed_over
from cocau.app.render.blocks import Block, Heading
from cocau.app.render.clashes import clashing
from cocau.app.render.clauses import legend
from cocau.app.render.outcome import departures
from cocau.app.render.sheet import Sheet
from cocau.solver.proposal import Proposal


@dataclass(frozen=True)
class ProposalSheet:
    """A proposal, its names, and all that can be said of it, in one language."""

    proposal: Proposal
    lang: Lang

    @cached_property
    def sheet(self) -> Sheet:
        """Names for ids."""
        return Sheet.of(self.proposal, self.lang)

    def figure(self, by: By) -> Figure | None:
        """The intended council, coloured; nothing without a slate."""
        request, slate = self.proposal.request, self.proposal.slate
        return None if slate is None else figure(request.council, request.pool, slate, by, self.lang)

    @cached_property
    def departures(self) -> list[Block]:
        """Every bound that is not the rulebook's."""
        return _body(departures(self.sheet, self.proposal.departures))

    @cached_property
    def outcome(self) -> list[Block]:
        """The answer in a sentence, and what it leaves open."""
        return list(outcomes.outcome(self.sheet, self.proposal))

    @cached_property
    def rules(self) -> list[RuleRow]:
        """Every rule that was judged, the worst first."""
        return rule_rows(self.sheet, self.proposal)

    @cached_property
    def law(self) -> dict[Came, int]:
        """How the rules of documents came out."""
        return tally(self.rules, ours=False)

    @cached_property
    def wishes(self) -> dict[Came, int]:
        """How the program's own wishes came out."""
        return tally(self.rules, ours=True)

    @cached_property
    def people(self) -> dict[str, Row]:
        """Everybody's part, by id."""
        return dict(rows_of(self.sheet, self.proposal))

    @cached_property
    def units(self) -> list[UnitList]:
        """The lists by constituency."""
        return list(unit_lists(self.sheet, self.proposal, self.people))

    @cached_property
    def bodies(self) -> list[Body]:
        """Leadership and committees."""
        return list(bodies(self.sheet, self.proposal, self.people))

    @cached_property
    def groups(self) -> tuple[list[GroupRow], list[GroupRow]]:
        """Structures and blocs beside the previous term."""
        slate = self.proposal.slate
        return ([], []) if slate is None else group_rows(self.sheet, self.proposal, slate)

    @cached_property
    def missed(self) -> list[Block]:
        """Missed aims, and what stands in their way."""
        return _body(reasons.missed(self.sheet, self.proposal.aims, self.proposal.request.pins))

    @cached_property
    def moved(self) -> list[Block]:
        """What is different from the slate that was to be stayed near."""
        return _body(moves.moved(self.sheet, self.proposal))

    @cached_property
    def conflict(self) -> list[Block]:
        """Rules that cannot hold together."""
        found = self.proposal.conflict
        return [] if found is None else list(reasons.conflict(self.sheet, found, self.proposal.request.pins))

    @cached_property
    def barred(self) -> list[Block]:
        """Who may not stand, and by which standard."""
        return _body(barred(self.sheet, self.proposal))

    @cached_property
    def passed_over(self) -> list[Block]:
        """The recorded reason why the secretary does not chair."""
        return list(passed_over(self.sheet))

    @cached_property
    def clashes(self) -> list[Block]:
        """Two clauses against each other, whatever the slate."""
        return _body(clashing(self.sheet, self.proposal.clashes))

    @cached_property
    def interchangeable(self) -> list[Block]:
        """People whom no rule tells apart."""
        return _body(origin.interchangeable(self.sheet, self.proposal))

    @cached_property
    def provenance(self) -> list[Block]:
        """What made the proposal, and from what."""
        return _body(origin.provenance(self.sheet, self.proposal))

    @cached_property
    def legend(self) -> str:
        """What the marks after clauses mean."""
        return legend(self.lang)


def sheet_of(text: str, lang: Lang) -> ProposalSheet:
    """The sheet of a stored proposal."""
    return ProposalSheet(Proposal.model_validate_json(text), lang)


def _body(blocks: Iterable[Block]) -> list[Block]:
    """Blocks without their first heading, which the page gives itself."""
    found = list(blocks)
    return found[1:] if found and isinstance(found[0], Heading) else found
