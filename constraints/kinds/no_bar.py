"""no_bar: nobody whom the law bars from standing."""

from typing import Literal

from cocau.constraints.model.council import Council
from cocau.constraints.model.people import CandidacyBar, Person
from cocau.constraints.rules.rule import Standard


class NoBar(Standard):
    """Law 85/2015, Art. 37: the listed bars keep a person off every list."""

    kind: Literal["no_bar"]
    bars: tuple[CandidacyBar, ...]

    def misses(self, person: Person, council: Council) -> bool:
        return any(bar in self.bars for bar in person.bars)
