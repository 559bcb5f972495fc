"""The search for the least difference of averages: the narrowest window first; any slate in it proves it.

Branch and bound has nothing to go by here: in fractions all averages can mostly be equal, so the bound of a
difference stays at nothing, and slates of nearly the same difference come by the million. So the difference
is not minimised at first. The narrowest window that whole numbers allow is held, and the one question is
whether there is a slate. Only where that leads nowhere, or the relaxation has a bound, it is minimised.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction

from cocau.constraints.quantity import Quantity
from cocau.solver.engine import Answer, Status
from cocau.solver.evenness.averages import Averages
from cocau.solver.evenness.narrowest import Narrowest
from cocau.solver.evenness.windows import Window, Windows
from cocau.solver.program import STRUCTURE, Program

ROUNDS = (100, 1_000, 10_000)
"""Steps for one try, round after round."""

NEAREST = 3
"""So many windows of one width, those nearest to the mean, are tried before the last round."""


NOTHING = Quantity()


class Over(Exception):
    """The time is up, or somebody asked to stop."""


@dataclass(frozen=True)
class Question:
    """What may be asked of an engine, and where the search begins.

    `held`: the program with everything before held, `exact` if no slate is lost by it; `drawn`: also the
    council and the posts as the lot drew them. `ask` answers for a program and so many steps, or raises
    `Over`; it may offer the search what it sees on its way. `near`: the mean of the slate so far; `seconds`
    are for a relaxation.
    """

    averages: Averages
    windows: Windows
    held: Program
    exact: bool
    drawn: Program
    near: Fraction
    seconds: float
    ask: Callable[[Program, Quantity, int], Answer]


class Search:
    """`upper` is the least difference found, in hundredths; nothing below `lower` exists, or is wanted.

    `values` is its assignment, None for the slate from which the search begins.
    """

    def __init__(self, apart: int, wanted: int) -> None:
        self.upper, self.lower = apart, min(wanted, apart)
        self.values: list[int] | None = None

    @property
    def proven(self) -> bool:
        """Whether nothing better exists, or is wanted."""
        return self.lower == self.upper

    def offer(self, values: list[int], averages: Averages) -> None:
        """Take an assignment if it is better."""
        apart = averages.apart(values)
        if apart < self.upper:
            self.values, self.upper = values, apart

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
        arithmetic = self._least(search.lower)
        search.lower = self._least(max(arithmetic, self._relaxed(arithmetic)))
        in_fractions = search.lower > arithmetic
        for steps in ROUNDS:
            most = None if steps == ROUNDS[-1] else NEAREST
            if in_fractions:
                self._minimise(steps)
                self._bisect(steps, most)
            else:
                self._reaches(search.lower, steps)
                self._bisect(steps, most)
                self._minimise(steps)

    def _least(self, width: int) -> int:
        return self._question.windows.least(width, self._search.upper)

    def _narrowest(self) -> Narrowest | None:
        """The width as something to minimise, where there is something to find, and it can be."""
        asked, search = self._question, self._search
        if search.proven:
            return None
        return Narrowest.of(asked.held, asked.averages, asked.windows, search.lower, search.upper)

    def _relaxed(self, lower: int) -> int:
        narrowest, asked = self._narrowest(), self._question
        return lower if narrowest is None or not asked.exact else narrowest.relaxed(asked.seconds)

    def _minimise(self, steps: int) -> None:
        """Better slates between what is proven and what is found, and perhaps a better bound."""
        narrowest, search, asked = self._narrowest(), self._search, self._question
        if narrowest is None:
            return
        answer = asked.ask(narrowest.program, narrowest.width, steps)
        if answer.values is not None:
            search.offer(answer.values, asked.averages)
        if not asked.exact:
            return
        if answer.status is Status.INFEASIBLE:
            search.lower = search.upper
        elif answer.bound is not None:
            search.lower = min(max(search.lower, narrowest.hundredths(answer.bound)), search.upper)

    def _bisect(self, steps: int, most: int | None) -> None:
        """Between what is proven and what is found: a width is reached, or refuted, or left open.

        `most`: so many windows of a width are asked for, those nearest to the mean; None: all.
        """
        search, beyond = self._search, self._search.lower
        while beyond < search.upper:
            middle = (beyond + search.upper) // 2
            if self._reaches(middle, steps):
                continue
            if self._refuted_at(middle, steps, most):
                search.lower = self._least(middle + 1)
            if search.upper > middle:
                beyond = max(middle + 1, search.lower)

    def _reaches(self, width: int, steps: int) -> bool:
        """Whether a slate of this width is found; it is taken."""
        windows, asked = self._windows(width)[:NEAREST], self._question
        return any(self._takes(program, windows, steps, width) for program in (asked.drawn, asked.held))

    def _refuted_at(self, width: int, steps: int, most: int | None) -> bool:
        """Whether no slate is so even, the windows behind the nearest asked as well; one found is taken."""
        windows = self._windows(width)
        further = windows[NEAREST:most]
        if not self._question.exact or self._takes(self._question.held, further, steps, width):
            return False
        return not any(map(self._open, windows))

    def _takes(self, program: Program, windows: Iterable[Window], steps: int, width: int) -> bool:
        """Whether one of these windows has a slate; the first found is taken."""
        for window in filter(self._open, windows):
            values = self._tried(program, window, steps).values
            if values is not None:
                self._search.offer(values, self._question.averages)
            if self._search.upper <= width:
                return True
        return False

    def _tried(self, program: Program, window: Window, steps: int) -> Answer:
        asked = self._question
        inside = Program(program.lower, program.upper, [*program.rows])
        for row in asked.averages.inside(window, asked.windows.numbers):
            inside.add(STRUCTURE, row)
        answer = asked.ask(inside, NOTHING, steps)
        if answer.status is Status.INFEASIBLE and program is asked.held:
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
