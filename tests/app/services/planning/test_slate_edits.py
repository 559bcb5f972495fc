"""Hands on a proposal: each step judged, undone, completed by the planner, saved with its lineage; bad steps told."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from sqlmodel import select

from cocau.app.auth.caller import DEVELOPER
from cocau.app.db.engine import Store
from cocau.app.db.models import ApprovalDecision, SlateEditRow
from cocau.app.main import create_app
from cocau.app.services.computations import Services
from cocau.app.services.erasures import erase_proposal
from cocau.app.services.errors import ActRefused, Stale
from cocau.app.services.operations.demo import seed_demo
from cocau.app.services.planning.approvals import ApprovalCreate, record_decision
from cocau.app.services.planning.judged_slates import EditBase
from cocau.app.services.planning.lineage import get_lineage
from cocau.app.services.planning.proofs import reaudit_proposal
from cocau.app.services.planning.proposals import (
    create_proposal,
    get_completed_proposal,
    get_proposal_status,
)
from cocau.app.services.planning.requests import DocumentReference, ProposalCreate
from cocau.app.services.planning.slate_edits import (
    build_base,
    complete_edit,
    get_edit,
    move_pointer,
    open_edit,
    save_edit,
    take_step,
)
from cocau.app.settings import ProofRule, Settings
from cocau.app.web.desk.proposals.board import Board
from cocau.constraints.errors import InputError
from cocau.constraints.model.slate import Slate
from cocau.constraints.model.slate_steps import SlateAct, SlateStep
from cocau.solver.proposal import Proposal, ProposalOutcome, add_digest
from tests.app.client import LocalClient
from tests.databases import migrated
from tests.patience import wait_until


@dataclass(frozen=True)
class Made:
    """The commune of the demo, planned: `of`: the proposal's id."""

    office: Services
    of: str
    proposal: Proposal

    @property
    def store(self) -> Store:
        """Where everything is kept."""
        return self.office.store

    @property
    def slate(self) -> Slate:
        """The slate of the proposal."""
        assert self.proposal.slate is not None
        return self.proposal.slate

    def step(self, act: SlateAct, person: str = "", **more: str) -> tuple[str, ...]:
        """Take a step on the newest state; the rules that are newly broken."""
        number = get_edit(self.store, DEVELOPER, self.of).number
        step = SlateStep.model_validate({"act": act, "person": person, **more})
        return take_step(self.store, DEVELOPER, self.of, step, expected=number).judged.new

    def ended(self, which: str) -> Proposal:
        """Wait for a proposal."""
        wait_until(lambda: get_proposal_status(self.store, DEVELOPER, which).state.final)
        return Proposal.model_validate_json(get_completed_proposal(self.store, DEVELOPER, which).text)


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Services, str]]:
    folder = tmp_path_factory.mktemp("hands")
    settings = Settings(state=folder / "state", proofs=ProofRule.ASKED)
    with migrated(folder) as store:
        _, commune = seed_demo(store, DEVELOPER)
        app = create_app(settings, store)
        with LocalClient(app):
            office = Services(store, app.state.queue, settings)
            council, pool = DocumentReference(ref=commune.council), DocumentReference(ref=commune.pool)
            made = create_proposal(office, DEVELOPER, ProposalCreate(council=council, pool=pool)).id
            yield office, made


@pytest.fixture
def made(planned: tuple[Services, str]) -> Iterator[Made]:
    """The planned commune with no step taken."""
    office, of = planned
    first = Made(office, of, None)  # type: ignore[arg-type]  # for `ended` alone
    proposal = first.ended(of)
    yield Made(office, of, proposal)
    with office.store.writing() as session:
        for row in session.exec(select(SlateEditRow)):
            session.delete(row)


def _other_unit(slate: Slate, person: str) -> str:
    return next(unit for unit, ids in slate.candidates.items() if person not in ids)


def test_each_step_is_judged_at_once_and_what_it_breaks_is_told(made: Made) -> None:
    unit, ids = next(iter(made.slate.candidates.items()))
    seats = {u.id: u.seats for u in made.proposal.request.council.constituencies}
    out = [i for i in ids if i not in made.slate.deputies]
    broken: set[str] = set()
    for person in out[: len(ids) - seats[unit] + 1]:
        broken |= {*made.step(SlateAct.OUT, person)}
    assert broken, "a list without surplus breaks the law"
    edit = get_edit(made.store, DEVELOPER, made.of)
    assert not edit.judged.kept
    assert broken <= {*edit.judged.broken}
    assert set(out[:1]).isdisjoint(edit.judged.slate.listed)


