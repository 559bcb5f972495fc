"""From a proven slate to one whose averages are even as well: the last tiers, each with a search of its own.

Everything before stays at its proven value, whatever becomes of the search: it changes no other tier.
"""

import time
from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction

from constraints.kinds.even_average import EvenAverage
from constraints.rulebook import Rulebook
from constraints.select import Selector
from constraints.setting import Setting
from constraints.slate import Slate
from solver.asked import Asked
from solver.engine import Answer
from solver.evenness.averages import Averages
from solver.evenness.ends import windows_of
from solver.evenness.search import Over, Question, Search
from solver.evenness.tries import HighsTries, Trier
from solver.evenness.windows import Window
from solver.model import SlateModel
from solver.outcome import OutOfTime, Progress, Solved, Tier
from solver.program import STRUCTURE, Program

SECONDS = 30
"""The most seconds of wall-clock time for all wishes; normally their steps are counted out long before."""


def wishes_of(book: Rulebook) -> tuple[EvenAverage, ...]:
    """The wishes for an even average, by priority; also those that ask for nothing."""
    wishes = (rule for rule in book.rules if isinstance(rule, EvenAverage))
    return tuple(sorted(wishes, key=lambda rule: (rule.priority or 0, rule.id)))


def evened(asked: Asked, outcome: Solved, trier: Trier | None = None) -> Solved | OutOfTime:
    """The same with the wishes for an even average settled; `OutOfTime` where one of them is left open."""
    if all(wish.within is None for wish in wishes_of(asked.book)):
        return replace(outcome, tiers=(*outcome.tiers, *_silent(wishes_of(asked.book))))
    return _Settling(asked, outcome, HighsTries() if trier is None else trier).run()


def completed(asked: Asked, outcome: OutOfTime) -> OutOfTime:
    """The same with tiers for the wishes that the search did not come to: as the slate has them, unproven."""
    known = {rule for tier in outcome.tiers for rule in tier.rules}
    lacking = [wish for wish in wishes_of(asked.book) if wish.id not in known]
    if outcome.slate is None or not lacking:
        return outcome
    setting = Setting(asked.request.council, asked.request.pool, outcome.slate)
    more = tuple(Tier((wish.id,), wish.audit(setting).short, 0) for wish in lacking)
    return replace(outcome, tiers=(*outcome.tiers, *more))


def ages_apart(asked: Asked) -> tuple[Selector, ...]:
    """What tells people of different ages apart, where a wish looks at ages."""
    if not any(wish.of == "age" and wish.within is not None for wish in wishes_of(asked.book)):
        return ()
    day = asked.request.council.election_day
    ages = sorted({person.age_on(day) for person in asked.request.pool.people})
    return tuple(Selector(age_under=age) for age in ages[1:])


def _silent(wishes: Iterable[EvenAverage]) -> Iterable[Tier]:
    return (Tier((wish.id,), 0, 0) for wish in wishes)


class _Settling:
    """`_free` holds the proven tiers of other rules, `_held` also the wishes settled so far."""

    def __init__(self, asked: Asked, outcome: Solved, trier: Trier) -> None:
        self._asked, self._trier = asked, trier
        self._seconds = min(asked.effort.left(), SECONDS)
        self._start = time.monotonic()
        self._tiers, self._slate = list(outcome.tiers), outcome.slate
        self._wishes = wishes_of(asked.book)
        self._model = SlateModel(asked.request, asked.book, _apart(asked, self._wishes))
        self._proven = outcome.tiers
        self._free = self._held = _held(self._model, outcome.tiers)

    def run(self) -> Solved | OutOfTime:
        """Wish after wish."""
        for wish in self._wishes:
            self._tiers.append(Tier((wish.id,), 0, 0) if wish.within is None else self._settled(wish))
        unproven = next((tier.rules for tier in self._tiers if not tier.proven), None)
        if unproven is None:
            return Solved(self._slate, tuple(self._tiers))
        return OutOfTime(self._slate, tuple(self._tiers), unproven)

    def _settled(self, wish: EvenAverage) -> Tier:
        averages, within = Averages(self._model, wish), wish.within or 0
        search = Search(averages.apart_on(self._slate), within)
        try:
            if not search.proven:
                search.run(self._question(wish, averages))
        except Over:
            pass  # what is known by then is the answer
        if search.values is not None:
            self._slate = self._model.slate(search.values)
        self._hold(averages, max(search.upper, within))
        return _tier(wish, search)

    def _question(self, wish: EvenAverage, averages: Averages) -> Question:
        coarse = _held(self._asked.model, self._proven)
        return Question(
            averages=averages,
            windows=windows_of(self._asked.model, coarse, wish, self._left()),
            free=self._free,
            held=self._held,
            drawn=_drawn(self._model, self._held, self._slate),
            near=averages.mean_on(self._slate),
            ask=lambda program, steps, search: self._answer(wish, program, steps, search),
        )

    def _hold(self, averages: Averages, width: int) -> None:
        """From now on no average leaves the window in which they are now."""
        low = min(averages.on(self._slate), default=Fraction(0))
        self._held = Program(self._held.lower, self._held.upper, [*self._held.rows])
        for row in averages.inside(Window.of(low, width)):
            self._held.add(STRUCTURE, row)

    def _answer(self, wish: EvenAverage, program: Program, steps: int, search: Search) -> Answer:
        """What the engine answers; whoever looks is told how far it is, and may stop it."""
        told: list[int] | None = None
        stopped = False

        def watch(_value: int | None, _bound: int | None, _found: list[int] | None = None, /) -> bool:
            nonlocal told, stopped
            news = search.values if search.values is not told else None
            told = search.values
            stopped = stopped or self._tell(wish, search, news)
            return stopped

        watch(None, None)
        answer = self._trier.tried(program, steps, self._left(), watch)
        if stopped or (answer.values is None and self._left() <= 0):
            raise Over
        return answer

    def _tell(self, wish: EvenAverage, search: Search, values: list[int] | None) -> bool:
        if self._asked.effort.on_progress is None:
            return False
        here = _tier(wish, search)
        step = len(self._tiers) + 1
        steps = len(self._proven) + len(self._wishes)
        best = None
        if values is not None:
            later = self._wishes[len(self._tiers) - len(self._proven) + 1 :]
            so_far = OutOfTime(self._model.slate(values), (*self._tiers, here), here.rules)
            best = completed(self._asked, so_far) if later else so_far
        elapsed = self._asked.request.seconds - self._asked.effort.left()
        return self._asked.effort.on_progress(
            Progress(step, steps, here.rules, here.value, here.bound, elapsed, best)
        )

    def _left(self) -> float:
        return self._seconds - (time.monotonic() - self._start)


def _tier(wish: EvenAverage, search: Search) -> Tier:
    """By how many hundredths the wish is missed, and at least must be."""
    within = wish.within or 0
    return Tier((wish.id,), max(search.upper - within, 0), max(search.lower - within, 0))


def _apart(asked: Asked, wishes: Iterable[EvenAverage]) -> dict[str, tuple[int, ...]]:
    """The numbers of each person that some wish looks at."""
    day, asking = asked.request.council.election_day, [w for w in wishes if w.within is not None]
    return {p.id: tuple(w.of.of(p, day) for w in asking) for p in asked.request.pool.people}


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
