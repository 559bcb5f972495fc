"""Withdrawals: the councils concerned are planned again, in a derived programme.

All others are copied row for row, byte for byte; the joint plan is computed again over
both.
"""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from pydantic import Field
from sqlmodel import Session

from cocau.app.auth.caller import Caller
from cocau.app.db.engine import Store
from cocau.app.db.models import BatchRunKind, JobState
from cocau.app.db.seals import open_column
from cocau.app.files.text import fold
from cocau.app.jobs.tasks.programmes import CouncilRow, ProgrammeMember, ProgrammeWithdrawal, SharedRulebooks
from cocau.app.permissions import Permission
from cocau.app.services.acts import RequestIdentity, begin_read, compute_request_digest, requires
from cocau.app.services.batches.parts import BatchPart
from cocau.app.services.batches.programme_results import (
    StoredCouncil,
    StoredProgramme,
    build_separate_result,
    read_councils,
    read_programme_results,
)
from cocau.app.services.batches.programmes import MAX_COUNCILS, get_joint_plan
from cocau.app.services.batches.runs import (
    MAX_PROBLEMS,
    BatchRunRequest,
    DerivedRun,
    PrecomputedBatch,
    get_run_row,
    submit_run,
)
from cocau.app.services.computations import Services, Submission
from cocau.app.services.errors import ActRefused, Erased, Missing, NotReady
from cocau.app.services.planning.requests import Label
from cocau.constraints.errors import InputError
from cocau.constraints.model.council import CouncilLevel
from cocau.constraints.model.name_order import get_person_order
from cocau.constraints.model.people import Person
from cocau.constraints.record import Record
from cocau.solver.programme.entries import ProgrammeEntry
from cocau.solver.programme.replanning import (
    find_withdrawal_problems,
    list_touched_councils,
    remove_withdrawn,
)
from cocau.solver.programme.result import CouncilFate, CouncilOutcome, ProgrammeResult
from cocau.solver.request import PlanRequest
from cocau.solver.slate_differences import PersonMove, compare_slates


class WithdrawalCreate(Record):
    """A withdrawal of people by id, from `councils` only; if empty, wherever introduced."""

    withdrawn: tuple[str, ...] = Field(min_length=1, max_length=MAX_COUNCILS)
    councils: tuple[str, ...] = Field(default=(), max_length=MAX_COUNCILS)
    label: Label | None = Field(
        default=None, max_length=300, description="by default that of the programme; no personal data"
    )


def withdraw(
    services: Services, caller: Caller, programme_id: str, create: WithdrawalCreate, key: str | None = None
) -> Submission:
    """Create a programme without these people, or refuse it as a whole.

    Raises:
        Forbidden: the role does not allow it.
        Missing: there is no such programme, or it is not the caller's.
        NotReady: it is still being planned.
        ActRefused: it ended without a plan that could be kept.
        Erased: its people are gone, or a pool of it is.
        InputError: everything wrong with the people and councils named (the first hundred things).
        QuotaExceeded: too many unfinished programmes of this caller.
        KeyReused: the Idempotency-Key was used for something else.
    """
    digest = compute_request_digest(f"withdrawal {programme_id}", create.model_dump_json())
    return submit_run(
        services,
        caller,
        RequestIdentity(key, digest),
        lambda: _build_run(services.store, caller, programme_id, create),
    )


def _build_run(store: Store, caller: Caller, programme_id: str, create: WithdrawalCreate) -> BatchRunRequest:
    """Build the run that replans the councils concerned."""
    whole = read_programme_results(store, caller, programme_id)
    before = get_previous_plan(store, caller, programme_id, whole)
    pools = {
        one.id: one.select_introduced(create.withdrawn)
        for one in sorted(whole.councils.values(), key=_get_id)
    }
    if problems := find_withdrawal_problems(pools, create.withdrawn, create.councils):
        raise InputError(problems[:MAX_PROBLEMS])
    anew = list_touched_councils(pools, create.withdrawn, create.councils)
    touched = {number: one.member for number, one in whole.councils.items() if one.id in anew}
    withdrawal = ProgrammeWithdrawal(
        withdrawn=_get_names(touched.values(), create.withdrawn),
        councils=create.councils,
        anew=anew,
        before=before,
    )
    kept = {number: one for number, one in whole.councils.items() if number not in touched}
    return BatchRunRequest(
        kind=BatchRunKind.PROGRAMME,
        base=whole.base,
        parts=tuple(
            _build_parts(SharedRulebooks.model_validate_json(whole.base), touched, before, create.withdrawn)
        ),
        seconds=whole.seconds,
        label=whole.label if create.label is None else create.label,
        locality=whole.locality,
        pools=whole.pools,
        joins=True,
        derived=DerivedRun(
            parent=programme_id,
            withdrawal=withdrawal.model_dump_json(exclude_defaults=True),
            kept=tuple(_build_precomputed(kept)),
            counts=Counter(
                JobState.FAILED if one.row is None else str(one.row["outcome"]) for one in kept.values()
            ),
        ),
        hold=lambda session: _raise_if_erased(session, caller, programme_id),
    )


