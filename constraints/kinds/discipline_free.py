"""discipline_free: nobody under investigation, nor within so many months of a sanction."""

from datetime import date
from typing import Literal

from cocau.constraints.council import Council
from cocau.constraints.people import Person, Sanction
from cocau.constraints.rule import Standard


class DisciplineFree(Standard):
    """Provincial application of guidance 36-HD; `counted_on` is the day of the second consultation."""

    kind: Literal["discipline_free"]
    months: dict[Sanction, int]
    counted_on: date

    def misses(self, person: Person, council: Council) -> bool:
        return person.under_investigation or any(
            _months_later(d.decided, self.months[d.sanction]) > self.counted_on
            for d in person.discipline
            if d.sanction in self.months
        )


def _months_later(day: date, months: int) -> date:
    """The same day so many months later; a day the month does not have becomes the next month's first."""
    years, month = divmod(day.month - 1 + months, 12)
    try:
        return day.replace(year=day.year + years, month=month + 1)
    except ValueError:
        return date(day.year + years, month + 2, 1)
