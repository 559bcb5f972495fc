"""From a proven slate to one whose averages are even as well: the last tiers, each with a search of its own.

Everything before stays at its proven value, whatever becomes of the search: it changes no other tier.
"""

import time
from collections.abc import Iterable
from fractions import Fraction

from cocau.constraints.kinds.even_average import EvenAverage
from cocau.constraints.quantity import Quantity
from cocau.constraints.slate import Slate
from cocau.solver.asked import Asked
from cocau.solver.engine import Answer, Status
from cocau.solver.evenness.averages import Averages
from cocau.solver.evenness.ends import numbers_of, windows_of
from cocau.solver.evenness.narrowest import fixed, within
from cocau.solver.evenness.search import Over, Question, Search
from cocau.solver.evenness.tries import HighsTries, Limits, Trier
from cocau.solver.evenness.windows import Window
from cocau.solver.evenness.wishes import completed, wishes_of
from cocau.solver.model import SlateModel
from cocau.solver.outcome import OutOfTime, Progress, Solved, Tier
from cocau.solver.program import STRUCTURE, Program

SECONDS = 30
"""The most seconds of wall-clock time for one wish; normally its steps are counted out long before."""


def evened(asked: Asked, outcome: Solved, trier: Trier | None = None) -> Solved | OutOfTime:
    """The same with the wishes for an even average settled; `OutOfTime` where one of them is left open."""
    if not wishes_of(asked.book):
        return outcome
    return _Settling(asked, outcome, HighsTries() if trier is None else trier).run()


class _Settling:
    """`_held` holds the proven tiers, and the wishes settled so far: `_exact` if no slate is lost by that."""

    def __init__(self, asked: Asked, outcome: Solved, trier: Trier) -> None:
        self._asked, self._trier = asked, trier
        self._tiers, self._slate = list(outcome.tiers), outcome.slate
        self._wishes = wishes_of(asked.book)
        self._proven = outcome.tiers
        self._asking = [wish for wish in self._wishes if wish.within is not None]

    def run(self) -> Solved | OutOfTime:
        """Wish after wish."""
        if self._asking:
            self._model = SlateModel(self._asked.request, self._asked.book, apart=self._apart())
            self._coarse = _held(self._asked.model, self._proven)
            self._held = _held(self._model, self._proven)
        self._exact = True
        for wish in self._wishes:
            self._tiers.append(Tier((wish.id,), 0, 0) if wish.within is None else self._settled(wish))
        unproven = next((tier.rules for tier in self._tiers if not tier.proven), None)
        if unproven is None:
            return Solved(self._slate, tuple(self._tiers))
        return OutOfTime(self._slate, tuple(self._tiers), unproven)

    def _settled(self, wish: EvenAverage) -> Tier:
        averages, bound = Averages(self._model, wish), wish.within or 0
        search = Search(averages.apart_on(self._slate), bound)
        seconds = min(SECONDS, self._asked.effort.left() / (len(self._asking) - self._asking.index(wish)))
        looked_at = _LookedAt(self, wish, averages, search, time.monotonic() + seconds)
        try:
            if not search.proven:
                search.run(self._question(looked_at))
        except Over:
            pass  # what is known by then is the answer
        if search.values is not None:
            self._slate = self._model.slate(search.values)
        self._hold(wish, averages, max(search.upper, bound))
        return _tier(wish, search)

    def _question(self, looked_at: "_LookedAt") -> Question:
        averages, seconds = looked_at.averages, looked_at.left()
        return Question(
            averages=averages,
            windows=windows_of(self._asked.model, self._coarse, looked_at.wish, seconds),
            held=self._held,
            exact=self._exact,
            drawn=_drawn(self._model, self._held, self._slate),
            near=averages.mean_on(self._slate),
            seconds=seconds,
            ask=looked_at.ask,
        )

    def _hold(self, wish: EvenAverage, averages: Averages, width: int) -> None:
        """From now on the averages of a wish are no further apart, for those that come after it.

        Where lists have one length each, any window will do; else it is the one in which they are now.
        """
        if wish is self._asking[-1]:
            return
        numbers = numbers_of(self._asked.model, self._coarse, wish, self._asked.effort.left())
        if fixed(numbers):
            self._held = within(self._held, averages, numbers, width)
            return
        self._exact = False
        low = min(averages.on(self._slate), default=Fraction(0))
        self._held = Program(self._held.lower, self._held.upper, [*self._held.rows])
        for row in averages.inside(Window.of(low, width)):
            self._held.add(STRUCTURE, row)

    def _apart(self) -> dict[str, tuple[int, ...]]:
        """The numbers of each person that some wish looks at."""
        day = self._asked.request.council.election_day
        people = self._asked.request.pool.people
        return {p.id: tuple(wish.of.of(p, day) for wish in self._asking) for p in people}

    def tried(self, program: Program, objective: Quantity, limits: Limits) -> Answer:
        """What the engine answers."""
        return self._trier.tried(program, objective, limits)

    def tell(self, here: Tier, values: list[int] | None) -> bool:
        """Tell how far one wish is, and its slate where it is a better one; whether to stop."""
        effort = self._asked.effort
        if effort.on_progress is None:
            return False
        best = None
        if values is not None:
            so_far = OutOfTime(self._model.slate(values), (*self._tiers, here), here.rules)
            best = completed(self._asked, so_far)
        elapsed = self._asked.request.seconds - effort.left()
        step, steps = len(self._tiers) + 1, len(self._proven) + len(self._wishes)
        return effort.on_progress(Progress(step, steps, here.rules, here.value, here.bound, elapsed, best))


