"""The program of a request with people nobody has introduced yet: any number of each description.

One stand-in for each description has the variables of one person, their bounds lifted to `MOST`; a row about
the stand-in alone is multiplied by how many are introduced. Every pool with so many more people of these
descriptions is then an assignment of this program, the sum over the people of each description: what is
impossible here is impossible there, and the fewest here are a lower bound. Whether the people found by it
suffice is asked of the plain program of the pool with them in it.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from cocau.constraints.council import Council
from cocau.constraints.kinds.intended import Intended
from cocau.constraints.kinds.post_limit import PostLimit
from cocau.constraints.kinds.post_precedence import PostPrecedence
from cocau.constraints.people import PartyRank, Person
from cocau.constraints.quantity import Quantity
from cocau.constraints.rule import Strength
from cocau.constraints.rulebook import Rulebook
from cocau.constraints.select import Among, Selector
from cocau.solver.asked import Asked
from cocau.solver.explain.descriptions import Description, Value, stand_in
from cocau.solver.explain.givable import RULEBOOK, TOTAL, Givable
from cocau.solver.model import SlateModel
from cocau.solver.program import STRUCTURE, NamedRow, Program
from cocau.solver.request import Introducing, PlanRequest

MOST = 1_000
"""More people of one description than any list needs."""


class RecruitModel:
    """The lifted program, and how many of each description an assignment of it recruits."""

    def __init__(self, givable: Givable, descriptions: Sequence[Description]) -> None:
        self._givable, self.descriptions = givable, tuple(descriptions)
        self._asked = givable.asked
        self.ids = self.names(len(self.descriptions))
        self.model = SlateModel(self._request(), givable.book)

    @cached_property
    def program(self) -> Program:
        """The musts and pins, each under its tag, with any number of recruits."""
        musts = self._musts()
        chosen = self.model.people.introduced or {}
        rows = [row for row in musts.rows if row.tag != TOTAL or self._asked.request.introducing is not None]
        program = self._givable.of(self.model, Program([*musts.lower], [*musts.upper], rows))
        self._lift(program)
        own = {v: i for i in self.ids for v in self.model.variables_of(i)}
        rows = [one for row in program.rows for one in self._many(row, own)]
        if self._asked.request.introducing is None:
            pool = (i for i in chosen if i not in self.ids)
            rows += [NamedRow(STRUCTURE, {chosen[i]: 1}, 1, None) for i in pool]
        return Program(program.lower, program.upper, rows)

    @cached_property
    def number(self) -> Quantity:
        """How many people are recruited in all."""
        return Quantity(dict.fromkeys(self.counted, 1))

    @cached_property
    def counted(self) -> list[int]:
        """For each description the variable that says how many are recruited."""
        chosen = self.model.people.introduced or {}
        return [chosen[i] for i in self.ids]

    @cached_property
    def group(self) -> dict[str, int]:
        """The group of each stand-in, by id."""
        groups = self.model.places.groups
        return {p.id: g for g, members in enumerate(groups) for p in members if p.id in self.ids}

    def names(self, number: int) -> list[str]:
        """So many ids that nobody in the pool has."""
        taken = {p.id for p in self._asked.request.pool.people}
        names = (f"recruit-{n}" for n in range(1, len(taken) + number + 1))
        return [name for name in names if name not in taken][:number]

    def _musts(self) -> Program:
        aims = {rule.id for rule in self._givable.book.rules if rule.strength is Strength.AIM}
        return self.model.program.keeping(lambda tag: tag not in aims)

    def _request(self) -> PlanRequest:
        """Introducing is chosen for the recruits; everybody in the pool is introduced already."""
        request = self._asked.request
        people = [d.person.but(id=i) for d, i in zip(self.descriptions, self.ids, strict=True)]
        return request.but(
            pool=request.pool.but(people=(*request.pool.people, *people)),
            introducing=request.introducing or Introducing(),
        )

    def _each(self, tag: str) -> bool:
        """Whether rows of a tag ask something of each person, and not of all together."""
        rule = self._givable.book.by_id.get(tag.removeprefix(RULEBOOK))
        return tag == STRUCTURE or isinstance(rule, PostLimit | Intended)

    def _many(self, row: NamedRow, own: Mapping[int, str]) -> Iterator[NamedRow]:
        """A row about one stand-in alone, for as many as there are; any other row as it is.

        What is asked of everybody introduced is multiplied by how many are; what nobody may exceed by how
        many are deputies, and within the Standing Committee by how many are in it: whoever is not, has none
        of these posts.
        """
        bound, whose = row.low or row.high, {own.get(v) for v in row.terms}
        person = whose.pop()
        if whose or person is None or not bound or not self._each(row.tag):
            yield row
            return
        people = self.model.people
        chosen = people.introduced or {}
        asked = row.low is not None and row.low > 0
        yield _times(row, row.terms, chosen[person] if asked else people.deputy[person], bound)
        if people.standing and row.high is not None:
            posts = Among.STANDING.posts(self.model.council)
            held = {people.holds[person, post] for post in posts}
            terms = {v: c for v, c in row.terms.items() if v in held}
            if terms:
                yield _times(row, terms, people.standing[person], bound)

    def _lift(self, program: Program) -> None:
        many = {i for i, d in zip(self.ids, self.descriptions, strict=True) if not d.single}
        for i in many:
            for variable in self.model.variables_of(i):
                program.upper[variable] = MOST
        places = self.model.places
        for (group, _, _), variable in places.places.items():
            if any(p.id in many for p in places.groups[group]):
                program.upper[variable] = MOST + program.upper[variable]


def _times(row: NamedRow, terms: Mapping[int, int], number: int, bound: int) -> NamedRow:
    """The row with its bound multiplied by a number of people."""
    low, high = (None if side is None else 0 for side in (row.low, row.high))
    return NamedRow(row.tag, {**terms, number: terms.get(number, 0) - bound}, low, high)


def first_in_order(book: Rulebook, asked: Asked) -> Description | None:
    """The one person a post falls to by Party rank, where the pool has nobody of that rank; else None."""
    council, pool = asked.request.council, asked.request.pool
    barred = book.barred(council, pool)
    for rule in book.rules:
        if isinstance(rule, PostPrecedence) and rule.strength is Strength.MUST:
            if rule.due(council, pool, lambda i: i not in barred) is not None:
                continue
            for rank in rule.order:
                person = _of_rank(rank, council)
                more = pool.but(people=(*pool.people, person))
                if not any(p.party_rank is rank for p in pool.people) and rule.due(
                    council, more, lambda i: i not in barred
                ):
                    return Description({}, person, single=True)
    return None


def _of_rank(rank: PartyRank, council: Council) -> Person:
    return stand_in(45, council, [Value({}, (), {"party_rank": rank, "party_member": True})])


def rank_of(description: Description) -> Selector:
    """Whom a description of a single person asks for."""
    return Selector(rank_at_least=description.person.party_rank)
