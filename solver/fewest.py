"""A smallest set of tags that cannot hold together, or the proof that one found already is.

Minimal hitting sets of correction sets, as in Ignatiev et al., "Smallest MUS Extraction with Minimal
Hitting Set Dualization" (CP 2015).
"""

from collections.abc import Collection, Sequence

from cocau.solver.hitting import least_hitting_set
from cocau.solver.oracle import Oracle
from cocau.solver.program import Program


def fewest(oracle: Oracle, program: Program, core: frozenset[str], rounds: int) -> frozenset[str] | None:
    """A core of the fewest tags, at most as many as `core` has, which is irreducible; None if not proven."""
    if len(core) < 2:  # noqa: PLR2004  # without its only tag an irreducible core can hold
        return core
    found = _of_one(oracle, core, program.tags(), rounds) if len(core) == 2 else None  # noqa: PLR2004
    return _by_hitting_sets(oracle, program, core, rounds) if found is None else found


def _by_hitting_sets(
    oracle: Oracle, program: Program, core: frozenset[str], rounds: int
) -> frozenset[str] | None:
    """The same, in at most so many rounds: fewer tags than hit every correction known can hold together."""
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
        if other == rest:  # an engine's word, which names no culprits
            return _left_out(oracle, program, kept)
        known.append(other)
    return None


def _left_out(oracle: Oracle, program: Program, kept: frozenset[str]) -> frozenset[str] | None:
    """The tags that none of can join `kept` and the others that did, in their order; None if not in time."""
    values = oracle.values(kept)
    if values is None:
        return None
    held = program.kept(values)
    for tag in program.tags():
        if tag not in held:
            values = oracle.values(held | {tag})
            if oracle.unanswered:
                return None
            held = held if values is None else program.kept(values)
    return frozenset(program.tags()) - held


def _broken(program: Program, values: list[int]) -> frozenset[str]:
    return frozenset(program.tags()) - program.kept(values)
