"""even_average: the average of a number is about the same in every constituency."""

from collections.abc import Iterator
from fractions import Fraction
from math import ceil, floor
from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator

from cocau.constraints.model.selectors import Among, Measure
from cocau.constraints.rules.audit_context import AuditContext
from cocau.constraints.rules.rule import Ballot, Finding, Rule, Strength

HUNDREDTHS = 100


class EvenAverage(Rule):
    """A wish, not law: averages of lists differ by at most `within` hundredths.

    It is missed by the hundredths above that, rounded up; 0 wants the same average everywhere, nothing
    (None) asks for nothing. A list without anybody has no average and is left out.
    """

    facts: ClassVar = frozenset({"lowest", "highest", "apart"})
    adjustable: ClassVar = frozenset({"within"})
    after_all: ClassVar = True

    kind: Literal["even_average"]
    of: Measure
    among: Literal[Among.CANDIDATES, Among.DEPUTIES] = Among.CANDIDATES
    within: int | None = Field(default=None, ge=0)

    @model_validator(mode="after")
    def _an_aim_about_lists(self) -> Self:
        if self.strength is not Strength.AIM:
            raise ValueError("an even average is an aim: it comes after all others and cannot be a must")
        if self.of.is_per_seat and self.among is not Among.CANDIDATES:
            raise ValueError("the size of a list is that of its candidates")
        return self

    def compile(self, ballot: Ballot) -> None:
        """Ask for nothing: an average is no linear constraint.

        Planners even it out when all else is settled.
        """

    def audit(self, context: AuditContext) -> Finding:
        averages = dict(self._averages(context))
        if not averages:
            return self.cannot_judge("Chưa danh sách nào có người.", "Nobody stands on any list.")
        low, high = min(averages.values()), max(averages.values())
        over = Fraction(0) if self.within is None else HUNDREDTHS * (high - low) - self.within
        ends = tuple(unit for unit, average in averages.items() if average in {low, high})
        return self.build_finding(
            over <= 0,
            ceil(over),
            ends,
            lowest=_format_hundredths(floor(HUNDREDTHS * low)),
            highest=_format_hundredths(ceil(HUNDREDTHS * high)),
            apart=_format_hundredths(ceil(HUNDREDTHS * (high - low))),
        )

    def _averages(self, context: AuditContext) -> Iterator[tuple[str, Fraction]]:
        for unit in context.council.constituencies:
            people = context.get_list_members(unit.id, self.among)
            total = sum(self.of.get_value(person, context.day) for person in people)
            number = unit.seats if self.of.is_per_seat else len(people)
            if people:
                yield unit.id, Fraction(total, number)


def _format_hundredths(hundredths: int) -> str:
    """Format hundredths: 43.86 for 4386."""
    return f"{hundredths // HUNDREDTHS}.{hundredths % HUNDREDTHS:02d}"
