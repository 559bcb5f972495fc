"""Kinds of computation that go wrong in every way they can; a child imports this module by its name."""

import os
import signal
import sys
import time

from cocau.app.jobs.task import TaskAnswer, TaskKind, TaskOutcome
from cocau.constraints.errors import InputError, Problem
from cocau.constraints.model.slate import Slate
from cocau.constraints.record import Record
from cocau.solver.outcome import OnProgress, OutOfTime, SearchProgress, Tier
from tests.patience import PATIENCE


class Words(Record):
    """The input, and the output, of all of them."""

    says: str
    told: bool = False

    def to_json(self) -> str:
        return self.model_dump_json()


FOUND = OutOfTime(Slate(candidates={"dv1": ("p1",)}, deputies=("p1",)), (Tier(("aim",), 3, 1),), ("aim",))


def _tell(words: Words, tell: OnProgress) -> None:
    """Tell a best slate if that is asked for, and wait until it is sent."""
    if words.told:
        tell(SearchProgress(1, 2, ("aim",), 3, 1, 0.1, FOUND))
        time.sleep(0.2)


def crash(words: Words, tell: OnProgress) -> TaskAnswer:
    _tell(words, tell)
    os.kill(os.getpid(), signal.SIGSEGV)
    raise AssertionError("it has crashed")


def hog(words: Words, tell: OnProgress) -> TaskAnswer:
    _tell(words, tell)
    held = [bytearray(10 * 2**20) for _ in range(1000)]
    raise AssertionError(len(held))


def fail(words: Words, tell: OnProgress) -> TaskAnswer:
    _tell(words, tell)
    raise ValueError(f"cannot do this to {words.says}")


def refuse(words: Words, tell: OnProgress) -> TaskAnswer:
    raise InputError([Problem("bad", ("says",), f"không được: {words.says}", f"not allowed: {words.says}")])


def leave(words: Words, tell: OnProgress) -> TaskAnswer:
    os._exit(7)


def deaf(words: Words, tell: OnProgress) -> TaskAnswer:
    """It never asks whether to stop."""
    _tell(words, tell)
    time.sleep(PATIENCE)
    raise AssertionError("nobody waits so long")


def obedient(words: Words, tell: OnProgress) -> TaskAnswer:
    started = time.monotonic()
    while not tell(SearchProgress(1, 1, (), None, None, time.monotonic() - started)):
        time.sleep(0.01)
    return words, TaskOutcome.OUT_OF_TIME


def whoami(words: Words, tell: OnProgress) -> TaskAnswer:
    """The process, and the name of the program that it takes itself for."""
    told = getattr(sys.modules["__main__"], "__file__", "nothing")
    return Words(says=f"{os.getpid()} {told}"), TaskOutcome.DONE


def rescue(words: Words, found: OutOfTime) -> TaskAnswer:
    deputies = "" if found.slate is None else ", ".join(found.slate.deputies)
    return Words(says=f"{deputies} {found.tiers[0].value} {found.tiers[0].bound}"), TaskOutcome.OUT_OF_TIME


WRECKS = tuple(
    TaskKind(compute.__name__, Words, compute, rescue)
    for compute in (crash, hog, fail, refuse, leave, deaf, obedient, whoami)
)
