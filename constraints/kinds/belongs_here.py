"""belongs_here: a candidate lives in the locality or regularly works there."""

from typing import Literal

from cocau.constraints.model.council import Council
from cocau.constraints.model.people import Person
from cocau.constraints.rules.rule import Standard


class BelongsHere(Standard):
    """Law 85/2015, Art. 36(2)."""

    kind: Literal["belongs_here"]

    def misses(self, person: Person, council: Council) -> bool:
        return not person.lives_or_works_here
