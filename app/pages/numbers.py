"""A proposal without its people: counts, small ones kept back, and what the official list will print."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from cocau.app.access.hiding import DepartureView, ProposalView
from cocau.app.languages import Lang
from cocau.app.office.aggregate import TOTAL, Aggregate
from cocau.app.render.wording import Wording
from cocau.app.words import label
from cocau.constraints.people import Bloc
from cocau.constraints.rule import Verdict
from cocau.constraints.rulebook import Rulebook
from cocau.constraints.select import Among
from cocau.solver.allocation import STRUCTURES


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
    """The numbers of a proposal. `text`: the view of it in JSON, where one may have it; `book`: its rules."""

    aggregate: Aggregate
    text: str | None
    lang: Lang
    book: Rulebook | None = None

    @cached_property
    def view(self) -> ProposalView | None:
        """What a caller gets who may not see people."""
        return None if self.text is None else ProposalView.model_validate_json(self.text)

    @cached_property
    def groups(self) -> list[Count]:
        """The total, the structures, the blocs, as far as they are told."""
        return [*self._counts((TOTAL, *STRUCTURES)), *self._counts(tuple(map(str, Bloc)))]

    @cached_property
    def departures(self) -> list[str]:
        """The rules that were changed, and how, as far as that is told."""
        found = () if self.view is None else self.view.departures
        return [f"{self._says(d.rule)} {self._change(d)}".strip() for d in found]

    def _change(self, departure: DepartureView) -> str:
        was, now = departure.was, departure.now
        return "" if was is None or now is None else f"({was} → {now})"

    @cached_property
    def conflict(self) -> list[str]:
        """The rules that cannot hold together."""
        return [self._says(rule) for rule in self.aggregate.conflict]

    @cached_property
    def verdicts(self) -> list[tuple[str, str, Verdict]]:
        """Rules whose verdict tells of nobody, each in words, with its clause; the kept last."""
        if self.view is None or self.book is None:
            return []
        words, by_id = Wording(self.book, self.lang), self.book.by_id
        told = [(by_id[f.rule], f.verdict) for f in self.view.findings if f.verdict and f.rule in by_id]
        told.sort(key=lambda one: one[1] is Verdict.KEPT)
        return [(words.says(rule), words.clause(rule), verdict) for rule, verdict in told]

    @property
    def withheld(self) -> int:
        """How many verdicts are not told."""
        return 0 if self.view is None else sum(f.verdict is None for f in self.view.findings)

    def _says(self, rule: str) -> str:
        """A rule as the rulebook has it: the bound that was set instead is withheld for some."""
        known = None if self.book is None else self.book.by_id.get(rule)
        if known is None or self.book is None:
            return rule
        own = {d.field: d.was for d in self.book.departures if d.rule == rule and d.field in known.adjustable}
        return Wording(self.book, self.lang).says(known.but(**own))

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
