"""Names for the ids of people, posts and constituencies, in one language."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Self

from cocau.app.i18n.words import get_label
from cocau.app.present.wording import PlaceholderValues, Wording, list_bounds
from cocau.constraints.model.council import Committee, Council, CouncilOffice
from cocau.constraints.model.name_order import get_person_order
from cocau.constraints.model.people import Pool
from cocau.constraints.rules.rule import Finding, Rule
from cocau.solver.proposal import Proposal


def describe_officers(council: Council, lang: str) -> str:
    """Describe who held each office in the previous term; empty where no name is known."""
    named = ((office, council.officers.get(office, ())) for office in CouncilOffice)
    return "; ".join(f"{get_label(office, lang)}: {', '.join(names)}" for office, names in named if names)


@dataclass(frozen=True)
class Names(Wording):
    """The names of a council's people, posts and places, beside the wording of its rules."""

    council: Council
    pool: Pool

    @classmethod
    def of(cls, proposal: Proposal, lang: str, *, codes: bool = True) -> Self:
        """Return the names that a proposal uses."""
        request = proposal.request
        return cls(proposal.rulebook, lang, request.council, request.pool, codes=codes)

    def person(self, person_id: str) -> str:
        """Return the name of a person; where two people share it, with the id or the birth date."""
        person = self.pool.by_id.get(person_id)
        if person is None:
            return person_id
        if person.name not in self._shared_names:
            return person.name
        born = self.say("sinh ngày", "born") + f" {person.born:%d/%m/%Y}"
        return f"{person.name} ({person_id if self.codes else born})"

    @cached_property
    def _shared_names(self) -> frozenset[str]:
        names = Counter(p.name for p in self.pool.people)
        return frozenset(name for name, people in names.items() if people > 1)

    def get_order(self, person_id: str) -> tuple[object, ...]:
        """Return a person's sort key on lists; whom the pool lacks comes last, by id."""
        person = self.pool.by_id.get(person_id)
        return (True, person_id) if person is None else (False, get_person_order(person))

    def unit(self, unit_id: str) -> str:
        """Return the name of a constituency."""
        return self._units.get(unit_id) or (unit_id if self.codes else self._number_unit(unit_id))

    def _number_unit(self, unit_id: str) -> str:
        """Return a constituency without a name by its place in the council's order."""
        if unit_id not in self._units:
            return unit_id
        number = list(self._units).index(unit_id) + 1
        return self.say(f"Đơn vị bầu cử số {number}", f"Constituency {number}")

    def unit_code(self, unit_id: str) -> str:
        """Return a constituency's name with its id, or without it where no codes are shown."""
        name = self.unit(unit_id)
        return f"{name} ({unit_id})" if self.codes else name

    @cached_property
    def _units(self) -> dict[str, str]:
        return {unit.id: unit.name for unit in self.council.constituencies}

    def post(self, post: str) -> str:
        """Return a post in words: ``head/legal`` is "Trưởng ban · Ban Pháp chế"."""
        office, _, committee = post.partition("/")
        title = self.label(CouncilOffice(office))
        names = {c.id: self.committee(c) for c in self.council.committees}
        return f"{title} · {names.get(committee, committee)}" if committee else title

    def committee(self, committee: Committee) -> str:
        """Return the name of a committee; its id stands for one only where codes are shown."""
        nameless = committee.id if self.codes else self.say("Ban chưa ghi tên", "Unnamed committee")
        return committee.name or nameless

    def name_of(self, item_id: str) -> str:
        """Return the name for the id of a person, constituency or post; else the id itself."""
        if item_id in self.pool.by_id:
            return self.person(item_id)
        return (
            self.unit(item_id)
            if item_id in self._units
            else self.post(item_id)
            if item_id in self.council.posts
            else item_id
        )

    def people(self, ids: Iterable[str], most: int = 8) -> str:
        """Return names as a list, shortened after `most`."""
        names = [self.name_of(i) for i in ids]
        more = len(names) - most
        tail = self.say(f" và {more} nữa", f" and {more} more") if more > 0 else ""
        return ", ".join(names[:most]) + tail

    def describe_breach(self, rule: Rule, finding: Finding) -> str:
        """Describe how a rule is broken, with numbers and names."""
        facts = {name: self._fact(value) for name, value in finding.facts.items()}
        return rule.broken.of(self.lang).format_map(PlaceholderValues(list_bounds(rule) | facts))

    def _fact(self, value: int | str) -> str:
        """Return a fact with its ids (``p001, p002``) as names."""
        return ", ".join(self.name_of(part) for part in str(value).split(", "))


def number_people(pool: Pool) -> Mapping[str, int]:
    """Number the people of a pool from 1: addresses have numbers, as ids are made of names."""
    return {person.id: number for number, person in enumerate(pool.people, start=1)}
