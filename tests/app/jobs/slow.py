"""A kind of computation that takes as long as it is told to, and processes of cocau that know it."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cocau.app.jobs.task import TaskAnswer, TaskKind, TaskOutcome
from cocau.app.jobs.tasks import kinds
from cocau.constraints.model.slate import Slate
from cocau.constraints.record import Record
from cocau.solver.outcome import OnProgress, OutOfTime, SearchProgress, Tier

ROOT = Path(__file__).parents[3]
FOUND = OutOfTime(Slate(candidates={"dv1": ("p1",)}, deputies=("p1",)), (Tier(("aim",), 3, 1),), ("aim",))


class Slow(Record):
    """The input, and the output, of it.

    `diary`: a file to which a line is added when it begins. `gate`: a file before which it does not end.
    """

    seconds: float
    says: str = ""
    diary: str = ""
    gate: str = ""

    def to_json(self) -> str:
        return self.model_dump_json()


def compute(asked: Slow, tell: OnProgress) -> TaskAnswer:
    """Found at once, proven at the end."""
    if asked.diary:
        with Path(asked.diary).open("a", encoding="utf-8") as diary:
            diary.write(f"{asked.says}\n")
    started = time.monotonic()
    best: OutOfTime | None = FOUND
    while (elapsed := time.monotonic() - started) < asked.seconds or not (
        asked.gate == "" or Path(asked.gate).exists()
    ):
        if tell(SearchProgress(1, 1, ("aim",), 3, 1, elapsed, best)):
            return asked.replace_unvalidated(says=f"the best of {asked.says}"), TaskOutcome.OUT_OF_TIME
        best = None
        time.sleep(0.02)
    return asked, TaskOutcome.OPTIMAL


def rescue(asked: Slow, found: OutOfTime) -> TaskAnswer:
    return asked.replace_unvalidated(says=f"{asked.says} {found.tiers}"), TaskOutcome.OUT_OF_TIME


SLOW = TaskKind("slow", Slow, compute, rescue)


def install() -> None:
    """Make it known in this process."""
    kinds.KINDS["slow"] = SLOW


@contextmanager
def process(
    program: str, log: Path, *, prefix: tuple[str, ...] = (), **environment: object
) -> Iterator[subprocess.Popen[bytes]]:
    """A Python program in which it is known, as a process of its own; killed at the end if it still runs.

    `prefix`: a command that becomes this program, such as `ip netns exec NAME`.
    """
    code = f"from tests.app.jobs import slow; slow.install(); {program}"
    given = {f"COCAU_{name.upper()}": str(value) for name, value in environment.items()}
    with log.open("ab") as out:
        started = subprocess.Popen(
            [*prefix, sys.executable, "-c", code], cwd=ROOT, env=os.environ | given, stdout=out, stderr=out
        )
    try:
        yield started
    finally:
        started.kill()
        started.wait()


WORKER = (
    "import sys; sys.argv = ['cocau', 'worker', '--lang', 'en']; from cocau.app.cli.main import main; main()"
)
SERVICE = "import uvicorn; uvicorn.run('cocau.app.main:create_app_from_environment', factory=True, port=0, log_level='warning')"
