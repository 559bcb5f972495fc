"""One step of a bound: what the aims gain where it is looser by one, and lose where it is tighter."""

from collections.abc import Iterator, Sequence
from functools import partial

from cocau.constraints.errors import OverrideError
from cocau.constraints.rule import Rule, Verdict
from cocau.constraints.rulebook import Rulebook
from cocau.constraints.setting import Setting
from cocau.constraints.slate import Slate
from cocau.solver.answer import conflicting
from cocau.solver.asked import Asked
from cocau.solver.explain.pricing import Effect, Price, Step
from cocau.solver.explain.tiers import changes, descended, effect
from cocau.solver.outcome import Impossible, Tier


class Stepping:
    """Moves the bounds of one solved request. `tiers`: as the plan reached them, proven."""

    def __init__(self, asked: Asked, slate: Slate, tiers: Sequence[Tier]) -> None:
        self._asked, self._tiers = asked, tiers
        request = asked.request
        barred = asked.book.barred(request.council, request.pool)
        self._plan = Setting(request.council, request.pool, slate, barred)

    def stepped(self, prices: Sequence[Price]) -> tuple[Price, ...]:
        """The same prices, each with the steps of its bounds."""
        steps: list[list[Step]] = [[] for _ in prices]
        tries: list[tuple[int, int, Rulebook]] = []
        for n, price in enumerate(prices):
            for step, book in self._steps(price):
                if step.effect is Effect.OPEN:
                    tries.append((n, len(steps[n]), book))
                steps[n].append(step)
        jobs = [partial(self._searched, steps[n][k], book) for n, k, book in tries]
        for (n, k, _), found in zip(tries, self._asked.effort.each(jobs), strict=True):
            steps[n][k] = found or steps[n][k]
        return tuple(price.but(steps=tuple(own)) for price, own in zip(prices, steps, strict=True))

    def _steps(self, price: Price) -> Iterator[tuple[Step, Rulebook]]:
        """Every step of a rule; those whose worth is known without a search have their effect already."""
        rule = None if price.rule is None else self._asked.book.by_id[price.rule]
        if rule is None or rule.about_council:
            return
        for field in sorted(rule.adjustable):
            was = getattr(rule, field)
            for by in () if was is None else (looser(field), -looser(field)):
                try:
                    book = self._asked.book.changed({rule.id: {field: was + by}})
                except OverrideError:
                    continue  # the bound has no such value
                wider = by == looser(field)
                free = price.effect is Effect.SAME if wider else self._kept(book.by_id[rule.id])
                said = Effect.SAME if free else Effect.OPEN
                yield Step(field=field, was=was, now=was + by, looser=wider, effect=said), book

    def _kept(self, rule: Rule) -> bool:
        """Whether the plan keeps the tighter rule, so that nothing is lost."""
        return rule.audit(self._plan).verdict is Verdict.KEPT

    def _searched(self, step: Step, book: Rulebook) -> Step:
        asked = Asked(self._asked.request, book, self._asked.effort)
        found = descended(asked.model, book.rules, asked.effort)
        if isinstance(found, Impossible):
            proposal = conflicting(asked)
            core = None if proposal is None else proposal.conflict
            return step if core is None else step.but(effect=Effect.CONFLICT, conflict=core)
        changed = changes(self._tiers, found.tiers)
        return step.but(effect=effect(changed), tiers=changed)


def looser(field: str) -> int:
    """By how much a bound moves to ask for less: what is wanted at the least falls, all others rise."""
    return -1 if field.startswith("at_least") else 1