def test_what_a_hand_judges_is_what_the_audit_of_the_whole_says_on_every_way_there(made: Made) -> None:
    first, second, *_ = made.slate.deputies
    request, units = made.proposal.request, [*made.slate.candidates]
    acts: list[tuple[SlateAct, str, dict[str, str]]] = [
        (SlateAct.MOVE, first, {"to": _other_unit(made.slate, first)}),
        (SlateAct.LOCK, second, {}),
        (SlateAct.OUT, first, {}),
        (SlateAct.MOVE, first, {"to": units[0]}),
        (SlateAct.UNLOCK, second, {}),
        (SlateAct.SWAP, first, {"other": second}),
    ]
    for number, (act, person, more) in enumerate(acts):
        made.step(act, person, **more)
        if number == 3:  # another way from the middle: what was remembered of the first one is not taken
            move_pointer(made.store, DEVELOPER, made.of, -1, expected=number + 1)
            made.step(SlateAct.MOVE, first, to=units[-1])
        base, edit, _ = open_edit(made.store, DEVELOPER, made.of)
        fresh = EditBase(base.proposal, base.slate, base.context)
        assert edit.judged == fresh.judge(edit.steps[: edit.pointer])
        assert edit.judged.findings == made.proposal.rulebook.audit(
            request.council, request.pool, edit.judged.slate
        )
        boards = [Board(one, edit, "vi") for one in (base, fresh)]
        for part in ("units", "tray", "posts", "summary", "people"):
            assert getattr(boards[0], part) == getattr(boards[1], part)


def test_who_is_barred_is_asked_of_the_rules_and_not_read_in_the_proposal(made: Made) -> None:
    noted = {person_id for ids in made.proposal.barred.values() for person_id in ids}
    assert noted
    base = build_base(add_digest(made.proposal.replace_unvalidated(barred={})).to_json())
    assert base.context.barred == noted


def test_undo_and_redo_lead_through_every_state(made: Made) -> None:
    person = made.slate.deputies[0]
    made.step(SlateAct.UNINTEND, person)
    made.step(SlateAct.OUT, person)
    for by, listed, deputy in ((-1, True, False), (-1, True, True), (-1, True, True), (1, True, False)):
        edit = get_edit(made.store, DEVELOPER, made.of)
        after = move_pointer(made.store, DEVELOPER, made.of, by, expected=edit.number).judged.slate
        assert (person in after.listed, person in after.deputies) == (listed, deputy)
    made.step(SlateAct.LOCK, person)  # what was undone is forgotten
    assert [s.act for s in get_edit(made.store, DEVELOPER, made.of).steps] == [
        SlateAct.UNINTEND,
        SlateAct.LOCK,
    ]


def test_a_swap_is_one_step_and_also_brings_somebody_in(made: Made) -> None:
    holder = made.slate.posts["head/legal"][0]
    outside = next(p.id for p in made.proposal.request.pool.people if p.id not in made.slate.listed)
    made.step(SlateAct.SWAP, holder, other=outside)
    after = get_edit(made.store, DEVELOPER, made.of).judged.slate
    assert after.posts["head/legal"] == (outside,)
    assert outside in after.deputies
    assert holder not in after.everybody
    assert len(after.listed) == len(made.slate.listed)


def test_steps_without_a_meaning_are_refused_and_leave_nothing(made: Made) -> None:
    outside = next(p.id for p in made.proposal.request.pool.people if p.id not in made.slate.listed)
    inside = made.slate.deputies[0]
    made.step(SlateAct.LOCK, inside)
    for step, code in (
        (SlateStep(act=SlateAct.INTEND, person=outside), "not_listed"),
        (SlateStep(act=SlateAct.OUT, person=inside), "locked"),
        (SlateStep(act=SlateAct.MOVE, person=inside, to="none"), "unknown_constituency"),
        (SlateStep(act=SlateAct.APPOINT, person=made.slate.deputies[1], post="king"), "unknown_post"),
        (SlateStep(act=SlateAct.OUT, person="nobody"), "unknown_person"),
        (SlateStep(act=SlateAct.ADOPT), "missing"),
    ):
        with pytest.raises(InputError) as refused:
            take_step(made.store, DEVELOPER, made.of, step, expected=1)
        assert code in {problem.code for problem in refused.value.problems}
    assert get_edit(made.store, DEVELOPER, made.of).number == 1
    with pytest.raises(Stale):
        take_step(made.store, DEVELOPER, made.of, SlateStep(act=SlateAct.UNLOCK, person=inside), expected=0)


