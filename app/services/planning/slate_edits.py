"""Changes by hand to a proposal's slate: steps judged, undone, completed, saved.

Each step is stored at once, so nothing is lost when a session ends. A planner is
involved only to complete the rest around what is locked.
"""

from collections import OrderedDict
from dataclasses import replace

from pydantic import Field
from sqlmodel import Session

from cocau.app.audit_log.entries import ReadAccess, log_read
from cocau.app.auth.caller import Caller
from cocau.app.db.clock import new_id, now
from cocau.app.db.encryption import Keyring
from cocau.app.db.engine import Store
from cocau.app.db.models import JobRow, JobState, ProposalRow, SlateEditRow
from cocau.app.db.seals import open_column, seal_column
from cocau.app.jobs.tasks.plans import PLAN, dump_plan_input
from cocau.app.permissions import Permission
from cocau.app.services.acts import Act, RequestIdentity, begin_act, begin_read, requires
from cocau.app.services.computations import PreparedSubmission, Services, has_result, open_result
from cocau.app.services.errors import ActRefused, Erased, Stale
from cocau.app.services.planning.adjustments import parse_proposal
from cocau.app.services.planning.judged_slates import EditBase, JudgedSlate
from cocau.app.services.planning.lineage import StoredPatch
from cocau.app.services.planning.proposal_status import (
    build_references,
    get_proposal_row,
    get_proposal_summary,
    lock_proposal,
    record_digest,
)
from cocau.app.services.planning.proposals import (
    PREFIX,
    Derivation,
    get_completed_proposal,
    prepare_proposal,
    submit_proposal,
)
from cocau.app.services.planning.requests import ResolvedRequest, check_request
from cocau.constraints.errors import InputError, Problem
from cocau.constraints.model.slate_steps import SlateAct, SlateStep, apply_step
from cocau.constraints.record import Record
from cocau.constraints.rulebook import Rulebook
from cocau.constraints.rules.audit_context import AuditContext
from cocau.solver.edited_proposal import build_completion_request, build_edited_proposal
from cocau.solver.proposal import Proposal
from cocau.solver.request import Pins, find_pin_problems

MAX_STEPS = 500
"""Steps by hand on one proposal; before more of them the edit is saved."""


class SlateEdit(Record):
    """What somebody has changed by hand in a proposal; the next change sends `number`.

    The first `pointer` of the steps are done, those after it were undone. `completion`: the proposal that
    completes the rest, while it is computed.
    """

    proposal: str
    number: int
    pointer: int
    steps: tuple[SlateStep, ...]
    completion: str | None = None
    judged: JudgedSlate


class StoredSteps(Record):
    """Steps as they are stored."""

    steps: tuple[SlateStep, ...] = ()


class SlateCheck(Record):
    """Steps to be judged on a proposal's slate, without keeping anything."""

    steps: tuple[SlateStep, ...] = Field(max_length=MAX_STEPS)


_BASES: OrderedDict[str, EditBase] = OrderedDict()
"""What was opened last, by the digest of the proposal."""
MAX_BASES = 8


def build_base(text: str) -> EditBase:
    """Build what steps on a proposal are judged on.

    Raises:
        InputError: it holds no slate.
    """
    proposal = parse_proposal(text)
    if proposal.slate is None:
        raise InputError([_NO_SLATE])
    request = proposal.request
    barred = proposal.rulebook.list_barred(request.council, request.pool)  # never what the search noted
    return EditBase(
        proposal, proposal.slate, AuditContext(request.council, request.pool, proposal.slate, barred)
    )


_NO_SLATE = Problem(
    "no_slate",
    ("proposal", "slate"),
    "Phương án này không có danh sách để sửa.",
    "This proposal holds no slate to be changed.",
)


def open_edit_base(store: Store, caller: Caller, proposal_id: str) -> EditBase:
    """Open a proposal whose slate is to be changed, for a caller who may see people.

    Raises:
        Forbidden, Missing, Erased, NotReady: see `get_proposal_text`.
        InputError: it holds no slate.
    """
    with begin_read(store, caller, Permission.SEE_PEOPLE) as session:
        row, _, _ = get_proposal_summary(session, caller, proposal_id)
    if row.erased_at is not None:
        raise Erased(proposal_id)
    log_read(store, caller, ReadAccess("proposal", proposal_id))
    digest = row.proposal_digest
    base = None if digest is None else _BASES.get(digest)
    if base is None:
        found = get_completed_proposal(store, caller, proposal_id)
        base = build_base(found.text)
        if found.row.proposal_digest is not None:
            _BASES[found.row.proposal_digest] = base
            while len(_BASES) > MAX_BASES:
                _BASES.popitem(last=False)
    return base


