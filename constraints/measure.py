"""What is averaged over the people of a constituency (Measure): a whole number for each of them."""

from datetime import date
from enum import StrEnum

from cocau.constraints.people import Person


class Measure(StrEnum):
    """`age` in full years, as everywhere in the rulebooks; `preference` as the department entered it.

    `size` is how long a list is: each person counts one, and the average is taken over the seats of the
    constituency, candidates for one seat. The others are averages over the people themselves.
    """

    AGE = "age"
    PREFERENCE = "preference"
    SIZE = "size"

    def of(self, person: Person, day: date) -> int:
        """The number of one person, ages taken on `day` (the election day)."""
        if self is Measure.AGE:
            return person.age_on(day)
        return person.preference if self is Measure.PREFERENCE else 1

    @property
    def per_seat(self) -> bool:
        """Whether the sum of a constituency is divided by its seats, not by its people."""
        return self is Measure.SIZE
