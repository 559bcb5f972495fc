"""The program of a request with people not yet introduced: any number per description.

A stand-in for each description has the variables of one person, with bounds raised to
`MOST_RECRUITS`; a row about the stand-in alone is multiplied by how many are
introduced. Any pool with that many more people of these descriptions is an assignment
of this program: the sum over the people of each description. So what is impossible here
is impossible there, and the fewest here are a lower bound. Whether they suffice is
shown by the audit of a slate, or tested in the plain program of the pool with them in it.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from cocau.constraints.kinds.intended import Intended
from cocau.constraints.kinds.post_limit import PostLimit
from cocau.constraints.kinds.post_precedence import PostPrecedence
from cocau.constraints.model.people import PartyRank
from cocau.constraints.model.selectors import Among
from cocau.constraints.model.slate import Slate
from cocau.constraints.rulebook import Rulebook
from cocau.constraints.rules.quantity import Quantity
from cocau.constraints.rules.rule import Strength
from cocau.solver.explain.repairs.descriptions import RecruitDescription, TraitValue, make_stand_in
from cocau.solver.explain.repairs.relaxables import (
    INTRODUCED_TOTAL,
    RULEBOOK_PREFIX,
    Relaxables,
    is_demanding,
)
from cocau.solver.model.people_variables import SlateRole
from cocau.solver.model.program import STRUCTURAL, NamedRow, Program
from cocau.solver.model.slate_model import SlateModel
from cocau.solver.request import Introductions, PlanRequest
from cocau.solver.search.planning_task import PlanningTask

MOST_RECRUITS = 1_000
"""More people of one description than any list needs."""


class RecruitModel:
    """The lifted program of a request, and how many of each description are recruited."""

    def __init__(self, givable: Relaxables, descriptions: Sequence[RecruitDescription]) -> None:
        self._givable, self.descriptions = givable, tuple(descriptions)
        self._task = givable.task
        self.ids = self.make_ids(len(self.descriptions))
        self.model = SlateModel(self._build_request(), givable.book)

    @cached_property
    def program(self) -> Program:
        """Return the musts and pins, each under its tag, with any number of recruits."""
        musts = self._build_musts()
        chosen = self.model.people.introduced or {}
        rows = [
            row
            for row in musts.rows
            if row.tag != INTRODUCED_TOTAL or self._task.request.introducing is not None
        ]
        program = self._givable.build_program(self.model, Program([*musts.lower], [*musts.upper], rows))
        self._lift_bounds(program)
        own = {v: i for i in self.ids for v in self.model.get_variables(i)}
        rows = [one for row in program.rows for one in self._multiply_row(self._share_post(row), own)]
        if self._single:
            rows.append(NamedRow(STRUCTURAL, {chosen[i]: 1 for i in self._single}, None, 1))
        if self._task.request.introducing is None:
            pool = (i for i in chosen if i not in self.ids)
            rows += [NamedRow(STRUCTURAL, {chosen[i]: 1}, 1, None) for i in pool]
        return Program(program.lower, program.upper, rows)

    @cached_property
    def number(self) -> Quantity:
        """Return how many people are recruited in all, as a quantity."""
        return Quantity(dict.fromkeys(self.counted, 1))

    @cached_property
    def counted(self) -> list[int]:
        """Return for each description the variable that counts its recruits."""
        chosen = self.model.people.introduced or {}
        return [chosen[i] for i in self.ids]

    @cached_property
    def group(self) -> dict[str, int]:
        """Return the group of each stand-in, by id."""
        groups = self.model.places.groups
        return {p.id: g for g, members in enumerate(groups) for p in members if p.id in self.ids}

    def make_ids(self, number: int) -> list[str]:
        """Return this many ids that the pool does not use."""
        taken = {p.id for p in self._task.request.pool.people}
        names = (f"recruit-{n}" for n in range(1, len(taken) + number + 1))
        return [name for name in names if name not in taken][:number]

    def build_slate(self, values: Sequence[int], names: Sequence[str]) -> Slate | None:
        """Build the slate of an assignment, its recruits in their order under these ids.

        None where two are of one description, or where it is chosen who is introduced.
        """
        numbers = [values[v] for v in self.counted]
        if max(numbers) > 1 or self._task.request.introducing is not None:
            return None
        recruited = (i for i, number in zip(self.ids, numbers, strict=True) if number)
        called = dict(zip(recruited, names, strict=True))
        return self.model.build_slate(values).rename(lambda i: called.get(i, i)).in_order()

    @cached_property
    def _single(self) -> list[str]:
        """Return the stand-ins that may occur only once in all."""
        return [i for i, d in zip(self.ids, self.descriptions, strict=True) if d.single]

    def _share_post(self, row: NamedRow) -> NamedRow:
        """Return the row by which a post falls to the first in order, whichever stand-in that is."""
        rule = self._givable.book.by_id.get(row.tag.removeprefix(RULEBOOK_PREFIX))
        if not isinstance(rule, PostPrecedence) or not is_demanding(row):
            return row
        held = [self.model.people.holds[i, rule.post] for i in self._single]
        shared = dict.fromkeys(held, 1) if any(v in row.terms for v in held) else {}
        return NamedRow(row.tag, row.terms | shared, row.low, row.high)

    def _build_musts(self) -> Program:
        """Return the program of the musts, without the aims."""
        aims = {rule.id for rule in self._givable.book.rules if rule.strength is Strength.AIM}
        return self.model.program.with_tags(lambda tag: tag not in aims)

    def _build_request(self) -> PlanRequest:
        """Build the request with the stand-ins in its pool, all others being introduced already."""
        request = self._task.request
        people = [
            d.person.replace_unvalidated(id=i) for d, i in zip(self.descriptions, self.ids, strict=True)
        ]
        return request.replace_unvalidated(
            pool=request.pool.replace_unvalidated(people=(*request.pool.people, *people)),
            introducing=request.introducing or Introductions(),
        )

    def _is_about_each_person(self, tag: str) -> bool:
        """Return whether rows of a tag ask something of each person, not of all together."""
        rule = self._givable.book.by_id.get(tag.removeprefix(RULEBOOK_PREFIX))
        return tag == STRUCTURAL or isinstance(rule, PostLimit | Intended)

    def _multiply_row(self, row: NamedRow, own: Mapping[int, str]) -> Iterator[NamedRow]:
        """Yield a row about one stand-in, multiplied by how many there are; others as they are.

        What is asked of everybody introduced is multiplied by how many are; what nobody may exceed by how
        many are deputies, and within the Standing Committee by how many are in it: whoever is not, has none
        of these posts.
        """
        bound, whose = row.low or row.high, {own.get(v) for v in row.terms}
        person = whose.pop()
        if whose or person is None or not bound or not self._is_about_each_person(row.tag):
            yield row
            return
        people = self.model.people
        chosen = people.introduced or {}
        asked = row.low is not None and row.low > 0
        yield _multiply_bound(row, row.terms, chosen[person] if asked else people.deputy[person], bound)
        if people.standing and row.high is not None:
            posts = Among.STANDING.list_posts(self.model.council)
            held = {people.holds[person, post] for post in posts}
            terms = {v: c for v, c in row.terms.items() if v in held}
            if terms:
                yield _multiply_bound(row, terms, people.standing[person], bound)

    def _lift_bounds(self, program: Program) -> None:
        """Lift the upper bounds of the stand-ins' variables."""
        many = {i for i, d in zip(self.ids, self.descriptions, strict=True) if not d.single}
        for i in many:
            for variable in self.model.get_variables(i):
                program.upper[variable] = MOST_RECRUITS
        places = self.model.places
        for (group, _, _), variable in places.places.items():
            if any(p.id in many for p in places.groups[group]):
                program.upper[variable] = MOST_RECRUITS + program.upper[variable]


