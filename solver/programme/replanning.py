"""Replanning after withdrawals: only councils whose pools had the person are replanned.

A replanned council stays near its slate (see `cocau.solver.replanning`): of all slates
that keep the rules, one that moves the fewest people, then posts, then constituencies;
aims come after that. Every other council keeps its part: nobody leaves a list there,
and nobody joins a list who already stands at as many levels as the limit allows.

The answer is exact in that sense: no plan of the replanned councils costs less while
the others stay. A person whom the limit kept off a list returns only where a replanned
council needs them.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence

from cocau.constraints.errors import GivenValue, InputError, Problem
from cocau.constraints.model.slate import Slate
from cocau.constraints.rulebook import Rulebook
from cocau.solver.plan import resolve_rulebook
from cocau.solver.programme.entries import Programme, ProgrammeEntry, build_plan_request
from cocau.solver.programme.joint_plan import MOST_PLANS, PlanCouncils, join_plans
from cocau.solver.programme.parts import CouncilPart
from cocau.solver.programme.result import ProgrammeResult
from cocau.solver.replanning import PlanChanges, apply_changes, get_gone_names

PoolIds = Mapping[str, Collection[str]]
"""The ids of the people of each council; those of the withdrawn are enough."""


def list_touched_councils(
    pools: PoolIds, withdrawn: Sequence[str], councils: Sequence[str] = ()
) -> tuple[str, ...]:
    """List the councils, by id, in whose pools one of these people is.

    `councils`: only of these.
    """
    return tuple(
        council
        for council, people in pools.items()
        if (not councils or council in councils) and any(i in people for i in withdrawn)
    )


def remove_withdrawn(
    entry: ProgrammeEntry, book: Rulebook, slate: Slate | None, withdrawn: Sequence[str]
) -> ProgrammeEntry:
    """Return the entry without these people, near the slate it had.

    `book`: what it asks for, whole.
    """
    request = entry.request
    leave = tuple(i for i in dict.fromkeys(withdrawn) if i in request.pool.by_id)
    now = apply_changes(request, PlanChanges(withdrawn=leave), resolve_rulebook(request, book))
    if slate is not None:
        now = now.replace_unvalidated(near=slate, gone=get_gone_names(request, now.pool, slate))
    return entry.replace_unvalidated(request=now)


def find_withdrawal_problems(
    pools: PoolIds, withdrawn: Sequence[str], councils: Sequence[str]
) -> list[Problem]:
    """List everything wrong with a withdrawal: unknown councils, people in none of the pools."""
    unknown = (
        Problem(
            "unknown_council",
            ("councils", GivenValue(i)),
            "Chương trình không có hội đồng này.",
            "The programme has no such council.",
        )
        for i in councils
        if i not in pools
    )
    nobody = (
        Problem(
            "unknown_person",
            ("withdrawn", GivenValue(i)),
            "Không có trong danh sách giới thiệu của hội đồng nào được nêu.",
            "In the pool of none of these councils.",
        )
        for i in withdrawn
        if not list_touched_councils(pools, [i], councils)
    )
    return [*unknown, *nobody]


def replan_programme(
    programme: Programme,
    before: ProgrammeResult,
    withdrawn: Sequence[str],
    plan: PlanCouncils,
    *,
    councils: Sequence[str] = (),
    most_plans: int = MOST_PLANS,
) -> tuple[Programme, ProgrammeResult]:
    """Replan a programme without these people; return it and its joint plan.

    `councils`: only there, empty: everywhere. What is not touched is in the result exactly as it was, entry
    and outcome.

    Raises:
        InputError: somebody is in no pool of these councils, a council is unknown, or `before` is of another
            programme.
    """
    pools = {entry.id: entry.request.pool.by_id for entry in programme.in_order().entries}
    problems = [
        *_find_programme_mismatch(programme, before),
        *find_withdrawal_problems(pools, withdrawn, councils),
    ]
    if problems:
        raise InputError(problems)
    anew = list_touched_councils(pools, withdrawn, councils)
    now = programme.replace_unvalidated(
        entries=tuple(
            remove_withdrawn(
                entry, programme.load_rulebook(entry), before.by_id[entry.id].part.slate, withdrawn
            )
            if entry.id in anew
            else entry
            for entry in programme.entries
        )
    )
    apart = {
        part.council: part
        for part in plan([build_plan_request(e) for e in now.in_order().entries if e.id in anew])
    }
    return now, rejoin_plans(now.entries, before, anew, apart, plan, most_plans=most_plans)


def rejoin_plans(
    entries: Sequence[ProgrammeEntry],
    before: ProgrammeResult,
    anew: Sequence[str],
    apart: Mapping[str, CouncilPart],
    plan: PlanCouncils,
    *,
    most_plans: int = MOST_PLANS,
) -> ProgrammeResult:
    """Join the plans of councils planned anew with all others as `before` has them.

    `apart`: those planned anew, by themselves; `entries`: of both, without councils of which nothing came.
    """
    kept = {i: council for i, council in before.by_id.items() if i not in anew}
    frozen = {i: council.part for i, council in kept.items()}
    result = join_plans(entries, apart, plan, frozen=frozen, most_plans=most_plans)
    return result.replace_unvalidated(
        councils=tuple(kept.get(c.id, c) for c in result.councils), anew=tuple(anew)
    )


def _find_programme_mismatch(programme: Programme, before: ProgrammeResult) -> Iterator[Problem]:
    """Yield a problem if a result is of another programme."""
    if before.by_id.keys() != programme.by_id.keys():
        differ = ", ".join(sorted(before.by_id.keys() ^ programme.by_id.keys()))
        yield Problem(
            "other_programme",
            ("result",),
            f"Kết quả là của chương trình khác; các hội đồng khác nhau: {differ}.",
            f"The result is of another programme; councils that differ: {differ}.",
        )
