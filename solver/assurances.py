"""What a list elects whatever the voters decide: one whole number and one switch for each constituency.

Of a description with *o* others on the list of a constituency of *s* seats, ``max(0, s - o)`` are elected
in every outcome that fills the seats. The switch says whether any are; without it the number is 0.
"""

from typing import NamedTuple

from cocau.constraints.council import Council
from cocau.constraints.quantity import Quantity
from cocau.constraints.select import EVERYONE, Selector
from cocau.solver.people_variables import Role
from cocau.solver.place_variables import PlaceVariables
from cocau.solver.program import STRUCTURE, Program


class Assurance(NamedTuple):
    """`number` is at most what is assured, and 0 unless `switch` is 1; `others` are on the same list."""

    number: int
    switch: int
    others: Quantity
    seats: int


class Assurances:
    """The variables of what is assured, made when a rule first asks for them."""

    def __init__(self, program: Program, council: Council, places: PlaceVariables) -> None:
        self._program, self._places = program, places
        self._seats = {unit.id: unit.seats for unit in council.constituencies}
        self.made: dict[tuple[Selector, str], Assurance] = {}

    def quantity(self, who: Selector, unit: str) -> Quantity:
        """At most as many as are assured; an assignment may leave it below, never above."""
        if (who, unit) not in self.made:
            self.made[who, unit] = self._new(who, unit)
        return Quantity({self.made[who, unit].number: 1})

    def _new(self, who: Selector, unit: str) -> Assurance:
        described = self._places.count(who, Role.CANDIDATE, unit)
        others = self._places.count(EVERYONE, Role.CANDIDATE, unit) - described
        seats, program = self._seats[unit], self._program
        made = Assurance(program.variable(seats), program.variable(1), others, seats)
        number, switch = Quantity({made.number: 1}), Quantity({made.switch: 1})
        program.add(STRUCTURE, number <= seats * switch)
        program.add(STRUCTURE, number <= described)  # a list may be shorter than the seats
        self._bound(STRUCTURE, made, self._places.people_behind(others))
        return made

    def tighten(self) -> None:
        """Beside every must that bounds the length of a list, what it means for the switch there.

        It follows from that must and the switch together, so it holds and goes with it; without it the
        relaxation would think of lists that are as long as the pool.
        """
        everybody = {u: self._places.count(EVERYONE, Role.CANDIDATE, u) for _, u in self.made}
        for row in tuple(self._program.rows):
            for (_, unit), made in self.made.items():
                if row.tag != STRUCTURE and row.high is not None and row.terms == everybody[unit].terms:
                    self._bound(row.tag, made, row.high)

    def _bound(self, tag: str, made: Assurance, most: int) -> None:
        """No more than the seats that the others leave; where the switch is 0, up to `most` others may be."""
        number, switch = Quantity({made.number: 1}), Quantity({made.switch: 1})
        slack = max(most - made.seats, 0)
        self._program.add(tag, number + made.others + slack * switch <= made.seats + slack)
