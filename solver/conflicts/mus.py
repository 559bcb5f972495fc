"""A smallest set of rules that cannot hold together: found by relaxations, then proven.

First an irreducible set, by deletion from the core of a Farkas ray. Then, as long as time allows, a
smallest one: minimal hitting sets of correction sets, as in Ignatiev et al., "Smallest MUS Extraction
with Minimal Hitting Set Dualization" (CP 2015). A question that an engine did not answer in time never
counts as "no".
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from cocau.constraints.rules.quantity import Quantity
from cocau.solver.engines.certificate import CERTIFICATE, Certificate, holds_with_sides
from cocau.solver.engines.engine import Engine, EngineAnswer, EngineStatus
from cocau.solver.engines.relaxation import LinearRelaxation
from cocau.solver.model.program import NamedRow, Program
from cocau.solver.search.kernel_search import LpOptimum, find_near
from cocau.solver.time_budget import TimeBudget


def find_least_hitting_set(sets: Sequence[frozenset[str]], below: int) -> frozenset[str] | None:
    """Find a smallest set that meets each of `sets`, with fewer than `below` members.

    None if there is none.

    Depth first on the first set not met yet; made for a dozen sets of rule names, not for thousands.
    """
    best: frozenset[str] | None = None
    limit = below
    stack: list[frozenset[str]] = [frozenset()]
    while stack:
        chosen = stack.pop()
        missed = next((s for s in sets if not s & chosen), None)
        if missed is None and len(chosen) < limit:
            best, limit = chosen, len(chosen)
        elif missed is not None and len(chosen) + 1 < limit:
            stack += [chosen | {member} for member in sorted(missed, reverse=True)]
    return best


NO_QUANTITY = Quantity()


class FeasibilityOracle:
    """An oracle on whether rows of some tags can hold together: relaxation, then integers.

    Every assignment it meets is kept: a question about tags that one of them keeps is answered by it. With
    `lots`, which tell all assignments apart, the relaxation mostly ends in whole numbers, or close to them.
    """

    def __init__(
        self, program: Program, engine: Engine, effort: TimeBudget, lots: Quantity = NO_QUANTITY
    ) -> None:
        self.program, self._engine, self._effort, self._lots = program, engine, effort, lots
        self._relaxation = LinearRelaxation(program)
        self._relaxation.weigh(lots)
        self._bare = program.with_tags(lambda _: False)
        self._met: list[tuple[frozenset[str], list[int]]] = []
        self._proofs: list[Certificate] = []
        self.unanswered = False

    def add_rows(self, rows: Sequence[NamedRow]) -> None:
        """Add rows of new tags, which can be asked about from now on."""
        self.program = self.program.with_rows(rows)
        self._relaxation.add_rows(rows)
        new = {row.tag for row in rows}
        self._met = [
            (kept | (new - {row.tag for row in rows if not row.holds(values)}), values)
            for kept, values in self._met
        ]

    def core(self, tags: Collection[str]) -> frozenset[str] | None:
        """Return some of these tags that cannot hold together; None if all can, or if unknown.

        `unanswered` says which of the two None means.
        """
        wanted = frozenset(tags)
        found = self._answer(wanted)
        if isinstance(found, Certificate):
            return found.tags
        return None if found is not None or self.unanswered else wanted

    def values(self, tags: Collection[str]) -> list[int] | None:
        """Return an assignment under these tags; None if there is none.

        None also where (`unanswered`) none was found in time.
        """
        wanted = frozenset(tags)
        self.unanswered = False
        if self._is_refuted(wanted):
            return None
        found = self._answer(wanted)
        return None if isinstance(found, Certificate) else found

    def refutes(self, tags: Collection[str]) -> bool:
        """Return whether the relaxation proves that these tags cannot hold together.

        If not, nothing is known.
        """
        wanted = frozenset(tags)
        if self.has_met(wanted) or self._effort.is_over:
            return False
        if self._is_refuted(wanted):
            return True
        found = self._ask_relaxation(wanted)
        self._remember(wanted, found)
        return isinstance(found, Certificate)

    def refutes_rows(self, tags: frozenset[str], rows: Sequence[NamedRow]) -> bool:
        """Return whether a known proof shows that these tags cannot hold together with rows.

        It is one of the tags and another one, from whose rows these differ only by their sides.
        """
        for proof in reversed(self._proofs):
            others = proof.tags - tags
            if len(others) == 1:
                known = {i: self.program.rows[i] for tag in others for i in self.program.index()[tag]}
                if len(known) == len(rows) and holds_with_sides(proof, known, rows):
                    return True
        return False

    def _is_refuted(self, tags: frozenset[str]) -> bool:
        """Return whether a proof is known that these tags cannot hold together."""
        return any(proof.tags <= tags for proof in self._proofs)

    def proof(self, tags: Collection[str], seconds: float) -> Certificate | None:
        """Return the proof that these tags cannot hold together, if the relaxation has one."""
        wanted = frozenset(tags)
        known = next((proof for proof in self._proofs if proof.tags <= wanted), None)
        found = self._relaxation.probe(wanted, seconds) if known is None else known
        return found if isinstance(found, Certificate) else None

    def has_met(self, tags: Collection[str]) -> bool:
        """Return whether an assignment under these tags is known already."""
        return self._find_met(frozenset(tags)) is not None

    def meets(self, tags: Collection[str]) -> bool:
        """Return whether the relaxation has a whole-number optimum; if not, nothing is known."""
        wanted = frozenset(tags)
        return not self._effort.is_over and self._remember(wanted, self._ask_relaxation(wanted))

    def _answer(self, wanted: frozenset[str]) -> Certificate | list[int] | None:
        self.unanswered = False
        known = self._find_met(wanted)
        if known is not None:
            return known
        if self._effort.watch(None, None):
            self.unanswered = True
            return None
        found = self._ask_relaxation(wanted)
        if isinstance(found, Certificate) or self._remember(wanted, found):
            return found
        return self._ask_engine(wanted)

    def _ask_relaxation(self, wanted: frozenset[str]) -> Certificate | list[int] | None:
        found = self._relaxation.probe(wanted, self._effort.left())
        self._proofs += [found] if isinstance(found, Certificate) else []
        return found

    def _find_met(self, tags: frozenset[str]) -> list[int] | None:
        return next((values for kept, values in self._met if tags <= kept), None)

    def _ask_engine(self, wanted: frozenset[str]) -> list[int] | None:
        program = self.program.with_tags(wanted.__contains__)
        if self._lots.terms and self._relaxation.is_solved:
            values = find_near(program, LpOptimum.of(self._relaxation, 0), self._find_any)
            if self._remember(wanted, values):
                return values
        answer = self._find_any(program)
        if self._remember(wanted, answer.values):
            return answer.values
        self.unanswered = answer.status is not EngineStatus.INFEASIBLE
        return None

    def _find_any(self, program: Program) -> EngineAnswer:
        return self._engine.minimise(program, NO_QUANTITY, self._effort.left(), watch=self._effort.watch)

    def _remember(self, wanted: frozenset[str], values: Certificate | list[int] | None) -> bool:
        """Remember an assignment, if it is one under these tags; return whether it is."""
        if values is None or isinstance(values, Certificate) or not self._bare.allows(values):
            return False
        kept = self.program.get_kept_tags(values)
        self._met += [(kept, values)] if wanted <= kept else []
        return wanted <= kept


def find_smallest_mus(
    oracle: FeasibilityOracle, program: Program, core: frozenset[str], rounds: int
) -> frozenset[str] | None:
    """Find an irreducible core of the fewest tags; None if that is not proven.

    It has at most as many as `core`.
    """
    if len(core) < 2:  # noqa: PLR2004  # without its only tag an irreducible core can hold
        return core
    found = _find_single_tag(oracle, core, program.tags(), rounds) if len(core) == 2 else None  # noqa: PLR2004
    return _find_by_hitting_sets(oracle, program, core, rounds) if found is None else found


def _find_by_hitting_sets(
    oracle: FeasibilityOracle, program: Program, core: frozenset[str], rounds: int
) -> frozenset[str] | None:
    """Find a core of the fewest tags in at most so many rounds.

    Fewer tags than hit every correction known can hold together.
    """
    tags = frozenset(program.tags())
    known = [core]
    corrections = _find_single_corrections(oracle, tags, core, known)
    if len(corrections) == len(core) - 1:
        return core
    for _ in range(rounds):
        hitting = find_least_hitting_set(corrections, len(core))
        if hitting is None:
            return core
        if oracle.values(hitting) is None:
            return None if oracle.unanswered else hitting
        correction = _find_correction(oracle, program, hitting, known, corrections)
        if correction is None:
            return None
        corrections.append(correction)
    return None


def _find_single_tag(
    oracle: FeasibilityOracle, core: frozenset[str], tags: Sequence[str], rounds: int
) -> frozenset[str] | None:
    """Find a conflict of one tag, or else this core of two; None if not found out.

    That takes at most so many questions. That each tag can hold alone is shown of many at once by one
    assignment, where the relaxation ends in one; else it is asked of each half of them.
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


