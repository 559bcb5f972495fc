"""Check a proof of cocau without cocau: ``python3 verify.py FOLDER``.

It needs nothing but Python's standard library.

`program.mps` is an integer program: rows (what the law, the office and the arithmetic of a slate ask),
whole-number variables between bounds, and objectives (rows marked N), the most important first.
`proof.json` holds a solution and a proof for each claim. By adding whole numbers this script shows that

1. the solution keeps every bound and every row, and what each objective is in it;
2. no objective can be lower while those before it are held: each of them at its value, and the one in
   question at one less, contradict the rows;
3. the rules of a conflict cannot hold together.

How a contradiction is shown. Rows are multiplied by whole numbers and added: a multiplier above 0 takes
the side "at least", one below 0 the side "at most", which turns it around. The sum says that some
combination of the variables is at least a number; if even the bounds of the variables do not allow that
much, the rows cannot all hold (Farkas, 1902). Where no sum does it, a variable is split: it is at most n
or at least n + 1, there is nothing between, and each half has a proof of its own.

What is not checked: whether the rows say what the law says, and whether the data are true. Rows carry the
ids of their rules and can be read beside them; `cocau audit` judges the slate by the rules themselves.
"""

import hashlib
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

PROGRAM, PROOF, FORMAT = "program.mps", "proof.json", "cocau/proof-files/1"
STRUCTURE = "structure"
"""What rows of no rule are called: they hold of every slate."""

Bounds = Mapping[str, tuple[int, int]]


class WrongProofError(Exception):
    """Something is not proven, or the files do not say what they should."""


def read_whole(text: object) -> int:
    """Read a whole number, written as nothing else."""
    if isinstance(text, bool | float):
        raise WrongProofError(f"{text!r} is no whole number")
    try:
        return int(str(text))
    except ValueError:
        raise WrongProofError(f"{str(text)[:40]!r} is no whole number") from None


class MpsProgram:
    """Rows by name: their terms and sides; objectives in their order; bounds of variables."""

    def __init__(self, text: str) -> None:
        self.terms: dict[str, dict[str, int]] = {}
        self.low: dict[str, int] = {}
        self.high: dict[str, int] = {}
        self.objectives: dict[str, int] = {}  # each with its constant
        self.lower: dict[str, int] = {}
        self.upper: dict[str, int] = {}
        self._senses: dict[str, str] = {}
        read: dict[str, Callable[..., None]] = {
            "ROWS": self._read_row,
            "COLUMNS": self._read_term,
            "RHS": self._read_side,
            "RANGES": self._read_range,
            "BOUNDS": self._read_bound,
        }
        section = ""
        for number, line in enumerate(text.splitlines(), 1):
            words = line.split()
            if not line.startswith(" "):
                section = words[0] if words else section
                continue
            try:
                read[section](*words)
            except (KeyError, TypeError, ValueError):
                raise WrongProofError(f"{PROGRAM}, line {number} cannot be read: {line.strip()}") from None
        if section != "ENDATA" or self.lower.keys() != self.upper.keys():
            raise WrongProofError(f"{PROGRAM} is not whole")

    def _read_row(self, sense: str, name: str) -> None:
        if name in self.terms or sense not in "NLGE":
            raise ValueError
        self._senses[name], self.terms[name] = sense, {}
        if sense == "N":
            self.objectives[name] = 0

    def _read_term(self, variable: str, row: str, coefficient: str) -> None:
        if row == "'MARKER'":  # around whole-number variables, which all are
            return
        if variable in self.terms[row]:
            raise ValueError
        self.terms[row][variable] = read_whole(coefficient)

    def _read_side(self, _: str, row: str, side: str) -> None:
        sense, number = self._senses[row], read_whole(side)
        if sense == "N":
            self.objectives[row] = -number
        if sense in "GE":
            self.low[row] = number
        if sense in "LE":
            self.high[row] = number

    def _read_range(self, _: str, row: str, width: str) -> None:
        if self._senses[row] != "L":
            raise ValueError
        self.low[row] = self.high[row] - read_whole(width)

    def _read_bound(self, kind: str, _: str, variable: str, bound: str) -> None:
        ends = {"LI": self.lower, "UI": self.upper}[kind]
        if variable in ends:
            raise ValueError
        ends[variable] = read_whole(bound)

    def add_up(self, name: str, values: Mapping[str, int]) -> int:
        """Return what a row or an objective is in a solution; a variable not named is 0."""
        constant = self.objectives.get(name, 0)
        return constant + sum(times * values.get(v, 0) for v, times in self.terms[name].items())


def check_solution(program: MpsProgram, values: Mapping[str, int]) -> dict[str, int]:
    """Check that a solution keeps all bounds and rows; return what each objective is."""
    for name in values.keys() - program.lower.keys():
        raise WrongProofError(f"the solution names {name}, which is no variable")
    for name, lower in program.lower.items():
        if not lower <= values.get(name, 0) <= program.upper[name]:
            raise WrongProofError(f"the solution leaves the bounds of {name}")
    for name in program.terms.keys() - program.objectives.keys():
        reached = program.add_up(name, values)
        if not program.low.get(name, reached) <= reached <= program.high.get(name, reached):
            raise WrongProofError(f"the solution breaks the row {name}: {reached}")
    return {name: program.add_up(name, values) for name in program.objectives}


def get_side(program: MpsProgram, name: str, times: int, held: Mapping[str, int]) -> int:
    """Return the number on the side of a row that a multiplier takes."""
    if name in program.objectives:
        side = held.get(name) if times < 0 else None
        side = None if side is None else side - program.objectives[name]
    else:
        side = (program.low if times > 0 else program.high).get(name)
    if side is None or times == 0:
        raise WrongProofError(f"{name} times {times}: there is no such row here, or no such side of it")
    return side


