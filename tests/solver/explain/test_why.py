"""Why and why not, against every slate there is on tiny councils; and the answers that need no search."""

from random import Random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cocau.constraints.errors import AuditDisagreesError, InputError
from cocau.constraints.model.council import Council
from cocau.constraints.model.people import Pool
from cocau.constraints.model.slate import Slate
from cocau.constraints.rulebook import Rulebook
from cocau.solver.conflicts.mus import ConflictCore
from cocau.solver.explain import why as module
from cocau.solver.explain.proven_plan import audit_shown_slate, build_proven_plan
from cocau.solver.explain.questions import PartQuestion, PlanPart, parse_questions
from cocau.solver.explain.why import WhyAnswer, WhyAnswerKind, answer_questions
from cocau.solver.plan import plan
from cocau.solver.proposal import Proposal, ProposalOutcome, RuleConflict
from cocau.solver.request import Introductions, Pins, PlanRequest
from cocau.solver.time_budget import TimeBudget
from tests.examples import examples
from tests.solver.model.test_slate_model_moves import _moves
from tests.solver.test_plan_brute_force import FRAME, NUMBERS, WHOLE, _keeps, _missed, _slates, cases
from tests.solver.test_plan_introductions import _tiny


def _every_question(council: Council, pool: Pool) -> list[PartQuestion]:
    parts: list[tuple[PlanPart, str | None]] = [(PlanPart.LISTED, None), (PlanPart.DEPUTY, None)]
    parts += [(PlanPart.POST, post) for post in council.posts]
    parts += [(PlanPart.AT, unit.id) for unit in council.constituencies]
    return [PartQuestion(person=p.id, what=what, where=where) for p in pool.people for what, where in parts]


def _opposite(asked: PartQuestion, slate: Slate, *, has: bool) -> bool:
    """Whether a slate is otherwise than one that `has` it; somebody taken from a place stands elsewhere."""
    i, where = asked.person, asked.where or ""
    part = {
        PlanPart.LISTED: i in slate.listed,
        PlanPart.DEPUTY: i in slate.deputies,
        PlanPart.POST: i in slate.posts.get(where, ()),
        PlanPart.AT: i in slate.candidates.get(where, ()),
    }[asked.what]
    return part is not has and (asked.what is not PlanPart.AT or i in slate.listed)


def _stands_in_the_way(
    here: Rulebook, found: RuleConflict, pool: Pool, council: Council, asked: PartQuestion
) -> bool:
    """Whether no slate of the frame keeps the rules of a conflict and is otherwise than the plan."""
    frame = [r.id for r in here.rules if r.id in (*FRAME, *NUMBERS)]
    part = here.select_rules([*frame, *found.rules])
    return not any(
        _keeps(part, council, pool, s) for s in _slates(council, pool) if _opposite(asked, s, has=True)
    )


@examples(12)
@given(cases(), st.randoms(use_true_random=False))
def test_an_opposite_costs_exactly_what_the_best_of_all_slates_with_it_costs(
    case: tuple[Council, Pool, list[str]], random: Random
) -> None:
    council, pool, rules = case
    book = WHOLE.select_rules(rules)
    here = book.for_council(council)
    proposal = plan(PlanRequest(council=council, pool=pool), book)
    assume(proposal.slate is not None)
    before = proposal.slate
    assert before is not None
    barred = here.list_barred(council, pool)
    keeping = [s for s in _slates(council, pool) if _keeps(here, council, pool, s)]
    asked = random.sample(_every_question(council, pool), 5)
    for question, reason in zip(
        asked, answer_questions(proposal, asked, TimeBudget(60)).reasons, strict=True
    ):
        assert reason.question == question
        assert reason.has is _opposite(question, before, has=False)
        if question.person in barred:
            assert reason.answer is WhyAnswerKind.BARRED
            continue
        left = [s for s in keeping if _opposite(question, s, has=reason.has)]
        if not left:
            assert reason.answer is WhyAnswerKind.CONFLICT
            assert reason.conflict is not None
            assert reason.conflict.smallest
            assert len(reason.conflict.confirmed_by) == 2
            if reason.has:
                assert _stands_in_the_way(here, reason.conflict, pool, council, question)
            continue
        other = reason.beside
        assert other is not None
        assert other.slate.in_order() in [s.in_order() for s in left]
        best = min(_missed(here, council, pool, s) for s in left)
        assert _missed(here, council, pool, other.slate) == best
        assert (reason.answer is WhyAnswerKind.FREE) == (best == _missed(here, council, pool, before))
        close = [s for s in left if _missed(here, council, pool, s) == best]
        fewest = min(_moves(before, s, barred)[:2] for s in close)
        assert _moves(before, other.slate, barred)[:2] == fewest
        same = [s for s in close if _parts(s) == _parts(other.slate)]
        assert _moves(before, other.slate, barred) == min(_moves(before, s, barred) for s in same)
        now = {f.rule: f for f in here.audit(council, pool, other.slate)}
        was = {f.rule: f for f in here.audit(council, pool, before)}
        changed = {i for i in now if (now[i].verdict, now[i].short) != (was[i].verdict, was[i].short)}
        assert {c.now.rule for c in other.changed} == changed
        assert all(c.now == now[c.now.rule] and c.was == was[c.was.rule] for c in other.changed)


