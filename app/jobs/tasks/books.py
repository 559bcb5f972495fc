"""Rulebooks that an input names: shipped ones only, for no request may make us read files of this machine."""

from cocau.constraints.errors import Problem
from cocau.constraints.library import shipped_part, unknown


def not_shipped(name: str, where: str) -> tuple[Problem, ...]:
    """That a name, or a part of one joined with ``+``, is of no shipped rulebook, told at `where`."""
    parts = (part.strip() for part in name.split("+"))
    problems = (problem for part in parts if shipped_part(part) is None for problem in unknown(part).problems)
    return tuple(Problem(p.code, where, p.vi, p.en) for p in problems)
