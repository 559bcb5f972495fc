import pickle
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

import cocau
from cocau.app.python import sweeps
from cocau.solver.proposal import Proposal
from tests.app.python.examples import count_examples
from tests.patience import PATIENCE

WOMEN = "women-35-percent.at_least_percent"


class Counting(Executor):
    """An executor of one's own: it computes where it stands, and counts."""

    def __init__(self, most: int = 1000) -> None:
        self.done, self.most = 0, most

    def submit(self, work: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        if self.done >= self.most:
            future.set_exception(KeyboardInterrupt())
        else:
            self.done += 1
            future.set_result(work(*args, **kwargs))
        return future


def test_the_examples_are_true(proposal: Proposal) -> None:
    assert count_examples(sweeps, proposal) > 2


def test_nothing_is_computed_before_it_is_asked_for(proposal: Proposal) -> None:
    executor = Counting()
    swept = cocau.sweep(
        proposal, {WOMEN: range(35, 38), "surplus-fewest.at_least": [None]}, executor=executor
    )
    assert (executor.done, len(swept), repr(swept)) == (0, 3, "Sweep(points=3, done=0)")


def test_a_point_is_what_a_plan_of_these_bounds_is(proposal: Proposal) -> None:
    row = cocau.sweep(proposal, [{WOMEN: 50}], executor=Counting()).to_frame("polars").row(0, named=True)
    planned = cocau.plan(proposal.request.council, proposal.request.pool, set={WOMEN: 50})
    assert row["slate_digest"] == planned.provenance.slate_digest
    assert row["missed"] == [aim.rule for aim in planned.aims if aim.missed]
    short = {f.rule: f.short for f in planned.findings}
    assert row["short.stand-at-home"] == short["stand-at-home"]


def test_a_point_that_cannot_be_planned_says_why(proposal: Proposal) -> None:
    frame = cocau.sweep(proposal, [{"nothing.at_least": 3}], executor=Counting()).to_frame("polars")
    assert frame["outcome"].to_list() == ["refused"]
    assert frame["problems"].to_list() == [["unknown_rule"]]


def test_what_was_interrupted_is_kept_and_goes_on_from_the_file(proposal: Proposal, tmp_path: Path) -> None:
    file, grid = tmp_path / "sweep.parquet", {WOMEN: [35, 36, 90]}
    stopped = cocau.sweep(proposal, grid, executor=Counting(most=2), file=file).run()
    assert 0 < len(stopped.rows) <= 2
    executor = Counting()
    whole = cocau.sweep(proposal, grid, executor=executor, file=file)
    frame = whole.to_frame("pandas")
    assert executor.done == 3 - len(stopped.rows)
    assert list(frame["outcome"]) == ["solved", "solved", "conflict"]
    assert import_module("polars").read_parquet(file)["number"].to_list() == [0, 1, 2]
    other = cocau.plan(proposal.request.council, proposal.request.pool, set={WOMEN: 36})
    with pytest.raises(cocau.InputError, match=r"sweep\.parquet"):
        cocau.sweep(other, grid, file=file)


def test_shards_are_parts_of_one_sweep_and_are_merged(proposal: Proposal, tmp_path: Path) -> None:
    grid = {WOMEN: [35, 36, 37]}
    for number in (1, 2):
        part = cocau.sweep(
            proposal, grid, shard=(number, 2), file=tmp_path / f"part-{number}.parquet", executor=Counting()
        )
        assert len(part.run()) == 3 - number
    merged = cocau.sweep(proposal, grid, parts=tmp_path / "part-*.parquet", executor=Counting(most=0))
    assert merged.to_frame("polars")[WOMEN].to_list() == [35, 36, 37]
    with pytest.raises(cocau.InputError, match="3/2"):
        cocau.sweep(proposal, grid, shard=(3, 2))


def test_threads_and_processes_find_the_same(proposal: Proposal) -> None:
    grid = {WOMEN: [35, 45]}
    with ThreadPoolExecutor(2) as threads:
        one = cocau.sweep(proposal, grid, executor=threads).to_frame("polars")
    other = cocau.sweep(proposal, grid).to_frame("polars")
    assert one.drop("seconds").equals(other.drop("seconds"))


def test_bounds_are_checked_before_anything_is_computed(proposal: Proposal) -> None:
    with pytest.raises(cocau.InputError, match="women"):
        cocau.sweep(proposal, {"women": [1]})
    with pytest.raises(cocau.InputError, match="100000"):
        cocau.sweep(proposal, {WOMEN: range(200_000)})


def test_values_are_whole_numbers_of_whatever_library(proposal: Proposal) -> None:
    numpy = import_module("numpy")
    values = [numpy.int64(40), numpy.float64(41.0), float("nan")]
    assert [point[WOMEN] for _, point in cocau.sweep(proposal, {WOMEN: values}).points] == [40, 41, None]
    assert len(cocau.sweep(proposal, {WOMEN: 40})) == 1
    for library in ("pandas", "polars"):
        points = import_module(library).DataFrame({WOMEN: [40, None]})
        assert [point[WOMEN] for _, point in cocau.sweep(proposal, points).points] == [40, None]
    for wrong in ("35", 36.5):
        with pytest.raises(cocau.InputError, match=f"{wrong}"):
            cocau.sweep(proposal, {WOMEN: [wrong]})  # type: ignore[list-item]


def test_a_sweep_can_be_pickled(proposal: Proposal) -> None:
    swept = cocau.sweep(proposal, {WOMEN: [35]}, executor=Counting()).run()
    again = pickle.loads(pickle.dumps(swept))
    assert again.rows == swept.rows


@pytest.mark.long
def test_the_example_of_the_readme_runs(tmp_path: Path) -> None:
    """In a process of its own, with processes of its own, on the smaller council."""
    root = Path(__file__).parents[3]
    example = (root / "README.md").read_text(encoding="utf-8").partition("```python\n")[2].partition("```")[0]
    assert "import cocau" in example
    script = tmp_path / "example.py"
    smaller = (
        example.replace("ha-tinh", "xa-mau").replace("46", "37").replace("fixtures/", f"{root}/fixtures/")
    )
    script.write_text(smaller, encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, str(script)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert "[2 rows x" in ran.stdout
    assert (
        import_module("polars").read_parquet(tmp_path / "women.parquet")["outcome"].to_list()
        == ["solved"] * 2
    )
