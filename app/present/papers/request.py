"""What a paper is made of: a proposal, its office, and what only some papers need."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from cocau.app.present.papers.office import OfficeSettings
from cocau.app.present.papers.wording import PaperWording
from cocau.constraints.errors import InputError, Problem
from cocau.constraints.model.people import Person
from cocau.constraints.model.slate import Slate
from cocau.solver.proposal import Proposal


@dataclass(frozen=True)
class PaperRequest:
    """What a paper is made of: the proposal, the office, and what only some papers need.

    `other`: the proposal to compare with; `elected`: ids of those who were elected.
    """

    proposal: Proposal
    office: OfficeSettings = field(default_factory=OfficeSettings)
    other: Proposal | None = None
    elected: tuple[str, ...] = ()

    @property
    def wording(self) -> PaperWording:
        """Return the words of the papers of this council."""
        return PaperWording(self.proposal.request.council, self.office)

    @property
    def slate(self) -> Slate:
        """Return the slate.

        Raises:
            InputError: the proposal has none.
        """
        if self.proposal.slate is None:
            raise InputError([_NO_SLATE])
        return self.proposal.slate

    def get_people(self, ids: Iterable[str]) -> tuple[Person, ...]:
        """Return the people of these ids who are in the pool."""
        pool = self.proposal.request.pool
        return pool.get_people(i for i in ids if i in pool.by_id)


_NO_SLATE = Problem(
    "no_slate",
    ("proposal",),
    "Phương án này chưa có danh sách nhân sự nên chưa lập được văn bản.",
    "This proposal has no slate, so there is nothing to make papers of.",
)
