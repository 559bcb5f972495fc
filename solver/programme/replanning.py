"""After somebody withdrew: the councils in whose pools the person was are planned anew, and nothing else.

What is planned anew stays near the slate it had (see `solver.replan`): of all slates that keep the rules, one
that moves the fewest people, then posts, then constituencies; the aims come after that. Every other council
keeps its part as it is, so that nobody leaves a list there, and nobody gets on a list who is at as many
levels already as the limit allows. The answer is exact in that: no plan of the touched councils gives less
while the others stay. Somebody whom the limit once kept off a list comes back only where a touched council
needs it.
"""

from collections.abc import Sequence

from constraints.errors import InputError, Problem
from solver.changes import Changes, changed
from solver.plan import rulebook_for
from solver.programme.entries import Entry, Programme, ask
from solver.programme.joining import MOST_PLANS, PlanAll, joined
from solver.programme.parts import CouncilPart
from solver.programme.result import ProgrammeResult
from solver.replan import gone


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
    if problems := [*_problems(programme, before, withdrawn, councils)]:
        raise InputError(problems)
    touched = touched_by(programme, withdrawn, councils)
    now = programme.but(
        entries=tuple(
            _without(programme, entry, before.by_id[entry.id].part, withdrawn)
            if entry.id in touched
            else entry
            for entry in programme.entries
        )
    )
    asks = [ask(entry) for entry in now.in_order().entries if entry.id in touched]
    frozen = {i: council.part for i, council in before.by_id.items() if i not in touched}
    apart = {part.council: part for part in plan(asks)}
    result = joined(now.entries, apart, plan, frozen=frozen, most_plans=most_plans)
    kept = {i: council for i, council in before.by_id.items() if i not in touched}
    return now, result.but(councils=tuple(kept.get(c.id, c) for c in result.councils), anew=touched)


def touched_by(
    programme: Programme, withdrawn: Sequence[str], councils: Sequence[str] = ()
) -> tuple[str, ...]:
    """The councils, by id, in whose pools one of these people is."""
    gone_ = {*withdrawn}
    return tuple(
        entry.id
        for entry in programme.in_order().entries
        if (not councils or entry.id in councils) and gone_ & entry.request.pool.by_id.keys()
    )


def _without(programme: Programme, entry: Entry, part: CouncilPart, withdrawn: Sequence[str]) -> Entry:
    """The entry without these people, to be planned near the slate it had."""
    request = entry.request
    leave = tuple(i for i in dict.fromkeys(withdrawn) if i in request.pool.by_id)
    book = rulebook_for(request, programme.book_of(entry))
    now = changed(request, Changes(withdrawn=leave), book)
    if part.slate is not None:
        now = now.but(near=part.slate, gone=gone(request, now.pool, part.slate))
    return entry.but(request=now)


def _problems(
    programme: Programme, before: ProgrammeResult, withdrawn: Sequence[str], councils: Sequence[str]
) -> list[Problem]:
    known = before.by_id
    problems = [
        Problem(
            "unknown_council",
            f"councils: {i}",
            "Chương trình không có hội đồng này.",
            "The programme has no such council.",
        )
        for i in councils
        if i not in programme.by_id
    ]
    if known.keys() != programme.by_id.keys():
        differ = ", ".join(sorted(known.keys() ^ programme.by_id.keys()))
        problems.append(
            Problem(
                "other_programme",
                "result",
                f"Kết quả là của chương trình khác; các hội đồng khác nhau: {differ}.",
                f"The result is of another programme; councils that differ: {differ}.",
            )
        )
    problems += [
        Problem(
            "unknown_person",
            f"withdrawn: {i}",
            "Không có trong danh sách giới thiệu của hội đồng nào được nêu.",
            "In the pool of none of these councils.",
        )
        for i in withdrawn
        if not touched_by(programme, [i], councils)
    ]
    return problems
