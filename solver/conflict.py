"""A smallest set of rules that cannot hold together: found with linear relaxations, proven exactly.

First an irreducible set, by deletion from the core of a Farkas ray. Then, as long as time allows, a smallest
one: minimal hitting sets of correction sets, as in Ignatiev et al., "Smallest MUS Extraction with Minimal
Hitting Set Dualization" (CP 2015). A question that an engine did not answer in time never counts as "no".
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from constraints.quantity import Quantity
from solver.certificate import CERTIFICATE, Certificate
from solver.effort import Effort
from solver.engine import Answer, Engine, Status
from solver.hitting import least_hitting_set
from solver.kernel import Corner, found_near
from solver.program import Program
from solver.relaxation import Relaxation

NOTHING = Quantity()


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
        self._relaxation.weigh(lots)
        self._bare = program.keeping(lambda _: False)
        self._met: list[tuple[frozenset[str], list[int]]] = []
        self._proofs: list[Certificate] = []
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
        wanted = frozenset(tags)
        known = next((proof for proof in self._proofs if proof.tags <= wanted), None)
        found = self._relaxation.tried(wanted, seconds) if known is None else known
        return found if isinstance(found, Certificate) else None

    def has_met(self, tags: Collection[str]) -> bool:
        """Whether an assignment under these tags is known already."""
        return self._met_with(frozenset(tags)) is not None

    def meets(self, tags: Collection[str]) -> bool:
        """Whether an assignment under these tags comes out of the relaxation whole; if not, nothing is said."""
        wanted = frozenset(tags)
        return not self._effort.over and self._keep(wanted, self._relaxed(wanted))

    def _tried(self, wanted: frozenset[str]) -> Certificate | list[int] | None:
        self.unanswered = False
        known = self._met_with(wanted)
        if known is not None:
            return known
        if self._effort.watch(None, None):
            self.unanswered = True
            return None
        found = self._relaxed(wanted)
        if isinstance(found, Certificate) or self._keep(wanted, found):
            return found
        return self._integers(wanted)

    def _relaxed(self, wanted: frozenset[str]) -> Certificate | list[int] | None:
        found = self._relaxation.tried(wanted, self._effort.left())
        self._proofs += [found] if isinstance(found, Certificate) else []
        return found

    def _met_with(self, tags: frozenset[str]) -> list[int] | None:
        return next((values for kept, values in self._met if tags <= kept), None)

    def _integers(self, wanted: frozenset[str]) -> list[int] | None:
        program = self.program.keeping(wanted.__contains__)
        if self._lots.terms and self._relaxation.solved:
            values = found_near(program, Corner.of(self._relaxation, 0), self._any_of)
            if self._keep(wanted, values):
                return values
        answer = self._any_of(program)
        if self._keep(wanted, answer.values):
            return answer.values
        self.unanswered = answer.status is not Status.INFEASIBLE
        return None

    def _any_of(self, program: Program) -> Answer:
        return self._engine.minimise(program, NOTHING, self._effort.left(), watch=self._effort.watch)

    def _keep(self, wanted: frozenset[str], values: Certificate | list[int] | None) -> bool:
        """Remember an assignment, if it is one under these tags."""
        if values is None or isinstance(values, Certificate) or not self._bare.allows(values):
            return False
        kept = self.program.kept(values)
        self._met += [(kept, values)] if wanted <= kept else []
        return wanted <= kept


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
    if len(core) == 2:  # noqa: PLR2004  # only a single tag would be fewer
        found = _of_one(oracle, core, program.tags(), rounds)
        if found is not None:
            return found
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


def _of_one(oracle: Oracle, core: frozenset[str], tags: Sequence[str], rounds: int) -> frozenset[str] | None:
    """A conflict of one tag, or else this core of two; None if that was not found out in so many questions.

    That each tag can hold alone is shown of many at once by one assignment, where the relaxation ends in one;
    else it is asked of each half of them.
    """
    open_ones, questions = [tuple(tags)], 0
    while open_ones:
        some = tuple(tag for tag in open_ones.pop() if not oracle.has_met([tag]))
        questions += bool(some)
        if questions > rounds:
            return None
        middle = len(some) // 2
        if len(some) > 1 and not oracle.meets(some):
            open_ones += [some[middle:], some[:middle]]
        elif len(some) == 1 and oracle.values(some) is None:
            return None if oracle.unanswered else frozenset(some)
    return core


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
