"""The road, top to bottom: a request in, an audited proposal out."""

from dataclasses import replace
from typing import assert_never

from cocau.constraints.errors import AuditDisagreesError, InputError, OverrideError
from cocau.constraints.library import load_rulebook
from cocau.constraints.rulebook import Rulebook
from cocau.solver.engines.engine import Engine
from cocau.solver.engines.highs import Highs
from cocau.solver.outcome import Impossible, OnProgress, OutOfTime, SearchOutcome, SearchProgress, Solved
from cocau.solver.proposal import Proposal, audit_lawful_slate
from cocau.solver.proposal_builder import (
    build_conflict_proposal,
    build_out_of_time_proposal,
    build_solved_proposal,
)
from cocau.solver.request import PlanRequest, find_request_problems
from cocau.solver.search.evenness.wishes import settle_wishes
from cocau.solver.search.lexicographic import EngineError, solve
from cocau.solver.search.planning_task import PlanningTask
from cocau.solver.time_budget import TimeBudget


def plan(
    request: PlanRequest, book: Rulebook | None = None, on_progress: OnProgress | None = None
) -> Proposal:
    """Plan a request: return the proposal, solved, in conflict, or out of time.

    `book` replaces the rulebook named in the request (for rulebooks that are not on disk).

    Raises:
        InputError: everything wrong with the council, the pool, the what-ifs and the pins, at once.
        AuditDisagreesError: a defect of ours; no such slate is ever returned.
    """
    request = request.in_order()
    return plan_with_rulebook(
        request,
        _resolve_rulebook_or_report(request, load_rulebook(request.rulebook) if book is None else book),
        on_progress,
    )


def build_unproven_proposal(request: PlanRequest, book: Rulebook, outcome: OutOfTime) -> Proposal:
    """Build the proposal of a search that was lost, from what it had found.

    It is the proposal that the search would have answered then; see `plan_with_rulebook`.

    Raises:
        AuditDisagreesError: the slate breaks a must or a standard.
    """
    request = request.in_order()
    return build_out_of_time_proposal(PlanningTask(request, book, TimeBudget(request.seconds)), outcome)


def plan_with_rulebook(
    request: PlanRequest, book: Rulebook, on_progress: OnProgress | None = None
) -> Proposal:
    """Plan a request whose what-ifs are in `book` already: all its rules bind.

    Raises:
        InputError, AuditDisagreesError: see `plan`.
    """
    request = request.in_order()
    task = PlanningTask(
        request, book, TimeBudget(request.seconds, _report_lawful_only(request, book, on_progress))
    )
    check_request(request, book)
    _ = task.pool_digest  # before the search: the JSON of a large pool is most of the memory of its plan
    outcome = _search_with(task, Highs()) if task.sifted is None else task.sifted.outcome
    if isinstance(outcome, Impossible):
        proposal = build_conflict_proposal(task)
        if proposal is not None:
            return proposal
        # The first engine was wrong: the second has a slate.
        outcome = _search_with(task, _load_second_engine())
    if isinstance(outcome, Solved):
        outcome = settle_wishes(task, outcome)
    match outcome:
        case Impossible():
            raise AuditDisagreesError("the engines contradict each other on whether a slate exists")
        case OutOfTime():
            return build_out_of_time_proposal(task, outcome)
        case Solved():
            return build_solved_proposal(task, outcome)
    assert_never(outcome)


def resolve_rulebook(request: PlanRequest, book: Rulebook | None = None) -> Rulebook:
    """Return the rules that bind this request: in force, of this level, with its what-ifs."""
    whole = load_rulebook(request.rulebook) if book is None else book
    return whole.for_council(request.council).apply_overrides(request.overrides).raise_aims(request.raised)


def _resolve_rulebook_or_report(request: PlanRequest, whole: Rulebook) -> Rulebook:
    """Return the rules that bind; report a faulty what-if with the request's own faults."""
    try:
        return resolve_rulebook(request, whole)
    except OverrideError as error:
        unchanged = whole.for_council(request.council)
        raise type(error)([*error.problems, *find_request_problems(request, unchanged)]) from None


def check_request(request: PlanRequest, book: Rulebook) -> None:
    """Refuse a request that cannot be planned.

    Raises:
        InputError: all its problems.
    """
    if problems := find_request_problems(request, book):
        raise InputError(problems)


def _report_lawful_only(
    request: PlanRequest, book: Rulebook, on_progress: OnProgress | None
) -> OnProgress | None:
    """Wrap a listener so that it hears of no slate that breaks a must or a standard.

    Such a slate is a defect of ours, raised with the answer: an engine that calls us must not be left
    by it.
    """
    if on_progress is None:
        return None

    def audited(progress: SearchProgress) -> bool:
        if progress.best is not None and progress.best.slate is not None:
            try:
                audit_lawful_slate(request, book, progress.best.slate, "the best slate so far")
            except AuditDisagreesError:
                progress = replace(progress, best=None)
        return on_progress(progress)

    return audited


def _search_with(task: PlanningTask, engine: Engine) -> SearchOutcome:
    """Search with one engine; with the other one if its slate breaks its own program."""
    rules = task.book.rules
    try:
        return solve(task.model, rules, engine, task.effort.left(), task.effort.on_progress)
    except EngineError:
        return solve(task.model, rules, _load_second_engine(), task.effort.left(), task.effort.on_progress)


def _load_second_engine() -> Engine:
    from cocau.solver.engines.cpsat import CpSat  # noqa: PLC0415  # half a second of imports, seldom needed

    return CpSat()