def _find_single_corrections(
    oracle: FeasibilityOracle, tags: frozenset[str], core: frozenset[str], known: list[frozenset[str]]
) -> list[frozenset[str]]:
    """Find tags of a core that every conflict contains: giving up one mends everything.

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


def _find_correction(
    oracle: FeasibilityOracle,
    program: Program,
    kept: frozenset[str],
    known: list[frozenset[str]],
    before: Collection[frozenset[str]] = (),
) -> frozenset[str] | None:
    """Find tags to give up, none of `kept`, so that the rest can hold; None if not in time.

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
            return None if values is None else _get_broken_tags(program, values)
        if other == rest:  # an engine's word, which names no culprits
            return _find_left_out(oracle, program, kept)
        known.append(other)
    return None


def _find_left_out(
    oracle: FeasibilityOracle, program: Program, kept: frozenset[str]
) -> frozenset[str] | None:
    """Find the tags that cannot join `kept` and the others, in their order.

    None if that was not found out in time.
    """
    values = oracle.values(kept)
    if values is None:
        return None
    held = program.get_kept_tags(values)
    for tag in program.tags():
        if tag not in held:
            values = oracle.values(held | {tag})
            if oracle.unanswered:
                return None
            held = held if values is None else program.get_kept_tags(values)
    return frozenset(program.tags()) - held


