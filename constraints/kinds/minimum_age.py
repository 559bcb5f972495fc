"""minimum_age: full years that a person must have on election day."""

from typing import Literal

from cocau.constraints.model.council import Council
from cocau.constraints.model.people import Person
from cocau.constraints.rules.rule import Standard


class MinimumAge(Standard):
    """Law 85/2015, Art. 2: "đủ hai mươi mốt tuổi trở lên", counted to the election day."""

    kind: Literal["minimum_age"]
    years: int

    def misses(self, person: Person, council: Council) -> bool:
        return person.age_on(council.election_day) < self.years
