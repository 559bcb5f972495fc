"""What is being answered: a request in order, the rules that bind it, its model, and the time there is."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from cocau.constraints.checks import problems_with
from cocau.constraints.errors import InputError, Problem
from cocau.constraints.rule import Strength
from cocau.constraints.rulebook import Rulebook
from cocau.solver.checks import pin_problems
from cocau.solver.effort import Effort
from cocau.solver.engine import Engine
from cocau.solver.highs import Highs
from cocau.solver.interchange import signatures
from cocau.solver.model import Known, SlateModel
from cocau.solver.outcome import Tier
from cocau.solver.places import recorded
from cocau.solver.program import Program
from cocau.solver.proposal import Proposal
from cocau.solver.request import PlanRequest
from cocau.solver.second_engine import SecondEngine
from cocau.solver.sifting.search import Sifted, sifted


@dataclass(frozen=True)
class Asked:
    """A request in canonical order, the rules that bind it (what-ifs and all), and the time for an answer."""

    request: PlanRequest
    book: Rulebook
    effort: Effort

    @cached_property
    def model(self) -> SlateModel:
        """The program of the request."""
        return SlateModel(self.request, self.book, known=self.known)

    @cached_property
    def known(self) -> Known:
        """What every program of the request starts from."""
        council, pool = self.request.council, self.request.pool
        barred = frozenset(i for ids in self.barred_by.values() for i in ids)
        return Known(barred, recorded(council, pool, self.book.rules))

    @cached_property
    def signatures(self) -> dict[str, tuple[object, ...]]:
        """Of each person, all that a rule can see but the home."""
        return signatures(self.request.council, self.request.pool, tuple(self.known.recorder.seen))

    @cached_property
    def sifted(self) -> Sifted | None:
        """What was found for a large pool among some of its people; None: look among all (`sifting`)."""
        return sifted(self, Highs())

    @cached_property
    def barred_by(self) -> dict[str, tuple[str, ...]]:
        """For each standard that somebody misses, who does."""
        return self.book.barred_by(self.request.council, self.request.pool)

    @cached_property
    def engines(self) -> tuple[Engine, Engine]:
        """Both engines: without an exact proof nothing is called impossible before both have said so."""
        return Highs(), SecondEngine()

    @cached_property
    def musts(self) -> Program:
        """The program without its aims: what a conflict is searched in."""
        aims = {rule.id for rule in self.book.rules if rule.strength is Strength.AIM}
        return self.model.program.keeping(lambda tag: tag not in aims)


def asked_of(proposal: Proposal, effort: Effort) -> Asked:
    """What a stored proposal was asked, under the rules stored in it, to be asked something else.

    Raises:
        InputError: it was altered so that it cannot be planned any more.
    """
    request = proposal.request.in_order()
    if problems := [*problems_of(request, proposal.rulebook)]:
        raise InputError(problems)
    return Asked(request, proposal.rulebook, effort)


def problems_of(request: PlanRequest, book: Rulebook) -> list[Problem]:
    """Everything wrong with a request under these rules."""
    return [*problems_with(request.council, request.pool, book), *pin_problems(request, book)]


def tiers_told(proposal: Proposal) -> tuple[Tier, ...]:
    """The tiers of a proposal as they were proven, moves first; empty without a slate.

    Without the wishes that come after all others: what more is asked of a proposal leaves them out.
    """
    moved = [Tier((m.what,), m.value, m.bound) for m in proposal.moved]
    by_priority: dict[int, list[str]] = {}
    reached: dict[int, tuple[int, int]] = {}
    for aim in proposal.aims:
        if proposal.rulebook.by_id[aim.rule].after_all:
            continue
        by_priority.setdefault(aim.priority, []).append(aim.rule)
        reached[aim.priority] = (aim.tier_value, aim.tier_bound)
    aims: Sequence[Tier] = [Tier(tuple(by_priority[p]), *reached[p]) for p in sorted(by_priority)]
    return (*moved, *aims)
