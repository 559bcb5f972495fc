"""Ctrl-C, sent to a real process whose engine would search for ever."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from fixtures.run import SHIPPED

COUNCIL = SHIPPED / "councils" / "xa-mau.yaml"
POOL = SHIPPED / "pools" / "xa-mau.yaml"


ENDLESS = """
import sys, time
import solver.plan
from solver.engine import Answer, Status
from solver.highs import Highs

OBEYS = {obeys}
HONEST = Highs.minimise

def endless(self, program, objective, seconds, hint=None, watch=None):
    found = HONEST(self, program, objective, seconds)
    print("searching", flush=True, file=sys.stderr)
    while not (watch is not None and watch(1, 0) and OBEYS):
        time.sleep(0.05)
    return Answer(Status.STOPPED, found.values, 0)

Highs.minimise = endless

from app.cli import main
main()
"""


def _started(tmp_path: Path, *, obeys: bool) -> "subprocess.Popen[str]":
    script = tmp_path / "endless.py"
    script.write_text(ENDLESS.replace("{obeys}", str(obeys)), encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, str(script), "plan", str(COUNCIL), str(POOL), "--lang", "en"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        cwd=Path(__file__).parents[3],
        env={"PYTHONPATH": ".", "PATH": "/usr/bin:/bin"},
    )
    assert process.stderr is not None
    assert "searching" in process.stderr.readline()
    return process


def test_ctrl_c_keeps_the_best_so_far_within_a_second_and_exits_4(tmp_path: Path) -> None:
    process = _started(tmp_path, obeys=True)
    asked = time.monotonic()
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=20)
    assert time.monotonic() - asked < 1.5
    assert process.returncode == 4, err
    assert "OUT OF TIME OR STOPPED: below is the best slate so far" in out
    assert "Lists by constituency" in out
    assert "Stopping" in err


@pytest.mark.parametrize("pause", [0.3])
def test_a_second_ctrl_c_leaves_at_once(tmp_path: Path, pause: float) -> None:
    process = _started(tmp_path, obeys=False)
    process.send_signal(signal.SIGINT)
    time.sleep(pause)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=20)
    assert process.returncode == 130, err
    assert out == ""
