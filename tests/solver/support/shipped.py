"""The shipped councils with their pools as requests, and as they are planned: once for all who only look."""

from functools import cache
from pathlib import Path

from cocau.constraints.documents import parse_yaml, read_text
from cocau.fixtures.run import SHIPPED
from cocau.solver.plan import plan
from cocau.solver.proposal import Proposal
from cocau.solver.request import PlanRequest


def _read(sort: str, name: str) -> object:
    path = Path(SHIPPED) / sort / f"{name}.yaml"
    return parse_yaml(read_text(path), path.name)


def request_for(council: str, pool: str | None = None, **other: object) -> PlanRequest:
    return PlanRequest.model_validate(
        {"council": _read("councils", council), "pool": _read("pools", pool or council), **other}
    )


@cache
def shipped_plan(council: str, pool: str | None = None) -> Proposal:
    """Not to be asked for the first time where something is replaced."""
    return plan(request_for(council, pool))
