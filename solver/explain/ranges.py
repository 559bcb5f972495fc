"""Ranges: of each counted group the least and the largest number possible, and at the optimum of the aims.

Two programs are searched: the musts and pins alone, and all rules with each tier of aims held at its optimum.
"""

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Literal

from pydantic import Field

from cocau.constraints.council import Council
from cocau.constraints.errors import AuditDisagreesError, InputError, Problem
from cocau.constraints.quantity import Quantity
from cocau.constraints.record import Record
from cocau.constraints.select import EVERYONE, GROUPS, Among, Selector
from cocau.constraints.setting import Setting
from cocau.constraints.slate import Slate
from cocau.solver.asked import Asked, asked_of
from cocau.solver.effort import Effort, TimeOver
from cocau.solver.explain.base import trusted_tiers
from cocau.solver.explain.counted import Bound, Counted, bounds_on, counting
from cocau.solver.explain.extremes import Region, held, seated
from cocau.solver.proposal import Outcome, Proposal, Provenance

COUNTABLE = tuple(among for among in Among if among is not Among.OUTGOING)
"""Sets of people that a plan has; of the previous council only numbers are known."""

USUAL = (Among.CANDIDATES, Among.DEPUTIES)
"""Where named groups are counted if nobody says where."""


class Ends(Record):
    """From the least number possible to the largest; None: not answered in time, never "impossible"."""

    least: int | None
    most: int | None

    @property
    def known(self) -> bool:
        """Whether both were answered."""
        return None not in {self.least, self.most}


class Range(Record):
    """One counted group. `plan`: its number in the slate of the proposal; `before`: in the previous term.

    `possible`: under standards, musts and pins; `at_optimum`: with each tier of aims at its optimum, None
    where the proposal proves no optimum.
    """

    group: str | None = Field(description="its name among the groups of composition tables, if it has one")
    who: Selector
    among: Among
    plan: int | None
    before: int | None = None
    possible: Ends
    at_optimum: Ends | None
    bounds: tuple[Bound, ...] = ()


class Ranges(Record):
    """The ranges of a proposal; none where its rules are in conflict, as nothing is possible then.

    `complete`: every end was answered.
    """

    format: Literal["cocau/ranges/1"] = "cocau/ranges/1"
    of: Provenance
    outcome: Outcome
    groups: tuple[Range, ...] = ()
    complete: bool = True

    def to_json(self) -> str:
        """Canonical JSON."""
        return self.model_dump_json(indent=1) + "\n"


def ranges(
    proposal: Proposal, effort: Effort, who: Sequence[Selector] = (), among: Sequence[Among] = ()
) -> Ranges:
    """The ranges of these groups in these sets; without any, of all that rules count or tables name.

    Raises:
        InputError: the proposal was altered so that it cannot be planned, or reach what it says it reached.
        AuditDisagreesError: a range does not hold the plan; a defect of ours.
    """
    asked = asked_of(proposal, effort)
    if proposal.outcome is Outcome.CONFLICT:
        return Ranges(of=proposal.provenance, outcome=proposal.outcome)
    council, pool = asked.request.council, asked.request.pool
    recorder = counting(council, pool, asked.book)
    groups = [*_wanted(recorder.groups, who, among)]
    number = partial(_number, _setting(proposal))
    found = tuple(
        Range(
            group=next((name for name, known in GROUPS.items() if known == one), None),
            who=one,
            among=inside,
            plan=number(one, inside),
            before=_before(council, one, inside),
            possible=possible,
            at_optimum=at_optimum,
            bounds=bounds_on(recorder, (one, inside), lambda among: number(EVERYONE, among)),
        )
        for (one, inside), (possible, at_optimum) in zip(groups, _ends(proposal, asked, groups), strict=True)
    )
    _hold_the_plan(found)
    whole = all(one.at_optimum is not None and one.possible.known and one.at_optimum.known for one in found)
    return Ranges(of=proposal.provenance, outcome=proposal.outcome, groups=found, complete=whole)