@requires(Permission.ASK)
def check_steps(store: Store, caller: Caller, proposal_id: str, check: SlateCheck) -> JudgedSlate:
    """Judge steps on a proposal's slate without keeping anything.

    Raises:
        Forbidden, Missing, Erased, NotReady, InputError: see `open_edit_base` and `apply_step`.
    """
    base = open_edit_base(store, caller, proposal_id)
    for step in check.steps:
        _check_adopted(base, step)
    return base.judge(check.steps)


def _check_adopted(base: EditBase, step: SlateStep) -> None:
    """Check that an adopted slate names only what there is, and nobody twice or on no list.

    Raises:
        InputError: everything wrong with it.
    """
    if step.slate is None:
        return
    request = base.proposal.request
    changed = request.replace_unvalidated(near=step.slate, gone={}, pins=Pins())
    if problems := list(find_pin_problems(changed, base.proposal.rulebook)):
        raise InputError(problems)


def get_edit(store: Store, caller: Caller, proposal_id: str) -> SlateEdit:
    """Return what the caller has done by hand to a proposal so far.

    Raises:
        Forbidden, Missing, Erased, NotReady, InputError: see `open_edit_base`.
    """
    return open_edit(store, caller, proposal_id)[1]


def open_edit(store: Store, caller: Caller, proposal_id: str) -> tuple[EditBase, SlateEdit, Proposal | None]:
    """Open a proposal with what the caller did by hand, and what completed it since then.

    Raises:
        Forbidden, Missing, Erased, NotReady, InputError: see `open_edit_base`.
    """
    base, completed = open_edit_base(store, caller, proposal_id), None
    with begin_read(store, caller, Permission.ASK) as session:
        row = session.get(SlateEditRow, (proposal_id, caller.id))
        if row is not None:  # only in memory: the next change stores it
            completed = _settle_completion(session, store.ring, caller, row)
    return base, _build_edit(store, base, proposal_id, row), completed


def _build_edit(store: Store, base: EditBase, proposal_id: str, row: SlateEditRow | None) -> SlateEdit:
    steps = () if row is None else _read_steps(store.ring, row)
    pointer = 0 if row is None else row.pointer
    return SlateEdit(
        proposal=proposal_id,
        number=0 if row is None else row.number,
        pointer=pointer,
        steps=steps,
        completion=None if row is None else row.completion,
        judged=base.judge(steps[:pointer]),
    )


def _read_steps(ring: Keyring, row: SlateEditRow) -> tuple[SlateStep, ...]:
    return StoredSteps.model_validate_json(open_column(ring, row, "steps")).steps


def take_step(store: Store, caller: Caller, proposal_id: str, step: SlateStep, *, expected: int) -> SlateEdit:
    """Take one step by hand; what was undone before is forgotten.

    Raises:
        Forbidden, Missing, Erased, NotReady: see `open_edit_base`.
        InputError: the step has no meaning where it stands.
        Stale: the caller changed it elsewhere in the meantime.
        ActRefused: the rest is being completed, or there are too many steps.
    """
    base = open_edit_base(store, caller, proposal_id)
    _check_adopted(base, step)
    with begin_act(store, caller, Permission.ASK) as act:
        row = _lock_edit(act, proposal_id, expected)
        steps = _read_steps(store.ring, row)[: row.pointer]
        if len(steps) >= MAX_STEPS:
            raise ActRefused(
                f"Đã có {MAX_STEPS} bước sửa; hãy lưu thành phương án rồi sửa tiếp.",
                f"There are {MAX_STEPS} steps; save them as a proposal, then go on.",
            )
        request = base.proposal.request
        apply_step(request.council, request.pool, base.apply(steps), step)
        _store_steps(act.ring, row, (*steps, step), len(steps) + 1)
        act.session.add(row)
    return _build_edit(store, base, proposal_id, row)


def move_pointer(store: Store, caller: Caller, proposal_id: str, by: int, *, expected: int) -> SlateEdit:
    """Undo (`by` is -1) or redo (1) a step; where there is none, nothing changes.

    Raises:
        Forbidden, Missing, Erased, NotReady, InputError, Stale, ActRefused: see `take_step`.
    """
    base = open_edit_base(store, caller, proposal_id)
    with begin_act(store, caller, Permission.ASK) as act:
        row = _lock_edit(act, proposal_id, expected)
        steps = _read_steps(store.ring, row)
        _store_steps(act.ring, row, steps, min(max(row.pointer + by, 0), len(steps)))
        act.session.add(row)
    return _build_edit(store, base, proposal_id, row)


