"""no_bar: nobody whom the law bars from standing."""

from typing import Literal

from cocau.constraints.council import Council
from cocau.constraints.people import Bar, Person
from cocau.constraints.rule import Standard


class NoBar(Standard):
    """Law 85/2015, Art. 37: the listed bars keep a person off every list."""

    kind: Literal["no_bar"]
    bars: tuple[Bar, ...]

    def misses(self, person: Person, council: Council) -> bool:
        return any(bar in self.bars for bar in person.bars)
