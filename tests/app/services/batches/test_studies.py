"""Studies whose batches give way after each row: every pair comes once, on both databases; samples."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from cocau.app.auth.caller import DEVELOPER
from cocau.app.db.engine import Store
from cocau.app.db.models import JobRow
from cocau.app.jobs.queue import JobQueue, wait_for_job
from cocau.app.jobs.results import ProgressReport, RunCompleted, RunResult
from cocau.app.jobs.task import JobTask
from cocau.app.jobs.tasks import batches, studies
from cocau.app.jobs.tasks.programmes import ProgrammeMember, start_row
from cocau.app.jobs.tasks.studies import StudyBase, StudyBatch, StudyRow, compute_study
from cocau.app.services.batches.parts import MAX_STUDY_ROWS, StudyPart, build_batch_id, parse_first_item
from cocau.app.services.batches.programmes import MadeUpCouncils
from cocau.app.services.batches.rows import list_study_rows
from cocau.app.services.batches.runs import STUDIES, get_run_status
from cocau.app.services.batches.studies import (
    PreparedStudy,
    StudyCouncil,
    StudyCreate,
    choose_sample,
    create_study,
)
from cocau.app.services.completion import COMPLETION
from cocau.app.services.computations import Services
from cocau.app.settings import Settings
from cocau.constraints.library import load_rulebook
from cocau.fixtures.generators.country import make_council
from cocau.solver.explain.scenario import Scenario
from cocau.solver.plan import plan
from cocau.solver.request import PlanRequest
from cocau.solver.sweep import ItemOutcome, SweepRow
from tests.patience import PATIENCE

SCENARIOS = (Scenario(name="gốc"), Scenario(name="không ghim", without_pins=True), Scenario(name="khác"))


def _compute(asked: JobTask) -> RunResult:
    document, state = compute_study(StudyBatch.model_validate_json(asked.text), lambda _: False)
    return RunCompleted(document.to_json().encode(), state)


def _run(
    asked: JobTask,
    *,
    memory: int | None = None,
    stop: threading.Event | None = None,
    on_progress: Callable[[ProgressReport], None] | None = None,
) -> RunResult:
    return _compute(asked)


@pytest.fixture
def office(one_store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Services]:
    """A search is not what this is about: a row says which pair it is, and each slice makes one."""

    def row(_: object, member: ProgrammeMember, scenario: Scenario, __: object) -> StudyRow:
        found = start_row(member.asked.council).model_dump() | {"outcome": ItemOutcome.SOLVED}
        return StudyRow(**found, scenario=scenario.name)

    monkeypatch.setattr(batches, "SLICE_SECONDS", 0)
    monkeypatch.setattr(studies, "plan_under_scenario", row)
    queue = JobQueue(one_store, settings, run=_run, completion=COMPLETION)
    queue.start()
    yield Services(one_store, queue, settings)
    queue.close()


def test_every_council_under_every_scenario_once(office: Services) -> None:
    made_up = MadeUpCouncils(province=7, count=3)
    asked = StudyCreate(made_up=made_up, scenarios=SCENARIOS)
    which = create_study(office, DEVELOPER, asked).id
    deadline = time.monotonic() + PATIENCE
    while (now := get_run_status(office.store, DEVELOPER, STUDIES, which)).ended is None:
        assert time.monotonic() < deadline, now
        with office.store.reading() as session:
            jobs = list(session.exec(select(JobRow).where(JobRow.parent == which)))
        for job in jobs:
            assert wait_for_job(office.store, office.queue, job.id, PATIENCE).state.final
    assert (now.total, now.outcomes) == (9, {"solved": 9})
    first = list_study_rows(office.store, DEVELOPER, which, limit=4)
    rows = (*first.items, *list_study_rows(office.store, DEVELOPER, which, after=first.next or 0).items)
    councils = [make_council(number).council.id for number in made_up.numbers]
    assert [row.number for row in rows] == list(range(9))
    assert [(row.council, row.scenario) for row in rows] == [(i, s.name) for i in councils for s in SCENARIOS]


def test_a_row_is_what_the_plan_of_the_changed_request_comes_to() -> None:
    council, pool = make_council(2_400)
    request = PlanRequest(council=council, pool=pool, rulebook="national-2021")
    gone = pool.people[0].id
    changed = request.replace_unvalidated(
        pool=pool.replace_unvalidated(people=tuple(p for p in pool.people if p.id != gone))
    )
    member = ProgrammeMember(request=request)
    batch = StudyBatch(
        base=StudyBase(
            rulebooks={"national-2021": load_rulebook("national-2021")},
            scenarios=(
                *SCENARIOS[:1],
                Scenario(name="rút", withdrawn=(gone,)),
                Scenario(name="2", raised=("x",)),
            ),
        ),
        items=(member.model_dump_json(exclude_defaults=True),),
        scenarios=3,
        skip=1,
        first=7,
        stands_for=5,
    )
    answer, _ = compute_study(batch, lambda _: False)
    assert isinstance(answer, studies.StudyRows)
    one, two = answer.rows
    made = plan(changed).provenance
    assert (one.number, one.scenario, one.stands_for) == (7, "rút", 5)
    assert (one.slate_digest, one.pool_digest) == (made.slate_digest, made.pool_digest)
    assert (two.outcome, two.problems, two.slate_digest) == (ItemOutcome.REFUSED, ("unknown_rule",), None)


COUNCILS = st.integers(1, 60)


@given(councils=COUNCILS, scenarios=st.integers(1, 130), skip=st.integers(0, 129), done=st.integers(0, 300))
def test_a_part_is_cut_and_shortened_without_losing_a_row(
    councils: int, scenarios: int, skip: int, done: int
) -> None:
    items = tuple(str(n) for n in range(councils))
    whole = StudyPart(first=0, items=items, scenarios=scenarios)
    parts = whole.split()
    assert sum(part.rows for part in parts) == whole.rows == councils * scenarios
    assert [item for part in parts for item in part.items] == list(items)
    assert [part.first for part in parts] == [int(part.items[0]) * scenarios for part in parts]
    assert all(part.rows <= max(MAX_STUDY_ROWS, scenarios) for part in parts)
    part = StudyPart(first=skip % scenarios, items=items, scenarios=scenarios, skip=skip % scenarios)
    left = part.drop_first(min(done, part.rows))
    assert left.rows == part.rows - min(done, part.rows)
    assert left.drop_first(left.rows).items == ()
    if left.items:
        assert int(str(left.items[0])) * scenarios + left.skip == left.first


def test_batches_of_more_than_a_million_rows_sort_by_them() -> None:
    firsts = [0, 99_999, 100_000, 1_136_699]
    ids = [build_batch_id("stu_01k0000000000000000000000a", first) for first in firsts]
    assert ids == sorted(ids)
    assert [parse_first_item(i) for i in ids] == firsts
    assert max(map(len, ids)) <= 40


@given(sizes=st.lists(st.integers(0, 400), min_size=1, max_size=80), many=st.integers(1, 40))
def test_a_sample_stands_for_the_whole(sizes: list[int], many: int) -> None:
    councils = tuple(StudyCouncil(item=str(n), size=size, seconds=1) for n, size in enumerate(sizes))
    base = StudyBase(rulebooks={}, scenarios=SCENARIOS)
    parts = choose_sample(PreparedStudy("", base, councils, ""), many)
    assert 1 <= len(parts) <= many
    assert sum(part.stands_for for part in parts) == len(sizes) * len(SCENARIOS)
    assert {part.rows for part in parts} == {1}
    assert [part.first for part in parts] == list(range(len(parts)))
    assert max(Counter(item for part in parts for item in part.items).values()) == 1


def test_large_councils_are_sampled_more_often() -> None:
    councils = tuple(StudyCouncil(item=str(n), size=500 if n < 2 else 10, seconds=1) for n in range(102))
    parts = choose_sample(PreparedStudy("", StudyBase(rulebooks={}, scenarios=SCENARIOS), councils, ""), 8)
    assert {item for part in parts for item in part.items} >= {"0", "1"}


def test_a_row_tells_nothing_of_people() -> None:
    assert {*StudyRow.model_fields} - {*SweepRow.model_fields} == {
        *("council", "level", "seats", "listed", "council_digest", "pool_digest", "rulebook_digest"),
        *("part", "scenario", "stands_for"),
    }