def _multiply_bound(row: NamedRow, terms: Mapping[int, int], number: int, bound: int) -> NamedRow:
    """Return the row with its bound multiplied by a number of people."""
    low, high = (None if side is None else 0 for side in (row.low, row.high))
    return NamedRow(row.tag, {**terms, number: terms.get(number, 0) - bound}, low, high)


def find_first_in_order(book: Rulebook, task: PlanningTask) -> PartyRank | None:
    """Return the rank to which a post falls, if nobody in the pool has it and somebody could."""
    council, pool = task.request.council, task.request.pool
    barred = book.list_barred(council, pool)
    for rule in book.rules:
        if isinstance(rule, PostPrecedence) and rule.strength is Strength.MUST:
            if rule.due(council, pool, lambda i: i not in barred) is not None:
                continue
            for rank in rule.order:
                person = make_stand_in(45, council, [TraitValue({}, (), {"party_rank": rank})])
                more = pool.replace_unvalidated(people=(*pool.people, person))
                if not any(p.party_rank is rank for p in pool.people) and rule.due(
                    council, more, lambda i: i not in barred
                ):
                    return rank
    return None


def exchange_recruits(
    recruits: RecruitModel, values: Sequence[int], vector: Sequence[int], target: Sequence[int]
) -> list[int] | None:
    """Return the assignment with `target` many of each description instead of `vector`.

    None: it cannot be. All of a description go over with all their parts, or some of its mere candidates do.
    No engine is used: the caller has to check that the rules hold.
    """
    out = list(values)
    for left, came, number in _match_exchanges(vector, target):
        if not _Exchange(recruits, out, recruits.ids[left], recruits.ids[came]).try_move(number):
            return None
    return out


