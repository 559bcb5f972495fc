"""Sweeps: many what-ifs over one request, computed in batches; each batch is a job of its own."""

from dataclasses import dataclass

from sqlmodel import Session

from cocau.app.access.caller import Caller
from cocau.app.access.roles import May
from cocau.app.jobs.tasks.plan import PLAN, PlanInput
from cocau.app.office import fanning_out
from cocau.app.office.ask import Ask
from cocau.app.office.errors import Erased
from cocau.app.office.fan_out_parts import Part
from cocau.app.office.fan_out_progress import SweepStatus, listed, status
from cocau.app.office.fanning_out import Once, Whole, fan_out
from cocau.app.office.found import found
from cocau.app.office.proposals import Made, Office
from cocau.app.office.replay import digest_of, replayed
from cocau.app.office.resolving import resolved
from cocau.app.office.sweeping import Asked, OfProposal, differences
from cocau.app.store import Store
from cocau.app.store.tables import Fan


@dataclass(frozen=True)
class _Base:
    """What all of a sweep share."""

    given: PlanInput
    locality: str
    pool_id: str | None


def sweep(office: Office, caller: Caller, asked: Asked, key: str | None = None) -> Made:
    """Ask for a sweep: accepted for good, or refused as a whole.

    Raises:
        Forbidden, Missing, InputError, KeyReused: as `proposals.ask`.
        Erased: the request of the proposal is gone.
        TooMany: too many unfinished sweeps of this caller.
    """
    caller.must(May.ASK)
    digest = digest_of("sweep", asked.model_dump_json())
    with office.store.writing() as session:
        before = replayed(session, caller, key, digest)
    if before is not None:
        return Made(before, replayed=True)
    base = _base(office, caller, asked)
    changes = differences(base.given.request, asked.changes, office.settings.max_seconds)
    whole = Whole(
        kind=Fan.SWEEP,
        base=base.given.model_dump_json(),
        parts=(
            Part(
                first=0, items=tuple(change.model_dump(mode="json", exclude_unset=True) for change in changes)
            ),
        ),
        seconds=base.given.request.seconds,
        label=asked.label,
        locality=base.locality,
        pools=frozenset() if base.pool_id is None else frozenset({base.pool_id}),
        proposal_id=asked.base.proposal if isinstance(asked.base, OfProposal) else None,
    )
    return fan_out(office, caller, whole, Once(key, digest), lambda s: _unless_gone(s, caller, asked))


def sweep_status(store: Store, caller: Caller, which: str) -> SweepStatus:
    """See `fan_out_progress.status`."""
    return status(store, caller, Fan.SWEEP, SweepStatus, which)


def listed_sweeps(
    store: Store, caller: Caller, *, after: str | None = None, limit: int = 50
) -> list[SweepStatus]:
    """See `fan_out_progress.listed`."""
    return listed(store, caller, Fan.SWEEP, SweepStatus, after=after, limit=limit)


def erase(store: Store, caller: Caller, which: str) -> SweepStatus:
    """See `fanning_out.erase`."""
    fanning_out.erase(store, caller, Fan.SWEEP, which)
    return sweep_status(store, caller, which)


def cancel(office: Office, caller: Caller, which: str) -> SweepStatus:
    """See `fanning_out.cancel`."""
    fanning_out.cancel(office, caller, Fan.SWEEP, which)
    return sweep_status(office.store, caller, which)


def _base(office: Office, caller: Caller, asked: Asked) -> _Base:
    """Raises what `sweep` does."""
    if isinstance(asked.base, Ask):
        ready = resolved(office.store, caller, office.settings, asked.base)
        pool = ready.references.pool
        given = PlanInput(request=ready.request, rulebook=ready.book)
        return _Base(given, ready.locality, None if pool is None else pool.ref)
    with office.store.reading() as session:
        row, job = found(session, caller, asked.base.proposal)
    if job.input is None:
        raise Erased(row.id)
    return _Base(PLAN.read(office.store.ring.open(job.input)), row.locality, row.pool_id)


def _unless_gone(session: Session, caller: Caller, asked: Asked) -> None:
    """Raises Erased: the proposal was, while this was being asked."""
    if (
        isinstance(asked.base, OfProposal)
        and found(session, caller, asked.base.proposal, lock=True)[1].input is None
    ):
        raise Erased(asked.base.proposal)
