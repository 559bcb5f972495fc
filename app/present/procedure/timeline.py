"""An election's course as a timeline: every step at its day, after its prerequisites."""

import heapq
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from cocau.constraints.procedure.calendar import Deadline, derive_deadline, get_own_deadline
from cocau.constraints.procedure.gates import GateState
from cocau.constraints.procedure.reports import ElectionGates
from cocau.constraints.rules.steps import ProcedureStep, list_prerequisites


@dataclass(frozen=True)
class TimelineStop:
    """A step in time. `deadline`: its last day, if any; `gate`: None for a mere day."""

    step: ProcedureStep
    deadline: Deadline | None
    gate: GateState | None

    @property
    def derived(self) -> bool:
        """Return whether the day is that of a step which may only come after this one."""
        return self.deadline is not None and self.deadline.of != self.step.id


def build_timeline(answer: ElectionGates) -> list[TimelineStop]:
    """Build the list of all steps by their last day, none before its prerequisites."""
    steps = {step.id: step for step in answer.steps}
    gates = {gate.step: gate for gate in answer.states}
    days = {i: _find_deadline(step, steps, answer.election_day) for i, step in steps.items()}
    return [TimelineStop(steps[i], days[i], gates.get(i)) for i in _order_steps(answer.steps, days)]


def _find_deadline(
    step: ProcedureStep, steps: Mapping[str, ProcedureStep], election_day: date
) -> Deadline | None:
    return get_own_deadline(step, election_day) or derive_deadline(step, steps, election_day)


def _order_steps(steps: tuple[ProcedureStep, ...], days: Mapping[str, Deadline | None]) -> Iterator[str]:
    """Yield step ids in Kahn's topological order, the earliest day first."""
    needed = list_prerequisites(steps)
    left = {i: set(before) for i, before in needed.items()}
    place = {step.id: number for number, step in enumerate(steps)}
    reached: dict[str, date] = {}

    def key(i: str) -> tuple[date, int, str]:
        deadline = days[i]
        before = max((reached[n] for n in needed[i]), default=date.max)
        return (before if deadline is None else deadline.day, place[i], i)

    ready = [key(i) for i, before in left.items() if not before]
    heapq.heapify(ready)
    while ready:
        reached_on, _, i = heapq.heappop(ready)
        reached[i] = reached_on
        yield i
        for later, before in left.items():
            if i in before:
                before.remove(i)
                if not before:
                    heapq.heappush(ready, key(later))
