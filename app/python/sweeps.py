"""Sweeps: one request planned again with other bounds, by any executor, kept as Parquet."""

import hashlib
import multiprocessing
import os
import pickle
import signal
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from glob import glob
from importlib import import_module
from itertools import islice, product
from os import fspath
from pathlib import Path
from time import monotonic
from typing import Any, Protocol

from cocau.app.files.tables.frames import is_frame, list_frame_records
from cocau.app.i18n.languages import say
from cocau.app.present.frame_rows import FrameRow, flatten_record
from cocau.app.python.answers import FrameLibrary, build_frame, get_language
from cocau.app.python.inputs import (
    Bounds,
    FilePath,
    ProposalSource,
    open_proposal,
    split_bounds,
    telling_problems,
)
from cocau.app.python.searches import open_progress
from cocau.constraints.errors import GivenValue, InputError, Problem
from cocau.constraints.record import Record
from cocau.constraints.rulebook import Rulebook
from cocau.constraints.rules.rule import Strength
from cocau.solver.plan import plan_with_rulebook
from cocau.solver.proposal import Proposal
from cocau.solver.request import PlanRequest
from cocau.solver.sweep import ItemOutcome, SweepRow, plan_row

MOST_POINTS = 100_000
"""Points of one sweep."""

_AHEAD = 64
"""Points that are handed to an executor before their answers are there."""

_SAVED_EVERY = 5.0
"""Seconds between two writings of the file, at least."""

Grid = Mapping[str, Iterable[int | None] | int] | Iterable[Bounds] | Any
"""Values of each bound, all combined; or points with their bounds, or a frame of points."""


def sweep(  # noqa: PLR0913  # what, where, and which part of it
    base: ProposalSource,
    grid: Grid,
    *,
    executor: Executor | None = None,
    seconds: float | None = None,
    shard: tuple[int, int] = (1, 1),
    file: FilePath | None = None,
    parts: FilePath | None = None,
) -> "Sweep":
    """Plan a proposal's request again at every point of a grid; nothing is computed yet.

    Points are planned when the sweep is iterated, or by `run` or `to_frame`; Ctrl-C keeps the rows that are
    done. With `file` (Parquet, needs polars) rows are kept as they come, and a later sweep of the same base
    computes only the points that are missing. Processes are the default: a script needs the usual
    ``if __name__ == "__main__":``.

    Args:
        base: a proposal, or the path of its JSON; its rulebook binds.
        grid: bounds by ``rule.field`` with their values (None takes a bound away), all combined; or a list of
            points, or a frame with a row for each, such as samples.
        executor: any `concurrent.futures.Executor`, of Dask (``client.get_executor()``), Ray or loky too.
        seconds: wall-clock time for each point at most; by default as in the base.
        shard: part i of n, from 1: each n-th point, for jobs of a cluster.
        file: the Parquet file in which rows are kept.
        parts: files of shards, such as ``part-*.parquet``, whose rows are taken over.

    Raises:
        InputError: a bound that is no ``rule.field``, too many points, or rows of another base.

    Example:
        >>> from concurrent.futures import ThreadPoolExecutor
        >>> with ThreadPoolExecutor(2) as executor:
        ...     grid = {"women-35-percent.at_least_percent": [35, 90]}
        ...     swept = cocau.sweep(proposal, grid, executor=executor)
        ...     frame = swept.to_frame("polars")
        >>> frame["women-35-percent.at_least_percent", "outcome"].rows()
        [(35, 'solved'), (90, 'conflict')]
    """
    with telling_problems():
        proposal = open_proposal(base)
        time = {} if seconds is None else {"seconds": seconds}
        request = proposal.request.replace_unvalidated(**time)
        shared = SweepBase(request=request, rulebook=proposal.rulebook)
        made = build_sweep(shared, grid, shard, None if file is None else Path(file), _find_files(parts))
        made.executor = executor
        return made


def build_sweep(
    base: "SweepBase", grid: Grid, shard: tuple[int, int], file: Path | None, parts: Iterable[FilePath]
) -> "Sweep":
    """Build a sweep, with the rows that its file and the files of parts have.

    Raises:
        InputError: see `sweep`.
    """
    return open_sweep(base, _list_points(grid), shard, file, parts)


def open_sweep(
    base: "PointsBase",
    points: Sequence[Mapping[str, Any]],
    shard: tuple[int, int],
    file: Path | None,
    parts: Iterable[FilePath],
) -> "Sweep":
    """Open a shard of these points, with the rows that its file and the files of parts have.

    Raises:
        InputError: a shard that is none, or rows of another base.
    """
    number, many = shard
    if not 1 <= number <= many:
        raise InputError([_build_wrong_shard(number, many)])
    made = Sweep(base, tuple(enumerate(points))[number - 1 :: many], file)
    made.take_over([*([] if file is None else [file]), *parts])
    return made


