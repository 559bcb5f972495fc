"""Programs with rows beside a request's own: earlier tiers held, an aim that binds.

That one of them has no assignment is what a proof shows (`cocau.solver.proofs`).
"""

from collections.abc import Iterable, Iterator, Sequence

from cocau.constraints.model.slate import Slate
from cocau.constraints.rulebook import Rulebook
from cocau.constraints.rules.quantity import LinearConstraint, Quantity
from cocau.constraints.rules.rule import Strength
from cocau.solver.model.program import STRUCTURAL, NamedRow, Program
from cocau.solver.model.slate_model import SlateModel, count_people_moved
from cocau.solver.outcome import Tier

AIM_PREFIX = "aim:"
"""What the tag of an earlier tier begins with where it may give way."""

HELD_PREFIX = "held:"
"""What the tag of a tier held at its value begins with; its number follows, from 1."""

DEMAND_TAG = "demand:"
"""The tag of what is demanded beyond the request of the plan; no rule can have such an id."""

BETTER = "better"
"""The tag of the row that asks for a better value than is said to be possible."""


def build_blocking_program(model: SlateModel, tiers: Sequence[Tier], missed: str) -> Program:
    """Build the program whose smallest core stands in the way of `missed`.

    Its tags are rule ids, pins, and ``aim:<id>`` for an earlier tier held at its value. A core without any
    tag: nothing that a plan could change, the pool itself lacks the people.
    """
    aims = {rule for tier in tiers for rule in tier.rules} | {missed}
    program = model.program.with_structural(aims.__contains__)
    program.add(STRUCTURAL, LinearConstraint(model.shortfall([missed]), high=0))
    for tier in tiers:
        if missed in tier.rules:
            break
        program.add(
            AIM_PREFIX + tier.rules[0], LinearConstraint(model.objective(tier.rules), high=tier.value)
        )
    return program


def build_tier_program(model: SlateModel, tiers: Sequence[Tier], number: int, bound: int) -> Program:
    """Build the program of slates better than `bound` in a tier, those before it held.

    `number`: of the tier, from 1.
    """
    objective = model.objective(tiers[number - 1].rules)
    held = [(model.objective(tier.rules), tier.value) for tier in tiers[: number - 1]]
    return build_better_program(model.program, held, objective, bound)


def build_better_program(
    program: Program, held: Sequence[tuple[Quantity, int]], objective: Quantity, bound: int
) -> Program:
    """Build the part of a program where `objective` is below `bound`.

    `held`: quantities, each at most its number there.
    """
    rows = [_hold(f"{HELD_PREFIX}{i}", quantity, most) for i, (quantity, most) in enumerate(held, start=1)]
    return program.with_rows([*rows, _hold(BETTER, objective, bound - 1)])


def build_distance_rows(
    apart: int, held: Sequence[Tier], slates: Sequence[Slate], model: SlateModel
) -> Iterator[LinearConstraint]:
    """Yield rows that keep a distance from each slate, and hold tiers at their values."""
    for slate in slates:
        yield count_people_moved(model, slate) >= apart
    for tier in held:
        yield model.objective(tier.rules) <= tier.value


def build_demanding_program(program: Program, rows: Iterable[LinearConstraint]) -> Program:
    """Build a program in which more is demanded than in the request of the plan."""
    demanding = program.with_rows(())
    for row in rows:
        demanding.add(DEMAND_TAG, row)
    return demanding


def build_musts_program(model: SlateModel, book: Rulebook) -> Program:
    """Build the program without its aims, in which a conflict is searched."""
    aims = {rule.id for rule in book.rules if rule.strength is Strength.AIM}
    return model.program.with_tags(lambda tag: tag not in aims)


def get_floor(program: Program, quantity: Quantity) -> int:
    """Return the least of a quantity by the bounds of its variables alone."""
    lower, upper = program.lower, program.upper
    return quantity.constant + sum(c * (lower[v] if c > 0 else upper[v]) for v, c in quantity.terms.items())


def _hold(tag: str, objective: Quantity, most: int) -> NamedRow:
    terms = {v: c for v, c in objective.terms.items() if c} or {0: 1}
    return NamedRow(tag, terms, None, most - objective.constant)