def _get_broken_tags(program: Program, values: list[int]) -> frozenset[str]:
    return frozenset(program.tags()) - program.get_kept_tags(values)


@dataclass(frozen=True)
class ConflictCore:
    """Tags that cannot hold together. `irreducible`: without any one of them the rest can.

    `smallest`: no conflict has fewer. `confirmed_by`: engines that each found it impossible, or the first one
    and `CERTIFICATE`: its multipliers were checked in whole numbers.
    """

    tags: tuple[str, ...]
    irreducible: bool
    smallest: bool
    confirmed_by: tuple[str, ...]


def find_smallest_core(
    program: Program,
    engines: tuple[Engine, Engine],
    effort: TimeBudget,
    rounds: int = 100,
    lots: Quantity = NO_QUANTITY,
) -> ConflictCore | None:
    """Find a smallest core of an impossible program; None if an engine found it possible.

    `effort` bounds the search, `rounds` the tries for fewer tags (the same on every machine); what could
    not be proven within them is said in the result. Confirming may take a second more. `lots`: see
    `FeasibilityOracle`.
    """
    oracle = FeasibilityOracle(program, engines[0], effort, lots)
    core, irreducible = shrink_core(oracle, program.tags())
    smaller = find_smallest_mus(oracle, program, core, rounds) if irreducible else None
    best = core if smaller is None else smaller
    confirmed = confirm_core(oracle, program, best, engines, effort)
    if confirmed is None:
        return None
    tags = tuple(tag for tag in program.tags() if tag in best)
    return ConflictCore(tags, irreducible, smaller is not None, confirmed)


def confirm_core(
    oracle: FeasibilityOracle,
    program: Program,
    core: Collection[str],
    engines: tuple[Engine, Engine],
    effort: TimeBudget,
) -> tuple[str, ...] | None:
    """Return who confirms that these tags cannot hold together; None if one finds they can.

    The first engine and a certificate where there is one, which needs no second engine; else every engine
    that found it impossible.
    """
    if oracle.proof(core, effort.renew().left()) is not None:
        return (engines[0].name, CERTIFICATE)
    alone, confirmed = program.with_tags(frozenset(core).__contains__), []
    for engine in engines:
        last = effort.renew()
        answer = engine.minimise(alone, NO_QUANTITY, last.left(), watch=last.watch)
        if answer.values is not None and alone.allows(answer.values):
            return None
        confirmed += [engine.name] if answer.status is EngineStatus.INFEASIBLE else []
    return tuple(confirmed)


def shrink_core(oracle: FeasibilityOracle, tags: Iterable[str]) -> tuple[frozenset[str], bool]:
    """Delete tags as long as the rest stays impossible, more at once while that goes well.

    Return the core, and whether it is sure that it is irreducible.
    """
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
