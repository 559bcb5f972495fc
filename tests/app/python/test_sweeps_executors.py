"""Sweeps by executors of others: Dask, one of whose workers is killed, and loky."""

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any

import pytest
from distributed import Client, LocalCluster
from loky import ProcessPoolExecutor

import cocau
from cocau.solver.proposal import Proposal
from tests.patience import PATIENCE, wait_until

WOMEN = "women-35-percent.at_least_percent"
GRID = {WOMEN: [35, 40, 45, 50, 53, 54]}
pytestmark = [pytest.mark.drill, pytest.mark.long]


def wait_at_the_gate(folder: Path, work: Callable[..., Any], *arguments: Any) -> Any:
    """In a worker: write down that it has begun, then wait until the gate is open."""
    (folder / f"{os.getpid()}.begun").touch()
    wait_until((folder / "gate").exists)
    return work(*arguments)


class Gated(Executor):
    """An executor all of whose work waits at a gate."""

    def __init__(self, executor: Executor, folder: Path) -> None:
        self.executor, self.folder = executor, folder

    def submit(self, work: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        return self.executor.submit(wait_at_the_gate, self.folder, work, *args, **kwargs)


@pytest.fixture
def dask() -> Iterator[Client]:
    """Two processes on this machine, each for one point at a time."""
    with (
        LocalCluster(  # type: ignore[no-untyped-call]
            n_workers=2, threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address=None
        ) as cluster,
        Client(cluster) as client,  # type: ignore[no-untyped-call]
    ):
        yield client


def _compute(swept: cocau.Sweep) -> list[dict[str, object]]:
    frame = swept.to_frame("polars", progress=False)
    rows: list[dict[str, object]] = frame.drop("seconds").to_dicts()
    return rows


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
def test_a_sweep_ends_with_every_row_though_a_worker_is_killed_amid_it(
    dask: Client, proposal: Proposal, tmp_path: Path
) -> None:
    executor = dask.get_executor()  # type: ignore[no-untyped-call]
    swept = cocau.sweep(proposal, GRID, executor=Gated(executor, tmp_path))
    thread = threading.Thread(target=swept.run, kwargs={"progress": False}, daemon=True)
    thread.start()
    deadline = time.monotonic() + PATIENCE
    while len(begun := [int(path.stem) for path in tmp_path.glob("*.begun")]) < 2:
        assert time.monotonic() < deadline
        assert thread.is_alive()
        time.sleep(0.02)
    doomed = begun[0]
    assert doomed != os.getpid()
    os.kill(doomed, signal.SIGKILL)
    (tmp_path / "gate").touch()
    thread.join(PATIENCE)
    assert not thread.is_alive()
    assert len(swept.rows) == len(swept) == 6
    assert [row["outcome"] for _, row in sorted(swept.rows.items())] == ["solved"] * 5 + ["conflict"]
    assert _compute(swept) == _compute(cocau.sweep(proposal, GRID))


def test_processes_of_loky_find_the_same(proposal: Proposal) -> None:
    grid = {WOMEN: [35, 54]}
    with ProcessPoolExecutor(2) as executor:
        assert _compute(cocau.sweep(proposal, grid, executor=executor)) == _compute(
            cocau.sweep(proposal, grid)
        )
