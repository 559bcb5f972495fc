"""VeriPB: a tree of contradictions as a pseudo-Boolean problem with its proof.

The problem holds only the rows that the proof needs, as "at least"; a number from 0 to n is a sum of bits
that add up to n. Without a split one step of cutting planes (``pol``) is the whole proof: the bounds of the
bits are those of the number. A split is one bit more, defined by two steps (``red``): the number is beyond it
or not. A leaf then gives a clause over the splits above it, and two halves make one without their split.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from cocau.constraints.rules.quantity import Quantity
from cocau.solver.model.program import Program
from cocau.solver.model.variable_names import find_rows
from cocau.solver.proofs.proof import ProofNode


@dataclass(frozen=True)
class UsedSide:
    """A row's side by its name, as ``quantity >= low``."""

    name: str
    quantity: Quantity
    low: int


@dataclass(frozen=True)
class VeripbProof:
    """A problem without solution, in OPB, and the proof of that, in VeriPB's format 3.0."""

    problem: str
    proof: str


def format_veripb(program: Program, nodes: Sequence[ProofNode], variables: Sequence[str]) -> VeripbProof:
    """Format a checked tree by which a program has no assignment."""
    sides = _find_sides(program, nodes)
    numbers = {name: number for number, name in enumerate(variables)}
    split = {numbers[node.variable] for node in nodes if node.variable is not None}
    bits = _number_bits({v for side in sides.values() for v in side.quantity.terms} | split, program)
    count = sum(len(each) for each in bits.values())
    lines = [f"* #variable= {count} #constraint= {len(sides)}"]
    for variable, weights in bits.items():
        summed = " + ".join(f"{weight} x{bit}" for bit, weight in weights.items())
        start = f"{program.lower[variable]} + " if program.lower[variable] else ""
        lines.append(f"* {variables[variable]} = {start}{summed or 0}")
    rows = [_write_in_bits(side, bits, program.lower) for side in sides.values()]
    for side, (terms, least) in zip(sides.values(), rows, strict=True):
        lines += [f"* {side.name}", f"{_format_terms(terms)} >= {least} ;"]
    steps = _ProofSteps(rows, list(sides), program, bits, numbers).write(nodes)
    proof = ["pseudo-Boolean proof version 3.0", f"f {len(sides)} ;", *steps, "end pseudo-Boolean proof ;"]
    return VeripbProof("\n".join([*lines, ""]), "\n".join([*proof, ""]))


BitRow = tuple[Mapping[int, int], int]
"""Coefficients of bits, and what they add up to at least."""

Clause = frozenset[int]
"""Bits of which one at least is 1, or 0 where the number is below zero."""


@dataclass(frozen=True)
class _SplitHalf:
    """A half of a split: `step` holds the variable there unless `unless` is true."""

    variable: int
    step: int
    row: BitRow
    unless: int
    is_above: bool


