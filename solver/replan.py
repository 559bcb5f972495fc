"""Re-planning: a proposal, what has changed since, and the request for the slate that moves the fewest."""

from cocau.constraints.checks import slate_problems
from cocau.constraints.errors import InputError, Problem
from cocau.constraints.people import Pool
from cocau.constraints.rulebook import Rulebook
from cocau.constraints.slate import Slate
from cocau.solver.changes import Changes, change_problems, changed
from cocau.solver.proposal import Proposal
from cocau.solver.request import PlanRequest


def replanning(before: Proposal, changes: Changes) -> tuple[PlanRequest, Rulebook]:
    """The request that stays near the slate of a proposal, and the rules that bind it.

    The rules are those stored in the proposal, so that it does not matter which are shipped today. Pins on
    people who may not stand any more are let go.

    Raises:
        InputError: all that is wrong with the changes.
        OverrideError: see `Rulebook.changed` and `Rulebook.raised`.
    """
    slate, request = before.slate, before.request
    if slate is None:
        raise InputError([_NO_SLATE])
    pool = request.pool if changes.pool is None else changes.pool
    if problems := [*slate_problems(request.council, request.pool, slate), *change_problems(pool, changes)]:
        raise InputError(problems)
    book = before.rulebook.changed(changes.overrides).raised(changes.raised)
    now = changed(request, changes, book)
    return now.but(near=slate, gone=gone(request, now.pool, slate)), book


_NO_SLATE = Problem(
    "no_slate",
    "proposal.slate",
    "Phương án này không có danh sách để điều chỉnh; hãy lập phương án trước.",
    "This proposal holds no slate to stay near; plan one first.",
)


def gone(before: PlanRequest, pool: Pool, slate: Slate) -> dict[str, str]:
    """Names of those on the slate of a request whom a later pool no longer holds."""
    left = [i for i in slate.everybody if i not in pool.by_id and i in before.pool.by_id]
    return {i: before.pool.by_id[i].name for i in left}
