"""What is asked of a council of a programme besides the council and its pool."""

from pydantic import Field

from cocau.constraints.council import Council
from cocau.constraints.library import DEFAULT
from cocau.constraints.people import Pool
from cocau.constraints.record import Record
from cocau.solver.request import Pins, PlanRequest


class Common(Record):
    """What holds for every council that says nothing else itself. `name`: the programme's."""

    name: str = ""
    rulebook: str = DEFAULT
    seconds: float = Field(default=60, gt=0, le=3600)


class WhatIf(Record):
    """What holds for one council: another rulebook, other bounds, aims as musts, pins, another time limit."""

    rulebook: str | None = None
    overrides: dict[str, dict[str, int | None]] = Field(default_factory=dict)
    raised: tuple[str, ...] = ()
    pins: Pins = Pins()
    seconds: float | None = Field(default=None, gt=0, le=3600)

    def request(self, council: Council, pool: Pool, common: Common) -> PlanRequest:
        """The request of a council with these what-ifs."""
        return PlanRequest(
            council=council,
            pool=pool,
            rulebook=self.rulebook or common.rulebook,
            overrides=self.overrides,
            raised=self.raised,
            pins=self.pins,
            seconds=self.seconds or common.seconds,
        )
