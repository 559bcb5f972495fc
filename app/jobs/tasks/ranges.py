"""`ranges`: of each counted group the least and the largest number possible, and at the optimum."""

from collections.abc import Iterable, Iterator
from typing import Literal

from pydantic import Field

from cocau.app.jobs.task import Answer, Kind
from cocau.app.jobs.tasks.posed import Posed, Question, told
from cocau.constraints.errors import InputError, Problem
from cocau.constraints.nearest import nearest_first
from cocau.constraints.select import EVERYONE, GROUPS, Among, Selector
from cocau.solver.effort import Effort
from cocau.solver.outcome import OnProgress

EVERYBODY = "everybody"

Group = str | Selector
"""A group of composition tables by its name, everybody, or whom a description matches."""


class RangesQuestion(Question):
    """Only of these groups, only counted in these sets; of all that the rules count, where none is given."""

    question: Literal["ranges"] = "ranges"
    groups: tuple[Group, ...] = Field(default=(), description="names such as women, or descriptions")
    among: tuple[Among, ...] = Field(default=(), description="sets to count in: candidates, deputies, …")


def compute(asked: Posed[RangesQuestion], tell: OnProgress) -> Answer:
    """See `solver.explain.ranges.ranges`."""
    from cocau.solver.explain.ranges import COUNTABLE, ranges

    wanted = asked.question
    problems = [*_unknown(wanted.groups), *_uncountable(wanted.among, COUNTABLE)]
    if problems:
        raise InputError(problems)
    who = [_described(group) for group in wanted.groups]
    return told(ranges(asked.proposal, Effort(wanted.seconds, tell), who, wanted.among))


def _described(group: Group) -> Selector:
    if isinstance(group, Selector):
        return group
    return EVERYONE if group == EVERYBODY else GROUPS[group]


def _unknown(groups: Iterable[Group]) -> Iterator[Problem]:
    for name in groups:
        if isinstance(name, str) and name != EVERYBODY and name not in GROUPS:
            known = nearest_first(name, (EVERYBODY, *GROUPS))
            yield Problem(
                "unknown_group",
                f"question.groups: {name}",
                f'Không có nhóm này; gần nhất trước: {known}; hoặc mô tả như {{"sex": "female"}}.',
                f'There is no such group; the nearest first: {known}; or describe one: {{"sex": "female"}}.',
            )


def _uncountable(among: Iterable[Among], countable: Iterable[Among]) -> Iterator[Problem]:
    known = tuple(countable)
    for one in among:
        if one not in known:
            nearest = nearest_first(one, known)
            yield Problem(
                "unknown_set",
                f"question.among: {one}",
                f"Không đếm được trong tập này; gần nhất trước: {nearest}.",
                f"A plan has no such set to count in; the nearest first: {nearest}.",
            )


RANGES = Kind("ranges", Posed[RangesQuestion], compute)