class _LookedAt:
    """The search for one wish, looked at while an engine is at work, until its time is up."""

    def __init__(
        self, settling: _Settling, wish: EvenAverage, averages: Averages, search: Search, until: float
    ) -> None:
        self._settling, self._search, self._until = settling, search, until
        self.wish, self.averages = wish, averages
        self._told: list[int] | None = None
        self._stopped = False

    def ask(self, program: Program, objective: Quantity, steps: int) -> Answer:
        """What the engine answers; see `Question.ask`.

        Raises:
            Over: the time is up, or somebody asked to stop.
        """

        def watch(_value: int | None, _bound: int | None, found: list[int] | None = None, /) -> bool:
            if found is not None and program.allows(found):
                self._search.offer(found, self.averages)
            self._tell()
            return self._stopped

        self._tell()
        self._go_on()
        answer = self._settling.tried(program, objective, Limits(steps, self.left(), watch))
        if answer.status is Status.STOPPED:
            self._go_on()
        return answer

    def _go_on(self) -> None:
        if self._stopped or self.left() <= 0:
            raise Over

    def left(self) -> float:
        """Seconds left."""
        return self._until - time.monotonic()

    def _tell(self) -> None:
        values = self._search.values
        news = None if values is self._told else values
        self._told = values
        self._stopped = self._stopped or self._settling.tell(_tier(self.wish, self._search), news)


def _tier(wish: EvenAverage, search: Search) -> Tier:
    """By how many hundredths the wish is missed, and at least must be."""
    bound = wish.within or 0
    return Tier((wish.id,), max(search.upper - bound, 0), max(search.lower - bound, 0))


def _held(model: SlateModel, tiers: Iterable[Tier]) -> Program:
    program = model.program
    for tier in tiers:
        program = program.with_lock(model.objective(tier.rules), tier.value)
    return program


def _drawn(model: SlateModel, program: Program, slate: Slate) -> Program:
    """The same program, the intended council and its posts as they are on a slate."""
    lower, upper = [*program.lower], [*program.upper]
    deputies = {v: i in slate.deputies for i, v in model.people.deputy.items()}
    holders = {v: i in slate.posts.get(post, ()) for (i, post), v in model.people.holds.items()}
    for v, taken in (deputies | holders).items():
        lower[v] = upper[v] = int(taken)
    return Program(lower, upper, program.rows)
