"""voter_confidence: more than a share of the voters' meeting has confidence in the person."""

from typing import Literal

from cocau.constraints.model.council import Council
from cocau.constraints.model.people import Person
from cocau.constraints.rules.rule import Standard


class VoterConfidence(Standard):
    """Joint resolution 09/2021/NQLT: above half at work and at home; not held: not judged."""

    kind: Literal["voter_confidence"]
    above_percent: int

    def misses(self, person: Person, council: Council) -> bool:
        return person.voter_confidence is not None and person.voter_confidence <= self.above_percent
