"""Who leaves which level: the integer program over departures whose optimum bounds every joint plan.

Variables are departures (a person, a level). A row for each person found over the limit says how many of the
levels then used must go. A council costs at least what the dearest plan known of it costs whose departures
are all taken: rows choose, for each council, one of its known losses, and forbid those below such a plan.
Losses are whole vectors, minimised name by name in their order; what is left open is settled by the fewest
departures, then by the fewest from a post, then from the lowest levels, last by lot.

Shape: persons x 3 departures, one choice for each distinct loss known of a council; solved by HiGHS in
milliseconds for a province.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from cocau.constraints.council import Level
from cocau.constraints.quantity import Quantity
from cocau.solver.engine import Status
from cocau.solver.highs import Highs
from cocau.solver.lots import lot
from cocau.solver.program import Program, value_of
from cocau.solver.programme.departures import Chosen, Departure, Departures, Need, rank
from cocau.solver.programme.losses import Loss

SECONDS = 600.0
"""For one minimum of so small a program; it takes milliseconds."""


@dataclass
class Known:
    """Lower bounds of one council's losses, by who is kept off its lists; the empty set among them."""

    level: Level
    bounds: dict[frozenset[str], Loss] = field(default_factory=dict)

    def raised(self) -> dict[frozenset[str], Loss]:
        """The same, each at least what is known of the plans with fewer people kept off."""
        return {
            out: max(bound for fewer, bound in self.bounds.items() if fewer <= out) for out in self.bounds
        }


class Master:
    """One such program. `posts`: departures of people from a level in which they have a post."""

    def __init__(
        self,
        needs: Iterable[Need],
        known: Mapping[str, Known],
        posts: Departures,
    ) -> None:
        self._program, self._posts = Program(), posts
        self._leaves: dict[Departure, int] = {}
        for need in needs:
            self._need(need)
        self._width = len(next(iter(next(iter(known.values())).bounds.values())))
        self._costs: list[dict[int, int]] = [{} for _ in range(self._width)]
        self._constant = [0] * self._width
        for council in known.values():
            self._council(council)

    def least(self) -> Chosen:
        """The departures that cost least by all that is known.

        Raises:
            AssertionError: an engine failed, since such departures always exist: everybody may leave.
        """
        program, values = self._program, [0] * len(self._program.upper)
        for objective in self._objectives():
            if not objective.terms:
                continue
            answer = Highs().minimise(program, objective, SECONDS)
            if answer.status is not Status.OPTIMAL or answer.values is None:
                raise AssertionError(f"departures cannot be chosen: {answer.status}")
            values = answer.values
            program = program.with_lock(objective, value_of(objective, values))
        taken = frozenset(one for one, v in self._leaves.items() if values[v])
        total = (value_of(Quantity(c, k), values) for c, k in zip(self._costs, self._constant, strict=True))
        return Chosen(taken, tuple(total))

    def _need(self, need: Need) -> None:
        for level in need.choices:
            one = (need.person, level)
            if one not in self._leaves:
                self._leaves[one] = self._program.variable(1)
        gone = Quantity({self._leaves[need.person, level]: 1 for level in need.choices})
        self._program.add("need", gone >= need.least)

    def _council(self, council: Known) -> None:
        bounds = council.raised()
        losses = sorted(set(bounds.values()))
        self._constant = [k + loss for k, loss in zip(self._constant, losses[0], strict=True)]
        if len(losses) == 1:
            return
        chosen = {loss: self._program.variable(1) for loss in losses}
        self._program.add("one", Quantity(dict.fromkeys(chosen.values(), 1)).equals(1))
        for loss, v in chosen.items():
            for costs, dearer, cheapest in zip(self._costs, loss, losses[0], strict=True):
                if dearer != cheapest:
                    costs[v] = dearer - cheapest
        for out, loss in bounds.items():
            here = [self._leaves.get((i, council.level)) for i in sorted(out)]
            if loss > losses[0] and None not in here:
                high = Quantity({v: 1 for other, v in chosen.items() if other >= loss})
                stay = Quantity({v: -1 for v in here if v is not None}, len(here))
                self._program.add("costs", high + stay >= 1)

    def _objectives(self) -> Iterator[Quantity]:
        yield from map(Quantity, self._costs)
        each: Sequence[tuple[Departure, int]] = sorted(self._leaves.items())
        yield Quantity({v: 1 for _, v in each})
        yield Quantity({v: 1 for one, v in each if one in self._posts})
        low = len(Level) - 1
        yield Quantity({v: low - rank(level) for (_, level), v in each if rank(level) < low})
        yield Quantity({v: lot(person, level) for (person, level), v in each})
