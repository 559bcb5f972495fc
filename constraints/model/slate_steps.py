"""Steps by hand on a slate: moved, swapped, taken out, intended, given a post, locked."""

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum

from pydantic import Field

from cocau.constraints.errors import InputError, ItemId, Problem
from cocau.constraints.model.council import Council, CouncilOffice
from cocau.constraints.model.people import Pool
from cocau.constraints.model.slate import Slate
from cocau.constraints.record import Record


class SlateAct(StrEnum):
    """What a step does. `swap` exchanges all that two people are; `adopt` takes a whole slate."""

    MOVE = "move"
    SWAP = "swap"
    OUT = "out"
    INTEND = "intend"
    UNINTEND = "unintend"
    APPOINT = "appoint"
    RELIEVE = "relieve"
    LOCK = "lock"
    UNLOCK = "unlock"
    ADOPT = "adopt"


class SlateStep(Record):
    """One step by hand. It may break any rule: judging the result is the audit's work."""

    act: SlateAct
    person: str = ""
    other: str = Field(default="", description="whom to swap with; on no list: takes the whole part")
    to: str = Field(default="", description="constituency to move to, from another one or from no list")
    post: str = Field(default="", description="to be given, or taken away")
    slate: Slate | None = Field(default=None, description="to be adopted")
    origin: str = Field(default="", max_length=60, description="the proposal that an adopted slate is of")


class EditedSlate(Record):
    """A slate under the hands of somebody, and the people whose part is locked."""

    slate: Slate
    locked: tuple[str, ...] = ()


SINGLE_OFFICES = frozenset({CouncilOffice.CHAIR, CouncilOffice.HEAD})
"""Offices of one holder: giving one takes it from its holder."""


def apply_steps(council: Council, pool: Pool, edited: EditedSlate, steps: Iterable[SlateStep]) -> EditedSlate:
    """Apply steps to a slate, one after the other.

    Raises:
        InputError: a step that has no meaning where it stands.
    """
    for step in steps:
        edited = apply_step(council, pool, edited, step)
    return edited


def apply_step(council: Council, pool: Pool, edited: EditedSlate, step: SlateStep) -> EditedSlate:
    """Apply one step; a step that breaks rules is applied, one without a meaning is refused.

    Raises:
        InputError: unknown names, somebody locked, or a part for somebody on no list.
    """
    if step.act is SlateAct.ADOPT:
        if step.slate is None:
            raise InputError([_MISSING_SLATE])
        moved = [i for i in edited.locked if _get_place(edited.slate, i) != _get_place(step.slate, i)]
        if moved:
            raise InputError([_build_locked_problem(i) for i in moved])
        return edited.replace_unvalidated(slate=step.slate)
    if problems := [*_find_unknown(council, pool, step), *_find_contradictions(edited, step)]:
        raise InputError(problems)
    if step.act in {SlateAct.LOCK, SlateAct.UNLOCK}:
        others = tuple(i for i in edited.locked if i != step.person)
        return edited.replace_unvalidated(
            locked=(*others, step.person) if step.act is SlateAct.LOCK else others
        )
    return edited.replace_unvalidated(slate=_ACTS[step.act](edited.slate, step))


def _move(slate: Slate, step: SlateStep) -> Slate:
    candidates = _drop_from(slate.candidates, step.person)
    candidates[step.to] = (*candidates.get(step.to, ()), step.person)
    return slate.replace_unvalidated(candidates=candidates)


def _swap(slate: Slate, step: SlateStep) -> Slate:
    names = {step.person: step.other, step.other: step.person}

    def exchange(ids: Iterable[str]) -> tuple[str, ...]:
        return tuple(names.get(i, i) for i in ids)

    return slate.replace_unvalidated(
        candidates={unit: exchange(ids) for unit, ids in slate.candidates.items()},
        deputies=exchange(slate.deputies),
        posts={post: exchange(ids) for post, ids in slate.posts.items()},
    )


def _take_out(slate: Slate, step: SlateStep) -> Slate:
    return slate.replace_unvalidated(
        candidates=_drop_from(slate.candidates, step.person),
        deputies=tuple(i for i in slate.deputies if i != step.person),
        posts=_drop_from(slate.posts, step.person),
    )


def _intend(slate: Slate, step: SlateStep) -> Slate:
    others = tuple(i for i in slate.deputies if i != step.person)
    return slate.replace_unvalidated(deputies=(*others, step.person))


