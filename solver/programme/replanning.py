"""After somebody withdrew: the councils in whose pools the person was are planned anew, and nothing else.

What is planned anew stays near the slate it had (see `solver.replan`): of all slates that keep the rules, one
that moves the fewest people, then posts, then constituencies; the aims come after that. Every other council
keeps its part as it is, so that nobody leaves a list there, and nobody gets on a list who is at as many
levels already as the limit allows. The answer is exact in that: no plan of the touched councils gives less
while the others stay. Somebody whom the limit once kept off a list comes back only where a touched council
needs it.
"""

from collections.abc import Iterator, Mapping, Sequence

from cocau.constraints.errors import InputError, Problem
from cocau.solver.programme.entries import Entry, Programme, ask
from cocau.solver.programme.joining import MOST_PLANS, PlanAll, joined
from cocau.solver.programme.parts import CouncilPart
from cocau.solver.programme.result import ProgrammeResult
from cocau.solver.programme.withdrawals import touched_by, withdrawal_problems, without


def replanned(
    programme: Programme,
    before: ProgrammeResult,
    withdrawn: Sequence[str],
    plan: PlanAll,
    *,
    councils: Sequence[str] = (),
    most_plans: int = MOST_PLANS,
) -> tuple[Programme, ProgrammeResult]:
    """The programme without these people, and its joint plan; `councils`: only there, empty: everywhere.

    What is not touched is in the result exactly as it was, entry and outcome.

    Raises:
        InputError: somebody is in no pool of these councils, a council is unknown, or `before` is of another
            programme.
    """
    pools = {entry.id: entry.request.pool.by_id for entry in programme.in_order().entries}
    problems = [*_of_another(programme, before), *withdrawal_problems(pools, withdrawn, councils)]
    if problems:
        raise InputError(problems)
    anew = touched_by(pools, withdrawn, councils)
    now = programme.but(
        entries=tuple(
            without(entry, programme.book_of(entry), before.by_id[entry.id].part.slate, withdrawn)
            if entry.id in anew
            else entry
            for entry in programme.entries
        )
    )
    apart = {part.council: part for part in plan([ask(e) for e in now.in_order().entries if e.id in anew])}
    return now, rejoined(now.entries, before, anew, apart, plan, most_plans=most_plans)


def rejoined(
    entries: Sequence[Entry],
    before: ProgrammeResult,
    anew: Sequence[str],
    apart: Mapping[str, CouncilPart],
    plan: PlanAll,
    *,
    most_plans: int = MOST_PLANS,
) -> ProgrammeResult:
    """The joint plan of councils planned anew, beside all others as `before` has them.

    `apart`: those planned anew, by themselves; `entries`: of both, without councils of which nothing came.
    """
    kept = {i: council for i, council in before.by_id.items() if i not in anew}
    frozen = {i: council.part for i, council in kept.items()}
    result = joined(entries, apart, plan, frozen=frozen, most_plans=most_plans)
    return result.but(councils=tuple(kept.get(c.id, c) for c in result.councils), anew=tuple(anew))


def _of_another(programme: Programme, before: ProgrammeResult) -> Iterator[Problem]:
    if before.by_id.keys() != programme.by_id.keys():
        differ = ", ".join(sorted(before.by_id.keys() ^ programme.by_id.keys()))
        yield Problem(
            "other_programme",
            "result",
            f"Kết quả là của chương trình khác; các hội đồng khác nhau: {differ}.",
            f"The result is of another programme; councils that differ: {differ}.",
        )
