"""One proposal among several that are set side by side."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from cocau.app.languages import Lang
from cocau.app.office.status import Status
from cocau.app.pages.scenario_form import pins_of
from cocau.app.pages.scenario_words import Speaker
from cocau.app.render.blocks import Block
from cocau.app.render.reasons import conflict
from cocau.app.render.sheet import Sheet
from cocau.constraints.rule import Finding
from cocau.solver.proposal import Proposal

LETTERS = "ABCD"
MOST = len(LETTERS)


@dataclass(frozen=True)
class Side:
    """One of the proposals: its letter, where it stands, and what it says."""

    letter: str
    status: Status
    proposal: Proposal
    lang: Lang

    @cached_property
    def sheet(self) -> Sheet:
        """Its own names for ids."""
        return Sheet.of(self.proposal, self.lang)

    @cached_property
    def findings(self) -> dict[str, Finding]:
        """Its findings by rule."""
        return {finding.rule: finding for finding in self.proposal.findings}

    @property
    def missed(self) -> tuple[int, int]:
        """How many aims it misses: of documents, and wishes of the program."""
        book = self.proposal.rulebook
        ours = [book.is_ours(book.by_id[aim.rule]) for aim in self.proposal.aims if aim.missed]
        return ours.count(False), ours.count(True)

    @property
    def pins(self) -> tuple[str, ...]:
        """Who is fixed in it, each in a line."""
        request = self.proposal.request
        speaker = Speaker(self.proposal.rulebook, request.council, request.pool, self.lang)
        return tuple(one.text for one in speaker.fixed(pins_of(request.pins)))

    @property
    def why_not(self) -> tuple[Block, ...]:
        """The conflict that leaves no slate, if there is one."""
        found = self.proposal.conflict
        return () if found is None else tuple(conflict(self.sheet, found, self.proposal.request.pins))


def sides_of(found: Iterable[tuple[Status, Proposal]], lang: Lang) -> Iterator[Side]:
    """Proposals with the letters that they are called by."""
    for letter, (status, proposal) in zip(LETTERS, found, strict=False):
        yield Side(letter, status, proposal, lang)
