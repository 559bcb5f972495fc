"""A withdrawal from a programme: the councils it touches are planned anew, in a programme derived from it.

All others are in it as they were, each row byte for byte; the joint plan is made again beside them.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from pydantic import Field
from sqlmodel import Session

from cocau.app.access.caller import Caller
from cocau.app.access.roles import May
from cocau.app.jobs.tasks.joint import Withdrawal
from cocau.app.jobs.tasks.programme import Common, CouncilRow, Member
from cocau.app.office.ask import Label
from cocau.app.office.errors import Erased, Missing, Refused
from cocau.app.office.fan_out_parts import Part
from cocau.app.office.fan_out_progress import found_fan_out
from cocau.app.office.fanning_out import Derived, Kept, Once, Whole, fan_out
from cocau.app.office.programme_asked import MOST, TOLD
from cocau.app.office.programme_board import by_rows
from cocau.app.office.programme_stored import StoredCouncil, StoredProgramme, stored
from cocau.app.office.programmes import joint
from cocau.app.office.proposals import Made, Office
from cocau.app.office.replay import digest_of, replayed
from cocau.app.store import Store
from cocau.app.store.tables import Fan, State
from cocau.constraints.errors import InputError
from cocau.constraints.record import Record
from cocau.solver.programme.entries import Entry
from cocau.solver.programme.result import ProgrammeResult
from cocau.solver.programme.withdrawals import touched_by, withdrawal_problems, without


class WithdrawalAsk(Record):
    """Who withdraws from a programme, by id. `councils`: only there; empty: wherever they are introduced."""

    withdrawn: tuple[str, ...] = Field(min_length=1, max_length=MOST)
    councils: tuple[str, ...] = Field(default=(), max_length=MOST)
    label: Label | None = Field(
        default=None, max_length=300, description="by default that of the programme; no personal data"
    )


def withdraw(
    office: Office, caller: Caller, which: str, asked: WithdrawalAsk, key: str | None = None
) -> Made:
    """Ask for a programme without these people: accepted for good, or refused as a whole.

    Raises:
        Forbidden: the role does not allow it.
        Missing: there is no such programme, or it is not the caller's.
        NotReady: it is still being planned.
        Refused: it ended without a plan that could be kept.
        Erased: its people are gone, or a pool of it is.
        InputError: everything wrong with the people and councils named (the first hundred things).
        TooMany: too many unfinished programmes of this caller.
        KeyReused: the Idempotency-Key was used for something else.
    """
    caller.must(May.ASK)
    once = Once(key, digest_of(f"withdrawal {which}", asked.model_dump_json()))
    with office.store.reading() as session:
        before = replayed(session, caller, once.key, once.digest)
    if before is not None:
        return Made(before, replayed=True)
    whole = _whole(office.store, caller, which, asked)
    return fan_out(office, caller, whole, once, lambda session: _unless_gone(session, caller, which))


def _whole(store: Store, caller: Caller, which: str, asked: WithdrawalAsk) -> Whole:
    """Raises what `withdraw` does."""
    whole = stored(store, caller, which)
    before = planned_before(store, caller, which, whole)
    pools = {one.id: one.among(asked.withdrawn) for one in sorted(whole.councils.values(), key=_id)}
    if problems := withdrawal_problems(pools, asked.withdrawn, asked.councils):
        raise InputError(problems[:TOLD])
    anew = touched_by(pools, asked.withdrawn, asked.councils)
    touched = {number: one.member for number, one in whole.councils.items() if one.id in anew}
    withdrawal = Withdrawal(
        withdrawn=_names(touched.values(), asked.withdrawn), councils=asked.councils, anew=anew, before=before
    )
    kept = {number: one for number, one in whole.councils.items() if number not in touched}
    return Whole(
        kind=Fan.PROGRAMME,
        base=whole.base,
        parts=tuple(_parts(Common.model_validate_json(whole.base), touched, before, asked.withdrawn)),
        seconds=whole.seconds,
        label=whole.label if asked.label is None else asked.label,
        locality=whole.locality,
        pools=whole.pools,
        joins=True,
        derived=Derived(
            parent=which,
            withdrawal=withdrawal.model_dump_json(exclude_defaults=True),
            kept=tuple(_kept(kept)),
            counts=Counter(
                State.FAILED if one.row is None else str(one.row["outcome"]) for one in kept.values()
            ),
        ),
    )


def planned_before(store: Store, caller: Caller, which: str, whole: StoredProgramme) -> ProgrammeResult:
    """The joint plan there was; where councils shared nobody: what came of each.

    Raises:
        Refused: there is none.
    """
    if whole.joins:
        try:
            return joint(store, caller, which)
        except Missing:
            raise _nothing_to_keep() from None
    rows = [one.row for one in whole.councils.values() if one.row is not None]
    result = by_rows(tuple(map(CouncilRow.model_validate, rows)))
    if whole.stopped or not result.councils:
        raise _nothing_to_keep()
    return result


def _nothing_to_keep() -> Refused:
    return Refused(
        "Chương trình này đã dừng khi chưa có phương án chung để giữ lại; hãy lập lại cả chương trình.",
        "This programme ended without a joint plan that could be kept; plan all of it again.",
    )


def _id(council: StoredCouncil) -> str:
    return council.id


def _names(members: Iterable[Member], withdrawn: Sequence[str]) -> dict[str, str]:
    """The names of those who withdraw, as they are in the pools that are touched."""
    people = {i: p.name for member in members for i, p in member.asked.pool.by_id.items()}
    return {i: people[i] for i in withdrawn}


def _parts(
    base: Common, touched: Mapping[int, Member], before: ProgrammeResult, withdrawn: Sequence[str]
) -> Iterator[Part]:
    """What is asked of the councils touched: near the slates they had, without those who withdrew."""
    outcomes = before.by_id
    for run in _runs(touched):
        entries = [Entry(request=touched[number].asked) for number in run]
        slates = [outcomes[e.id].part.slate if e.id in outcomes else None for e in entries]
        left = [
            without(entry, base.rulebooks[entry.request.rulebook], slate, withdrawn)
            for entry, slate in zip(entries, slates, strict=True)
        ]
        yield Part(first=run[0], items=tuple(Member(request=entry.request).item() for entry in left))


def _kept(councils: Mapping[int, StoredCouncil]) -> Iterator[Kept]:
    """The others, in batches as they would have been computed in; apart: those of which nothing came."""
    for lost in (False, True):
        for run in _runs(number for number, one in councils.items() if (one.row is None) is lost):
            whole = Part(first=run[0], items=tuple(councils[number].item for number in run))
            for part in whole.cut():
                numbers = range(part.first, part.first + len(part.items))
                rows = [councils[number].row for number in numbers]
                yield Kept(part, None if lost else json.dumps({"rows": rows}, ensure_ascii=False))


def _runs(numbers: Iterable[int]) -> Iterator[list[int]]:
    """Numbers in order, those together that follow each other."""
    for _, run in groupby(enumerate(numbers), lambda pair: pair[1] - pair[0]):
        yield [number for _, number in run]


def _unless_gone(session: Session, caller: Caller, which: str) -> None:
    """Raises Erased: the programme was, while this was being asked."""
    if found_fan_out(session, caller, Fan.PROGRAMME, which, lock=True).erased_at is not None:
        raise Erased(which)
