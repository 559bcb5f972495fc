"""The last day for a step: its own, or that of the first step which may only come after it."""

from collections.abc import Mapping, Sequence
from datetime import date

from cocau.constraints.record import Record
from cocau.constraints.rule import Mark
from cocau.constraints.steps import Step, needed_before


class Deadline(Record):
    """The last day for a step; of another step (`of`) where that one may only come after it."""

    day: date
    mark: Mark
    of: str

    @property
    def binding(self) -> bool:
        """Whether it was verified at all."""
        return self.mark is not Mark.UNVERIFIED


def own_deadline(step: Step, election_day: date) -> Deadline | None:
    """The deadline that a text gives the step itself."""
    day = step.due(election_day)
    return None if day is None or step.mark is None else Deadline(day=day, mark=step.mark, of=step.id)


def derived_deadline(step: Step, steps: Mapping[str, Step], election_day: date) -> Deadline | None:
    """A step without a deadline is due when the first that may only come after it is due."""
    follow = followers(step.id, needed_before(steps.values()))
    own = [deadline for i in follow if (deadline := own_deadline(steps[i], election_day)) is not None]
    return min(own, key=lambda deadline: (not deadline.binding, deadline.day), default=None)


def followers(i: str, needed: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """The steps that may only come after this one."""
    return tuple(later for later, before in needed.items() if i in before)