def _parts(slate: Slate) -> tuple[set[str], set[str], dict[str, set[str]]]:
    """Everything on a slate but where people stand."""
    return set(slate.listed), set(slate.deputies), {post: set(ids) for post, ids in slate.posts.items()}


# Five alike people for two seats of one constituency: three on the list, nobody told apart by any rule.

BOOK = ["seats-filled", "surplus-per-constituency", "list-at-legal-minimum", "one-chair", "deputy-standards"]


_NONE = Pins()


def _alike(pins: Pins = _NONE, *, barred: str = "") -> Proposal:
    council, pool = _tiny()
    people = tuple(
        p.replace_unvalidated(unmet_standards=("sức khỏe",)) if p.id == barred else p for p in pool.people
    )
    asked = PlanRequest(council=council, pool=Pool(people=people), pins=pins)
    return plan(asked, WHOLE.select_rules(BOOK))


def _only(proposal: Proposal, person: str, part: str | None = None, at: str | None = None) -> WhyAnswer:
    (reason,) = answer_questions(
        proposal, parse_questions(proposal, [person], part, at), TimeBudget(60)
    ).reasons
    return reason


def test_people_alike_are_told_where_the_lot_decided() -> None:
    proposal = _alike()
    assert proposal.slate is not None
    out = [i for i in ("p0", "p1", "p2", "p3", "p4") if i not in proposal.slate.listed]
    reason = _only(proposal, proposal.slate.listed[0], "in")
    assert reason.answer is WhyAnswerKind.FREE
    assert list(reason.alike) == out
    reason = _only(proposal, out[0])
    assert not reason.has
    assert reason.alike == proposal.slate.listed
    assert reason.beside is not None
    assert not reason.beside.costs
    assert len(reason.beside.moves) == 2


def test_somebody_barred_is_told_the_standard_and_nothing_is_solved(monkeypatch: pytest.MonkeyPatch) -> None:
    proposal = _alike(barred="p2")
    monkeypatch.setattr(module.PlanVariant, "best", _fail)
    for part in ("in", "deputy", "chair"):
        reason = _only(proposal, "p2", part)
        assert reason.answer is WhyAnswerKind.BARRED
        assert reason.standards == ("deputy-standards",)


def _fail(*_: object, **__: object) -> None:
    raise AssertionError("nothing is to be searched")


