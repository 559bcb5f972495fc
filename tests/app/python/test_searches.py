import _thread
import io
import signal
import time
from collections.abc import Callable, Iterator

import pytest

from cocau.app.cli.plan import build_plan_search
from cocau.app.i18n.languages import Lang
from cocau.app.python import searches
from cocau.app.python.searches import InterruptibleSearch
from cocau.solver.outcome import OnProgress, SearchProgress
from cocau.solver.proposal import Proposal, ProposalOutcome
from cocau.solver.request import PlanRequest
from tests.patience import PATIENCE

AT_WORK = SearchProgress(step=2, steps=9, rules=("more-experts",), value=3, bound=1, elapsed=0.5)


class Terminal(io.StringIO):
    """A stderr somebody looks at."""

    def isatty(self) -> bool:
        return True


def _slow(answer: Proposal, *, until: Callable[[bool, float], bool]) -> object:
    """A planner that reports again and again until `until(stop asked, seconds)`."""

    def plan(_: PlanRequest, on_progress: OnProgress) -> Proposal:
        started, asked = time.monotonic(), False
        while not until(asked, seconds := time.monotonic() - started):
            assert seconds < PATIENCE
            asked = on_progress(AT_WORK) or asked
            time.sleep(0.02)
        return answer.replace_unvalidated(outcome=ProposalOutcome.OUT_OF_TIME) if asked else answer

    return plan


@pytest.mark.parametrize(
    ("lang", "words"), [(Lang.VI, "bậc 2/9 (more-experts)"), (Lang.EN, "tier 2 of 9 (more-experts)")]
)
def test_progress_is_shown_on_a_terminal(
    monkeypatch: pytest.MonkeyPatch, proposal: Proposal, lang: Lang, words: str
) -> None:
    monkeypatch.setattr(searches, "PATIENCE", 0.05)
    monkeypatch.setattr("sys.stderr", stderr := Terminal())
    shown = _slow(proposal, until=lambda _, __: words in stderr.getvalue())
    monkeypatch.setattr("cocau.solver.plan.plan", shown)
    monkeypatch.setenv("COLUMNS", "200")
    assert InterruptibleSearch(build_plan_search(proposal.request), lang).run() == proposal
    assert words in stderr.getvalue()
    assert "3" in stderr.getvalue()


def test_before_the_first_report_a_terminal_says_so(
    monkeypatch: pytest.MonkeyPatch, proposal: Proposal
) -> None:
    stderr = Terminal()

    def silent(*_: object, **__: object) -> Proposal:
        while "preparing" not in stderr.getvalue():
            time.sleep(0.01)
        return proposal

    monkeypatch.setattr(searches, "PATIENCE", 0.05)
    monkeypatch.setattr("cocau.solver.plan.plan", silent)
    monkeypatch.setattr("sys.stderr", stderr)
    InterruptibleSearch(build_plan_search(proposal.request), Lang.EN).run()
    assert "preparing" in stderr.getvalue()


def test_nothing_is_drawn_where_nobody_looks(
    monkeypatch: pytest.MonkeyPatch, proposal: Proposal, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(searches, "PATIENCE", 0.05)
    monkeypatch.setattr("cocau.solver.plan.plan", _slow(proposal, until=lambda _, seconds: seconds > 0.3))
    InterruptibleSearch(build_plan_search(proposal.request), Lang.VI).run()
    assert capsys.readouterr() == ("", "")


@pytest.fixture
def heard() -> Iterator[None]:
    """Ctrl-C is heard; a shell that runs the tests in the background has it ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def _interrupt(sent: list[bool], *, asked: bool, seconds: float) -> None:
    """Press Ctrl-C once somebody waits for the planner, and again once the first was heard."""
    if seconds > 0.2 and asked not in sent:
        sent.append(asked)
        _thread.interrupt_main()


def test_the_first_ctrl_c_asks_the_planner_to_stop_and_keeps_its_answer(
    heard: None, monkeypatch: pytest.MonkeyPatch, proposal: Proposal, capsys: pytest.CaptureFixture[str]
) -> None:
    sent: list[bool] = []

    def until(asked: bool, seconds: float) -> bool:
        _interrupt(sent, asked=False, seconds=seconds)
        return asked

    monkeypatch.setattr("cocau.solver.plan.plan", _slow(proposal, until=until))
    monkeypatch.setattr(searches, "PATIENCE", 0.05)
    assert (
        InterruptibleSearch(build_plan_search(proposal.request), Lang.VI).run().outcome
        is ProposalOutcome.OUT_OF_TIME
    )
    assert "Đang dừng" in capsys.readouterr().err


def test_the_second_ctrl_c_leaves(heard: None, monkeypatch: pytest.MonkeyPatch, proposal: Proposal) -> None:
    left: list[int] = []
    monkeypatch.setattr(searches, "PATIENCE", 0.05)
    monkeypatch.setattr("os._exit", left.append)
    sent: list[bool] = []

    def until(asked: bool, seconds: float) -> bool:
        _interrupt(sent, asked=asked, seconds=seconds)
        return bool(left)

    monkeypatch.setattr("cocau.solver.plan.plan", _slow(proposal, until=until))
    with pytest.raises(AssertionError):
        InterruptibleSearch(build_plan_search(proposal.request), Lang.VI).run()
    assert left == [130]
