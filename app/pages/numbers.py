"""A proposal without its people: counts, small ones kept back, and what the official list will print."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from app.access.hiding import ProposalView
from app.languages import Lang
from app.office.aggregate import TOTAL, Aggregate
from app.words import label
from constraints.people import Bloc
from constraints.select import Among
from solver.allocation import STRUCTURES


@dataclass(frozen=True)
class Count:
    """A group on the lists and in the intended council; None: kept back, unless it is not told at all."""

    words: str
    listed: int | None
    intended: int | None
    listed_told: bool
    intended_told: bool


@dataclass(frozen=True)
class Numbers:
    """The numbers of a proposal. `text`: the view of it in JSON, for whoever may have one."""

    aggregate: Aggregate
    text: str | None
    lang: Lang

    @cached_property
    def view(self) -> ProposalView | None:
        """What a caller gets who may not see people."""
        return None if self.text is None else ProposalView.model_validate_json(self.text)

    @cached_property
    def groups(self) -> list[Count]:
        """The total, the structures, the blocs, as far as they are told."""
        return [*self._counts((TOTAL, *STRUCTURES)), *self._counts(tuple(map(str, Bloc)))]

    @property
    def kept_back(self) -> bool:
        """Whether a number was kept back."""
        return any(
            (one.listed is None and one.listed_told) or (one.intended is None and one.intended_told)
            for one in self.groups
        )

    def _counts(self, groups: tuple[str, ...]) -> Iterator[Count]:
        listed, meant = (self.aggregate.counts.get(a, {}) for a in (Among.CANDIDATES, Among.DEPUTIES))
        for group in groups:
            if group in listed or group in meant:
                words = _ALL[self.lang] if group == TOTAL else label(group, self.lang)
                yield Count(words, listed.get(group), meant.get(group), group in listed, group in meant)


_ALL = {Lang.VI: "Tổng số", Lang.EN: "All"}
