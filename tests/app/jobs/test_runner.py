"""What a child does, seen without a child: progress on its pipe, errors by their place, its limit."""

import os
import resource
import threading
from collections.abc import Iterator
from multiprocessing import Pipe
from multiprocessing.connection import Connection

import pytest

from cocau.app.jobs.results import (
    FailureCause,
    ProgressReport,
    RunCompleted,
    RunFailed,
    RunRefused,
    RunStopped,
    build_progress_report,
)
from cocau.app.jobs.runner import (
    LISTENER_THREAD,
    READY_MESSAGE,
    STOP_MESSAGE,
    ChildTask,
    ProgressChannel,
    describe_error,
    limit_memory,
    run_child,
)
from cocau.constraints.errors import AuditDisagreesError
from cocau.solver.outcome import SearchProgress
from tests.app.jobs.wrecks import FOUND, WRECKS, Words
from tests.patience import PATIENCE

KINDS = {kind.name: kind for kind in WRECKS}
TEXT = Words(says="Nguyễn Thị Kín").to_json()


@pytest.fixture
def line(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Connection, Connection]]:
    """The parent's end and the child's. The child's thread leaves the process when its pipe ends: not this one."""
    monkeypatch.setattr(os, "_exit", lambda _: None)
    ours, theirs = Pipe()
    with theirs:
        with ours:
            yield ours, theirs
        for thread in threading.enumerate():  # before the real way to leave is back
            if thread.name == LISTENER_THREAD:
                thread.join(PATIENCE)
                assert not thread.is_alive()


def at(step: int, *, best: bool = False) -> SearchProgress:
    return SearchProgress(step, 3, (), None, None, step / 10, FOUND if best else None)


def ended_by(line: tuple[Connection, Connection], job: ChildTask, *, stop: bool = False) -> object:
    """What it says last, and nothing but texts before."""
    ours, theirs = line
    ours.send(job)
    thread = threading.Thread(target=run_child, args=(theirs,))
    thread.start()
    if stop:
        ours.send(STOP_MESSAGE)
    while isinstance(said := ours.recv(), str):
        ProgressReport.model_validate_json(said)
    thread.join()
    return said


@pytest.fixture(autouse=True)
def _deaf_to_signals(monkeypatch: pytest.MonkeyPatch) -> None:
    """Signals are the main thread's; here a child is another one."""
    monkeypatch.setattr("cocau.app.jobs.runner.signal.signal", lambda *_: None)


def test_the_best_is_sent_even_if_there_is_newer_progress(line: tuple[Connection, Connection]) -> None:
    ours, theirs = line
    telling = ProgressChannel(theirs)
    assert telling.report(at(1, best=True)) is False
    assert telling.report(at(2)) is False
    telling.start()
    told = ProgressReport.model_validate_json(ours.recv())
    assert told.step == 2
    assert told.best is not None
    assert told.best.as_outcome() == FOUND
    telling.report(at(3))
    again = ProgressReport.model_validate_json(ours.recv())
    assert (again.step, again.best) == (3, None)
    telling.close()


def test_a_request_to_stop_is_answered_with_what_is_known(line: tuple[Connection, Connection]) -> None:
    assert ended_by(line, ChildTask(KINDS["obedient"], TEXT), stop=True) == RunStopped(TEXT.encode())


def test_an_answer_is_sent_last(line: tuple[Connection, Connection]) -> None:
    assert isinstance(ended_by(line, ChildTask(KINDS["whoami"], TEXT)), RunCompleted)


def test_a_rescue_answers_from_the_best(line: tuple[Connection, Connection]) -> None:
    best = build_progress_report(at(1, best=True)).best
    ended = ended_by(line, ChildTask(KINDS["crash"], TEXT, best=best))
    assert isinstance(ended, RunCompleted)
    assert b"p1 3 1" in ended.output


def test_what_is_refused_is_told_whole(line: tuple[Connection, Connection]) -> None:
    ended = ended_by(line, ChildTask(KINDS["refuse"], TEXT))
    assert isinstance(ended, RunRefused)
    assert len(ended.problems) == 1


def test_an_error_is_a_failure(line: tuple[Connection, Connection]) -> None:
    ended = ended_by(line, ChildTask(KINDS["fail"], TEXT))
    assert isinstance(ended, RunFailed)
    assert ended.cause is FailureCause.ERROR
    assert "Kín" not in ended.detail


def test_one_that_has_no_job_yet_says_when_it_is_ready(line: tuple[Connection, Connection]) -> None:
    ours, theirs = line
    thread = threading.Thread(target=run_child, args=(theirs,), kwargs={"ready": True})
    thread.start()
    assert ours.recv() == READY_MESSAGE
    ours.close()
    thread.join()


def test_one_for_whom_there_is_no_job_ends(line: tuple[Connection, Connection]) -> None:
    ours, theirs = line
    ours.close()
    run_child(theirs)  # raises nothing


def test_an_error_of_the_audit_is_told_with_its_rules_and_no_other_with_its_words() -> None:
    assert describe_error(AuditDisagreesError("the slate breaks women-35")).endswith(
        ": the slate breaks women-35"
    )
    assert describe_error(ValueError("Nguyễn Thị Kín")) == "ValueError"


def test_a_limit_lasts_as_long_as_it_is_needed() -> None:
    before = resource.getrlimit(resource.RLIMIT_AS)
    with limit_memory(2**30):
        inside = resource.getrlimit(resource.RLIMIT_AS)
    assert inside != before
    assert inside[0] > 2**30
    assert resource.getrlimit(resource.RLIMIT_AS) == before
    with limit_memory(None):
        assert resource.getrlimit(resource.RLIMIT_AS) == before
    assert resource.getrlimit(resource.RLIMIT_CORE)[0] == 0
