"""The road as a whole: determinism, time, stopping, engines that err, pins, lots, interchangeable people."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocau.constraints.errors import AuditDisagreesError, InputError, UnknownRule
from cocau.constraints.kinds.share import ShareRule
from cocau.constraints.model.council import Council
from cocau.constraints.model.people import PartyRank, Pool
from cocau.constraints.rules.quantity import Quantity
from cocau.constraints.rules.rule import Ballot
from cocau.fixtures.run import SHIPPED
from cocau.solver.engines.certificate import CERTIFICATE
from cocau.solver.engines.cpsat import CpSat
from cocau.solver.engines.engine import EngineAnswer, EngineStatus, Watch
from cocau.solver.engines.highs import Highs
from cocau.solver.engines.relaxation import LinearRelaxation
from cocau.solver.model.program import Program
from cocau.solver.model.slate_model import SlateModel
from cocau.solver.outcome import SearchProgress
from cocau.solver.plan import plan, resolve_rulebook
from cocau.solver.proposal import Proposal, ProposalOutcome
from cocau.solver.request import Pins, PlanRequest
from cocau.solver.search import lexicographic, planning_task
from cocau.solver.search.planning_task import PlanningTask
from tests.examples import examples
from tests.solver.support.shipped import request_for, shipped_plan
from tests.solver.test_plan_brute_force import WHOLE
from tests.solver.test_plan_introductions import RULES, _tiny


@pytest.fixture(scope="module")
def commune() -> Proposal:
    return shipped_plan("xa-mau")


def test_the_same_request_gives_the_same_bytes(commune: Proposal) -> None:
    assert plan(request_for("xa-mau")).to_json() == commune.to_json()


@examples(8)
@given(st.randoms(use_true_random=False))
def test_people_and_constituencies_in_another_order_give_the_same_bytes(
    commune: Proposal, random: object
) -> None:
    asked = request_for("xa-mau")
    people, units = list(asked.pool.people), list(asked.council.constituencies)
    random.shuffle(people)  # type: ignore[attr-defined]
    random.shuffle(units)  # type: ignore[attr-defined]
    shuffled = asked.replace_unvalidated(
        pool=asked.pool.replace_unvalidated(people=tuple(people)),
        council=asked.council.replace_unvalidated(constituencies=tuple(units)),
    )
    assert plan(shuffled).to_json() == commune.to_json()


def test_a_proposal_read_back_from_its_json_is_the_same_and_judges_the_same(commune: Proposal) -> None:
    again = Proposal.model_validate_json(commune.to_json())
    assert again == commune
    assert again.slate is not None
    found = again.rulebook.audit(again.request.council, again.request.pool, again.slate)
    assert found == commune.findings


def test_no_time_is_no_conflict() -> None:
    proposal = plan(request_for("ha-tinh", seconds=0.001))
    assert proposal.outcome is ProposalOutcome.OUT_OF_TIME
    assert proposal.conflict is None


def test_building_the_model_is_part_of_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [0.0]

    class Slow(SlateModel):
        def __init__(self, *asked: Any, **known: Any) -> None:
            super().__init__(*asked, **known)
            clock[0] += 50

    monkeypatch.setattr("cocau.solver.search.planning_task.SlateModel", Slow)
    monkeypatch.setattr("time.monotonic", lambda: clock[0])
    council, pool = _tiny()
    requests = [PlanRequest(council=council, pool=pool, seconds=seconds) for seconds in (49, 51)]
    outcomes = [plan(request, WHOLE.select_rules(RULES)).outcome for request in requests]
    assert outcomes == [ProposalOutcome.OUT_OF_TIME, ProposalOutcome.SOLVED]


def test_a_pool_is_hashed_before_the_search_fills_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    order: list[str] = []

    def note(what: str) -> Callable[..., Any]:
        honest = getattr(planning_task, what)

        def called(*of: Any, **more: Any) -> Any:
            order.append(what)
            return honest(*of, **more)

        return called

    for what in ("compute_digest", "sift_pool", "SlateModel"):
        monkeypatch.setattr(planning_task, what, note(what))
    assert plan(request_for("xa-mau")).provenance.pool_digest
    assert order == ["compute_digest", "sift_pool", "SlateModel"]


@pytest.mark.parametrize("after", [1, 3, 6, 12, 20])
def test_a_search_that_is_stopped_says_so_and_shows_an_audited_slate_with_its_gap(after: int) -> None:
    told: list[SearchProgress] = []

    def enough(progress: SearchProgress) -> bool:
        told.append(progress)
        return len(told) >= after

    proposal = plan(request_for("ha-tinh"), on_progress=enough)
    assert proposal.outcome is ProposalOutcome.OUT_OF_TIME
    assert proposal.slate is None or len(proposal.findings) == len(proposal.rulebook.rules)
    if proposal.slate is not None and proposal.open_tier:
        open_aims = [a for a in proposal.aims if a.rule in proposal.open_tier]
        assert all(a.tier_bound < a.tier_value for a in open_aims)


def test_progress_names_every_tier_in_order() -> None:
    steps: list[int] = []

    def note(progress: SearchProgress) -> bool:
        steps.append(progress.step)
        return False

    plan(request_for("xa-mau"), on_progress=note)
    tiers = [s for s in steps if s]
    assert sorted(set(tiers)) == list(range(1, max(tiers) + 1))


@pytest.fixture
def erring(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    calls: list[str] = []

    def wrong(
        self: Highs,
        program: Program,
        objective: Quantity,
        seconds: float,
        hint: list[int] | None = None,
        watch: Watch | None = None,
        *,
        near: bool = False,
    ) -> EngineAnswer:
        calls.append("wrong")
        return EngineAnswer(EngineStatus.OPTIMAL, [0] * len(program.lower), 0)

    monkeypatch.setattr(Highs, "minimise", wrong)
    return calls


def test_an_engine_whose_numbers_break_the_program_is_replaced_by_the_other(
    erring: list[str], commune: Proposal
) -> None:
    proposal = plan(request_for("xa-mau"))
    assert erring
    assert proposal.outcome is ProposalOutcome.SOLVED
    assert proposal.slate == commune.slate


def test_a_false_impossible_of_the_first_engine_reaches_nobody(
    monkeypatch: pytest.MonkeyPatch, commune: Proposal
) -> None:
    monkeypatch.setattr(Highs, "minimise", lambda *args, **kwargs: EngineAnswer(EngineStatus.INFEASIBLE))
    proposal = plan(request_for("xa-mau"))
    assert proposal.outcome is ProposalOutcome.SOLVED
    assert proposal.slate == commune.slate


def test_a_must_whose_compile_says_too_little_never_leaves_as_a_slate(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def mute(self: ShareRule, ballot: Ballot) -> None:
        """Ask for nothing."""

    monkeypatch.setattr(ShareRule, "compile", mute)
    with pytest.raises(AuditDisagreesError, match="women-35-percent"):
        plan(request_for("ha-tinh", "ha-tinh-thieu-nu"))


@pytest.mark.parametrize("unmet", [(), ("sức khỏe",)])
def test_the_audit_asks_the_rules_who_is_barred_and_never_the_search(
    monkeypatch: pytest.MonkeyPatch, unmet: tuple[str, ...]
) -> None:
    """The search calls a secretary barred who may stand, so that another chairs; or fit who may not."""
    asked = request_for("xa-mau")
    people = tuple(
        p.replace_unvalidated(unmet_standards=unmet) if p.party_rank is PartyRank.SECRETARY else p
        for p in asked.pool.people
    )
    asked = asked.replace_unvalidated(pool=asked.pool.replace_unvalidated(people=people))
    secretary = {p.id for p in people if p.party_rank is PartyRank.SECRETARY}
    true = resolve_rulebook(asked).list_barred_by_standard(asked.council, asked.pool)
    wrong = true | {"deputy-standards": tuple(secretary.symmetric_difference(true["deputy-standards"]))}
    monkeypatch.setattr(PlanningTask, "barred_by", wrong)
    monkeypatch.setattr(lexicographic, "REPORT_INTERVAL", 0)
    told: list[SearchProgress] = []

    def note(progress: SearchProgress) -> bool:
        told.append(progress)
        return False

    with pytest.raises(AuditDisagreesError, match=r"the planner's slate breaks .*chair-is-secretary"):
        plan(asked, on_progress=note)
    assert told
    assert all(progress.best is None for progress in told)


def test_pins_are_kept_and_shown_in_the_request(commune: Proposal) -> None:
    assert commune.slate is not None
    outside = next(p.id for p in commune.request.pool.people if p.id not in commune.slate.everybody)
    inside = commune.slate.deputies[0]
    pins = Pins(deputies=(outside,), out=(inside,), constituencies={outside: "dv03"})
    if outside in commune.rulebook.list_barred(commune.request.council, commune.request.pool):
        pytest.skip("the one left out may not stand")
    proposal = plan(request_for("xa-mau", pins=pins.model_dump()))
    assert proposal.slate is not None
    assert outside in proposal.slate.deputies
    assert outside in proposal.slate.candidates["dv03"]
    assert inside not in proposal.slate.everybody


def test_pins_that_cannot_be_kept_are_named_in_the_conflict() -> None:
    asked = request_for("xa-mau")
    council: Council = asked.council
    seats = council.constituencies[0].seats
    fit = [p.id for p in asked.pool.people][: seats + 1]
    barred = shipped_plan("xa-mau").rulebook.list_barred(council, asked.pool)
    pinned = tuple(i for i in fit if i not in barred)
    where = dict.fromkeys(pinned, council.constituencies[-1].id)
    proposal = plan(asked.replace_unvalidated(pins=Pins(deputies=pinned, constituencies=where)))
    assert proposal.outcome is ProposalOutcome.CONFLICT
    assert proposal.conflict is not None
    assert proposal.conflict.pins
    assert "seats-filled" in proposal.conflict.rules


@pytest.mark.parametrize(
    ("pins", "code"),
    [
        ({"deputies": ["nobody"]}, "unknown_person"),
        ({"posts": {"mayor": ["p001"]}}, "unknown_post"),
        ({"constituencies": {"p001": "dv99"}}, "unknown_constituency"),
        ({"deputies": ["p001"], "out": ["p001"]}, "contradictory_pins"),
    ],
)
def test_pins_that_make_no_sense_are_refused_with_a_reason(pins: dict[str, object], code: str) -> None:
    with pytest.raises(InputError) as refused:
        plan(request_for("xa-mau", pins=pins))
    assert code in {p.code for p in refused.value.problems}


def test_people_reported_as_interchangeable_may_swap_without_any_finding_changing() -> None:
    proposal = shipped_plan("ha-tinh")
    slate, asked = proposal.slate, proposal.request
    assert slate is not None
    assert proposal.interchangeable
    for group in proposal.interchangeable:
        a, b = group.people[0], group.people[-1]
        swap = {a: b, b: a}
        swapped = slate.replace_unvalidated(
            candidates={u: tuple(swap.get(i, i) for i in ids) for u, ids in slate.candidates.items()},
            deputies=tuple(swap.get(i, i) for i in slate.deputies),
            posts={p: tuple(swap.get(i, i) for i in ids) for p, ids in slate.posts.items()},
        )
        before = [(f.rule, f.verdict, f.short) for f in proposal.findings]
        after = proposal.rulebook.audit(asked.council, asked.pool, swapped)
        assert [(f.rule, f.verdict, f.short) for f in after] == before


def test_an_aim_raised_to_a_must_is_kept_or_is_the_conflict() -> None:
    proposal = plan(request_for("ha-tinh", raised=["more-full-time-deputies"]))
    assert proposal.outcome is ProposalOutcome.CONFLICT
    assert proposal.conflict is not None
    assert set(proposal.conflict.rules) == {"more-full-time-deputies", "full-time-cap-province"}
    assert [d.rule for d in proposal.departures] == ["more-full-time-deputies"]


def test_a_pool_without_previous_term_is_planned_and_its_directions_are_undecided() -> None:
    asked = request_for("xa-mau")
    proposal = plan(asked.replace_unvalidated(council=asked.council.replace_unvalidated(prior_term=None)))
    undecided = {f.rule for f in proposal.findings if f.verdict == "undecided"}
    assert {"fewer-administration-deputies", "more-front-deputies", "re-elected-30-percent"} <= undecided


def test_a_department_s_preference_decides_only_after_every_rule(commune: Proposal) -> None:
    slate = commune.slate
    assert slate is not None
    left_out = [p.id for p in commune.request.pool.people if p.id not in slate.everybody]
    asked = request_for("xa-mau")
    people = tuple(p.replace_unvalidated(preference=9) if p.id in left_out else p for p in asked.pool.people)
    wished = plan(asked.replace_unvalidated(pool=Pool(people=people)))
    rules = {r.id for r in wished.rulebook.rules if (r.priority or 0) < 220}
    before = {f.rule: f.short for f in commune.findings if f.rule in rules}
    assert {f.rule: f.short for f in wished.findings if f.rule in rules} == before


def test_a_search_that_is_looked_at_gives_the_same_bytes_as_one_that_is_not() -> None:
    asked = request_for("ha-tinh")
    assert plan(asked, on_progress=lambda progress: False).to_json() == shipped_plan("ha-tinh").to_json()


def test_both_engines_reach_the_same_slate(monkeypatch: pytest.MonkeyPatch, commune: Proposal) -> None:
    monkeypatch.setattr(Highs, "minimise", CpSat.minimise)
    assert plan(request_for("xa-mau")).slate == commune.slate


def test_a_conflict_that_the_second_engine_could_not_confirm_in_time_is_not_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(CpSat, "minimise", lambda *args, **kwargs: EngineAnswer(EngineStatus.STOPPED))
    monkeypatch.setattr(LinearRelaxation, "probe", lambda *args: None)
    proposal = plan(request_for("xa-mau", "xa-mau-thieu-nguoi"))
    assert proposal.outcome is ProposalOutcome.OUT_OF_TIME
    assert proposal.conflict is None


def test_a_conflict_without_a_certificate_is_confirmed_by_both_engines(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(LinearRelaxation, "probe", lambda *args: None)
    proposal = plan(request_for("xa-mau", "xa-mau-thieu-nguoi"))
    assert proposal.conflict is not None
    assert proposal.conflict.confirmed_by == ("HiGHS", "CP-SAT")


def test_a_conflict_with_a_certificate_needs_no_second_engine() -> None:
    code = (
        "import sys; from pathlib import Path; from cocau.app.files.readers import read_council; from cocau.app.files.readers import read_pool; "
        "from cocau.solver.plan import plan; from cocau.solver.request import PlanRequest; "
        "council = read_council(Path('fixtures/councils/xa-mau.yaml')); "
        "pool = read_pool(Path('fixtures/pools/xa-mau-thieu-nguoi.yaml')); "
        "found = plan(PlanRequest(council=council, pool=pool)).conflict; "
        "print(found.confirmed_by[1], 'ortools' in sys.modules)"
    )
    root = Path(SHIPPED).parent
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root)
    assert ran.stdout.split() == [CERTIFICATE, "False"]


def test_what_blocks_an_aim_is_left_out_if_the_second_engine_could_not_confirm_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(CpSat, "minimise", lambda *args, **kwargs: EngineAnswer(EngineStatus.STOPPED))
    monkeypatch.setattr(LinearRelaxation, "probe", lambda *args: None)
    proposal = plan(request_for("ha-tinh"))
    aim = next(a for a in proposal.aims if a.rule == "more-full-time-deputies")
    assert aim.missed
    assert aim.blocked_by is None


def test_engines_that_contradict_each_other_end_in_an_error_and_not_in_an_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    honest = CpSat.minimise
    calls = 0

    def fickle(self: CpSat, *args: Any, **kwargs: Any) -> EngineAnswer:
        nonlocal calls
        calls += 1
        return honest(self, *args, **kwargs) if calls == 1 else EngineAnswer(EngineStatus.INFEASIBLE)

    monkeypatch.setattr(Highs, "minimise", lambda *args, **kwargs: EngineAnswer(EngineStatus.INFEASIBLE))
    monkeypatch.setattr(CpSat, "minimise", fickle)
    with pytest.raises(AuditDisagreesError, match="contradict"):
        plan(request_for("xa-mau"))


def test_bounds_of_the_relaxation_that_no_slate_reaches_are_found_and_replaced(
    monkeypatch: pytest.MonkeyPatch, commune: Proposal
) -> None:
    """Told bounds one too low, the descent bisects to each of them and still ends at the same slate."""
    honest = LinearRelaxation.minimum
    lowered: set[int] = set()

    def low(self: LinearRelaxation, objective: Quantity, *args: Any) -> tuple[int, list[int] | None] | None:
        found = honest(self, objective, *args)
        key = hash(frozenset(objective.terms))
        if found is None or key in lowered or not found[0] or len(lowered) > 3:
            return found
        lowered.add(key)
        return found[0] - 1, None

    monkeypatch.setattr(LinearRelaxation, "minimum", low)
    assert plan(request_for("xa-mau")).slate == commune.slate
    assert lowered


def test_somebody_pinned_is_interchangeable_with_nobody() -> None:
    asked = request_for("ha-tinh")
    pinned = shipped_plan("ha-tinh").interchangeable[0].people[0]
    again = plan(asked.replace_unvalidated(pins=Pins(candidates=(pinned,))))
    assert all(pinned not in group.people for group in again.interchangeable)


def test_a_proposal_says_who_may_not_stand_and_by_which_standard() -> None:
    proposal = plan(request_for("xa-mau", "xa-mau-thieu-nguoi"))
    assert proposal.outcome is ProposalOutcome.CONFLICT
    barred = proposal.rulebook.list_barred(proposal.request.council, proposal.request.pool)
    assert {i for ids in proposal.barred.values() for i in ids} == barred
    assert "deputy-standards" in proposal.barred


def test_faults_of_a_what_if_are_told_together_with_all_others() -> None:
    asked = request_for("xa-mau", overrides={"nope": {"x": 1}}, pins={"out": ["nobody"]})
    with pytest.raises(UnknownRule) as refused:
        plan(asked)
    assert {p.code for p in refused.value.problems} == {"unknown_rule", "unknown_person"}


@pytest.mark.parametrize(
    "pins",
    [
        Pins(candidates=("p0",)),
        Pins(deputies=("p0",)),
        Pins(posts={"chair": ("p0",)}),
        Pins(constituencies={"p0": "dv1"}),
    ],
)
def test_whoever_misses_a_standard_can_be_pinned_to_nothing(pins: Pins) -> None:
    council, pool = _tiny()
    unfit = tuple(
        p.replace_unvalidated(unmet_standards=("sức khỏe",)) if p.id == "p0" else p for p in pool.people
    )
    book = WHOLE.select_rules(["seats-filled", "surplus-per-constituency", "deputy-standards"])
    with pytest.raises(InputError) as caught:
        plan(PlanRequest(council=council, pool=pool.replace_unvalidated(people=unfit), pins=pins), book)
    assert [(p.code, p.where) for p in caught.value.problems] == [("pinned_but_barred", "pins: p0")]