def _unintend(slate: Slate, step: SlateStep) -> Slate:
    return slate.replace_unvalidated(deputies=tuple(i for i in slate.deputies if i != step.person))


def _appoint(slate: Slate, step: SlateStep) -> Slate:
    office = step.post.partition("/")[0]
    before = () if office in SINGLE_OFFICES else slate.posts.get(step.post, ())
    holders = (*(i for i in before if i != step.person), step.person)
    return slate.replace_unvalidated(posts=slate.posts | {step.post: holders})


def _relieve(slate: Slate, step: SlateStep) -> Slate:
    left = tuple(i for i in slate.posts.get(step.post, ()) if i != step.person)
    return slate.replace_unvalidated(posts=slate.posts | {step.post: left})


def _drop_from(lists: Mapping[str, tuple[str, ...]], person: str) -> dict[str, tuple[str, ...]]:
    return {name: tuple(i for i in ids if i != person) for name, ids in lists.items()}


_ACTS: dict[SlateAct, Callable[[Slate, SlateStep], Slate]] = {
    SlateAct.MOVE: _move,
    SlateAct.SWAP: _swap,
    SlateAct.OUT: _take_out,
    SlateAct.INTEND: _intend,
    SlateAct.UNINTEND: _unintend,
    SlateAct.APPOINT: _appoint,
    SlateAct.RELIEVE: _relieve,
}

_MISSING_SLATE = Problem("missing", ("slate",), "Cần danh sách để nhận.", "The slate to adopt is needed.")


def _find_unknown(council: Council, pool: Pool, step: SlateStep) -> list[Problem]:
    """Find names that the council or the pool does not have."""
    problems = [
        Problem(
            "unknown_person",
            (where,),
            "Không có người này trong danh sách giới thiệu.",
            "Nobody in the pool has this id.",
        )
        for where, i in (("person", step.person), ("other", step.other))
        if (where == "person" or step.act is SlateAct.SWAP) and i not in pool.by_id
    ]
    units = {unit.id for unit in council.constituencies}
    if step.act is SlateAct.MOVE and step.to not in units:
        vi, en = "Không có đơn vị bầu cử này.", "There is no such constituency."
        problems.append(Problem("unknown_constituency", ("to",), vi, en))
    if step.act in {SlateAct.APPOINT, SlateAct.RELIEVE} and step.post not in council.posts:
        problems.append(
            Problem("unknown_post", ("post",), "Không có chức danh này.", "There is no such post.")
        )
    return problems


_NEEDS_LIST = frozenset({SlateAct.INTEND, SlateAct.APPOINT, SlateAct.SWAP, SlateAct.OUT})


def _find_contradictions(edited: EditedSlate, step: SlateStep) -> list[Problem]:
    """Find locked people who would be moved, and parts that only somebody on a list can have."""
    problems = []
    moved = [step.person, *([step.other] if step.act is SlateAct.SWAP else [])]
    if step.act not in {SlateAct.LOCK, SlateAct.UNLOCK}:
        displaced = _list_displaced(edited.slate, step)
        problems += [_build_locked_problem(i) for i in (*moved, *displaced) if i in edited.locked]
    listed = {*edited.slate.listed}
    if step.act in _NEEDS_LIST and step.person not in listed:
        problems.append(
            Problem(
                "not_listed",
                ("person",),
                "Người này chưa có trong danh sách ứng cử nào; hãy đưa vào một danh sách trước.",
                "This person is on no list; put them on one first.",
            )
        )
    if step.act is SlateAct.SWAP and step.person == step.other:
        problems.append(
            Problem("same_person", ("other",), "Hãy chọn một người khác.", "Choose somebody else.")
        )
    return problems


def _build_locked_problem(person: str) -> Problem:
    return Problem(
        "locked",
        (ItemId(person),),
        "Vị trí của người này đang khóa; hãy mở khóa rồi sửa.",
        "This person's part is locked; unlock it, then change it.",
    )


def _get_place(slate: Slate, person: str) -> tuple[object, ...]:
    posts = sorted(post for post, ids in slate.posts.items() if person in ids)
    return slate.get_constituency(person), person in slate.deputies, posts


def _list_displaced(slate: Slate, step: SlateStep) -> tuple[str, ...]:
    """List who loses a post of one holder by a step."""
    if step.act is not SlateAct.APPOINT or step.post.partition("/")[0] not in SINGLE_OFFICES:
        return ()
    return tuple(i for i in slate.posts.get(step.post, ()) if i != step.person)
