"""Calls in a child process: what goes wrong there is told in words, and ends there."""

import threading
from multiprocessing.context import ForkServerProcess

import pytest

from cocau.app.files.list_review.forms import review_uploaded_list
from cocau.app.files.notices.reader import read_sent_notices
from cocau.app.files.programmes import read_each
from cocau.app.files.results import read_uploaded_results
from cocau.app.files.uploads import read_uploaded_pool
from cocau.app.jobs import calls
from cocau.app.jobs.calls import CallAbandoned, CallFailed, call_in_child
from cocau.app.jobs.process import kill_child
from cocau.constraints.errors import InputError
from cocau.constraints.library import load_layer_text
from cocau.fixtures.uploaded_cases import run_uploaded_cases
from tests.app.jobs.called import MIB, fail, find_unloaded, spin, take_memory, wait_forever


def test_a_call_that_takes_too_much_time_or_memory_is_ended_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calls, "MOST_SECONDS", 1)
    monkeypatch.setattr(calls, "MOST_MEMORY", 200 * MIB)
    for function, code in ((spin, "too_slow"), (take_memory, "too_big")):
        with pytest.raises(InputError) as error:
            call_in_child(function)
        assert [p.code for p in error.value.problems] == [code]
    monkeypatch.setattr(calls, "MOST_WAITING", 0.1)
    with pytest.raises(InputError, match="Reading"):
        call_in_child(wait_forever)


def test_an_error_of_ours_tells_nothing_of_its_input() -> None:
    with pytest.raises(CallFailed) as error:
        call_in_child(fail)
    assert "Kín" not in str(error.value)
    assert "LookupError" in str(error.value)


def test_a_call_ends_when_nobody_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    killed: list[ForkServerProcess] = []

    def kill(child: ForkServerProcess) -> None:
        killed.append(child)
        kill_child(child)

    monkeypatch.setattr(calls, "kill_child", kill)
    gone = threading.Event()
    threading.Timer(0.2, gone.set).start()
    with pytest.raises(CallAbandoned):
        call_in_child(wait_forever, gone=gone)
    assert [child.exitcode for child in killed] == [-9]


def test_what_uploads_call_is_loaded_before_a_child_begins() -> None:
    """A child that imports what reads its file would take half a second more for each upload."""
    readers = (load_layer_text, read_each, read_sent_notices, read_uploaded_results, review_uploaded_list)
    modules = [reader.__module__ for reader in (*readers, read_uploaded_pool, run_uploaded_cases)]
    assert call_in_child(find_unloaded, modules) == []
