"""The search for the least difference of averages: the narrowest window first; any slate in it proves it.

Branch and bound has nothing to go by here: in fractions all averages can be equal, so the bound of a difference
stays at nothing, and slates of nearly the same difference come by the million. So the difference is not
minimised. The narrowest window that whole numbers allow is held, and the one question is whether there is a slate.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction

from solver.engine import Answer, Status
from solver.evenness.averages import Averages
from solver.evenness.windows import Window, Windows
from solver.program import STRUCTURE, Program

ROUNDS = (100, 1_000, 10_000)
"""Steps for one try, round after round."""

NEAREST = 3
"""So many windows of one width, those nearest to the mean, are tried before the last round."""


class Over(Exception):
    """The time is up, or somebody asked to stop."""


@dataclass(frozen=True)
class Question:
    """What may be asked of an engine, and where the search begins.

    `free`: the program with every tier of other rules held; `held`: also the wishes before this one; `drawn`: also
    the council and the posts as the lot drew them. `ask` answers for a program and so many steps, or raises
    `Over`; it may look at the search. `near`: the mean of the slate so far.
    """

    averages: Averages
    windows: Windows
    free: Program
    held: Program
    drawn: Program
    near: Fraction
    ask: Callable[[Program, int, "Search"], Answer]


class Search:
    """`upper` is the least difference found, in hundredths, `values` its assignment, None for the slate from
    which the search begins; nothing is below `lower`, or nothing below it is wanted."""

    def __init__(self, apart: int, wanted: int) -> None:
        self.upper, self.lower = apart, min(wanted, apart)
        self.values: list[int] | None = None

    @property
    def proven(self) -> bool:
        """Whether nothing better exists, or is wanted."""
        return self.lower == self.upper

    def run(self, question: Question) -> None:
        """Until it is proven, or every round is over.

        Raises:
            Over: see there; what is known by then stays.
        """
        _Run(self, question).run()


class _Run:
    def __init__(self, search: Search, question: Question) -> None:
        self._search, self._question = search, question
        self._refuted: set[object] = set()
        self._known: dict[int, list[Window]] = {}

    def run(self) -> None:
        search = self._search
        search.lower = self._least(search.lower)
        for steps in ROUNDS:
            while not search.proven and self._refutes(steps):
                search.lower = self._least(search.lower + 1)
            self._come_nearer(steps)

    def _least(self, width: int) -> int:
        return self._question.windows.least(width, self._search.upper)

    def _refutes(self, steps: int) -> bool:
        """Whether no slate is as even as `lower`; one that is gets taken, which ends the search."""
        width, asked = self._search.lower, self._question
        windows = self._windows(width)
        if self._takes(asked.drawn, windows[:NEAREST], steps, width):
            return False
        for window in windows if steps == ROUNDS[-1] else windows[:NEAREST]:
            if self._takes(asked.held, [window], steps, width):
                return False
            if self._open(window) and asked.held is not asked.free:
                self._tried(asked.free, window, steps)
        return not any(map(self._open, windows))

    def _come_nearer(self, steps: int) -> None:
        """Bisect for a better slate between what is proven and what is found; this proves nothing."""
        beyond, asked = self._search.lower, self._question
        while beyond + 1 < self._search.upper:
            middle = (beyond + self._search.upper) // 2
            windows = self._windows(middle)[:NEAREST]
            if not any(self._takes(p, windows, steps, middle) for p in (asked.drawn, asked.held)):
                beyond = middle

    def _takes(self, program: Program, windows: Iterable[Window], steps: int, width: int) -> bool:
        """Whether one of these windows has a slate; the first found is taken."""
        for window in filter(self._open, windows):
            values = self._tried(program, window, steps).values
            if values is not None and (apart := self._question.averages.apart(values)) <= width:
                self._search.values, self._search.upper = values, apart
                return True
        return False

    def _tried(self, program: Program, window: Window, steps: int) -> Answer:
        asked = self._question
        inside = Program(program.lower, program.upper, [*program.rows])
        for row in asked.averages.inside(window, asked.windows.numbers):
            inside.add(STRUCTURE, row)
        answer = asked.ask(inside, steps, self._search)
        if answer.status is Status.INFEASIBLE and program is asked.free:
            self._refuted.add(self._key(window))
        return answer

    def _windows(self, width: int) -> list[Window]:
        if width not in self._known:
            self._known[width] = self._question.windows.of_width(width, self._question.near)
        return self._known[width]

    def _open(self, window: Window) -> bool:
        return self._key(window) not in self._refuted

    def _key(self, window: Window) -> object:
        """What a window lets be: two that let the same be are one."""
        return self._question.windows.sums(window)
