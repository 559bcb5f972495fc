"""A checker of the few steps of VeriPB's format 3.0 that proofs use here, written apart from what writes them.

``pol``: sums, multiples, saturation, division, axioms of literals. ``red``: rows that define a new bit; whatever
the other bits are, some value of it must keep them all.
"""

import re
from itertools import product

Row = tuple[dict[int, int], int]
"""Literals (below zero: negated) with what each adds, all above zero, and the least that they add up to."""


def is_refuted(problem: str, proof: str) -> bool:
    """Whether a proof's steps are right and the one that it concludes with is a contradiction."""
    lines = (line for line in problem.splitlines() if line and not line.startswith("*"))
    rows = [_read_row(line.rstrip(" ;")) for line in lines]
    head, loaded, *steps, output, conclusion, end = (line.rstrip(" ;") for line in proof.splitlines())
    footer = ("output NONE", "end pseudo-Boolean proof")
    assert (head, output, end) == ("pseudo-Boolean proof version 3.0", *footer)
    assert loaded == f"f {len(rows)}"
    for step in steps:
        rule, _, rest = step.partition(" ")
        assert rule in {"pol", "red"}
        rows.append(_sum_up(rest.split(), rows) if rule == "pol" else _define(rest, rows))
    terms, least = rows[int(conclusion.removeprefix("conclusion UNSAT : ")) - 1]
    return sum(terms.values()) < least


def _read_row(line: str) -> Row:
    terms, _, least = line.partition(">=")
    found = re.findall(r"([+-]\d+) x(\d+)", terms)
    assert len(found) == terms.count("x")
    return _normalise({int(bit): int(times) for times, bit in found}, int(least))


def _normalise(terms: dict[int, int], least: int) -> Row:
    """Let bits cancel their negations, and turn coefficients below zero into negated literals."""
    whole: dict[int, int] = {}
    for literal, times in terms.items():
        whole[abs(literal)] = whole.get(abs(literal), 0) + (times if literal > 0 else -times)
        least -= 0 if literal > 0 else times
    found = {bit if times > 0 else -bit: abs(times) for bit, times in whole.items() if times}
    return found, least - sum(times for times in whole.values() if times < 0)


def _sum_up(tokens: list[str], rows: list[Row]) -> Row:
    stack: list[Row] = []
    for token, following in zip(tokens, [*tokens[1:], ""], strict=True):
        if token in {"*", "d"}:
            continue
        if token == "+":
            (one, least), (other, more) = stack.pop(), stack.pop()
            stack.append(
                _normalise({x: one.get(x, 0) + other.get(x, 0) for x in {*one, *other}}, least + more)
            )
        elif token == "s":
            terms, least = stack.pop()
            stack.append(({x: min(c, least) for x, c in terms.items()}, least))
        elif "x" in token:
            bit = int(token.lstrip("~x"))
            stack.append(({-bit if token.startswith("~") else bit: 1}, 0))
        elif following in {"*", "d"}:
            (terms, least), by = stack.pop(), int(token)
            assert by > 0
            parts = {"*": lambda number, by=by: number * by, "d": lambda number, by=by: -(-number // by)}
            stack.append(({x: parts[following](c) for x, c in terms.items()}, parts[following](least)))
        else:
            stack.append(rows[int(token) - 1])
    (total,) = stack
    return total


def _define(rest: str, rows: list[Row]) -> Row:
    row, _, witness = rest.partition(" : ")
    bit, _, value = witness.partition(" -> ")
    own = int(bit.removeprefix("x"))
    added = _read_row(row)
    assert value == ("1" if own in added[0] else "0")
    together = [added, *(one for one in rows if {own, -own} & one[0].keys())]
    others = sorted({abs(x) for terms, _ in together for x in terms} - {own})
    for values in product((0, 1), repeat=len(others)):
        given = dict(zip(others, values, strict=True))
        assert any(all(_keeps(one, given | {own: value}) for one in together) for value in (0, 1))
    return added


def _keeps(row: Row, values: dict[int, int]) -> bool:
    terms, least = row
    return sum(c * (values[x] if x > 0 else 1 - values[-x]) for x, c in terms.items()) >= least
