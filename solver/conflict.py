"""A smallest set of rules that cannot hold together: found with linear relaxations, proven exactly.

First an irreducible set, by deletion from the core of a Farkas ray. Then, as long as time allows, a smallest
one: minimal hitting sets of correction sets, as in Ignatiev et al., "Smallest MUS Extraction with Minimal
Hitting Set Dualization" (CP 2015). A question that an engine did not answer in time never counts as "no".
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from cocau.constraints.quantity import Quantity
from cocau.solver.certificate import CERTIFICATE
from cocau.solver.effort import Effort
from cocau.solver.engine import Engine, Status
from cocau.solver.fewest import fewest
from cocau.solver.oracle import NOTHING, Oracle
from cocau.solver.program import Program


@dataclass(frozen=True)
class Core:
    """Tags that cannot hold together. `irreducible`: without any one of them the rest can.

    `smallest`: no conflict has fewer. `confirmed_by`: engines that each found it impossible, or the first one
    and `CERTIFICATE`: its multipliers were checked in whole numbers.
    """

    tags: tuple[str, ...]
    irreducible: bool
    smallest: bool
    confirmed_by: tuple[str, ...]


def smallest_core(
    program: Program,
    engines: tuple[Engine, Engine],
    effort: Effort,
    rounds: int = 100,
    lots: Quantity = NOTHING,
) -> Core | None:
    """A smallest core of a program that is impossible; None if an engine found it possible after all.

    `effort` bounds the search, `rounds` the tries for fewer tags (the same on every machine); what could
    not be proven within them is said in the result. Confirming may take a second more. `lots`: see `Oracle`.
    """
    oracle = Oracle(program, engines[0], effort, lots)
    core, irreducible = shrunk(oracle, program.tags())
    smaller = fewest(oracle, program, core, rounds) if irreducible else None
    best = core if smaller is None else smaller
    confirmed = confirmed_by(oracle, program, best, engines, effort)
    if confirmed is None:
        return None
    tags = tuple(tag for tag in program.tags() if tag in best)
    return Core(tags, irreducible, smaller is not None, confirmed)


def confirmed_by(
    oracle: Oracle,
    program: Program,
    core: Collection[str],
    engines: tuple[Engine, Engine],
    effort: Effort,
) -> tuple[str, ...] | None:
    """Who says that these tags cannot hold together; None if somebody finds that they can.

    The first engine and a certificate where there is one, which needs no second engine; else every engine
    that found it impossible.
    """
    if oracle.proof(core, effort.again().left()) is not None:
        return (engines[0].name, CERTIFICATE)
    alone, confirmed = program.keeping(frozenset(core).__contains__), []
    for engine in engines:
        last = effort.again()
        answer = engine.minimise(alone, NOTHING, last.left(), watch=last.watch)
        if answer.values is not None and alone.allows(answer.values):
            return None
        confirmed += [engine.name] if answer.status is Status.INFEASIBLE else []
    return tuple(confirmed)


def shrunk(oracle: Oracle, tags: Iterable[str]) -> tuple[frozenset[str], bool]:
    """Delete tags as long as the rest stays impossible: one by one, and more at once while that goes well."""
    everything = frozenset(tags)
    core = oracle.core(everything) or everything
    sure = not oracle.unanswered
    left, many = sorted(core), 1
    while left:
        rest = oracle.core(core.difference(left[:many]))
        if rest is None and len(left[:many]) > 1:
            many = 1
            continue
        sure = sure and not oracle.unanswered
        core, many = (core, 1) if rest is None else (rest, 2 * many)
        left = [tag for tag in left[1:] if tag in core]
    return core, sure
