"""What may be wrong with the steps of several layers together: versions, names, order."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from difflib import get_close_matches
from graphlib import CycleError, TopologicalSorter

from cocau.constraints.errors import Problem
from cocau.constraints.steps import Step, needed_before


def step_problems(steps: Sequence[Step], elsewhere: Collection[str] = ()) -> list[Problem]:
    """Everything wrong with these steps together.

    `elsewhere` are ids of steps of documents that are not part of the book: naming them is no error.
    """
    by_id = {step.id: step for step in steps}
    return [
        *_overlapping(steps),
        *_unknown(steps, by_id, elsewhere),
        *_unprovable(steps, by_id),
        *_cycles(steps),
    ]


def named_outside(steps: Iterable[Step]) -> bool:
    """Whether one of them names a step that is not among them."""
    steps = tuple(steps)
    known = {step.id for step in steps}
    return any(i not in known for step in steps for i in (*step.after, *step.before))


def _overlapping(steps: Iterable[Step]) -> Iterator[Problem]:
    last: dict[str, Step] = {}
    for step in sorted(steps, key=lambda s: (s.id, s.in_force)):
        before = last.get(step.id)
        if before is not None and before.may_overlap(step):
            vi, en = "Hai phiên bản của một bước cùng hiệu lực vào", "Two versions of a step are in force on"
            yield Problem("overlap", step.id, f"{vi} {step.in_force}.", f"{en} {step.in_force}.")
        last[step.id] = step


def _unknown(steps: Iterable[Step], by_id: dict[str, Step], elsewhere: Collection[str]) -> Iterator[Problem]:
    for step in steps:
        for field, names in (("after", step.after), ("before", step.before)):
            for name in names:
                if name not in by_id and name not in elsewhere:
                    near = ", ".join(get_close_matches(name, by_id)) or "—"
                    yield Problem(
                        "unknown_step",
                        f"{step.id}.{field}: {name}",
                        f"Không có bước này; gần nhất: {near}.",
                        f"There is no such step; the nearest: {near}.",
                    )


def _unprovable(steps: Iterable[Step], by_id: dict[str, Step]) -> Iterator[Problem]:
    """An order with a step that nothing proves could never be seen to be kept."""
    for step in steps:
        for name in (*step.after, *step.before):
            other = by_id.get(name)
            if other is not None and (other.record is None or other.appointment or step.appointment):
                yield Problem(
                    "no_order",
                    f"{step.id}: {name}",
                    "Không xếp được thứ tự với bước không có văn bản, hoặc bước theo từng lần bổ nhiệm.",
                    "No order can be kept with a step that nothing proves, or that each appointment has.",
                )


def _cycles(steps: Iterable[Step]) -> Iterator[Problem]:
    """Per day on which some version begins: only what is in force together can go round in a circle."""
    steps = tuple(steps)
    told = set()
    for day in sorted({step.in_force for step in steps}):
        together = needed_before(step for step in steps if step.in_force_on(day))
        try:
            TopologicalSorter(together).prepare()
        except CycleError as error:
            circle = " → ".join(reversed(error.args[1]))
            if circle not in told:
                told.add(circle)
                vi = "Các bước này chờ lẫn nhau, không bước nào làm trước được."
                yield Problem("cycle", circle, vi, "These steps wait for one another; none could come first.")
