"""What-if scenarios over a base: records of what is different in each."""

from collections import Counter
from datetime import date
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from cocau.constraints.record import Record
from cocau.solver.replanning import PlanChanges
from cocau.solver.request import Pins


def _check_one_line(name: str) -> str:
    """Check that a name is one line of text."""
    if name != name.strip() or len(name.splitlines()) != 1:
        raise PydanticCustomError("one_line", "one line of text")
    return name


class Scenario(PlanChanges):
    """A what-if scenario: what is different in it, besides the changes that replanning knows.

    `pins` come to those of the base, which `without_pins` drops first. `rulebook`: other rules than those
    stored in the base; `election_day`: another day, on which rules are in force and ages are taken.
    `stay_near`: of all slates that keep the rules one that moves the fewest against the base.
    """

    name: Annotated[str, AfterValidator(_check_one_line)] = Field(max_length=60)
    pins: Pins = Pins()
    without_pins: bool = False
    rulebook: str | None = None
    election_day: date | None = None
    stay_near: bool = False


class Scenarios(Record):
    """The scenarios over one base; no two have the same name."""

    scenarios: tuple[Scenario, ...] = Field(min_length=1, max_length=200)

    @model_validator(mode="after")
    def _check_names_unique(self) -> Self:
        """Check that no two scenarios have the same name."""
        if twice := [n for n, times in Counter(s.name for s in self.scenarios).items() if times > 1]:
            raise PydanticCustomError("names_twice", "a name twice", {"names": ", ".join(twice)})
        return self
