"""only_nationality: a deputy has only Vietnamese nationality."""

from typing import Literal

from cocau.constraints.model.council import Council
from cocau.constraints.model.people import Person
from cocau.constraints.rules.rule import Standard


class OnlyNationality(Standard):
    """Law 77/2015, Art. 7(1a), in force from 2019: one nationality, Vietnamese."""

    kind: Literal["only_nationality"]

    def misses(self, person: Person, council: Council) -> bool:
        return person.other_nationality
