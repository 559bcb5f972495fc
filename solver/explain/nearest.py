"""As near as one member of a conflict can come to holding while the others hold, in the rule's own figures.

Its rows are softened and what they are missed by is made least; of the slates that are as near one is drawn
by lot, and the audit says what the rule finds on it.
"""

from collections.abc import Collection
from functools import partial

from cocau.constraints.errors import AuditDisagreesError
from cocau.constraints.quantity import Quantity
from cocau.constraints.rule import Finding, Rule, Strength, Verdict
from cocau.constraints.setting import Setting
from cocau.constraints.slate import Slate
from cocau.solver.asked import Asked
from cocau.solver.effort import Effort, TimeOver
from cocau.solver.engine import Answer, Status
from cocau.solver.explain.facts import Nearest
from cocau.solver.highs import Highs
from cocau.solver.kernel import Corner, least_near
from cocau.solver.program import NamedRow, Program, value_of
from cocau.solver.relaxation import Relaxation


def nearest(
    asked: Asked, program: Program, core: Collection[str], tag: str, rule: Rule, effort: Effort
) -> Nearest:
    """How near `rule`, whose rows have this tag, can come while the other tags of the core hold.

    Raises:
        TimeOver: it was not found out in time.
        AuditDisagreesError: a defect of ours.
    """
    values = _least(asked, *_softened(program.keeping(frozenset(core).__contains__), tag), effort)
    slate = asked.model.slate(values)
    found = audited(asked, rule, slate)
    if found.verdict is Verdict.KEPT and rule.strength is not Strength.AIM:
        raise AuditDisagreesError(f"{rule.id} is said to be impossible, and the audit finds it kept")
    return Nearest(rule=rule.id, finding=found, slate=slate)


def audited(asked: Asked, rule: Rule, slate: Slate) -> Finding:
    """What one rule finds on a slate."""
    barred = frozenset(i for ids in asked.barred_by.values() for i in ids)
    return rule.audit(Setting(asked.request.council, asked.request.pool, slate, barred))


def _softened(program: Program, tag: str) -> tuple[Program, Quantity]:
    """The program with the rows of a tag missed by as much as may be, and how much that is."""
    kept = program.keeping(lambda other: other != tag)
    soft = Program([*program.lower], [*program.upper])
    missed: dict[int, int] = {}
    for row in (row for row in program.rows if row.tag == tag):
        terms = dict(row.terms)
        for side, bound in ((1, row.low), (-1, row.high)):
            if bound is not None:
                slack = soft.variable(_furthest(program, row, side, bound))
                terms[slack] = side
                missed[slack] = 1
        soft.rows.append(NamedRow(row.tag, terms, row.low, row.high))
    return kept.bounded(soft.lower, soft.upper).with_rows(soft.rows), Quantity(missed)


def _furthest(program: Program, row: NamedRow, side: int, bound: int) -> int:
    """The most by which one side of a row can be missed within the bounds of the variables."""
    ends = (side * c * (program.lower[v] if side * c > 0 else program.upper[v]) for v, c in row.terms.items())
    return max(side * bound - sum(ends), 0)


def _least(asked: Asked, program: Program, missed: Quantity, effort: Effort) -> list[int]:
    """The assignment with the least missed; of those, people and then places drawn by lot."""
    model = asked.model
    values = _drawn(program, missed, model.people.lots, effort)
    held = program.with_lock(missed, value_of(missed, values))
    return _minimum(model.with_people_of(held, values), model.places.lots, effort)


def _drawn(program: Program, missed: Quantity, lots: Quantity, effort: Effort) -> list[int]:
    """The assignment of the least lots among those with the least missed.

    One relaxation goes through both; a whole assignment that keeps the first one's bound proves both.
    """
    effort.go_on()
    relaxation = Relaxation(program)
    relaxation.prepare(lots, effort.left(), effort.watch)
    least = relaxation.minimum(missed, effort.left(), effort.watch)
    if least is None:
        raise TimeOver
    held = program.with_lock(missed, least[0])
    relaxation.lock(missed, least[0])
    drawn = relaxation.minimum(lots, effort.left(), effort.watch)
    if drawn is not None and drawn[1] is not None and held.allows(drawn[1]):
        return drawn[1]
    corner = None if drawn is None else Corner.of(relaxation, drawn[0])
    close_by = None if corner is None else least_near(held, corner, lots, partial(_asked, lots, effort))
    if close_by is not None and close_by.status is Status.OPTIMAL and close_by.values is not None:
        return close_by.values
    values = _solved(held, lots, effort)
    if values is None:  # the bound of the relaxation cannot be reached
        values = _proven(program, missed, effort)
        values = _proven(program.with_lock(missed, value_of(missed, values)), lots, effort)
    return values


def _minimum(program: Program, objective: Quantity, effort: Effort) -> list[int]:
    """An assignment of the least objective: the relaxation's where it came out whole, else the engine's."""
    effort.go_on()
    found = Relaxation(program).minimum(objective, effort.left(), effort.watch)
    if found is not None and found[1] is not None and program.allows(found[1]):
        return found[1]
    return _proven(program, objective, effort)


def _proven(program: Program, objective: Quantity, effort: Effort) -> list[int]:
    values = _solved(program, objective, effort)
    if values is None:
        raise AssertionError("a program whose members were softened has an assignment")
    return values


def _solved(program: Program, objective: Quantity, effort: Effort) -> list[int] | None:
    """The engine's assignment of the least objective; None if there is none.

    Raises:
        TimeOver: none was proven to be least in time.
    """
    answer = _asked(objective, effort, program)
    if answer.status is Status.INFEASIBLE:
        return None
    if answer.status is not Status.OPTIMAL or answer.values is None or not program.allows(answer.values):
        raise TimeOver
    return answer.values


def _asked(objective: Quantity, effort: Effort, program: Program) -> Answer:
    effort.go_on()
    return Highs().minimise(program, objective, effort.left(), watch=effort.watch)
