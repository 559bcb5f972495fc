"""Where a plan's milliseconds go: reading, model, engines, explaining, audit, writing.

The functions of the planner are measured as they run, each without the measured functions that it calls; what
no row names is in the last one.
"""

import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import wraps
from typing import Any
from unittest.mock import patch

from table import head, line
from works import CASES

import cocau.solver.plan
import cocau.solver.proposal_builder
from cocau.app.files.readers import read_council, read_pool
from cocau.app.present.proposal.document import render_text
from cocau.constraints.rulebook import Rulebook
from cocau.solver.engines.highs import Highs
from cocau.solver.engines.relaxation import LinearRelaxation
from cocau.solver.model.slate_model import SlateModel
from cocau.solver.request import PlanRequest

MEASURED: tuple[tuple[str, Any, str], ...] = (
    ("checking the request", cocau.solver.plan, "check_request"),
    ("rulebook", cocau.solver.plan, "load_rulebook"),
    ("rulebook", cocau.solver.plan, "resolve_rulebook"),
    ("compiling the model", SlateModel, "__init__"),
    ("relaxations", LinearRelaxation, "__init__"),
    ("relaxations", LinearRelaxation, "probe"),
    ("relaxations", LinearRelaxation, "minimum"),
    ("integer solves", Highs, "minimise"),
    ("why aims are missed", cocau.solver.proposal_builder, "find_smallest_core"),
    ("why aims are missed", cocau.solver.proposal_builder, "build_blocking_program"),
    ("audit", Rulebook, "audit"),
    ("audit", Rulebook, "list_barred_by_standard"),
    ("people alike", cocau.solver.proposal_builder, "find_interchangeable"),
    ("digests, provenance", cocau.solver.proposal_builder, "build_draft"),
)
"""What a row tells, and where the function is."""

REST = "the rest"


class Clock:
    """How long each measured thing took itself, in one run."""

    def __init__(self) -> None:
        self.own: dict[str, float] = defaultdict(float)
        self.times: dict[str, int] = defaultdict(int)
        self._inner: list[float] = []

    @contextmanager
    def measured(self, name: str) -> Iterator[None]:
        """Time that passes here is of this name, but for what is measured inside."""
        self._inner.append(0.0)
        begun = time.process_time()
        try:
            yield
        finally:
            taken = time.process_time() - begun
            self.own[name] += taken - self._inner.pop()
            self.times[name] += 1
            if self._inner:
                self._inner[-1] += taken

    def around(self, name: str, do: Callable[..., Any]) -> Callable[..., Any]:
        """The same function, measured."""

        @wraps(do)
        def timed(*args: Any, **named: Any) -> Any:  # noqa: ANN401  # whatever it takes and gives
            with self.measured(name):
                return do(*args, **named)

        return timed


def milliseconds(repeat: int) -> Iterator[str]:
    """Medians of the parts, from the files to the printed plan, for 118 people and for 300."""
    for people, name in ((118, "ha-tinh"), (300, "nghe-an")):
        _once(name)
        clocks = [_once(name) for _ in range(repeat)]
        whole = statistics.median(sum(clock.own.values()) for clock in clocks)
        yield from head(
            f"{people} people, files to text, warm: {1000 * whole:.0f} ms",
            "calls",
            "processor ms",
            "%",
            numbers=3,
        )
        for part in sorted(clocks[0].own, key=lambda p: -statistics.median(c.own[p] for c in clocks)):
            own = statistics.median(clock.own[part] for clock in clocks)
            yield line(part, str(clocks[0].times[part]), f"{1000 * own:.1f}", f"{100 * own / whole:.0f}")
        yield ""


def _once(name: str) -> Clock:
    """Files in, text and JSON out, once."""
    clock = Clock()
    with ExitStack() as stack:
        for part, of, attribute in MEASURED:
            stack.enter_context(patch.object(of, attribute, clock.around(part, getattr(of, attribute))))
        with clock.measured("reading the files"):
            council = read_council(CASES / "councils" / f"{name}.yaml")
            pool = read_pool(CASES / "pools" / f"{name}.yaml")
        with clock.measured(REST):
            proposal = cocau.solver.plan.plan(PlanRequest(council=council, pool=pool))
        with clock.measured("writing it as JSON"):
            proposal.to_json()
        with clock.measured("writing it as text for a terminal"):
            list(render_text(proposal, "vi"))
    return clock
