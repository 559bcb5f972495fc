"""One what-if scenario over a base: what is different in it."""

from collections import Counter
from datetime import date
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from cocau.constraints.record import Record
from cocau.solver.changes import Changes
from cocau.solver.request import Pins


def _one_line(name: str) -> str:
    if name != name.strip() or len(name.splitlines()) != 1:
        raise PydanticCustomError("one_line", "one line of text")
    return name


class Scenario(Changes):
    """What is different in a scenario, besides the changes that a re-planning knows.

    `pins` come to those of the base, which `without_pins` drops first. `rulebook`: other rules than those
    stored in the base; `election_day`: another day, on which rules are in force and ages are taken.
    `stay_near`: of all slates that keep the rules one that moves the fewest against the base.
    """

    name: Annotated[str, AfterValidator(_one_line)] = Field(max_length=60)
    pins: Pins = Pins()
    without_pins: bool = False
    rulebook: str | None = None
    election_day: date | None = None
    stay_near: bool = False


class Scenarios(Record):
    """A file of scenarios over one base; no two of one name."""

    scenarios: tuple[Scenario, ...] = Field(min_length=1, max_length=200)

    @model_validator(mode="after")
    def _named_apart(self) -> Self:
        if twice := [n for n, times in Counter(s.name for s in self.scenarios).items() if times > 1]:
            raise PydanticCustomError("names_twice", "a name twice", {"names": ", ".join(twice)})
        return self
