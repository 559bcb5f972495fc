"""standards_met: nobody of whom a deputy's standard has been recorded as not met."""

from typing import Literal

from cocau.constraints.model.council import Council
from cocau.constraints.model.people import Person
from cocau.constraints.rules.rule import Standard


class StandardsMet(Standard):
    """Law 77/2015, Art. 7, and the directive, S2.9: standards are not lowered for structure.

    Whether a person meets a standard is found by people and entered with its reason; nothing is guessed.
    """

    kind: Literal["standards_met"]

    def misses(self, person: Person, council: Council) -> bool:
        return bool(person.unmet_standards)
