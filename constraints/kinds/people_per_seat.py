"""people_per_seat: the population behind one seat is about the same in every constituency."""

from fractions import Fraction
from typing import ClassVar, Literal

from pydantic import Field

from cocau.constraints.rules.audit_context import AuditContext
from cocau.constraints.rules.rule import Ballot, Finding, Rule


class PeoplePerSeat(Rule):
    """Resolution 1187, Art. 2(3)g asks for reasonable proportion; the number here is ours.

    Seats are fixed and published before lists are made, so a planner has nothing to choose.
    """

    facts: ClassVar = frozenset({"uneven", "widest_percent"})
    adjustable: ClassVar = frozenset({"within_percent"})
    about_council: ClassVar = True

    kind: Literal["people_per_seat"]
    within_percent: int = Field(ge=0)

    def compile(self, ballot: Ballot) -> None:
        """Ask for nothing: the seats of the constituencies are given."""

    def audit(self, context: AuditContext) -> Finding:
        units = context.council.constituencies
        people = {u.id: u.population for u in units if u.population is not None}
        if len(people) < len(units):
            return self.cannot_judge(
                "Thiếu dân số của đơn vị bầu cử.", "A constituency's population is not given."
            )
        mean = Fraction(sum(people.values()), sum(u.seats for u in units))
        off = {u.id: abs(Fraction(people[u.id], u.seats) - mean) / mean * 100 for u in units}
        uneven = tuple(i for i, percent in off.items() if percent > self.within_percent)
        widest = int(max(off.values()))
        return self.build_finding(not uneven, len(uneven), uneven, uneven=len(uneven), widest_percent=widest)
