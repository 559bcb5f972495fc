"""The same assignment with recruits of other descriptions: most of what is true of one is true of another.

Whether the rules hold then is asked by whoever uses it; no engine is.
"""

from collections.abc import Iterator, Sequence

from cocau.solver.explain.recruit_model import RecruitModel
from cocau.solver.people_variables import Role


def exchange(
    recruits: RecruitModel, values: Sequence[int], vector: Sequence[int], wanted: Sequence[int]
) -> list[int] | None:
    """Values with `wanted` many of each description in the parts that `vector` many have; None: cannot be.

    All of a description go over with all their parts, or some of its mere candidates do.
    """
    out = list(values)
    for left, came, number in _handed_over(vector, wanted):
        if not _Move(recruits, out, recruits.ids[left], recruits.ids[came]).done(number):
            return None
    return out


def _handed_over(vector: Sequence[int], wanted: Sequence[int]) -> Iterator[tuple[int, int, int]]:
    """(description, another, how many): from those that lose people to those that gain some."""
    rest = [now - was for was, now in zip(vector, wanted, strict=True)]
    for left in range(len(rest)):
        for came in range(len(rest)):
            number = min(-rest[left], rest[came])
            if number > 0:
                rest[left] += number
                rest[came] -= number
                yield left, came, number


class _Move:
    """People of one description becoming people of another, in `values`."""

    def __init__(self, recruits: RecruitModel, values: list[int], one: str, other: str) -> None:
        self._model, self._values = recruits.model, values
        self._one, self._other = one, other
        self._groups = recruits.group[one], recruits.group[other]

    def done(self, number: int) -> bool:
        """Whether so many could be moved."""
        people, values = self._model.people, self._values
        chosen = people.introduced or {}
        listed, deputies = values[people.listed[self._one]], values[people.deputy[self._one]]
        if number == values[chosen[self._one]]:
            return self._all()
        unlisted = values[chosen[self._one]] - listed
        from_lists = max(number - unlisted, 0)
        self._moved(chosen, number)
        self._moved(people.listed, from_lists)
        return from_lists <= listed - deputies and self._placed(Role.CANDIDATE, from_lists)

    def _all(self) -> bool:
        people, values = self._model.people, self._values
        roles = {role: self._in_role(role) for role in Role}
        for part in (people.introduced or {}, people.listed, people.deputy, people.standing):
            if part:
                self._moved(part, values[part[self._one]])
        for post in self._model.council.posts:
            held = {i: people.holds[i, post] for i in (self._one, self._other)}
            self._moved(held, values[held[self._one]])
        return all(self._placed(role, number) for role, number in roles.items())

    def _in_role(self, role: Role) -> int:
        people, values, one = self._model.people, self._values, self._one
        standing = values[people.standing[one]] if people.standing else 0
        deputies, listed = values[people.deputy[one]], values[people.listed[one]]
        return {Role.CANDIDATE: listed - deputies, Role.DEPUTY: deputies - standing, Role.STANDING: standing}[
            role
        ]

    def _moved(self, part: dict[str, int], number: int) -> None:
        self._values[part[self._one]] -= number
        self._values[part[self._other]] += number

    def _placed(self, role: Role, number: int) -> bool:
        """Move so many places of this role from one group to the other, in the same constituencies."""
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
