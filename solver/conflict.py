"""A smallest set of rules that cannot hold together: found with linear relaxations, proven exactly.

First an irreducible set, by deletion from the core of a Farkas ray. Then, as long as time allows, a smallest
one: minimal hitting sets of correction sets, as in Ignatiev et al., "Smallest MUS Extraction with Minimal
Hitting Set Dualization" (CP 2015). A question that an engine did not answer in time never counts as "no".
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from constraints.quantity import Quantity
from solver.certificate import CERTIFICATE, Certificate
from solver.effort import Effort
from solver.engine import Engine, Status
from solver.hitting import least_hitting_set
from solver.kernel import Corner, close
from solver.lots import LOTS
from solver.program import Program
from solver.relaxation import Relaxation

NOTHING = Quantity()

CLOSE = LOTS // 8
"""Prices of lots above this keep a variable where the relaxation has it while an assignment is looked for."""


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


class Oracle:
    """Says whether the rows of some tags can hold together: relaxation first, integers where it must be.

    Every assignment it meets is kept: a question about tags that one of them keeps is answered by it. With
    `lots`, which tell all assignments apart, the relaxation mostly ends in whole numbers, or close to them.
    """

    def __init__(self, program: Program, engine: Engine, effort: Effort, lots: Quantity = NOTHING) -> None:
        self.program, self._engine, self._effort, self._lots = program, engine, effort, lots
        self._relaxation = Relaxation(program)
        self._met: list[tuple[frozenset[str], list[int]]] = []
        self.unanswered = False

    def core(self, tags: Collection[str]) -> frozenset[str] | None:
        """Some of these tags that cannot hold together; None if all can, or (`unanswered`) nobody knows."""
        wanted = frozenset(tags)
        found = self._tried(wanted)
        if isinstance(found, Certificate):
            return found.tags
        return None if found is not None or self.unanswered else wanted

    def values(self, tags: Collection[str]) -> list[int] | None:
        """An assignment under these tags; None if there is none, or (`unanswered`) none was found in time."""
        found = self._tried(frozenset(tags))
        return None if isinstance(found, Certificate) else found

    def proof(self, tags: Collection[str], seconds: float) -> Certificate | None:
        """The proof that these tags cannot hold together, if the relaxation has one."""
        found = self._relaxation.tried(tags, seconds)
        return found if isinstance(found, Certificate) else None

    def _tried(self, wanted: frozenset[str]) -> Certificate | list[int] | None:
        self.unanswered = False
        known = self._met_with(wanted)
        if known is not None:
            return known
        if self._effort.watch(None, None):
            self.unanswered = True
            return None
        found = self._relaxation.tried(wanted, self._effort.left())
        if isinstance(found, Certificate):
            return found
        program = self.program.keeping(wanted.__contains__)
        return found if self._keep(program, found) else self._integers(program)

    def _met_with(self, tags: frozenset[str]) -> list[int] | None:
        return next((values for kept, values in self._met if tags <= kept), None)

    def _integers(self, program: Program) -> list[int] | None:
        found = self._close(program) if self._lots.terms else None
        return self._asked(program) if found is None else found

    def _close(self, program: Program) -> list[int] | None:
        """An assignment where the lots are least, or close by; None says nothing."""
        found = self._relaxation.minimum(self._lots, self._effort.left(), self._effort.watch)
        if found is None:
            return None
        if self._keep(program, found[1]):
            return found[1]
        small = close(program, Corner.of(self._relaxation, found[0]), CLOSE)
        values = self._engine.minimise(small, NOTHING, self._effort.left(), watch=self._effort.watch).values
        return values if self._keep(program, values) else None

    def _asked(self, program: Program) -> list[int] | None:
        answer = self._engine.minimise(program, NOTHING, self._effort.left(), watch=self._effort.watch)
        if self._keep(program, answer.values):
            return answer.values
        self.unanswered = answer.status is not Status.INFEASIBLE
        return None

    def _keep(self, program: Program, values: list[int] | None) -> bool:
        """Remember an assignment, if there is one that the program allows."""
        if values is None or not program.allows(values):
            return False
        self._met.append((self.program.kept(values), values))
        return True


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
    smaller = _smallest(oracle, program, core, rounds) if irreducible else None
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
    """Delete one tag after another as long as the rest stays impossible."""
    everything = frozenset(tags)
    core = oracle.core(everything) or everything
    sure = not oracle.unanswered
    for tag in sorted(core):
        if tag in core:
            rest = oracle.core(core - {tag})
            sure = sure and not oracle.unanswered
            core = core if rest is None else rest
    return core, sure


def _smallest(oracle: Oracle, program: Program, core: frozenset[str], rounds: int) -> frozenset[str] | None:
    """A core of the fewest tags, at most as many as `core` has; None if that was not proven."""
    if len(core) < 2:  # noqa: PLR2004  # without its only tag an irreducible core can hold
        return core
    tags = frozenset(program.tags())
    known = [core]
    corrections = _alone_enough(oracle, tags, core, known)
    if len(corrections) == len(core) - 1:
        return core
    for _ in range(rounds):
        hitting = least_hitting_set(corrections, len(core))
        if hitting is None:
            return core
        if oracle.values(hitting) is None:
            return None if oracle.unanswered else hitting
        correction = _correction(oracle, program, hitting, known, corrections)
        if correction is None:
            return None
        corrections.append(correction)
    return None


def _alone_enough(
    oracle: Oracle, tags: frozenset[str], core: frozenset[str], known: list[frozenset[str]]
) -> list[frozenset[str]]:
    """Tags of a core that every conflict contains: giving up one of them mends everything.

    Not more of them than all but one: a smaller conflict would be exactly these, and they can hold together.
    Conflicts met on the way are added to those known.
    """
    found: list[frozenset[str]] = []
    for tag in sorted(core):
        if len(found) < len(core) - 1:
            other = oracle.core(tags - {tag})
            if other is not None:
                known.append(other)
            elif not oracle.unanswered:
                found.append(frozenset({tag}))
    return found


def _correction(
    oracle: Oracle,
    program: Program,
    kept: frozenset[str],
    known: list[frozenset[str]],
    before: Collection[frozenset[str]] = (),
) -> frozenset[str] | None:
    """Tags to give up, none of `kept`, so that the rest can hold; None if that was not found out in time.

    One tag of each known conflict is given up, one of few corrections `before`: what has nothing in common
    with them tells most. As long as the rest still cannot hold, that is one more conflict.
    """
    tags = frozenset(program.tags())

    def seldom(tag: str) -> tuple[int, str]:
        return sum(tag in correction for correction in before), tag

    while all(conflict - kept for conflict in known):  # else an engine was wrong: confirming tells
        rest = tags - {min(conflict - kept, key=seldom) for conflict in known}
        other = oracle.core(rest)
        if other is None:
            values = None if oracle.unanswered else oracle.values(rest)
            return None if values is None else _broken(program, values)
        known.append(other)
    return None


def _broken(program: Program, values: list[int]) -> frozenset[str]:
    return frozenset(program.tags()) - program.kept(values)