def discard_edit(store: Store, caller: Caller, proposal_id: str) -> None:
    """Discard everything that the caller has done by hand to a proposal.

    Raises:
        Forbidden, Missing: see `get_proposal_status`.
    """
    with begin_act(store, caller, Permission.ASK) as act:
        get_proposal_row(act.session, caller, proposal_id)
        row = act.session.get(SlateEditRow, (proposal_id, caller.id))
        if row is not None:
            act.session.delete(row)


def _lock_edit(act: Act, proposal_id: str, expected: int) -> SlateEditRow:
    """Lock the caller's row of changes, made if missing, with the step of an ended completion.

    Raises:
        Missing, Erased, Stale, ActRefused: see `take_step`.
    """
    proposal = lock_proposal(act.session, act.caller, proposal_id)
    if proposal.erased_at is not None:
        raise Erased(proposal_id)
    row = act.session.get(SlateEditRow, (proposal_id, act.caller.id), with_for_update=True)
    if row is None:
        row = SlateEditRow(proposal_id=proposal_id, user_id=act.caller.id, changed_at=now())
        _seal_steps(act.ring, row, ())
    else:
        _settle_completion(act.session, act.ring, act.caller, row)
    if row.number != expected:
        raise Stale(proposal_id, row.number)
    if row.completion is not None:
        raise ActRefused(
            "Đang hoàn thành phần còn lại; hãy chờ hoặc dừng rồi sửa tiếp.",
            "The rest is being completed; wait for it or stop it, then go on.",
        )
    return row


def _seal_steps(ring: Keyring, row: SlateEditRow, steps: tuple[SlateStep, ...]) -> None:
    seal_column(ring, row, "steps", StoredSteps(steps=steps).model_dump_json())


def _store_steps(ring: Keyring, row: SlateEditRow, steps: tuple[SlateStep, ...], pointer: int) -> None:
    row.pointer = pointer
    row.number += 1
    _seal_steps(ring, row, steps)
    row.changed_at = now()


def list_touched(edit: SlateEdit) -> tuple[str, ...]:
    """List the people whom the steps done so far name, once each, without adopted slates."""
    done = edit.steps[: edit.pointer]
    people = [i for step in done for i in (step.person, step.other) if i]
    return tuple(dict.fromkeys(people))


def complete_edit(
    services: Services, caller: Caller, proposal_id: str, *, expected: int, keep_touched: bool
) -> str:
    """Plan the rest around what is locked with the fewest moves; return the proposal's id.

    `keep_touched`: everybody whom a step names keeps the part they have now, locked or not.

    Raises:
        Forbidden, Missing, Erased, NotReady, Stale, ActRefused, QuotaExceeded: see `take_step`.
        InputError: a locked part that nobody could have, such as one of somebody who may not stand.
    """
    store = services.store
    base, edit = open_edit_base(store, caller, proposal_id), get_edit(store, caller, proposal_id)
    locked = tuple(dict.fromkeys((*edit.judged.locked, *(list_touched(edit) if keep_touched else ()))))
    row = get_completed_proposal(store, caller, proposal_id).row
    request = build_completion_request(base.proposal, edit.judged.slate, locked)
    with begin_read(store, caller, Permission.ASK) as session:
        book = _read_whole_rulebook(store, session, caller, base, proposal_id)
    bound = check_request(request, book, services.settings)
    patch = StoredPatch(patch={"pins": request.pins.model_dump(mode="json")}).model_dump_json()
    resolved = ResolvedRequest(request, book, bound, build_references(row), row.label, row.locality)

    def prepare() -> PreparedSubmission:
        lineage = Derivation(proposal_id, patch, tentative=True)
        prepared = prepare_proposal(services, resolved, lineage)

        def accept(act: Act, completion_id: str) -> None:
            edited = _lock_edit(act, proposal_id, expected)
            prepared.accept(act, completion_id)
            act.session.get_one(ProposalRow, completion_id).archived_at = now()  # in no list of proposals yet
            steps = _read_steps(store.ring, edited)
            edited.completion = completion_id
            _store_steps(act.ring, edited, steps, edited.pointer)

        return replace(prepared, accept=accept)

    return submit_proposal(services, caller, RequestIdentity(None, ""), prepare).id


def _read_whole_rulebook(
    store: Store, session: Session, caller: Caller, base: EditBase, proposal_id: str
) -> Rulebook:
    """Read the rulebook that a proposal was asked with, before its what-ifs were applied.

    Raises:
        Erased: its request is gone.
    """
    _, job = get_proposal_row(session, caller, proposal_id)
    if job.input is None:
        raise Erased(proposal_id)
    return PLAN.read(open_column(store.ring, job, "input")).rulebook or base.proposal.rulebook