@pytest.mark.parametrize(
    ("pins", "part", "at", "told"),
    [
        (Pins(out=("p1",)), "in", None, ("out:p1",)),
        (Pins(out=("p1",)), "chair", None, ("out:p1",)),
        (Pins(candidates=("p1",)), "in", None, ("in:p1",)),
        (Pins(deputies=("p1",)), "in", None, ("deputy:p1",)),
        (Pins(deputies=("p1",)), "deputy", None, ("deputy:p1",)),
        (Pins(posts={"chair": ("p1",)}), "chair", None, ("chair:p1",)),
        (Pins(posts={"chair": ("p1",)}), "deputy", None, ("chair:p1",)),
        (Pins(constituencies={"p1": "dv1"}), None, "dv1", ("at:p1",)),
        (Pins(constituencies={"p1": "dv1"}), "in", None, ("at:p1",)),
    ],
)
def test_a_pin_of_the_request_is_the_answer(
    pins: Pins, part: str | None, at: str | None, told: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    proposal = _alike(pins)
    monkeypatch.setattr(module.PlanVariant, "best", _fail)
    reason = _only(proposal, "p1", part, at)
    assert reason.answer is WhyAnswerKind.PINNED
    assert reason.pins == told


def test_a_pin_that_does_not_decide_it_is_not_the_answer() -> None:
    assert _only(_alike(Pins(candidates=("p1",))), "p1", "deputy").answer is WhyAnswerKind.FREE
    assert _only(_alike(Pins(deputies=("p1",))), "p1", "chair").answer is WhyAnswerKind.FREE


def test_what_the_seats_alone_forbid_stands_against_no_rule_or_the_fewest() -> None:
    reason = _only(_alike(), _alike().slate.listed[0], at="dv1")  # type: ignore[union-attr]  # there is one
    assert reason.has
    assert reason.answer is WhyAnswerKind.CONFLICT  # there is no other constituency
    assert reason.conflict is not None
    assert reason.conflict.rules == ()


def test_the_usual_questions_follow_the_part_that_somebody_has() -> None:
    proposal = _alike()
    slate = proposal.slate
    assert slate is not None
    (chair,) = slate.posts["chair"]
    plain = next(i for i in slate.listed if i not in slate.deputies)
    deputy = next(i for i in slate.deputies if i != chair)
    out = next(i for i in ("p0", "p1", "p2", "p3", "p4") if i not in slate.listed)
    asked = parse_questions(proposal, [chair, plain, deputy, out, chair])
    assert [(q.person, q.what.value, q.where) for q in asked] == [
        (chair, "in", None),
        (chair, "post", "chair"),
        (plain, "in", None),
        (plain, "deputy", None),
        (deputy, "in", None),
        (deputy, "deputy", None),
        (out, "in", None),
    ]


def test_unknown_names_are_told_all_at_once_the_nearest_first() -> None:
    with pytest.raises(InputError) as caught:
        parse_questions(_alike(), ["p9", "p1", "p8"], "chairr", "dv")
    assert [p.where for p in caught.value.problems] == ["person: p9", "person: p8", "as: chairr", "at: dv"]
    assert "the nearest first: chair, " in caught.value.problems[2].en
    with pytest.raises(InputError) as caught:
        parse_questions(_alike(), ["người 1"])
    assert [(p.where, p.en) for p in caught.value.problems] == [
        ("person: người 1", "Give the id, not the name: p1.")
    ]
    with pytest.raises(InputError):
        parse_questions(_alike(), [])


def test_what_is_not_answered_in_time_is_open_and_never_a_no() -> None:
    proposal = _alike()
    found = answer_questions(proposal, parse_questions(proposal, ["p0", "p1"], "in"), TimeBudget(0))
    assert [r.answer for r in found.reasons] == [WhyAnswerKind.OPEN, WhyAnswerKind.OPEN]
    assert not found.complete
    assert '"answer": "open"' in found.to_json()


@pytest.mark.parametrize("core", [None, ConflictCore(("demand:",), True, True, ("HiGHS",))])
def test_an_impossibility_that_one_engine_denies_or_does_not_confirm_is_open(
    core: ConflictCore | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    proposal = _alike()
    assert proposal.slate is not None
    monkeypatch.setattr(module, "find_smallest_core", lambda *_, **__: core)
    assert _only(proposal, proposal.slate.listed[0], at="dv1").answer is WhyAnswerKind.OPEN


def test_a_proposal_without_a_proven_slate_cannot_be_asked() -> None:
    proposal = _alike()
    assert proposal.slate is not None
    wrong = {
        "no_slate": proposal.replace_unvalidated(slate=None),
        "not_proven": proposal.replace_unvalidated(outcome=ProposalOutcome.OUT_OF_TIME),
        "unknown_person": proposal.replace_unvalidated(
            slate=proposal.slate.replace_unvalidated(deputies=("nobody",))
        ),
        "altered": _of_the_book().replace_unvalidated(aims=()),
    }
    for code, asked in wrong.items():
        with pytest.raises(InputError) as caught:
            build_proven_plan(asked, TimeBudget(9))
        assert [p.code for p in caught.value.problems] == [code]


def _of_the_book() -> Proposal:
    council, pool = _tiny()
    return plan(
        PlanRequest(council=council, pool=pool), WHOLE.select_rules([*BOOK, "women-30-percent-deputies"])
    )


def test_a_slate_that_breaks_a_must_is_never_shown() -> None:
    base = build_proven_plan(_alike(), TimeBudget(9))
    with pytest.raises(AuditDisagreesError):
        audit_shown_slate(base, base.slate.replace_unvalidated(deputies=()))


def test_before_there_are_names_and_near_another_slate_it_can_be_asked_too() -> None:
    council, pool = _tiny()
    first = plan(PlanRequest(council=council, pool=pool), WHOLE.select_rules(BOOK))
    asked = PlanRequest(council=council, pool=pool, near=first.slate, introducing=Introductions(total=4))
    proposal = plan(asked, WHOLE.select_rules(BOOK))
    assert proposal.slate is not None
    reason = _only(proposal, proposal.slate.listed[0], "in")
    assert reason.answer is WhyAnswerKind.COSTS
    assert reason.beside is not None
    assert [(t.rules, t.was, t.now) for t in reason.beside.costs] == [(("moves:people",), 0, 2)]
