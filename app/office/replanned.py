"""What a withdrawal came to: what was planned anew, who moved there, and how much stayed as it was."""

from collections.abc import Mapping
from dataclasses import dataclass

from cocau.app.access.caller import Caller
from cocau.app.access.roles import May
from cocau.app.jobs.tasks.joint import Withdrawal
from cocau.app.office.errors import Erased, Missing, NotReady
from cocau.app.office.fan_out_progress import found_fan_out
from cocau.app.office.programme_stored import councils_of
from cocau.app.office.programmes import joint
from cocau.app.store import Store
from cocau.app.store.tables import Fan
from cocau.constraints.council import Level
from cocau.constraints.record import Record
from cocau.solver.differences import Move, differences
from cocau.solver.programme.result import CouncilOutcome, Fate
from cocau.solver.request import PlanRequest


class CouncilMoves(Record):
    """One council planned anew. `was`: what it had come to before; `now`: None, as long as it is not there.

    `moves`: everybody whose part is another one, if there was a slate before and there is one now.
    """

    council: str
    name: str
    level: Level
    was: Fate | None
    now: Fate | None
    moves: tuple[Move, ...] = ()


class Replanned(Record):
    """What came of a withdrawal. `withdrawn`: who withdrew; `councils`: only there; empty: everywhere.

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
class Effect:
    """What is told of a withdrawal, and by council what was asked anew."""

    told: Replanned
    requests: Mapping[str, PlanRequest]


def replanned(store: Store, caller: Caller, which: str) -> Replanned:
    """What a programme changes against the one that it is derived from.

    Raises:
        Forbidden, Missing, Erased: see `effect`.
    """
    return effect(store, caller, which).told


def effect(store: Store, caller: Caller, which: str) -> Effect:
    """The same with the councils themselves.

    Raises:
        Forbidden: the role does not allow it.
        Missing: there is none, it is not the caller's, or it is derived from none.
        Erased: its people are gone.
    """
    caller.must(May.SEE_PEOPLE)
    with store.reading() as session:
        row = found_fan_out(session, caller, Fan.PROGRAMME, which)
        if row.erased_at is not None:
            raise Erased(which)
        if row.derived_from is None or row.withdrawal is None:
            raise Missing(which)
        parent, kept = row.derived_from, row.kept
        left = Withdrawal.model_validate_json(store.ring.open(row.withdrawal))
        members = {
            one.id: one.member for one in councils_of(store, session, which).values() if one.id in left.anew
        }
    before, now = left.before.by_id, _now(store, caller, which)
    anew = tuple(_moves(members[i].asked, before.get(i), now.get(i)) for i in left.anew)
    people = {i: p.name for member in members.values() for i, p in member.asked.pool.by_id.items()}
    moved = {move.person for one in anew for move in one.moves}
    told = Replanned(
        id=which,
        derived_from=parent,
        withdrawn=tuple(left.withdrawn),
        councils=left.councils,
        anew=anew,
        kept=kept,
        names={i: name for i, name in people.items() if i in moved} | left.withdrawn,
    )
    return Effect(told, {i: member.asked for i, member in members.items()})


def _now(store: Store, caller: Caller, which: str) -> Mapping[str, CouncilOutcome]:
    """The councils of the joint plan; none where it is not there yet, or was stopped."""
    try:
        return joint(store, caller, which).by_id
    except (Missing, NotReady):
        return {}


def _moves(request: PlanRequest, before: CouncilOutcome | None, now: CouncilOutcome | None) -> CouncilMoves:
    """`request`: without those who withdrew. Who may not stand is told by the plan, not by the withdrawal."""
    was = None if before is None else before.part.slate
    then = None if now is None else now.part.slate
    moves: tuple[Move, ...] = ()
    if was is not None and then is not None:
        moves = differences(was, then, frozenset(request.pool.by_id), {})
    return CouncilMoves(
        council=request.council.id,
        name=request.council.name,
        level=request.council.level,
        was=None if before is None else before.fate,
        now=None if now is None else now.fate,
        moves=moves,
    )