def _settle_completion(session: Session, ring: Keyring, caller: Caller, row: SlateEditRow) -> Proposal | None:
    """Take an ended completion's slate as a step in a row; return the completion's proposal.

    None while it is computed, or if there is none. Where nothing is possible, no step is taken.

    Raises:
        Missing: the completion is not the caller's any more.
    """
    if row.completion is None:
        return None
    made, job = get_proposal_row(session, caller, row.completion)
    if not job.state.final:
        return None
    proposal, steps = None, _read_steps(ring, row)
    if has_result(job) and job.output is not None:
        proposal = parse_proposal(open_result(ring, job, digest=made.proposal_digest))
    row.completion = None
    if proposal is None or proposal.slate is None:
        _seal_steps(ring, row, steps)
        return proposal
    steps = steps[: row.pointer]
    step = SlateStep(act=SlateAct.ADOPT, slate=proposal.slate, origin=made.id)
    _store_steps(ring, row, (*steps, step), len(steps) + 1)
    return proposal


def save_edit(services: Services, caller: Caller, proposal_id: str, label: str, *, expected: int) -> str:
    """Save what was done by hand as a proposal derived from the base; return its id.

    A slate that breaks a must or a standard is saved as a draft that is never approved. One that was just
    completed by the planner is saved as the planner's own proposal.

    Raises:
        Forbidden, Missing, Erased, NotReady, InputError, Stale, ActRefused: see `take_step`.
    """
    store = services.store
    base, edit = open_edit_base(store, caller, proposal_id), get_edit(store, caller, proposal_id)
    steps = edit.steps[: edit.pointer]
    if not any(step.act not in {SlateAct.LOCK, SlateAct.UNLOCK} for step in steps):
        raise ActRefused("Chưa có thay đổi nào để lưu.", "There is no change to be saved.")
    last = next(step for step in reversed(steps) if step.act not in {SlateAct.LOCK, SlateAct.UNLOCK})
    with begin_act(store, caller, Permission.ASK) as act:
        row = _lock_edit(act, proposal_id, expected)
        if last.act is SlateAct.ADOPT and last.origin:
            saved = _save_completion(act, last.origin, label)
        else:
            saved = _save_edited(act, base, edit, proposal_id, label)
        act.session.flush()
        act.session.delete(row)
    return saved


def _save_completion(act: Act, completion_id: str, label: str) -> str:
    completion, _ = get_proposal_row(act.session, act.caller, completion_id, lock=True)
    completion.tentative, completion.archived_at, completion.label = False, None, label
    act.log("keep", "proposal", completion.id)
    return completion.id


def _save_edited(act: Act, base: EditBase, edit: SlateEdit, proposal_id: str, label: str) -> str:
    before, _ = get_proposal_row(act.session, act.caller, proposal_id)
    book = _read_whole_rulebook(act.store, act.session, act.caller, base, proposal_id)
    judged, moment, created = edit.judged, now(), new_id(PREFIX)
    proposal = build_edited_proposal(base.proposal, base.slate, judged.slate, judged.locked, judged.findings)
    text = proposal.to_json()
    job = JobRow(
        id=created,
        kind=PLAN.name,
        state=JobState.EDITED,
        locality=before.locality,
        caller=act.caller.id,
        asked_at=moment,
        ended_at=moment,
    )
    seal_column(act.ring, job, "input", dump_plan_input(proposal.request, book))
    seal_column(act.ring, job, "output", text)
    act.session.add(job)
    act.session.flush()
    patch = StoredPatch(patch={"near": judged.slate.model_dump(mode="json")}).model_dump_json()
    row = _derive_row(before, created, act.caller, label)
    row.asked_at, row.unlawful = moment, not judged.kept
    seal_column(act.ring, row, "patch", patch)
    act.session.add(row)
    act.session.flush()
    record_digest(act.session, act.ring, row, job, text)
    act.log("edit_by_hand", "proposal", created, digest=row.proposal_digest)
    return created


_KEPT_FIELDS = (
    "locality",
    "council_id",
    "council_version",
    "pool_id",
    "pool_version",
    "rulebook_id",
    "rulebook_version",
    "scenario_id",
    "scenario_version",
    "kept_until",
    "request_digest",
)


def _derive_row(before: ProposalRow, created: str, caller: Caller, label: str) -> ProposalRow:
    kept = {name: getattr(before, name) for name in _KEPT_FIELDS}
    return ProposalRow(
        **kept, id=created, label=label, derived_from=before.id, asked_by=caller.id, asked_at=now()
    )
