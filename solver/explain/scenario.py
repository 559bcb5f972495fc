"""What-if scenarios over a base: records of what is different in each."""

from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from cocau.constraints.errors import InputError, Problem
from cocau.constraints.record import Record
from cocau.constraints.rulebook import Rulebook
from cocau.solver.replanning import PlanChanges, apply_changes, find_change_problems
from cocau.solver.request import Pins, PlanRequest


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


def apply_scenario(
    request: PlanRequest, scenario: Scenario, bind: Callable[[PlanRequest], Rulebook]
) -> PlanRequest:
    """Apply a scenario to a request, all but the rulebook that it names.

    `bind`: returns the rules that bind a request on its day. Pins of the request on people who may not stand
    any more are let go; the scenario's own come to the rest.

    Raises:
        InputError: everything wrong with the changes, as far as no rule is asked.
    """
    pool = request.pool if scenario.pool is None else scenario.pool
    problems = list(find_change_problems(pool, scenario))
    if scenario.stay_near and request.near is None:
        problems.append(_MISSING_SLATE)
    if problems:
        raise InputError(problems)
    if scenario.election_day is not None:
        request = request.replace_unvalidated(
            council=request.council.replace_unvalidated(election_day=scenario.election_day)
        )
    if scenario.without_pins:
        request = request.replace_unvalidated(pins=Pins())
    request = apply_changes(request, scenario, bind(request))
    return request.replace_unvalidated(pins=request.pins.merge(scenario.pins))


_MISSING_SLATE = Problem(
    "no_slate",
    ("stay_near",),
    "Yêu cầu không có danh sách (near) để giữ gần.",
    "The request has no slate (`near`) to stay near.",
)