def _wanted(counted: Iterable[Counted], who: Sequence[Selector], among: Sequence[Among]) -> list[Counted]:
    """These groups in these sets; without groups, those that tables name and then all that rules count."""
    if who:
        return list(dict.fromkeys((one, inside) for inside in among or USUAL for one in who))
    named = [(one, inside) for inside in among or USUAL for one in (EVERYONE, *GROUPS.values())]
    ruled = [group for group in counted if group[1] in (among or COUNTABLE)]
    return sorted(dict.fromkeys([*named, *ruled]), key=lambda group: COUNTABLE.index(group[1]))


def _setting(proposal: Proposal) -> Setting | None:
    request, slate = proposal.request, proposal.slate
    return None if slate is None else Setting(request.council, request.pool, slate)


def _number(setting: Setting | None, who: Selector, among: Among) -> int | None:
    """How many a slate has, counted as an audit does; None for the previous council, and without a slate."""
    known = setting is not None and among is not Among.OUTGOING
    return len(setting.matching(among, who)) if known and setting is not None else None


def _before(council: Council, who: Selector, among: Among) -> int | None:
    """How many the previous term had, where it is known of the same set."""
    prior = council.prior_term
    if prior is None or among not in {Among.DEPUTIES, Among.INTRODUCED}:
        return None
    introduced = among is Among.INTRODUCED
    if who == EVERYONE:
        return prior.introduced if introduced else prior.deputies
    counts = prior.introduced_counts if introduced else prior.counts
    return next((counts[name] for name, known in GROUPS.items() if known == who and name in counts), None)


def _ends(proposal: Proposal, asked: Asked, groups: Sequence[Counted]) -> list[tuple[Ends, Ends | None]]:
    """Both ends of each group in both programs, side by side."""
    regions = _regions(proposal, asked)
    jobs = []
    for who, among in groups:
        quantity = asked.model.count(who, among)
        jobs += [partial(end, region, quantity) for region in regions for end in (_least, _most)]
    answers = iter(asked.effort.each(jobs))
    ends = [[Ends(least=next(answers), most=next(answers)) for _ in regions] for _ in groups]
    return [(found[0], found[1] if len(found) > 1 else None) for found in ends]


def _regions(proposal: Proposal, asked: Asked) -> list[Region]:
    """The musts alone; and with the aims at their optimum, if the proposal has a proven one."""
    model, effort = asked.model, asked.effort
    if proposal.outcome is not Outcome.SOLVED or proposal.slate is None:
        return [Region(model, asked.musts, effort)]
    best = Region(model, held(model, model.program, trusted_tiers(proposal, asked, proposal.slate)), effort)
    _know_the_plan(best, asked, proposal.slate)
    return [Region(model, asked.musts, effort, [best.known]), best]


def _know_the_plan(best: Region, asked: Asked, slate: Slate) -> None:
    """The plan itself is the first assignment that is known; without time for it, none is."""
    try:
        values = seated(asked.model, best.program, slate, asked.effort)
    except TimeOver:
        return
    if values is None:
        raise InputError([_NOTHING])
    best.known.append(values)


def _least(region: Region, quantity: Quantity) -> int:
    least = region.least(quantity)
    if least is None:
        raise InputError([_NOTHING])
    return least


def _most(region: Region, quantity: Quantity) -> int:
    return -_least(region, -1 * quantity)


_NOTHING = Problem(
    "nothing_possible",
    "proposal",
    "Không có phương án nào đạt những gì tệp này ghi là đã đạt: tệp đã bị sửa, hoặc hết thời gian trước khi "
    "biết các quy định có xung đột không; hãy chạy lại `cocau plan`.",
    "No slate reaches what this file says was reached: it was altered, or time ran out before a conflict of "
    "its rules was found; run `cocau plan` again.",
)


def _hold_the_plan(found: Sequence[Range]) -> None:
    """The plan is possible and at the optimum, so its numbers lie within every range."""
    for one in found:
        for ends in (one.possible, one.at_optimum):
            if ends is None or one.plan is None:
                continue
            low, high = (
                (ends.least is None or ends.least <= one.plan),
                (ends.most is None or one.plan <= ends.most),
            )
            if not (low and high):
                raise AuditDisagreesError(f"{one.plan} of {one.who} among {one.among} lies outside {ends}")