def get_previous_plan(
    store: Store, caller: Caller, programme_id: str, programme: StoredProgramme
) -> ProgrammeResult:
    """Return the joint plan, or the separate results if councils share nobody.

    Raises:
        ActRefused: there is none.
    """
    if programme.joins:
        try:
            return get_joint_plan(store, caller, programme_id)
        except Missing:
            raise _build_refusal() from None
    rows = [one.row for one in programme.councils.values() if one.row is not None]
    result = build_separate_result(tuple(map(CouncilRow.model_validate, rows)))
    if programme.stopped or not result.councils:
        raise _build_refusal()
    return result


def _build_refusal() -> ActRefused:
    return ActRefused(
        "Chương trình này đã dừng khi chưa có phương án chung để giữ lại; hãy lập lại cả chương trình.",
        "This programme ended without a joint plan that could be kept; plan all of it again.",
    )


def _get_id(council: StoredCouncil) -> str:
    return council.id


def _get_names(members: Iterable[ProgrammeMember], withdrawn: Sequence[str]) -> dict[str, str]:
    """Return the names of those who withdraw from the pools that are touched."""
    people = {i: p.name for member in members for i, p in member.asked.pool.by_id.items()}
    return {i: people[i] for i in withdrawn}


def _build_parts(
    base: SharedRulebooks,
    touched: Mapping[int, ProgrammeMember],
    previous: ProgrammeResult,
    withdrawn: Sequence[str],
) -> Iterator[BatchPart]:
    """Build the parts of the touched councils: near their slates, without those who withdrew."""
    outcomes = previous.by_id
    for run in _group_consecutive(touched):
        entries = [ProgrammeEntry(request=touched[number].asked) for number in run]
        slates = [outcomes[e.id].part.slate if e.id in outcomes else None for e in entries]
        left = [
            remove_withdrawn(entry, base.rulebooks[entry.request.rulebook], slate, withdrawn)
            for entry, slate in zip(entries, slates, strict=True)
        ]
        yield BatchPart(
            first=run[0], items=tuple(ProgrammeMember(request=entry.request).to_item() for entry in left)
        )


def _build_precomputed(councils: Mapping[int, StoredCouncil]) -> Iterator[PrecomputedBatch]:
    """Yield the other councils as precomputed batches; lost ones apart."""
    for lost in (False, True):
        for run in _group_consecutive(
            number for number, one in councils.items() if (one.row is None) is lost
        ):
            whole = BatchPart(first=run[0], items=tuple(councils[number].item for number in run))
            for part in whole.split():
                numbers = range(part.first, part.first + len(part.items))
                rows = [councils[number].row for number in numbers]
                yield PrecomputedBatch(part, None if lost else json.dumps({"rows": rows}, ensure_ascii=False))


def _group_consecutive(numbers: Iterable[int]) -> Iterator[list[int]]:
    """Group consecutive numbers."""
    for _, run in groupby(enumerate(numbers), lambda pair: pair[1] - pair[0]):
        yield [number for _, number in run]


def _raise_if_erased(session: Session, caller: Caller, programme_id: str) -> None:
    """Raise if the programme was erased in the meantime."""
    if get_run_row(session, caller, BatchRunKind.PROGRAMME, programme_id, lock=True).erased_at is not None:
        raise Erased(programme_id)


MAX_FOUND = 50
"""People found by one search; beyond that, more of the name has to be typed."""


@dataclass(frozen=True)
class CouncilPlace:
    """A council, by id and name, in whose pool a person is; `listed`: and on a list of it."""

    council: str
    name: str
    listed: bool


@dataclass(frozen=True)
class IntroducedPerson:
    """A person, and the councils in whose pools he or she is."""

    person: Person
    places: tuple[CouncilPlace, ...]


@dataclass(frozen=True)
class ProgrammePeople:
    """The people found; `chosen`: named by id, `more`: how many are left out."""

    chosen: tuple[IntroducedPerson, ...]
    found: tuple[IntroducedPerson, ...]
    more: int


@requires(Permission.SEE_PEOPLE)
def search_programme_people(
    store: Store, caller: Caller, programme_id: str, words: str, chosen: Collection[str] = ()
) -> ProgrammePeople:
    """Search the people of a completed programme by words of their name, or by their whole id.

    The words are matched with or without diacritics. Of more than a thousand councils (a drill's), only those
    that a word or somebody chosen begins with.

    Raises:
        Forbidden: the role does not allow it.
        Missing, NotReady, ActRefused, Erased: see `withdraw`.
    """
    whole = read_programme_results(store, caller, programme_id)
    outcomes = get_previous_plan(store, caller, programme_id, whole).by_id
    wanted = fold(words).split()
    found: dict[str, list[tuple[dict[str, Any], CouncilPlace]]] = {}
    for one in _list_searched_councils(whole, [*wanted, *chosen]):
        slate = outcomes[one.id].part.slate if one.id in outcomes else None
        for person in one.people:
            i = person["id"]
            if i in chosen or (wanted and _matches_words(person, wanted)):
                on = slate is not None and i in slate.listed
                found.setdefault(i, []).append((person, CouncilPlace(one.id, one.name, on)))
    everybody = {i: _build_person(each) for i, each in found.items()}
    others = [one for i, one in everybody.items() if i not in chosen]
    others.sort(key=lambda one: get_person_order(one.person))
    return ProgrammePeople(
        chosen=tuple(everybody[i] for i in dict.fromkeys(chosen) if i in everybody),
        found=tuple(others[:MAX_FOUND]),
        more=max(0, len(others) - MAX_FOUND),
    )