class SweepBase(Record):
    """What all points of a sweep share: a request, and the rules that bind it."""

    request: PlanRequest
    rulebook: Rulebook

    @cached_property
    def digest(self) -> str:
        """Return the sha256 of all but the time that a point may take."""
        timeless = self.request.in_order().replace_unvalidated(seconds=60)
        return hashlib.sha256(f"{timeless.model_dump_json()}{self.rulebook.digest}".encode()).hexdigest()

    @cached_property
    def _packed(self) -> bytes:
        return pickle.dumps(self.replace_unvalidated())

    def pack(self, point: Mapping[str, Any]) -> bytes:
        """Pickle what plans a point: the base itself, the same for all."""
        del point
        return self._packed

    def plan_point(self, number: int, point: Bounds) -> FrameRow:
        """Plan the request under the bounds of a point."""
        started, overrides = monotonic(), split_bounds(point)
        before = self.request.overrides
        merged = {
            rule: before.get(rule, {}) | overrides.get(rule, {}) for rule in sorted({*before, *overrides})
        }
        request = self.request.replace_unvalidated(overrides=merged)
        row = SweepRow(number=number, name="", outcome=ItemOutcome.REFUSED, seconds=0)
        row, found = plan_row(
            row, lambda: plan_with_rulebook(request, self.rulebook.apply_overrides(overrides))
        )
        row = row.replace_unvalidated(seconds=round(monotonic() - started, 3))
        figures = {name: value for name, value in flatten_record(row) if name not in {"name", "number"}}
        return {"number": number, **point, **figures, **({} if found is None else _list_figures(found))}


def _list_points(grid: Grid) -> list[Bounds]:
    """List the points of a grid, the last bound changing fastest.

    Raises:
        InputError: a bound that is no ``rule.field``, or too many points.
    """
    if isinstance(grid, Mapping):
        values = [tuple(each) if isinstance(each, Iterable) else (each,) for each in grid.values()]
        drawn: Iterable[Bounds] = (dict(zip(grid, chosen, strict=True)) for chosen in product(*values))
    else:
        drawn = list_frame_records(grid) if is_frame(grid) else grid
    points = [_read_point(point) for point in islice(drawn, MOST_POINTS + 1)]
    if len(points) > MOST_POINTS:
        vi, en = f"Nhiều hơn {MOST_POINTS} điểm.", f"More than {MOST_POINTS} points."
        raise InputError([Problem("too_big", ("grid",), vi, en)])
    split_bounds(dict.fromkeys((name for point in points for name in point), None))
    return points


def _read_point(point: Mapping[str, Any]) -> Bounds:
    """Return the bounds of a point as whole numbers; NaN of a frame is no bound.

    Raises:
        InputError: a bound that is no whole number.
    """
    read: dict[str, int | None] = {}
    for name, value in point.items():
        if value is None or value != value:  # noqa: PLR0124  # NaN
            read[name] = None
        elif hasattr(value, "__index__") or (isinstance(value, float) and value.is_integer()):
            read[name] = int(value)
        else:
            vi, en = "Giới hạn phải là số nguyên.", "A bound is a whole number."
            raise InputError([Problem("bad_set", ("grid", name, GivenValue(str(value))), vi, en)])
    return read


def _build_wrong_shard(number: int, many: int) -> Problem:
    return Problem(
        "out_of_range",
        ("shard", GivenValue(f"{number}/{many}")),
        "Phần thứ i trong n phần: 1 <= i <= n.",
        "Part i of n parts: 1 <= i <= n.",
    )


def _find_files(parts: FilePath | None) -> list[str]:
    return [] if parts is None else sorted(glob(fspath(parts)))  # noqa: PTH207  # may be absolute


NumberedPoint = tuple[int, Mapping[str, Any]]


class PointPlanner(Protocol):
    """What plans a point, in whatever process it was unpacked in."""

    def plan_point(self, number: int, point: Mapping[str, Any]) -> FrameRow:
        """Plan a point and return its row."""


class PointsBase(Protocol):
    """What all points have in common; `digest`: of all but the time that a point may take."""

    @property
    def digest(self) -> str:
        """Return the sha256 by which the rows of a file are known to be of this base."""

    def pack(self, point: Mapping[str, Any]) -> bytes:
        """Pickle the `PointPlanner` of a point: it goes to the process that plans it."""