def test_a_post_of_one_holder_is_taken_from_who_has_it(made: Made) -> None:
    before = made.slate.posts["head/legal"][0]
    other = next(i for i in made.slate.deputies if not any(i in ids for ids in made.slate.posts.values()))
    made.step(SlateAct.LOCK, before)
    with pytest.raises(InputError, match="locked"):
        made.step(SlateAct.APPOINT, other, post="head/legal")
    made.step(SlateAct.UNLOCK, before)
    made.step(SlateAct.APPOINT, other, post="head/legal")
    assert get_edit(made.store, DEVELOPER, made.of).judged.slate.posts["head/legal"] == (other,)


def test_the_rest_is_completed_around_what_is_locked_and_saved_as_the_planners_own(made: Made) -> None:
    person = next(i for i in made.slate.deputies if not any(i in ids for ids in made.slate.posts.values()))
    there = _other_unit(made.slate, person)
    made.step(SlateAct.MOVE, person, to=there)
    made.step(SlateAct.LOCK, person)
    edit = get_edit(made.store, DEVELOPER, made.of)
    which = complete_edit(made.office, DEVELOPER, made.of, expected=edit.number, keep_touched=False)
    step = SlateStep(act=SlateAct.OUT, person=made.slate.deputies[-1])
    with pytest.raises((ActRefused, Stale)):  # Stale if it has ended meanwhile: there is a step more
        take_step(made.store, DEVELOPER, made.of, step, expected=edit.number + 1)
    assert made.ended(which).outcome is ProposalOutcome.SOLVED
    _, after, completed = open_edit(made.store, DEVELOPER, made.of)
    assert completed is not None
    assert (after.completion, after.steps[-1].origin, after.number) == (None, which, edit.number + 2)
    assert after.judged.kept
    assert after.judged.slate.get_constituency(person) == there
    saved = save_edit(made.office, DEVELOPER, made.of, "Sau khi hoàn thành", expected=after.number)
    assert saved == which
    status = get_proposal_status(made.store, DEVELOPER, saved)
    assert (status.standing, status.archived, status.label) == ("draft", False, "Sau khi hoàn thành")
    assert get_edit(made.store, DEVELOPER, made.of).steps == ()


def test_a_completion_is_read_without_writing_and_stored_with_the_next_change(made: Made) -> None:
    person = made.slate.deputies[0]
    made.step(SlateAct.LOCK, person)
    which = complete_edit(made.office, DEVELOPER, made.of, expected=1, keep_touched=False)
    made.ended(which)
    read = [get_edit(made.store, DEVELOPER, made.of) for _ in range(2)]
    assert read[0] == read[1]
    assert (read[0].number, read[0].pointer, read[0].completion) == (3, 2, None)
    with made.store.reading() as session:
        row = session.get_one(SlateEditRow, (made.of, DEVELOPER.id))
    assert (row.number, row.pointer, row.completion) == (2, 1, which)
    after = move_pointer(made.store, DEVELOPER, made.of, -1, expected=3)
    assert (after.number, after.pointer, after.steps[-1].origin) == (4, 1, which)
    with made.store.reading() as session:
        row = session.get_one(SlateEditRow, (made.of, DEVELOPER.id))
    assert (row.number, row.pointer, row.completion) == (4, 1, None)


def test_a_slate_that_breaks_a_must_is_kept_as_a_draft_and_never_approved(made: Made) -> None:
    chair = made.slate.posts["chair"][0]
    made.step(SlateAct.OUT, chair)
    number = get_edit(made.store, DEVELOPER, made.of).number
    saved = save_edit(made.office, DEVELOPER, made.of, "Bản nháp", expected=number)
    status = get_proposal_status(made.store, DEVELOPER, saved)
    assert (status.state, status.unlawful, status.derived_from) == ("edited", True, made.of)
    asked = ApprovalCreate(decision=ApprovalDecision.APPROVED, digest=f"{status.digest}")
    with pytest.raises(ActRefused):
        record_decision(Services(made.store, made.office.queue, Settings()), DEVELOPER, saved, asked)
    again = reaudit_proposal(made.store, DEVELOPER, saved)
    assert (again.same, again.kept) == (True, False)
    assert [node.id for node in get_lineage(made.store, DEVELOPER, saved).ancestors] == [made.of]
    made.step(SlateAct.OUT, made.slate.deputies[-1])
    erase_proposal(made.store, DEVELOPER, saved)
    with made.store.reading() as session:
        assert [row.proposal_id for row in session.exec(select(SlateEditRow))] == [made.of]
