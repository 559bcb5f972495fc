"""What the job queue costs beside the computing: `.venv/bin/python bench/service_jobs.py`.

Ratios may be compared between machines; seconds belong to one.
"""

import statistics
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from cocau.app.auth.caller import DEVELOPER
from cocau.app.db.clock import new_id
from cocau.app.db.engine import Store
from cocau.app.db.models import JobRow
from cocau.app.db.opening import open_store
from cocau.app.files.readers import read_council, read_pool
from cocau.app.jobs import process
from cocau.app.jobs.lifecycle import create_job
from cocau.app.jobs.queue import JobQueue, wait_for_job
from cocau.app.jobs.task import JobTask
from cocau.app.jobs.tasks.plans import PlanInput
from cocau.app.settings import Settings
from cocau.solver.request import PlanRequest

CASES = Path(__file__).parents[1] / "fixtures"
MEBI = 2**20


class Office:
    """A store on SQLite and a queue over it."""

    def __init__(self, folder: Path) -> None:
        self.settings = Settings(state=folder, queue=1000)
        self.store: Store = open_store(self.settings)
        self.queue = JobQueue(self.store, self.settings)
        self.queue.start(warm=True)

    def submit(self, text: str) -> str:
        """A job, accepted and put in the queue."""
        job_id = new_id("prp")
        with self.store.writing() as session:
            create_job(
                session,
                self.store.ring,
                DEVELOPER,
                job_id=job_id,
                kind="plan",
                text=text,
                seconds=60,
                locality="ha-tinh",
                settings=self.settings,
            )
        self.queue.wake()
        return job_id

    def whole(self, text: str) -> JobRow:
        """Asked for and waited for."""
        return wait_for_job(self.store, self.queue, self.submit(text), 120)

    def close(self) -> None:
        """Let go of everything."""
        self.queue.close()
        self.store.close()


def timed(do: Callable[[], object]) -> float:
    """Seconds that something takes."""
    begun = time.perf_counter()
    do()
    return time.perf_counter() - begun


def text_of(name: str) -> str:
    """The input of a plan for a shipped council."""
    request = PlanRequest(
        council=read_council(CASES / "councils" / f"{name}.yaml"),
        pool=read_pool(CASES / "pools" / f"{name}.yaml"),
    )
    return PlanInput(request=request).model_dump_json()


def overhead(office: Office, repeat: int = 15) -> None:
    """The whole way of a job against the bare child, in turns."""
    text = text_of("ha-tinh")
    bare, whole = [], []
    for _ in range(repeat):
        bare.append(timed(lambda: process.run_task(JobTask("plan", text), memory=4000 * MEBI)))
        whole.append(timed(lambda: office.whole(text)))
    ratio = statistics.median(w / b for w, b in zip(whole, bare, strict=True))
    print(f"118 people: bare child {statistics.median(bare):.3f} s, whole {statistics.median(whole):.3f} s")
    print(f"  median of ratios {ratio:.3f}; least of each {min(bare):.3f} {min(whole):.3f}")


def fifty(office: Office) -> None:
    """Fifty at once ask and wait."""
    text = text_of("xa-mau")
    submitting: list[float] = []

    def one(_: int) -> str:
        ids: list[str] = []
        submitting.append(timed(lambda: ids.append(office.submit(text))))
        return wait_for_job(office.store, office.queue, ids[0], 120).state

    with ThreadPoolExecutor(50) as pool:
        begun = time.perf_counter()
        states = set(pool.map(one, range(50)))
        taken = time.perf_counter() - begun
    alone = statistics.median(timed(lambda: process.run_task(JobTask("plan", text))) for _ in range(5))
    print(f"50 at once: {taken:.2f} s, all {states}; one alone in a child {alone:.3f} s")
    print(f"  to ask: {statistics.median(submitting) * 1000:.0f} ms, {max(submitting) * 1000:.0f} ms at most")


def reads(office: Office) -> None:
    """Status reads while two plans run."""
    text = text_of("nghe-an")
    jobs = [office.submit(text) for _ in range(2)]
    stop = threading.Event()
    count = 0
    begun = time.perf_counter()
    while not stop.is_set():
        with office.store.reading() as session:
            finals = [session.get_one(JobRow, job).state.final for job in jobs]
        count += 1
        if all(finals):
            stop.set()
    taken = time.perf_counter() - begun
    print(f"while two plans of 300 people run: {2 * count / taken:.0f} rows read a second, for {taken:.1f} s")


def main() -> None:
    """All of it."""
    with tempfile.TemporaryDirectory() as folder:
        office = Office(Path(folder))
        overhead(office)
        fifty(office)
        reads(office)
        office.close()


if __name__ == "__main__":
    main()
