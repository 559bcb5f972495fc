"""A conflict described: its members, and how near each comes while the others hold.

A rule's rows are softened and what they are missed by is minimised; of the slates that are as near, one
is drawn by lot, and the audit says what the rule finds on it.
"""

from collections.abc import Collection, Iterable, Iterator
from functools import partial

from cocau.constraints.errors import AuditDisagreesError
from cocau.constraints.model.slate import Slate
from cocau.constraints.rules.audit_context import AuditContext
from cocau.constraints.rules.quantity import Quantity
from cocau.constraints.rules.rule import Finding, Rule, Standard, Strength, Verdict
from cocau.solver.conflicts.availability import describe_availability
from cocau.solver.conflicts.mus import ConflictCore
from cocau.solver.engines.engine import EngineAnswer, EngineStatus
from cocau.solver.engines.highs import Highs
from cocau.solver.engines.relaxation import LinearRelaxation
from cocau.solver.model.program import NamedRow, Program, evaluate
from cocau.solver.model.restricted_programs import AIM_PREFIX
from cocau.solver.model.slate_model import MOVE_TIERS, PIN_PREFIX
from cocau.solver.proposal import NearestMiss, RuleConflict
from cocau.solver.search.kernel_search import LpOptimum, minimise_near
from cocau.solver.search.planning_task import PlanningTask
from cocau.solver.time_budget import TimeBudget, TimeOver


def find_nearest_miss(
    task: PlanningTask, program: Program, core: Collection[str], tag: str, rule: Rule, effort: TimeBudget
) -> NearestMiss:
    """Find how near a rule comes to holding while the other tags of the core hold.

    `rule`: the rule whose rows have this tag.

    Raises:
        TimeOver: it was not found out in time.
        AuditDisagreesError: a defect of ours.
    """
    values = _minimise_miss(task, *_soften_rows(program.with_tags(frozenset(core).__contains__), tag), effort)
    slate = task.model.build_slate(values)
    found = audit_rule(task, rule, slate)
    if found.verdict is Verdict.KEPT and rule.strength is not Strength.AIM:
        raise AuditDisagreesError(f"{rule.id} is said to be impossible, and the audit finds it kept")
    return NearestMiss(rule=rule.id, finding=found, slate=slate)


def audit_rule(task: PlanningTask, rule: Rule, slate: Slate) -> Finding:
    """Audit a slate by one rule."""
    barred = frozenset(i for ids in task.barred_by.values() for i in ids)
    return rule.audit(AuditContext(task.request.council, task.request.pool, slate, barred))


def _soften_rows(program: Program, softened_tag: str) -> tuple[Program, Quantity]:
    """Return the program in which a tag's rows may be missed, and by how much they are."""
    kept = program.with_tags(lambda other: other != softened_tag)
    soft = Program([*program.lower], [*program.upper])
    missed: dict[int, int] = {}
    for row in (row for row in program.rows if row.tag == softened_tag):
        terms = dict(row.terms)
        for side, bound in ((1, row.low), (-1, row.high)):
            if bound is not None:
                slack = soft.variable(_compute_largest_miss(program, row, side, bound))
                terms[slack] = side
                missed[slack] = 1
        soft.rows.append(NamedRow(row.tag, terms, row.low, row.high))
    return kept.with_bounds(soft.lower, soft.upper).with_rows(soft.rows), Quantity(missed)


def _compute_largest_miss(program: Program, row: NamedRow, side: int, bound: int) -> int:
    """Return the most by which one side of a row can be missed within the variables' bounds."""
    ends = (side * c * (program.lower[v] if side * c > 0 else program.upper[v]) for v, c in row.terms.items())
    return max(side * bound - sum(ends), 0)


def _minimise_miss(task: PlanningTask, program: Program, missed: Quantity, effort: TimeBudget) -> list[int]:
    """Minimise what is missed; then draw people, then places by lot."""
    model = task.model
    values = _draw_assignment(program, missed, model.people.lots, effort)
    held = program.with_lock(missed, evaluate(missed, values))
    return _minimise(model.with_people_fixed(held, values), model.places.lots, effort)


def _draw_assignment(program: Program, missed: Quantity, lots: Quantity, effort: TimeBudget) -> list[int]:
    """Find the assignment of the least lots among those that miss least.

    One relaxation goes through both; a whole assignment that keeps the first one's bound proves both.
    """
    effort.raise_if_over()
    relaxation = LinearRelaxation(program)
    relaxation.prepare(lots, effort.left(), effort.watch)
    least = relaxation.minimum(missed, effort.left(), effort.watch)
    if least is None:
        raise TimeOver
    held = program.with_lock(missed, least[0])
    relaxation.lock(missed, least[0])
    drawn = relaxation.minimum(lots, effort.left(), effort.watch)
    if drawn is not None and drawn[1] is not None and held.allows(drawn[1]):
        return drawn[1]
    corner = None if drawn is None else LpOptimum.of(relaxation, drawn[0])
    ask = partial(_ask_engine, lots, effort, near=True)
    close_by = None if corner is None else minimise_near(held, corner, lots, ask)
    if close_by is not None and close_by.status is EngineStatus.OPTIMAL and close_by.values is not None:
        return close_by.values
    values = _solve(held, lots, effort)
    if values is None:  # the bound of the relaxation cannot be reached
        values = _minimise_proven(program, missed, effort)
        values = _minimise_proven(program.with_lock(missed, evaluate(missed, values)), lots, effort)
    return values