def _match_exchanges(vector: Sequence[int], target: Sequence[int]) -> Iterator[tuple[int, int, int]]:
    """Yield (description, another, number): from those that lose people to those that gain."""
    rest = [now - was for was, now in zip(vector, target, strict=True)]
    for left in range(len(rest)):
        for came in range(len(rest)):
            number = min(-rest[left], rest[came])
            if number > 0:
                rest[left] += number
                rest[came] -= number
                yield left, came, number


class _Exchange:
    """The exchange of people of one description for people of another, in `values`."""

    def __init__(self, recruits: RecruitModel, values: list[int], one: str, other: str) -> None:
        self._model, self._values = recruits.model, values
        self._one, self._other = one, other
        self._groups = recruits.group[one], recruits.group[other]

    def try_move(self, number: int) -> bool:
        """Move so many people, and return whether that was possible."""
        people, values = self._model.people, self._values
        chosen = people.introduced or {}
        listed, deputies = values[people.listed[self._one]], values[people.deputy[self._one]]
        if number == values[chosen[self._one]]:
            return self._move_all()
        unlisted = values[chosen[self._one]] - listed
        from_lists = max(number - unlisted, 0)
        self._shift(chosen, number)
        self._shift(people.listed, from_lists)
        return from_lists <= listed - deputies and self._move_places(SlateRole.CANDIDATE, from_lists)

    def _move_all(self) -> bool:
        """Move everybody of the description with all their parts."""
        people, values = self._model.people, self._values
        roles = {role: self._count_in_role(role) for role in SlateRole}
        parts = (people.listed, people.deputy, people.standing, people.in_office)
        for part in (people.introduced or {}, *parts):
            if part:
                self._shift(part, values[part[self._one]])
        for post in self._model.council.posts:
            held = {i: people.holds[i, post] for i in (self._one, self._other)}
            self._shift(held, values[held[self._one]])
        return all(self._move_places(role, number) for role, number in roles.items())

    def _count_in_role(self, role: SlateRole) -> int:
        """Return how many of the description have exactly this role."""
        people, values, one = self._model.people, self._values, self._one
        standing = values[people.standing[one]] if people.standing else 0
        deputies, listed = values[people.deputy[one]], values[people.listed[one]]
        return {
            SlateRole.CANDIDATE: listed - deputies,
            SlateRole.DEPUTY: deputies - standing,
            SlateRole.STANDING: standing,
        }[role]

    def _shift(self, part: dict[str, int], number: int) -> None:
        """Shift a number from one description's variable to the other's."""
        self._values[part[self._one]] -= number
        self._values[part[self._other]] += number

    def _move_places(self, role: SlateRole, number: int) -> bool:
        """Move so many places of a role between the groups, within the same constituencies."""
        (group, to), values = self._groups, self._values
        if group == to:
            return True
        places = self._model.places.places
        for unit in self._model.council.constituencies:
            here = (group, role, unit.id)
            moved = min(number, values[places[here]]) if here in places else 0
            if moved:
                values[places[here]] -= moved
                values[places[to, role, unit.id]] += moved
                number -= moved
        return number == 0
