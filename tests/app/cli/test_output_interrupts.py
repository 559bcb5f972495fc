"""Ctrl-C, sent to a real process whose engine would search for ever."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cocau.fixtures.run import SHIPPED
from tests.patience import PATIENCE

COUNCIL = SHIPPED / "councils" / "xa-mau.yaml"
POOL = SHIPPED / "pools" / "xa-mau.yaml"


ENDLESS = """
import signal, sys, time
# A shell that runs the tests in the background has the signal ignored, and children inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)
from cocau.solver import plan
from cocau.solver.engines.engine import EngineAnswer as Answer; from cocau.solver.engines.engine import EngineStatus as Status
from cocau.solver.engines.highs import Highs

OBEYS = {obeys}
HONEST = Highs.minimise

def endless(self, program, objective, seconds, hint=None, watch=None, **how):
    found = HONEST(self, program, objective, seconds)
    print("searching", flush=True, file=sys.stderr)
    while not (watch is not None and watch(1, 0) and OBEYS):
        time.sleep(0.05)
    return Answer(Status.STOPPED, found.values, 0)

Highs.minimise = endless

from cocau.app.cli.main import main
from tests.patience import PATIENCE
main()
"""


@contextmanager
def _started(tmp_path: Path, *, obeys: bool) -> Iterator["subprocess.Popen[str]"]:
    script = tmp_path / "endless.py"
    script.write_text(ENDLESS.replace("{obeys}", str(obeys)), encoding="utf-8")
    with subprocess.Popen(
        [sys.executable, str(script), "plan", str(COUNCIL), str(POOL), "--lang", "en"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        cwd=Path(__file__).parents[3],
        env={"PYTHONPATH": ".", "PATH": "/usr/bin:/bin"},
    ) as process:
        try:
            assert process.stderr is not None
            assert "searching" in process.stderr.readline()
            yield process
        finally:
            process.kill()


def test_ctrl_c_keeps_the_best_so_far_and_exits_4(tmp_path: Path) -> None:
    with _started(tmp_path, obeys=True) as process:
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 4, err
    assert "OUT OF TIME OR STOPPED: below is the best slate so far" in out
    assert "Lists by constituency" in out
    assert "Stopping" in err


def test_a_second_ctrl_c_leaves_at_once(tmp_path: Path) -> None:
    with _started(tmp_path, obeys=False) as process:
        process.send_signal(signal.SIGINT)
        assert process.stderr is not None
        while "Stopping" not in process.stderr.readline():  # two signals at once would be one
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130, err
    assert out == ""