def check_contradiction(
    program: MpsProgram, proof: Mapping[str, Any], held: Mapping[str, int], bounds: Bounds
) -> set[str]:
    """Check that rows contradict each other; return which were used.

    `held`: objectives that are at most so much; `bounds`: narrower ones of variables that were split.
    """
    if any(lower > upper for lower, upper in bounds.values()):
        return set()  # an empty half of a split
    if "split" in proof:
        name, at = proof["split"], read_whole(proof["at"])
        lower, upper = bounds.get(name) or (program.lower[name], program.upper[name])
        below, above = {**bounds, name: (lower, at)}, {**bounds, name: (at + 1, upper)}
        return check_contradiction(program, proof["below"], held, below) | check_contradiction(
            program, proof["above"], held, above
        )
    total: dict[str, int] = {}
    asked = 0
    for name, multiplier in proof["rows"].items():
        times = read_whole(multiplier)
        asked += times * get_side(program, name, times, held)
        for variable, coefficient in program.terms[name].items():
            total[variable] = total.get(variable, 0) + times * coefficient
    allowed = 0
    for variable, times in total.items():
        lower, upper = bounds.get(variable) or (program.lower[variable], program.upper[variable])
        allowed += times * (upper if times > 0 else lower)
    if asked <= allowed:
        raise WrongProofError(f"no contradiction: the rows ask for {asked}, the bounds allow {allowed}")
    return set(proof["rows"])


def count_sums(proof: Mapping[str, Any]) -> int:
    """Return how many sums a proof consists of."""
    return count_sums(proof["below"]) + count_sums(proof["above"]) if "split" in proof else 1


def check_optimum(
    program: MpsProgram, proofs: Mapping[str, Any], values: Mapping[str, int]
) -> Iterator[tuple[bool, str]]:
    """Check each objective with those before it held; yield whether it is proven, and a line."""
    held: dict[str, int] = {}
    for name, value in values.items():
        ends = {v: program.lower[v] if c > 0 else program.upper[v] for v, c in program.terms[name].items()}
        if program.add_up(name, ends) == value:
            yield True, f"{name} = {value}: the bounds of its variables allow no less"
        elif name in proofs:
            try:
                check_contradiction(program, proofs[name], {**held, name: value - 1}, {})
            except WrongProofError as error:
                raise WrongProofError(f"{name} = {value}: {error}") from None
            yield True, f"{name} = {value}: {value - 1} is impossible, by {count_sums(proofs[name])} sum(s)"
        else:
            yield False, f"{name} = {value}: no proof here; it rests on engines"
        held[name] = value
    for name in proofs.keys() - values.keys():
        raise WrongProofError(f"a proof for {name}, which is no objective")


def check_conflict(
    program: MpsProgram, conflict: Mapping[str, Any], values: Mapping[str, int]
) -> tuple[bool, str]:
    """Check that rules cannot hold together, or not with an aim; return whether, and a line.

    `aim`: a rule whose shortfalls (variables called missed[...]) are 0; `held`: objectives that are held.
    """
    rules, aim = conflict["rules"], conflict.get("aim")
    line = ", ".join([*rules, *conflict.get("held", ())]) + (f" and {aim}, which is missed" if aim else "")
    if conflict.get("proof") is None:
        return False, f"{line}: no proof here; that they cannot hold together rests on engines"
    missed = [v for v in program.lower if v == f"missed[{aim}]" or v.startswith(f"missed[{aim},")]
    held = {name: values[name] for name in conflict.get("held", ())}
    used = check_contradiction(program, conflict["proof"], held, dict.fromkeys(missed, (0, 0)))
    for name in used - program.objectives.keys():
        rule = name.rpartition("#")[0]
        if rule not in {STRUCTURE, *rules} and f"missed[{rule}]" not in program.lower:  # an aim may be missed
            raise WrongProofError(f"the conflict uses {name}, which is of none of its rules")
    return True, f"these cannot hold together, by {count_sums(conflict['proof'])} sum(s): {line}"


def verify_folder(folder: Path) -> Iterator[tuple[bool, str]]:
    """Check all that is in a folder; yield whether each claim is proven, and a line on it."""
    content = (folder / PROGRAM).read_bytes()
    found = json.loads((folder / PROOF).read_text(encoding="utf-8"))
    if found["format"] != FORMAT or found["program"] != hashlib.sha256(content).hexdigest():
        raise WrongProofError(f"{PROOF} is of another format, or belongs to another {PROGRAM}")
    program = MpsProgram(content.decode())
    yield True, f"{len(program.terms) - len(program.objectives)} rows, {len(program.lower)} variables"
    values: Mapping[str, int] = {}
    if found.keys() & {"solution", "optimum"}:
        values = check_solution(program, {v: read_whole(value) for v, value in found["solution"].items()})
        yield True, "the solution keeps every row and every bound"
        yield from check_optimum(program, found["optimum"], values)
    for conflict in found["conflicts"]:
        yield check_conflict(program, conflict, values)


def main(arguments: list[str]) -> int:
    """Print what is proven; return 0: all is, 1: not everything, 2: a proof is wrong."""
    if len(arguments) != 1:
        print("python3 verify.py FOLDER")
        return 2
    unproven = 0
    try:
        for proven, line in verify_folder(Path(arguments[0])):
            unproven += not proven
            print("ok  " if proven else "  ? ", line)
    except (
        WrongProofError,
        OSError,
        LookupError,
        TypeError,
        ValueError,
        AttributeError,
        RecursionError,
    ) as error:
        print("WRONG", error if isinstance(error, WrongProofError) else repr(error))
        return 2
    print("PROVEN" if unproven == 0 else f"PROVEN BUT FOR {unproven}")
    return int(unproven > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
