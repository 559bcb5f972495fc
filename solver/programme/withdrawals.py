"""Who withdrew from a programme: which councils that touches, and what is asked of them then."""

from collections.abc import Collection, Mapping, Sequence

from cocau.constraints.errors import Problem
from cocau.constraints.rulebook import Rulebook
from cocau.constraints.slate import Slate
from cocau.solver.changes import Changes, changed
from cocau.solver.plan import rulebook_for
from cocau.solver.programme.entries import Entry
from cocau.solver.replan import gone

Pools = Mapping[str, Collection[str]]
"""The ids of the people of each council; those of nobody else than the withdrawn will do."""


def touched_by(pools: Pools, withdrawn: Sequence[str], councils: Sequence[str] = ()) -> tuple[str, ...]:
    """The councils, by id, in whose pools one of these people is; `councils`: only of these."""
    return tuple(
        council
        for council, people in pools.items()
        if (not councils or council in councils) and any(i in people for i in withdrawn)
    )


def without(entry: Entry, book: Rulebook, slate: Slate | None, withdrawn: Sequence[str]) -> Entry:
    """The entry without these people, near the slate it had. `book`: what it asks for, whole."""
    request = entry.request
    leave = tuple(i for i in dict.fromkeys(withdrawn) if i in request.pool.by_id)
    now = changed(request, Changes(withdrawn=leave), rulebook_for(request, book))
    if slate is not None:
        now = now.but(near=slate, gone=gone(request, now.pool, slate))
    return entry.but(request=now)


def withdrawal_problems(pools: Pools, withdrawn: Sequence[str], councils: Sequence[str]) -> list[Problem]:
    """Everything wrong with a withdrawal: unknown councils, and people who are in no pool of those named."""
    unknown = (
        Problem(
            "unknown_council",
            f"councils: {i}",
            "Chương trình không có hội đồng này.",
            "The programme has no such council.",
        )
        for i in councils
        if i not in pools
    )
    nobody = (
        Problem(
            "unknown_person",
            f"withdrawn: {i}",
            "Không có trong danh sách giới thiệu của hội đồng nào được nêu.",
            "In the pool of none of these councils.",
        )
        for i in withdrawn
        if not touched_by(pools, [i], councils)
    )
    return [*unknown, *nobody]