@dataclass(repr=False)
class Sweep:
    """The points of a sweep and the rows that are done, by their numbers."""

    base: PointsBase
    points: Sequence[NumberedPoint]
    file: Path | None = None
    executor: Executor | None = None
    rows: dict[int, FrameRow] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"Sweep(points={len(self.points)}, done={len(self.rows)})"

    def __len__(self) -> int:
        return len(self.points)

    def __getstate__(self) -> dict[str, Any]:
        return self.__dict__ | {"executor": None}  # no executor can be pickled

    def __iter__(self) -> Iterator[FrameRow]:
        """Yield the rows that are done, then each as it comes."""
        yield from tuple(self.rows.values())
        missing = [point for point in self.points if point[0] not in self.rows]
        saved = monotonic()
        try:
            with _open_executor(self.executor) if missing else nullcontext() as executor:
                for row in self._compute(executor, missing) if executor is not None else ():
                    self.rows[int(str(row["number"]))] = row
                    if monotonic() - saved > _SAVED_EVERY:
                        self._save()
                        saved = monotonic()
                    yield row
        finally:
            self._save()

    def run(self, *, progress: bool = True) -> "Sweep":
        """Compute what is missing, with a bar of progress; Ctrl-C keeps what is done."""
        try:
            with open_progress() as show:
                for _ in self:
                    if progress and show is not None:
                        words = say(get_language(), "điểm", "points")
                        show(f"{len(self.rows)}/{len(self)} {words}", len(self.rows) / len(self))
        except KeyboardInterrupt:
            if not self.rows:
                raise
        return self

    def to_frame(self, library: FrameLibrary | None = None, *, progress: bool = True) -> Any:  # noqa: ANN401  # of either library
        """Compute what is missing and return a row for each point: bounds, outcome, shortfalls.

        Columns: ``number``, the bounds, ``outcome`` (``refused``: it cannot be planned; `problems` says why),
        ``seconds``, ``tiers``, ``missed``, ``conflict``, ``candidates`` and ``short.<aim>`` (people).

        Raises:
            ImportError: neither pandas nor polars is installed.
        """
        self.run(progress=progress)
        rows = (self.rows[number] for number in sorted(self.rows))
        return build_frame(({k: v for k, v in row.items() if k != "base"} for row in rows), library)

    def take_over(self, files: Iterable[FilePath]) -> None:
        """Take over rows of files that are there.

        Raises:
            InputError: a file has rows of another base.
        """
        wanted = {_get_key(point): number for number, point in self.points}
        names = {name for _, point in self.points for name in point}
        for file in files:
            if not Path(file).exists():
                continue
            for row in import_module("polars").read_parquet(fspath(file)).rows(named=True):
                if row["base"] != self.base.digest:
                    raise InputError([_build_other_base(fspath(file))])
                number = wanted.get(_get_key({name: row[name] for name in names & row.keys()}))
                if number is not None:
                    self.rows[number] = {**row, "number": number}

    def _compute(self, executor: Executor, missing: Sequence[NumberedPoint]) -> Iterator[FrameRow]:
        """Yield rows in the order in which they come, a few points handed out ahead."""
        left = iter(missing)
        pending: set[Future[FrameRow]] = set()
        try:
            while True:
                fresh = islice(left, _AHEAD - len(pending))
                pending |= {
                    executor.submit(plan_point, self.base.pack(point), number, dict(point))
                    for number, point in fresh
                }
                if not pending:
                    return
                done, pending = wait(pending, timeout=0.5, return_when=FIRST_COMPLETED)
                for future in sorted(done, key=_has_failed):  # what one died of costs no other's row
                    yield {"base": self.base.digest, **future.result()}
        finally:
            for future in pending:
                future.cancel()

    def _save(self) -> None:
        """Write the rows that are done: the file is whole, or stays as it was."""
        if self.file is None or not self.rows:
            return
        frame = build_frame((self.rows[number] for number in sorted(self.rows)), "polars")
        unfinished = self.file.with_name(f".{self.file.name}.tmp")
        frame.write_parquet(unfinished)
        unfinished.replace(self.file)


def _has_failed(future: Future[FrameRow]) -> bool:
    return future.cancelled() or future.exception() is not None


def _get_key(point: Mapping[str, object]) -> str:
    """Return what a point is known by, whatever the order of its bounds."""
    return repr(sorted(point.items()))


def _build_other_base(file: str) -> Problem:
    return Problem(
        "other_base",
        (file,),
        "Các dòng trong tệp này thuộc một phương án gốc khác; hãy ghi vào tệp khác.",
        "The rows of this file belong to another base; write into another file.",
    )


@contextmanager
def _open_executor(given: Executor | None) -> Iterator[Executor]:
    if given is not None:
        yield given
        return
    # Not forked: a notebook has threads, and a fork would not copy them.
    context = multiprocessing.get_context("spawn")
    own = ProcessPoolExecutor(
        len(os.sched_getaffinity(0)),
        context,
        initializer=signal.signal,
        initargs=(signal.SIGINT, signal.SIG_IGN),  # Ctrl-C is for whoever waits for them
    )
    try:
        yield own
    finally:
        own.shutdown(wait=True, cancel_futures=True)


@lru_cache(maxsize=2)
def _unpack(content: bytes) -> PointPlanner:
    base: PointPlanner = pickle.loads(content)  # noqa: S301  # our own, from the process that asks
    return base


def plan_point(planner: bytes, number: int, point: Mapping[str, Any]) -> FrameRow:
    """Plan a point in whatever process; `planner`: a `PointPlanner`, pickled."""
    return _unpack(planner).plan_point(number, point)


def _list_figures(proposal: Proposal) -> Mapping[str, int]:
    """List how many stand, and how far each aim is from being kept."""
    if proposal.slate is None:
        return {}
    rules = proposal.rulebook.by_id
    short = {f"short.{f.rule}": f.short for f in proposal.findings if rules[f.rule].strength is Strength.AIM}
    return {"candidates": len(proposal.slate.listed), "deputies": len(proposal.slate.deputies), **short}