class _ProofSteps:
    """The steps of a proof, in the order in which they are written."""

    def __init__(
        self,
        rows: Sequence[BitRow],
        sides: Sequence[tuple[str, bool]],
        program: Program,
        bits: Mapping[int, Mapping[int, int]],
        variables: Mapping[str, int],
    ) -> None:
        self._rows, self._program, self._bits, self._variables = rows, program, bits, variables
        self._numbers = {side: number for number, side in enumerate(sides, start=1)}
        self._last = len(rows)
        self._bit = sum(len(each) for each in bits.values())
        self._steps: list[str] = []

    def write(self, nodes: Sequence[ProofNode]) -> list[str]:
        last, _ = self._write_node(iter(nodes), ())
        return [*self._steps, "output NONE ;", f"conclusion UNSAT : {last} ;"]

    def _add(self, step: str) -> int:
        self._steps.append(f"{step} ;")
        self._last += 1
        return self._last

    def _write_node(self, nodes: Iterator[ProofNode], path: tuple[_SplitHalf, ...]) -> tuple[int, Clause]:
        """Write a node and what is below it; return the step that shows its clause."""
        node = next(nodes)
        if node.variable is None:
            return self._write_leaf(node, path)
        below, above = self._define_split(self._variables[node.variable], node.at)
        (one, one_clause), (other, other_clause) = (
            self._write_node(nodes, (*path, half)) for half in (below, above)
        )
        if below.unless not in one_clause:
            return one, one_clause
        if above.unless not in other_clause:
            return other, other_clause
        clause = (one_clause - {below.unless}) | (other_clause - {above.unless})
        return self._add(f"pol {one} {other} + s"), clause

    def _define_split(self, variable: int, at: int) -> tuple[_SplitHalf, _SplitHalf]:
        """Define a bit that is 1 where a variable is more than `at`; return both halves."""
        self._bit += 1
        bit, weights = self._bit, self._bits[variable]
        least, span = at + 1 - self._program.lower[variable], sum(weights.values())
        above: BitRow = ({**weights, bit: -least}, 0)
        below: BitRow = ({**{b: -w for b, w in weights.items()}, bit: span - least + 1}, 1 - least)
        first = self._add(f"red {_format_terms(above[0])} >= {above[1]} : x{bit} -> 0")
        second = self._add(f"red {_format_terms(below[0])} >= {below[1]} : x{bit} -> 1")
        return (
            _SplitHalf(variable, second, below, bit, is_above=False),
            _SplitHalf(variable, first, above, -bit, is_above=True),
        )

    def _write_leaf(self, leaf: ProofNode, path: Sequence[_SplitHalf]) -> tuple[int, Clause]:
        """Add the rows of a leaf and its halves; what is left of other bits is at least 0."""
        used = {self._numbers[name, times > 0]: abs(times) for name, times in leaf.rows.items()}
        found = {step: self._rows[step - 1] for step in used}
        total = _add_up(found, used)
        for half, times in _choose_halves(total[0], self._bits, path):
            used[half.step], found[half.step] = times, half.row
        terms, least = _add_up(found, used)
        own = {abs(half.unless) for half in path}
        rest = {f"{'~' if c > 0 else ''}x{bit}": abs(c) for bit, c in terms.items() if c and bit not in own}
        parts = [*used.items(), *(rest.items() if path else ())]
        added = " ".join(f"{name} {times} *" for name, times in parts) + " +" * (len(parts) - 1)
        if not path:
            return self._add(f"pol {added}"), frozenset()
        least -= sum(c for bit, c in terms.items() if c > 0 and bit not in own)
        least -= sum(c for bit, c in terms.items() if c < 0 and bit in own)
        clause = frozenset(bit if terms[bit] > 0 else -bit for bit in own if terms.get(bit))
        return self._add(f"pol {added} s {least} d"), clause


def _choose_halves(
    total: Mapping[int, int], bits: Mapping[int, Mapping[int, int]], path: Sequence[_SplitHalf]
) -> Iterator[tuple[_SplitHalf, int]]:
    """Choose the narrowest half for each variable by which a sum is too large, and how often."""
    for variable in {half.variable for half in path}:
        bit, weight = next(iter(bits[variable].items()), (0, 1))
        times = total.get(bit, 0) // weight
        halves = [half for half in path if half.variable == variable and half.is_above == (times < 0)]
        if times and halves:
            yield halves[-1], abs(times)  # deeper ones are narrower


def _add_up(rows: Mapping[int, BitRow], times: Mapping[int, int]) -> tuple[dict[int, int], int]:
    """Return so many times each row, added up."""
    terms: dict[int, int] = {}
    for step, (own, _) in rows.items():
        for bit, coefficient in own.items():
            terms[bit] = terms.get(bit, 0) + times[step] * coefficient
    return terms, sum(times[step] * least for step, (_, least) in rows.items())


def _find_sides(program: Program, nodes: Sequence[ProofNode]) -> dict[tuple[str, bool], UsedSide]:
    """Find the sides of rows that leaves use, by name and whether it is the lower one."""
    rows = find_rows(program, {name for node in nodes for name in node.rows})
    found: dict[tuple[str, bool], UsedSide] = {}
    for name, is_lower in dict.fromkeys((n, t > 0) for node in nodes for n, t in node.rows.items()):
        row, sign = program.rows[rows[name]], 1 if is_lower else -1
        low = row.low if is_lower else row.high
        if low is not None:
            found[name, is_lower] = UsedSide(name, sign * Quantity(row.terms), sign * low)
    return found


def _number_bits(variables: set[int], program: Program) -> Mapping[int, Mapping[int, int]]:
    """Number the bits of each variable used, with what each adds to it."""
    bits: dict[int, dict[int, int]] = {}
    number = 0
    for variable in sorted(variables):
        bits[variable] = {}
        left, weight = program.upper[variable] - program.lower[variable], 1
        while left:
            number += 1
            bits[variable][number] = min(weight, left)
            left -= bits[variable][number]
            weight *= 2
    return bits


def _write_in_bits(side: UsedSide, bits: Mapping[int, Mapping[int, int]], lower: Sequence[int]) -> BitRow:
    """Write a side of a row over the bits of its variables."""
    quantity = side.quantity
    known = quantity.constant + sum(times * lower[variable] for variable, times in quantity.terms.items())
    terms = {
        bit: times * weight
        for variable, times in quantity.terms.items()
        for bit, weight in bits[variable].items()
        if times
    }
    return terms, side.low - known


def _format_terms(terms: Mapping[int, int]) -> str:
    return " ".join(f"{times:+} x{bit}" for bit, times in terms.items())
