"""discipline_free: nobody under investigation, nor within so many months of a sanction."""

from datetime import date
from typing import Literal

from cocau.constraints.model.council import Council
from cocau.constraints.model.people import Person, Sanction
from cocau.constraints.rules.rule import Standard


class DisciplineFree(Standard):
    """Guidance 36-HD as a province applies it; `counted_on`: the second consultation's day."""

    kind: Literal["discipline_free"]
    months: dict[Sanction, int]
    counted_on: date

    def misses(self, person: Person, council: Council) -> bool:
        return person.under_investigation or any(
            _add_months(d.decided, self.months[d.sanction]) > self.counted_on
            for d in person.discipline
            if d.sanction in self.months
        )


def _add_months(day: date, months: int) -> date:
    """Return the day so many months later.

    A day the month does not have becomes the next month's first.
    """
    years, month = divmod(day.month - 1 + months, 12)
    try:
        return day.replace(year=day.year + years, month=month + 1)
    except ValueError:
        return date(day.year + years, month + 2, 1)
