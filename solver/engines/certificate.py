"""Farkas certificates: a proof in whole numbers that rows cannot hold together.

Each row is multiplied by a whole number, and all are added (Farkas 1902). If the sum
demands more than the bounds of the variables allow, no assignment keeps all these rows.
No engine has to be trusted.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial
from math import gcd, lcm

from cocau.solver.model.program import STRUCTURAL, NamedRow, Program

CERTIFICATE = "certificate"
"""What stands beside the engine that found it, where such a proof confirms a conflict."""

MAX_DENOMINATOR = 1000
"""The largest denominator of rounded multipliers; where they prove nothing, exact ones do."""

SURELY_ROUNDED = 2**32
"""Below it a quotient of floats errs by far less than denominators differ."""


@dataclass(frozen=True)
class Certificate:
    """Rows by number with multipliers: above zero for the lower side, below for the upper.

    `tags`: whose rows these are, but for the structure. `excess`: how much more they ask than is possible.
    """

    multipliers: Mapping[int, int]
    tags: frozenset[str]
    excess: int = field(default=0, compare=False)


def build_certificate(program: Program, ray: Sequence[float]) -> Certificate | None:
    """Build the proof from an engine's dual ray, one number for each row; None if none."""
    given = {i: weight for i, weight in enumerate(ray) if weight}
    least = min((abs(weight) for weight in given.values()), default=1.0)
    for to_fraction in (partial(_round_share, least=least), Fraction):
        weights = {i: to_fraction(weight) for i, weight in given.items()}
        for sign in (1, -1):
            found = _scale_weights(program.rows, {i: sign * w for i, w in weights.items()})
            excess = _compute_excess(program, found)
            if excess is not None and excess > 0:
                return Certificate(found, _get_tags(program, found), excess)
    return None


def is_contradiction(program: Program, multipliers: Mapping[int, int]) -> bool:
    """Return whether the rows so multiplied contradict themselves and the bounds.

    Reckoned in whole numbers.
    """
    excess = _compute_excess(program, multipliers)
    return excess is not None and excess > 0


def holds_with_sides(proof: Certificate, before: Mapping[int, NamedRow], after: Sequence[NamedRow]) -> bool:
    """Return whether a proof is one too where some rows of it have other sides.

    `before`: these rows by number; `after`: what stands in their places. Other terms prove nothing here.
    """
    excess = proof.excess
    for (i, was), row in zip(before.items(), after, strict=True):
        times = proof.multipliers.get(i, 0)
        old, now = (was.low, row.low) if times > 0 else (was.high, row.high)
        if times:
            if old is None or now is None or was.terms != row.terms:
                return False
            excess += times * (now - old)
    return excess > 0


def _compute_excess(program: Program, multipliers: Mapping[int, int]) -> int | None:
    """Compute how much more rows so multiplied ask than is possible; None: an open side."""
    total: dict[int, int] = {}
    asked = 0
    for i, times in multipliers.items():
        row = program.rows[i]
        side = row.low if times > 0 else row.high
        if side is None:
            return None
        asked += times * side
        for variable, coefficient in row.terms.items():
            total[variable] = total.get(variable, 0) + times * coefficient
    return asked - sum(c * (program.upper[v] if c > 0 else program.lower[v]) for v, c in total.items())


def _round_share(weight: float, least: float) -> int | Fraction:
    """Return how many times the least a weight is, as a fraction of a small denominator."""
    times = weight / least
    if abs(times) < SURELY_ROUNDED and abs(times - round(times)) < 1 / (4 * MAX_DENOMINATOR):
        return round(times)  # no fraction of so small a denominator is nearer
    return (Fraction(weight) / Fraction(least)).limit_denominator(MAX_DENOMINATOR)


def _scale_weights(rows: Sequence[NamedRow], weights: Mapping[int, int | Fraction]) -> dict[int, int]:
    """Scale weights to whole numbers, without those for a side which a row leaves open."""
    kept = {i: w for i, w in weights.items() if w and (rows[i].low if w > 0 else rows[i].high) is not None}
    whole = lcm(*(w.denominator for w in kept.values()))
    shared = gcd(*(w.numerator for w in kept.values()))
    return {i: w.numerator // shared * (whole // w.denominator) for i, w in kept.items()}


def _get_tags(program: Program, used: Iterable[int]) -> frozenset[str]:
    return frozenset(program.rows[i].tag for i in used) - {STRUCTURAL}
