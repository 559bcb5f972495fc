"""Names for ids: what a proposal or an audit speaks of, in one language."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Self

from cocau.app.render.wording import Filled, Wording, bounds
from cocau.constraints.council import Council, Office
from cocau.constraints.people import Pool
from cocau.constraints.rule import Finding, Rule
from cocau.solver.proposal import Proposal


@dataclass(frozen=True)
class Sheet(Wording):
    """A council and its pool beside the rules: ids become names."""

    council: Council
    pool: Pool

    @classmethod
    def of(cls, proposal: Proposal, lang: str) -> Self:
        """What a proposal speaks of."""
        return cls(proposal.rulebook, lang, proposal.request.council, proposal.request.pool)

    def person(self, i: str) -> str:
        """The name of a person; the id too where two people share the name."""
        person = self.pool.by_id.get(i)
        if person is None:
            return i
        return f"{person.name} ({i})" if person.name in self._shared_names else person.name

    @cached_property
    def _shared_names(self) -> frozenset[str]:
        names = Counter(p.name for p in self.pool.people)
        return frozenset(name for name, people in names.items() if people > 1)

    def unit(self, i: str) -> str:
        """The name of a constituency."""
        return self._units.get(i) or i

    @cached_property
    def _units(self) -> dict[str, str]:
        return {unit.id: unit.name for unit in self.council.constituencies}

    def post(self, post: str) -> str:
        """A post in words: ``head/legal`` is "Trưởng ban · Ban Pháp chế"."""
        office, _, committee = post.partition("/")
        title = self.label(Office(office))
        names = {c.id: c.name or c.id for c in self.council.committees}
        return f"{title} · {names.get(committee, committee)}" if committee else title

    def named(self, i: str) -> str:
        """Whatever an id means: a person, a constituency or a post; else the id itself."""
        if i in self.pool.by_id:
            return self.person(i)
        return self.unit(i) if i in self._units else self.post(i) if i in self.council.posts else i

    def people(self, ids: Iterable[str], most: int = 8) -> str:
        """Names, shortened after `most`."""
        names = [self.named(i) for i in ids]
        more = len(names) - most
        tail = self.say(f" và {more} nữa", f" and {more} more") if more > 0 else ""
        return ", ".join(names[:most]) + tail

    def broken(self, rule: Rule, finding: Finding) -> str:
        """How a rule is broken, with numbers and names."""
        facts = {name: self._fact(value) for name, value in finding.facts.items()}
        return rule.broken.of(self.lang).format_map(Filled(bounds(rule) | facts))

    def _fact(self, value: int | str) -> str:
        """Ids in a fact (``p001, p002``) as names."""
        return ", ".join(self.named(part) for part in str(value).split(", "))
