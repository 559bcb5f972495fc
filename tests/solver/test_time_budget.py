"""Time for an answer: what runs out is said, and somebody who stops is heard by every part."""

import threading
from functools import partial

from cocau.solver.outcome import SearchProgress
from cocau.solver.time_budget import TimeBudget, TimeOver


def _over() -> int:
    raise TimeOver


def test_jobs_are_answered_in_their_order() -> None:
    assert TimeBudget(60).run_all([partial(pow, n, 2) for n in range(20)]) == [n * n for n in range(20)]


def test_a_job_that_ran_out_of_time_has_no_answer_and_spoils_no_other() -> None:
    assert TimeBudget(60).run_all([lambda: 1, _over, lambda: 3]) == [1, None, 3]


def test_nothing_is_begun_without_time() -> None:
    effort = TimeBudget(0)
    assert effort.is_over
    assert effort.run_all([lambda: 1]) == [None]


def test_an_error_in_a_job_is_raised() -> None:
    try:
        TimeBudget(60).run_all([lambda: 1 // 0])
    except ZeroDivisionError:
        return
    raise AssertionError("the error was swallowed")


def test_whoever_stops_is_heard_by_every_part_and_not_asked_again() -> None:
    told: list[SearchProgress] = []

    def stop(progress: SearchProgress) -> bool:
        told.append(progress)
        return True

    effort = TimeBudget(60, stop)
    assert effort.watch(3, 1)
    assert effort.left() == 0
    assert effort.run_all([lambda: 1, lambda: 2]) == [None, None]
    assert len(told) == 1
    assert (told[0].value, told[0].bound) == (3, 1)


def test_how_many_jobs_are_done_is_told_and_one_listener_at_a_time() -> None:
    inside, most, steps = 0, 0, []
    lock = threading.Lock()

    def tell(progress: SearchProgress) -> bool:
        nonlocal inside, most
        with lock:
            inside += 1
            most = max(most, inside)
        steps.append((progress.step, progress.steps))
        with lock:
            inside -= 1
        return False

    TimeBudget(60, tell).run_all([lambda: 1] * 9)
    assert most == 1
    assert {total for _, total in steps} == {9}
    assert max(done for done, _ in steps) <= 8


def test_a_last_word_has_a_second_where_no_time_is_left() -> None:
    assert 0 < TimeBudget(0).renew().left() <= 1
    assert TimeBudget(60).renew().left() > 50
