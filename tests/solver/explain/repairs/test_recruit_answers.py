"""Nobody who is to be recruited is asked to be more than the answer needs."""

from itertools import pairwise

import pytest

from cocau.solver.explain.repairs.recruit_answers import PeopleCombiner, RecruitAnswers, RecruitParts


class Needing(RecruitAnswers):
    """Answers that work where at least so many people are 0, and not 1 or 2."""

    def __init__(self, need: int) -> None:
        self.need = need
        self.asked: list[int] = []

    def _all_work(self, parts: RecruitParts, tries: PeopleCombiner) -> bool:
        sure = sum(number for number, part in parts if part == {0})
        self.asked.append(sure)
        return sure >= self.need


@pytest.mark.parametrize("need", [0, 1, 3, 16])
def test_as_few_as_can_be_are_of_the_narrow_part(need: int) -> None:
    answers = Needing(need)
    found = answers._lighten([(2, frozenset({0, 1, 2})), (16, frozenset({0}))])
    wide, narrow = (18 - need, frozenset({0, 1, 2})), (need, frozenset({0}))
    assert found == [part for part in (wide, narrow) if part[0]]
    assert len(answers.asked) <= 5  # of sixteen steps: halved each time


def test_parts_of_which_none_is_more_general_stay() -> None:
    parts = [(2, frozenset({0, 1})), (3, frozenset({0, 2})), (1, frozenset({3}))]
    answers = Needing(0)
    assert answers._lighten(parts) == parts
    assert not answers.asked


def test_people_go_on_to_the_most_general_part() -> None:
    steps = [frozenset({0}), frozenset({0, 1}), frozenset({0, 1, 2})]
    assert all(one < other for one, other in pairwise(steps))
    assert Needing(0)._lighten([(1, part) for part in steps]) == [(3, steps[2])]
