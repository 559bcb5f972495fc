"""A range of whole numbers drawn in one line of characters."""

from collections.abc import Iterable

WIDTH = 16
"""Characters of a scale."""

OUTSIDE, POSSIBLE, OPTIMUM, PLAN, MUST, AIM = "·", "─", "━", "●", "▼", "▽"

Ends = tuple[int | None, int | None]


def scale(top: int, possible: Ends, optimum: Ends | None, marks: Iterable[tuple[int, str]]) -> str:
    """From 0 on the left to `top` on the right; where two fall together, the later mark is seen."""
    drawn = [OUTSIDE] * WIDTH
    for ends, line in ((possible, POSSIBLE), (optimum, OPTIMUM)):
        if ends is not None and None not in ends:
            low, high = (_at(end or 0, top) for end in ends)
            drawn[low : high + 1] = line * (high + 1 - low)
    for number, mark in marks:
        drawn[_at(number, top)] = mark
    return "".join(drawn)


def _at(number: int, top: int) -> int:
    """The place of a number; whatever lies beyond the right end is drawn there."""
    return min(max(number, 0) * (WIDTH - 1) // max(top, 1), WIDTH - 1)
