"""The course of an election as one line of time: every step at its day, none before what it must follow."""

import heapq
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from cocau.app.procedure import Gates
from cocau.constraints.deadlines import Deadline, derived_deadline, own_deadline
from cocau.constraints.gates import GateState
from cocau.constraints.steps import Step, needed_before


@dataclass(frozen=True)
class Stop:
    """A step where it stands in time. `deadline`: its last day, if any; `gate`: None for a mere day."""

    step: Step
    deadline: Deadline | None
    gate: GateState | None

    @property
    def derived(self) -> bool:
        """Whether its day is that of a step which may only come after it."""
        return self.deadline is not None and self.deadline.of != self.step.id


def timeline(answer: Gates) -> list[Stop]:
    """Every step, by its last day; one without a day comes right after what it must follow, or at the end."""
    steps = {step.id: step for step in answer.steps}
    gates = {gate.step: gate for gate in answer.states}
    days = {i: _deadline(step, steps, answer.election_day) for i, step in steps.items()}
    return [Stop(steps[i], days[i], gates.get(i)) for i in _in_order(answer.steps, days)]


def _deadline(step: Step, steps: Mapping[str, Step], election_day: date) -> Deadline | None:
    return own_deadline(step, election_day) or derived_deadline(step, steps, election_day)


def _in_order(steps: tuple[Step, ...], days: Mapping[str, Deadline | None]) -> Iterator[str]:
    """Kahn's order of what must follow what; among those that may come next, the earliest first."""
    needed = needed_before(steps)
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
