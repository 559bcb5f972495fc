"""The least difference of averages: the narrowest window first; a slate in it proves it.

Branch and bound has little to work with: in fractions all averages can usually be
equal, so the bound of a difference stays at zero while slates of nearly the same
difference come by the million. So the difference is not minimised at first. The
narrowest window that whole numbers allow is fixed, and the only question is whether a
slate fits.

If that leads nowhere, or the relaxation has a bound, and every list has one length, the
width is minimised in whole parts of a unit: good where people are bound to places so
that averages differ even in fractions.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from cocau.constraints.kinds.even_average import HUNDREDTHS
from cocau.constraints.rules.quantity import Quantity
from cocau.solver.engines.engine import EngineAnswer, EngineStatus
from cocau.solver.engines.relaxation import LinearRelaxation
from cocau.solver.model.program import STRUCTURAL, Program
from cocau.solver.search.evenness.averages import Averages, AverageWindow, AverageWindows

DivisorRanges = Sequence[tuple[int, int]]
"""By how many, from least to most, each constituency divides."""


def has_fixed_lengths(numbers: DivisorRanges) -> bool:
    """Return whether every list has one length."""
    return all(least == most for least, most in numbers)


def get_unit_parts(numbers: DivisorRanges) -> int:
    """Return of how many parts of a unit every average is a whole number."""
    return lcm(*(least for least, _ in numbers))


def restrict_width(program: Program, averages: Averages, numbers: DivisorRanges, hundredths: int) -> Program:
    """Return the program with its averages in any window of a width; for fixed lengths."""
    narrowed = Program([*program.lower], [*program.upper], [*program.rows])
    _add_width_rows(
        narrowed, averages, numbers, Quantity({}, hundredths * get_unit_parts(numbers) // HUNDREDTHS)
    )
    return narrowed


def _add_width_rows(program: Program, averages: Averages, numbers: DivisorRanges, width: Quantity) -> None:
    """Add rows that keep all averages from a smallest one to that and a width, in parts."""
    parts = get_unit_parts(numbers)
    pairs = zip(averages.parts, numbers, strict=True)
    averaged = [(parts // number) * average.total for average, (number, _) in pairs]
    low = Quantity({program.variable(max(_get_upper_bound(program, average) for average in averaged)): 1})
    for average in averaged:
        program.add(STRUCTURAL, average >= low)
        program.add(STRUCTURAL, average <= low + width)


@dataclass(frozen=True)
class WidthProgram:
    """A program in which the width of a window that holds all averages is minimised.

    `parts` of `width` are one unit of the average.
    """

    program: Program
    width: Quantity
    parts: int

    @classmethod
    def of(
        cls, program: Program, averages: Averages, windows: AverageWindows, lower: int, upper: int
    ) -> "WidthProgram | None":
        """Build the program for widths from `lower` to less than `upper` hundredths.

        None where lengths of lists are open. Averages are whole parts if every number of people divides
        the parts of a unit.
        """
        if not has_fixed_lengths(windows.numbers):
            return None
        narrowed = Program([*program.lower], [*program.upper], [*program.rows])
        parts = get_unit_parts(windows.numbers)
        narrowest, widest = (lower - 1) * parts // HUNDREDTHS + 1, (upper - 1) * parts // HUNDREDTHS
        width = Quantity({narrowed.variable(max(widest, narrowest), max(narrowest, 0)): 1})
        _add_width_rows(narrowed, averages, windows.numbers, width)
        return cls(narrowed, width, parts)

    def to_hundredths(self, parts: int) -> int:
        """Convert a width in parts to hundredths, rounded up."""
        return -(-parts * HUNDREDTHS // self.parts)

    def relax(self, seconds: float) -> int:
        """Return hundredths that nothing can beat, by the relaxation; 0 where it gives up."""
        found = LinearRelaxation(self.program).minimum(self.width, seconds)
        return 0 if found is None else self.to_hundredths(found[0])


def _get_upper_bound(program: Program, quantity: Quantity) -> int:
    """Return what a sum of variables cannot exceed."""
    return quantity.constant + sum(c * program.upper[v] for v, c in quantity.terms.items())


STEP_ROUNDS = (100, 1_000, 10_000)
"""Steps for one try, round after round."""

NEAREST_WINDOWS = 3
"""So many windows of one width, nearest to the mean, are tried before the last round."""


NO_OBJECTIVE = Quantity()


class SearchOver(Exception):
    """The time is up, or a stop was requested."""


@dataclass(frozen=True)
class WidthQuestion:
    """What may be asked of an engine, and where the search begins.

    `held`: the program with everything before held, `exact` if no slate is lost by it; `drawn`: also the
    council and the posts as the lot drew them. `ask` answers for a program and so many steps, or raises
    `SearchOver`; it may offer the search what it sees on its way. `near`: the mean of the slate so far;
    `seconds` are for a relaxation.
    """

    averages: Averages
    windows: AverageWindows
    held: Program
    exact: bool
    drawn: Program
    near: Fraction
    seconds: float
    ask: Callable[[Program, Quantity, int], EngineAnswer]


class WidthSearch:
    """The state of a search: `upper` is the least difference found, in hundredths.

    Nothing below `lower` exists, or is wanted. `values` is its assignment, None for the slate from which the
    search begins.
    """

    def __init__(self, apart: int, wanted: int) -> None:
        self.upper, self.lower = apart, min(wanted, apart)
        self.values: list[int] | None = None

    @property
    def proven(self) -> bool:
        """Return whether nothing better exists, or is wanted."""
        return self.lower == self.upper

    def offer(self, values: list[int], averages: Averages) -> None:
        """Take an assignment if it is better."""
        apart = averages.measure_difference(values)
        if apart < self.upper:
            self.values, self.upper = values, apart

    def run(self, question: WidthQuestion) -> None:
        """Search until the difference is proven, or every round is over.

        Raises:
            SearchOver: the time is up, or somebody asked to stop; what is known by then stays.
        """
        _SearchRun(self, question).run()


class _SearchRun:
    def __init__(self, search: WidthSearch, question: WidthQuestion) -> None:
        self._search, self._question = search, question
        self._refuted: set[object] = set()
        self._known: dict[int, list[AverageWindow]] = {}

    def run(self) -> None:
        search = self._search
        arithmetic = search.lower = self._find_least_width(search.lower)
        if self._try_nearest(STEP_ROUNDS[0]):
            return
        search.lower = self._find_least_width(max(arithmetic, self._relax_bound(arithmetic)))
        in_fractions = search.lower > arithmetic
        for steps in STEP_ROUNDS:
            if search.proven:
                return
            most = None if steps == STEP_ROUNDS[-1] else NEAREST_WINDOWS
            if in_fractions:
                self._minimise(steps)
                self._bisect(steps, most)
            else:
                self._reach(search.lower, steps)
                self._bisect(steps, most)
                self._minimise(steps)

    def _try_nearest(self, steps: int) -> bool:
        """Look in the nearest window of the least width; return whether that proves it.

        Where it has one, which is usual, the relaxation has no better bound and need not be asked.
        """
        search, question = self._search, self._question
        return search.proven or self._take_first(
            question.drawn, self._get_windows(search.lower)[:1], steps, search.lower
        )

    def _find_least_width(self, width: int) -> int:
        return self._question.windows.find_least(width, self._search.upper)

    def _build_width_program(self) -> WidthProgram | None:
        """Build the program that minimises the width, where there is something to find."""
        question, search = self._question, self._search
        if search.proven:
            return None
        return WidthProgram.of(question.held, question.averages, question.windows, search.lower, search.upper)

    def _relax_bound(self, lower: int) -> int:
        narrowest, question = self._build_width_program(), self._question
        return lower if narrowest is None or not question.exact else narrowest.relax(question.seconds)

    def _minimise(self, steps: int) -> None:
        """Find better slates between what is proven and found, and perhaps a better bound."""
        narrowest, search, question = self._build_width_program(), self._search, self._question
        if narrowest is None:
            return
        answer = question.ask(narrowest.program, narrowest.width, steps)
        if answer.values is not None:
            search.offer(answer.values, question.averages)
        if not question.exact:
            return
        if answer.status is EngineStatus.INFEASIBLE:
            search.lower = search.upper
        elif answer.bound is not None:
            search.lower = min(max(search.lower, narrowest.to_hundredths(answer.bound)), search.upper)

    def _bisect(self, steps: int, most: int | None) -> None:
        """Reach, refute or leave open widths between what is proven and what is found.

        `most`: so many windows of a width are asked for, those nearest to the mean; None: all.
        """
        search, beyond = self._search, self._search.lower
        while beyond < search.upper:
            middle = (beyond + search.upper) // 2
            if self._reach(middle, steps):
                continue
            if self._refute(middle, steps, most):
                search.lower = self._find_least_width(middle + 1)
            if search.upper > middle:
                beyond = max(middle + 1, search.lower)

    def _reach(self, width: int, steps: int) -> bool:
        """Look for a slate of this width and take it; return whether one was found."""
        windows, question = self._get_windows(width)[:NEAREST_WINDOWS], self._question
        return any(
            self._take_first(program, windows, steps, width) for program in (question.drawn, question.held)
        )

    def _refute(self, width: int, steps: int, most: int | None) -> bool:
        """Return whether no slate is so even, further windows asked too; take one found."""
        windows = self._get_windows(width)
        further = windows[NEAREST_WINDOWS:most]
        if not self._question.exact or self._take_first(self._question.held, further, steps, width):
            return False
        return not any(map(self._is_open, windows))

    def _take_first(self, program: Program, windows: Iterable[AverageWindow], steps: int, width: int) -> bool:
        """Take the first slate found in one of these windows; return whether there is one."""
        for window in filter(self._is_open, windows):
            values = self._try_window(program, window, steps).values
            if values is not None:
                self._search.offer(values, self._question.averages)
            if self._search.upper <= width:
                return True
        return False

    def _try_window(self, program: Program, window: AverageWindow, steps: int) -> EngineAnswer:
        question = self._question
        inside = Program(program.lower, program.upper, [*program.rows])
        for row in question.averages.build_rows(window, question.windows.numbers):
            inside.add(STRUCTURAL, row)
        answer = question.ask(inside, NO_OBJECTIVE, steps)
        if answer.status is EngineStatus.INFEASIBLE and program is question.held:
            self._refuted.add(self._get_key(window))
        return answer

    def _get_windows(self, width: int) -> list[AverageWindow]:
        if width not in self._known:
            self._known[width] = self._question.windows.list_of_width(width, self._question.near)
        return self._known[width]

    def _is_open(self, window: AverageWindow) -> bool:
        return self._get_key(window) not in self._refuted

    def _get_key(self, window: AverageWindow) -> object:
        """Return what a window allows: two that allow the same are one."""
        return self._question.windows.get_sums(window)
