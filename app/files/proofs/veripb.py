"""VeriPB: rows that contradict each other, as a pseudo-Boolean problem with its proof.

The problem holds only the rows that the sum needs; a number from 0 to n is a sum of bits that add up to n.
So one step of cutting planes (``pol``) is the whole proof: the bounds of the bits are those of the number.
Sides of rows are "at least", as the format has them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cocau.constraints.rules.quantity import Quantity


@dataclass(frozen=True)
class UsedSide:
    """A row that says ``quantity >= low``, by name, and how often a proof takes it."""

    name: str
    quantity: Quantity
    low: int
    times: int


@dataclass(frozen=True)
class VeripbProof:
    """A problem without solution, in OPB, and the proof of that, in VeriPB's format 3.0."""

    problem: str
    proof: str


def format_veripb(
    sides: Sequence[UsedSide], lower: Sequence[int], upper: Sequence[int], variables: Sequence[str]
) -> VeripbProof:
    """Format some rows and the multipliers by which they contradict each other."""
    bits = _number_bits(sides, lower, upper)
    count = sum(len(each) for each in bits.values())
    lines = [f"* #variable= {count} #constraint= {len(sides)}"]
    for variable, weights in bits.items():
        summed = " + ".join(f"{weight} x{bit}" for bit, weight in weights.items())
        start = f"{lower[variable]} + " if lower[variable] else ""
        lines.append(f"* {variables[variable]} = {start}{summed or 0}")
    for side in sides:
        terms = [
            f"{times * weight:+} x{bit}"
            for variable, times in side.quantity.terms.items()
            for bit, weight in bits[variable].items()
            if times
        ]
        known = side.quantity.constant + sum(
            times * lower[variable] for variable, times in side.quantity.terms.items()
        )
        lines += [f"* {side.name}", f"{' '.join(terms)} >= {side.low - known} ;"]
    steps = [f"{number} {side.times} *" for number, side in enumerate(sides, 1)]
    adding = " +" * (len(steps) - 1)
    proof = [
        "pseudo-Boolean proof version 3.0",
        f"f {len(sides)} ;",
        f"pol {' '.join(steps)}{adding} ;",
        "output NONE ;",
        f"conclusion UNSAT : {len(sides) + 1} ;",
        "end pseudo-Boolean proof ;",
    ]
    return VeripbProof("\n".join([*lines, ""]), "\n".join([*proof, ""]))


def _number_bits(
    sides: Sequence[UsedSide], lower: Sequence[int], upper: Sequence[int]
) -> Mapping[int, Mapping[int, int]]:
    """Number the bits of each variable used, with what each adds to it."""
    bits: dict[int, dict[int, int]] = {}
    number = 0
    for variable in sorted({v for side in sides for v in side.quantity.terms}):
        bits[variable] = {}
        left, weight = upper[variable] - lower[variable], 1
        while left:
            number += 1
            bits[variable][number] = min(weight, left)
            left -= bits[variable][number]
            weight *= 2
    return bits
