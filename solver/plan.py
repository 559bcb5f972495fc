"""The road, top to bottom: a request in, an audited proposal out."""

from dataclasses import replace
from typing import assert_never

from cocau.constraints.errors import AuditDisagreesError, InputError, OverrideError
from cocau.constraints.library import load
from cocau.constraints.rulebook import Rulebook
from cocau.solver.answer import conflicting, late, solved
from cocau.solver.asked import Asked, problems_of
from cocau.solver.effort import Effort
from cocau.solver.engine import Engine
from cocau.solver.evenness.settle import evened
from cocau.solver.highs import Highs
from cocau.solver.outcome import Impossible, OnProgress, Outcome, OutOfTime, Progress, Solved
from cocau.solver.proposal import Proposal
from cocau.solver.request import PlanRequest
from cocau.solver.shown import fit_to_show
from cocau.solver.solve import EngineErred, solve


def plan(
    request: PlanRequest, book: Rulebook | None = None, on_progress: OnProgress | None = None
) -> Proposal:
    """The proposal for a request: solved, in conflict, or out of time.

    `book` replaces the rulebook named in the request (for rulebooks that are not on disk).

    Raises:
        InputError: everything wrong with the council, the pool, the what-ifs and the pins, at once.
        AuditDisagreesError: a defect of ours; no such slate is ever returned.
    """
    request = request.in_order()
    return planned(request, _bound(request, load(request.rulebook) if book is None else book), on_progress)


def unproven(request: PlanRequest, book: Rulebook, found: OutOfTime) -> Proposal:
    """What a search found before it was lost, as the proposal it would have answered; see `planned`.

    Raises:
        AuditDisagreesError: the slate breaks a must or a standard.
    """
    request = request.in_order()
    return late(Asked(request, book, Effort(request.seconds)), found)


def planned(request: PlanRequest, book: Rulebook, on_progress: OnProgress | None = None) -> Proposal:
    """The proposal for a request whose what-ifs are in `book` already: all its rules bind.

    Raises:
        InputError, AuditDisagreesError: see `plan`.
    """
    request = request.in_order()
    asked = Asked(request, book, Effort(request.seconds, _audited(request, book, on_progress)))
    check(request, book)
    outcome = _searched(asked, Highs()) if asked.sifted is None else asked.sifted.outcome
    if isinstance(outcome, Impossible):
        proposal = conflicting(asked)
        if proposal is not None:
            return proposal
        outcome = _searched(asked, _second_engine())  # the first engine was wrong: the second has a slate
    if isinstance(outcome, Solved):
        outcome = evened(asked, outcome)
    match outcome:
        case Impossible():
            raise AuditDisagreesError("the engines contradict each other on whether a slate exists")
        case OutOfTime():
            return late(asked, outcome)
        case Solved():
            return solved(asked, outcome)
    assert_never(outcome)


def rulebook_for(request: PlanRequest, book: Rulebook | None = None) -> Rulebook:
    """The rules that bind this request: in force, of this level, with its what-ifs."""
    whole = load(request.rulebook) if book is None else book
    return whole.for_council(request.council).changed(request.overrides).raised(request.raised)


def _bound(request: PlanRequest, whole: Rulebook) -> Rulebook:
    """The rules that bind; where a what-if has a fault, it is told together with those of the request."""
    try:
        return rulebook_for(request, whole)
    except OverrideError as error:
        unchanged = whole.for_council(request.council)
        raise type(error)([*error.problems, *problems_of(request, unchanged)]) from None


def check(request: PlanRequest, book: Rulebook) -> None:
    """Refuse a request that cannot be planned.

    Raises:
        InputError: all its problems.
    """
    if problems := problems_of(request, book):
        raise InputError(problems)


def _audited(request: PlanRequest, book: Rulebook, tell: OnProgress | None) -> OnProgress | None:
    """The same, told of no best slate that breaks a must or a standard.

    Such a slate is a defect of ours, raised with the answer: an engine that calls us must not be left by it.
    """
    if tell is None:
        return None

    def audited(progress: Progress) -> bool:
        if progress.best is not None and progress.best.slate is not None:
            try:
                fit_to_show(request, book, progress.best.slate, "the best slate so far")
            except AuditDisagreesError:
                progress = replace(progress, best=None)
        return tell(progress)

    return audited


def _searched(asked: Asked, engine: Engine) -> Outcome:
    """The search with one engine; with the other one if this one's slate breaks its own program."""
    rules = asked.book.rules
    try:
        return solve(asked.model, rules, engine, asked.effort.left(), asked.effort.on_progress)
    except EngineErred:
        return solve(asked.model, rules, _second_engine(), asked.effort.left(), asked.effort.on_progress)


def _second_engine() -> Engine:
    from cocau.solver.cpsat import CpSat  # noqa: PLC0415  # half a second of imports, seldom needed

    return CpSat()