def _minimise(program: Program, objective: Quantity, effort: TimeBudget) -> list[int]:
    """Minimise an objective: by the relaxation if it comes out whole, else by the engine."""
    effort.raise_if_over()
    found = LinearRelaxation(program).minimum(objective, effort.left(), effort.watch)
    if found is not None and found[1] is not None and program.allows(found[1]):
        return found[1]
    return _minimise_proven(program, objective, effort)


def _minimise_proven(program: Program, objective: Quantity, effort: TimeBudget) -> list[int]:
    """Minimise an objective with the engine, where an assignment must exist."""
    values = _solve(program, objective, effort)
    if values is None:
        raise AssertionError("a program whose members were softened has an assignment")
    return values


def _solve(program: Program, objective: Quantity, effort: TimeBudget) -> list[int] | None:
    """Minimise an objective with the engine; None if there is no assignment.

    Raises:
        TimeOver: none was proven to be least in time.
    """
    answer = _ask_engine(objective, effort, program)
    if answer.status is EngineStatus.INFEASIBLE:
        return None
    if (
        answer.status is not EngineStatus.OPTIMAL
        or answer.values is None
        or not program.allows(answer.values)
    ):
        raise TimeOver
    return answer.values


def _ask_engine(
    objective: Quantity,
    effort: TimeBudget,
    program: Program,
    hint: list[int] | None = None,
    *,
    near: bool = False,
) -> EngineAnswer:
    """Ask the engine for the minimum of an objective."""
    effort.raise_if_over()
    return Highs().minimise(program, objective, effort.left(), hint, effort.watch, near=near)


def build_conflict(core: ConflictCore) -> RuleConflict:
    """Build a conflict from the rules and pins of a core."""
    tags = [tag.removeprefix(AIM_PREFIX) for tag in core.tags]
    return RuleConflict(
        rules=tuple(t for t in tags if not t.startswith(PIN_PREFIX) and t not in MOVE_TIERS),
        pins=tuple(t.removeprefix(PIN_PREFIX) for t in tags if t.startswith(PIN_PREFIX) or t in MOVE_TIERS),
        irreducible=core.irreducible,
        smallest=core.smallest,
        confirmed_by=core.confirmed_by,
    )


def describe_conflict(
    task: PlanningTask, program: Program, conflict: RuleConflict, effort: TimeBudget, aim: str | None = None
) -> RuleConflict:
    """Describe what makes a conflict so.

    `aim`: what it keeps from holding, in a program where that binds.

    Raises:
        AuditDisagreesError: a defect of ours.
    """
    binding = [task.book.by_id[i] for i in (*(() if aim is None else (aim,)), *conflict.rules)]
    binding = [rule for rule in binding if rule.strength is not Strength.AIM or rule.id == aim]
    there = describe_availability(task.request, task.barred_by, binding, conflict.pins)
    near = (
        tuple(_find_nearest_misses(task, program, conflict, effort, binding)) if conflict.irreducible else ()
    )
    return conflict.replace_unvalidated(nearest=near, described=there.described, wanted=there.wanted)


def _find_nearest_misses(
    task: PlanningTask, program: Program, conflict: RuleConflict, effort: TimeBudget, binding: Iterable[Rule]
) -> Iterator[NearestMiss]:
    """Yield how near each rule comes, in the conflict's order, where it was found in time."""
    tags = set(program.tags())
    core = [t for m in conflict.members for t in (m, PIN_PREFIX + m, AIM_PREFIX + m) if t in tags]
    own = {rule: tag for rule in conflict.rules for tag in (rule, AIM_PREFIX + rule) if tag in core}
    jobs = [
        partial(find_nearest_miss, task, program, core, tag, task.book.by_id[rule], effort)
        for rule, tag in own.items()
    ]
    for each in effort.run_all(jobs):
        if each is not None and each.finding.verdict is Verdict.BROKEN:
            _check_others_hold(task, each, [rule for rule in binding if rule.id != each.rule])
            yield each


def _check_others_hold(task: PlanningTask, miss: NearestMiss, others: Iterable[Rule]) -> None:
    """Check that on the slate of a near miss the other members and every standard hold."""
    standards = [rule for rule in task.book.rules if isinstance(rule, Standard)]
    broken = [
        rule.id
        for rule in (*others, *standards)
        if audit_rule(task, rule, miss.slate).verdict is Verdict.BROKEN
    ]
    if broken:
        raise AuditDisagreesError(f"the slate nearest to {miss.rule} breaks {', '.join(broken)}")