def _list_searched_councils(programme: StoredProgramme, prefixes: Sequence[str]) -> list[StoredCouncil]:
    councils = [*programme.councils.values()]
    if len(councils) <= MAX_COUNCILS:
        return councils
    return [one for one in councils if any(word.startswith(one.id) for word in prefixes)]


def _matches_words(person: dict[str, Any], words: Iterable[str]) -> bool:
    name, i = fold(person["name"]), fold(person["id"])
    return all(word in name or word == i for word in words)  # an id may hold a council's name


def _build_person(places: Sequence[tuple[dict[str, Any], CouncilPlace]]) -> IntroducedPerson:
    return IntroducedPerson(Person.model_validate(places[0][0]), tuple(place for _, place in places))


class CouncilMoves(Record):
    """A council planned anew; `was`: its outcome before, `now`: None until there is one.

    `moves`: everybody whose part is another one, if there was a slate before and there is one now.
    """

    council: str
    name: str
    level: CouncilLevel
    was: CouncilFate | None
    now: CouncilFate | None
    moves: tuple[PersonMove, ...] = ()


class WithdrawalResult(Record):
    """The result of a withdrawal; `withdrawn`: who, `councils`: only there, empty: all.

    `anew`: the councils planned anew; `kept`: how many are as they were; `names`: of everybody told of.
    """

    id: str
    derived_from: str
    withdrawn: tuple[str, ...]
    councils: tuple[str, ...]
    anew: tuple[CouncilMoves, ...]
    kept: int
    names: dict[str, str]


@dataclass(frozen=True)
class WithdrawalEffect:
    """The result of a withdrawal, and the request of each council that was planned anew."""

    told: WithdrawalResult
    requests: Mapping[str, PlanRequest]


def get_withdrawal_result(store: Store, caller: Caller, programme_id: str) -> WithdrawalResult:
    """Return how a programme differs from the one that it is derived from.

    Raises:
        Forbidden, Missing, Erased: see `get_withdrawal_effect`.
    """
    return get_withdrawal_effect(store, caller, programme_id).told


def get_withdrawal_effect(store: Store, caller: Caller, programme_id: str) -> WithdrawalEffect:
    """Return the result of a withdrawal with the requests of its councils.

    Raises:
        Forbidden: the role does not allow it.
        Missing: there is none, it is not the caller's, or it is derived from none.
        Erased: its people are gone.
    """
    with begin_read(store, caller, Permission.SEE_PEOPLE) as session:
        row = get_run_row(session, caller, BatchRunKind.PROGRAMME, programme_id)
        if row.erased_at is not None:
            raise Erased(programme_id)
        if row.derived_from is None or row.withdrawal is None:
            raise Missing(programme_id)
        parent, kept = row.derived_from, row.kept
        left = ProgrammeWithdrawal.model_validate_json(open_column(store.ring, row, "withdrawal"))
        members = {
            one.id: one.member
            for one in read_councils(store, session, programme_id).values()
            if one.id in left.anew
        }
    before, now = left.before.by_id, _get_joint_councils(store, caller, programme_id)
    anew = tuple(_compare_council(members[i].asked, before.get(i), now.get(i)) for i in left.anew)
    people = {i: p.name for member in members.values() for i, p in member.asked.pool.by_id.items()}
    moved = {move.person for one in anew for move in one.moves}
    result = WithdrawalResult(
        id=programme_id,
        derived_from=parent,
        withdrawn=tuple(left.withdrawn),
        councils=left.councils,
        anew=anew,
        kept=kept,
        names={i: name for i, name in people.items() if i in moved} | left.withdrawn,
    )
    return WithdrawalEffect(result, {i: member.asked for i, member in members.items()})


def _get_joint_councils(store: Store, caller: Caller, programme_id: str) -> Mapping[str, CouncilOutcome]:
    """Return the councils of the joint plan; none where it is missing or was stopped."""
    try:
        return get_joint_plan(store, caller, programme_id).by_id
    except (Missing, NotReady):
        return {}


def _compare_council(
    request: PlanRequest, before: CouncilOutcome | None, now: CouncilOutcome | None
) -> CouncilMoves:
    """Compare a council before and after a withdrawal.

    `request`: without those who withdrew. People barred from standing come from the plan,
    not from the withdrawal.
    """
    was = None if before is None else before.part.slate
    then = None if now is None else now.part.slate
    moves: tuple[PersonMove, ...] = ()
    if was is not None and then is not None:
        moves = compare_slates(was, then, frozenset(request.pool.by_id), {})
    return CouncilMoves(
        council=request.council.id,
        name=request.council.name,
        level=request.council.level,
        was=None if before is None else before.fate,
        now=None if now is None else now.fate,
        moves=moves,
    )
