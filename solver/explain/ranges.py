"""Ranges of counted groups: the least and the most possible, and at the aims' optimum.

Two programs are searched: musts and pins alone, and all rules with each tier of aims
held at its optimum. Compiling the rules shows what they count and bound: a recording
ballot answers each count with its own variable, so a row with one variable bounds one
group. A row that also has the size of a set, as a percentage does, is a bound once that
size is known.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Literal

from pydantic import Field

from cocau.constraints.errors import AuditDisagreesError, GivenValue, InputError, Problem, list_nearest
from cocau.constraints.model.council import Council, CouncilOffice
from cocau.constraints.model.people import Pool
from cocau.constraints.model.selectors import EVERYONE, GROUPS, Among, Selector
from cocau.constraints.model.slate import Slate
from cocau.constraints.record import Record
from cocau.constraints.rulebook import Rulebook
from cocau.constraints.rules.audit_context import AuditContext
from cocau.constraints.rules.quantity import LinearConstraint, Quantity
from cocau.solver.explain.minimum import SharedMinimiser, find_slate_assignment, hold_tiers
from cocau.solver.explain.proven_plan import verify_tiers
from cocau.solver.model.aggregation import SelectorRecorder
from cocau.solver.proposal import Proposal, ProposalOutcome, Provenance
from cocau.solver.question import ProposalQuestion, QuestionAnswer
from cocau.solver.search.planning_task import PlanningTask, restore_task
from cocau.solver.time_budget import TimeBudget, TimeOver

CountedGroup = tuple[Selector, Among]
"""A description of people and the set they are counted in."""

OTHER_QUANTITY = Quantity({0: 1})
"""Stands for what is no count over the whole council."""


class GroupBound(Record):
    """The bound that a rule sets on one group, in people.

    `size`: for a share, the size of the set it is taken of, as in the plan.
    """

    rule: str
    at_least: int | None = None
    at_most: int | None = None
    size: int | None = None


@dataclass
class CountRecorder(SelectorRecorder):
    """A ballot that records what is counted over the whole council, and each rule's rows."""

    groups: dict[CountedGroup, int] = field(default_factory=dict)
    rows: list[tuple[str, LinearConstraint]] = field(default_factory=list)
    rule: str = ""

    def count(self, who: Selector, among: Among, at: str | None = None) -> Quantity:
        """Return a variable for a description and a set; in a constituency, `OTHER_QUANTITY`."""
        if at is not None:
            return OTHER_QUANTITY
        return Quantity({self.groups.setdefault((who, among), len(self.groups) + 1): 1})

    def away_from_home(self) -> Quantity:
        """Return `OTHER_QUANTITY`, as this is no count over the whole council."""
        return OTHER_QUANTITY

    def stands(self, person: str, among: Among = Among.CANDIDATES) -> Quantity:  # noqa: ARG002  # of `Ballot`
        """Return `OTHER_QUANTITY`, as this is no count over the whole council."""
        return OTHER_QUANTITY

    def holds(self, person: str, *posts: str) -> Quantity:  # noqa: ARG002  # of `Ballot`
        """Return `OTHER_QUANTITY`, as this is no count over the whole council."""
        return OTHER_QUANTITY

    def held(self, who: Selector, post: str) -> Quantity:  # noqa: ARG002  # of `Ballot`
        """Return `OTHER_QUANTITY`, as this is no count over the whole council."""
        return OTHER_QUANTITY

    def combines(self, person: str, first: CouncilOffice, second: CouncilOffice) -> Quantity:  # noqa: ARG002  # of `Ballot`
        """Return `OTHER_QUANTITY`, as this is no count over the whole council."""
        return OTHER_QUANTITY

    def require(self, *rows: LinearConstraint) -> None:
        """Remember the rows of the rule being compiled."""
        self.rows += [(self.rule, row) for row in rows]


def record_counts(council: Council, pool: Pool, book: Rulebook) -> CountRecorder:
    """Record what the rules of a rulebook count, compiling each once."""
    recorder = CountRecorder(council, pool)
    for rule in book.rules:
        recorder.rule = rule.id
        rule.compile(recorder)
    return recorder


def list_group_bounds(
    recorder: CountRecorder, group: CountedGroup, size: Callable[[Among], int | None]
) -> tuple[GroupBound, ...]:
    """List the bounds on one group, rule by rule, each as tight as its rows make it.

    `size`: how many people a set has; None where it is unknown, and then a share of it is
    no bound.
    """
    found: dict[str, GroupBound] = {}
    sets = {v: among for (who, among), v in recorder.groups.items() if who == EVERYONE}
    for rule, row in recorder.rows:
        for bound in _derive_bounds(rule, row, recorder.groups.get(group, 0), sets, size):
            found[rule] = _merge_tightest(found.get(rule, bound), bound)
    return tuple(found.values())


def _derive_bounds(
    rule: str,
    row: LinearConstraint,
    variable: int,
    sets: dict[int, Among],
    size: Callable[[Among], int | None],
) -> Iterator[GroupBound]:
    """Yield a row as a bound on a variable, if all else in it are sets of known size."""
    terms = {v: c for v, c in row.quantity.terms.items() if c}
    weight = terms.pop(variable, 0) if variable else 0
    sizes = {v: size(sets[v]) if v in sets else None for v in terms}
    if not weight or None in sizes.values():
        return
    rest = row.quantity.constant + sum(c * (sizes[v] or 0) for v, c in terms.items())
    ends = [None if end is None else end - rest for end in (row.low, row.high)]
    low, high = ends if weight > 0 else [None if end is None else -end for end in reversed(ends)]
    yield GroupBound(
        rule=rule,
        at_least=None if low is None else -(-low // abs(weight)),
        at_most=None if high is None else high // abs(weight),
        size=next(iter(sizes.values()), None),
    )


def _merge_tightest(one: GroupBound, other: GroupBound) -> GroupBound:
    """Merge two bounds of one rule into the tightest."""
    lows = [b.at_least for b in (one, other) if b.at_least is not None]
    highs = [b.at_most for b in (one, other) if b.at_most is not None]
    return one.replace_unvalidated(at_least=max(lows, default=None), at_most=min(highs, default=None))


COUNTABLE = tuple(among for among in Among if among not in {Among.IN_OFFICE, Among.OUTGOING})
"""Sets of people whose ends are asked; of the previous council only numbers are known."""

USUAL_SETS = (Among.CANDIDATES, Among.DEPUTIES)
"""Where named groups are counted unless the question says."""


class RangeEnds(Record):
    """The least and the most possible; None: not answered in time, never "impossible"."""

    least: int | None
    most: int | None

    @property
    def known(self) -> bool:
        """Return whether both ends were answered."""
        return None not in {self.least, self.most}


class GroupRange(Record):
    """The range of one counted group.

    `plan`: its number in the slate of the proposal; `before`: in the previous term. `possible`: under
    standards, musts and pins; `at_optimum`: with each tier of aims at its optimum, None where the proposal
    proves no optimum.
    """

    group: str | None = Field(description="its name among the groups of composition tables, if it has one")
    who: Selector
    among: Among
    plan: int | None
    before: int | None = None
    possible: RangeEnds
    at_optimum: RangeEnds | None
    bounds: tuple[GroupBound, ...] = ()


class GroupRanges(QuestionAnswer):
    """The ranges of a proposal; none where its rules conflict: nothing is possible then.

    `complete`: every end was answered.
    """

    format: Literal["cocau/ranges/1"] = "cocau/ranges/1"
    of: Provenance
    outcome: ProposalOutcome
    groups: tuple[GroupRange, ...] = ()
    complete: bool = True


EVERYBODY = "everybody"


class RangesQuestion(ProposalQuestion):
    """Ranges of these groups in these sets; of all that the rules count, where none is given."""

    question: Literal["ranges"] = "ranges"
    groups: tuple[str | Selector, ...] = Field(default=(), description="names such as women, or descriptions")
    among: tuple[Among, ...] = Field(default=(), description="sets to count in: candidates, deputies, …")

    def solve(self, proposal: Proposal, effort: TimeBudget) -> GroupRanges:
        """Compute the ranges of counted groups."""
        if problems := [*_find_unknown_groups(self.groups), *_find_uncountable_sets(self.among)]:
            raise InputError(problems)
        who = [_resolve_group(group) for group in self.groups]
        return compute_ranges(proposal, effort, who, self.among)


def _resolve_group(group: str | Selector) -> Selector:
    if isinstance(group, Selector):
        return group
    return EVERYONE if group == EVERYBODY else GROUPS[group]


def _find_unknown_groups(groups: Iterable[str | Selector]) -> Iterator[Problem]:
    for name in groups:
        if isinstance(name, str) and name != EVERYBODY and name not in GROUPS:
            known = list_nearest(name, (EVERYBODY, *GROUPS))
            yield Problem(
                "unknown_group",
                ("groups", GivenValue(name)),
                f'Không có nhóm này; gần nhất trước: {known}; hoặc mô tả như {{"sex": "female"}}.',
                f'There is no such group; the nearest first: {known}; or describe one: {{"sex": "female"}}.',
            )


def _find_uncountable_sets(among: Iterable[Among]) -> Iterator[Problem]:
    for one in among:
        if one not in COUNTABLE:
            nearest = list_nearest(one, COUNTABLE)
            yield Problem(
                "unknown_set",
                ("among", GivenValue(one)),
                f"Không đếm được trong tập này; gần nhất trước: {nearest}.",
                f"A plan has no such set to count in; the nearest first: {nearest}.",
            )


def compute_ranges(
    proposal: Proposal, effort: TimeBudget, who: Sequence[Selector] = (), among: Sequence[Among] = ()
) -> GroupRanges:
    """Compute the ranges of these groups in these sets.

    Without any: of all that rules count or tables name.

    Raises:
        InputError: the proposal was altered so that it cannot be planned, or reach what it says it reached.
        AuditDisagreesError: a range does not hold the plan; a defect of ours.
    """
    task = restore_task(proposal, effort)
    if proposal.outcome is ProposalOutcome.CONFLICT:
        return GroupRanges(of=proposal.provenance, outcome=proposal.outcome)
    council, pool = task.request.council, task.request.pool
    recorder = record_counts(council, pool, task.book)
    groups = [*_list_groups(recorder.groups, who, among)]
    number = partial(_count_in_slate, _build_audit_context(proposal))
    found = tuple(
        GroupRange(
            group=next((name for name, known in GROUPS.items() if known == one), None),
            who=one,
            among=inside,
            plan=number(one, inside),
            before=_count_in_previous_term(council, one, inside),
            possible=possible,
            at_optimum=at_optimum,
            bounds=list_group_bounds(recorder, (one, inside), lambda among: number(EVERYONE, among)),
        )
        for (one, inside), (possible, at_optimum) in zip(
            groups, _compute_ends(proposal, task, groups), strict=True
        )
    )
    _check_plan_within(found)
    whole = all(one.at_optimum is not None and one.possible.known and one.at_optimum.known for one in found)
    return GroupRanges(of=proposal.provenance, outcome=proposal.outcome, groups=found, complete=whole)


def _list_groups(
    counted: Iterable[CountedGroup], who: Sequence[Selector], among: Sequence[Among]
) -> list[CountedGroup]:
    """List the groups asked for; by default those of tables, then those that rules count."""
    if who:
        return list(dict.fromkeys((one, inside) for inside in among or USUAL_SETS for one in who))
    named = [(one, inside) for inside in among or USUAL_SETS for one in (EVERYONE, *GROUPS.values())]
    ruled = [group for group in counted if group[1] in (among or COUNTABLE)]
    return sorted(dict.fromkeys([*named, *ruled]), key=lambda group: COUNTABLE.index(group[1]))


def _build_audit_context(proposal: Proposal) -> AuditContext | None:
    """Build the audit context of the proposal's slate, if there is one."""
    request, slate = proposal.request, proposal.slate
    return None if slate is None else AuditContext(request.council, request.pool, slate)


def _count_in_slate(setting: AuditContext | None, who: Selector, among: Among) -> int | None:
    """Count a group in the slate as an audit does; None if the slate does not have the set."""
    known = setting is not None and among is not Among.OUTGOING
    return len(setting.list_matching(among, who)) if known and setting is not None else None


def _count_in_previous_term(council: Council, who: Selector, among: Among) -> int | None:
    """Return how many the previous term had of a group, where it is known."""
    prior = council.prior_term
    if prior is None or among not in {Among.DEPUTIES, Among.INTRODUCED}:
        return None
    introduced = among is Among.INTRODUCED
    if who == EVERYONE:
        return prior.introduced if introduced else prior.deputies
    counts = prior.introduced_counts if introduced else prior.counts
    return next((counts[name] for name, known in GROUPS.items() if known == who and name in counts), None)


def _compute_ends(
    proposal: Proposal, task: PlanningTask, groups: Sequence[CountedGroup]
) -> list[tuple[RangeEnds, RangeEnds | None]]:
    """Compute both ends of each group in both programs, side by side."""
    regions = _build_searches(proposal, task)
    jobs = []
    for who, among in groups:
        quantity = task.model.count(who, among)
        jobs += [partial(end, region, quantity) for region in regions for end in (_find_least, _find_most)]
    answers = iter(task.effort.run_all(jobs))
    ends = [[RangeEnds(least=next(answers), most=next(answers)) for _ in regions] for _ in groups]
    return [(found[0], found[1] if len(found) > 1 else None) for found in ends]


def _build_searches(proposal: Proposal, task: PlanningTask) -> list[SharedMinimiser]:
    """Build the searches: the musts alone, and with the aims at a proven optimum."""
    model, effort = task.model, task.effort
    if proposal.outcome is not ProposalOutcome.SOLVED or proposal.slate is None:
        return [SharedMinimiser(model, task.musts, effort)]
    best = SharedMinimiser(
        model, hold_tiers(model, model.program, verify_tiers(proposal, task, proposal.slate)), effort
    )
    _add_plan_assignment(best, task, proposal.slate)
    return [SharedMinimiser(model, task.musts, effort, [best.known]), best]


def _add_plan_assignment(best: SharedMinimiser, task: PlanningTask, slate: Slate) -> None:
    """Add the plan itself as the first known assignment, if time allows."""
    try:
        values = find_slate_assignment(task.model, best.program, slate, task.effort)
    except TimeOver:
        return
    if values is None:
        raise InputError([_NOTHING_POSSIBLE])
    best.known.append(values)


def _find_least(region: SharedMinimiser, quantity: Quantity) -> int:
    """Find the least number, which must exist."""
    least = region.compute_minimum(quantity)
    if least is None:
        raise InputError([_NOTHING_POSSIBLE])
    return least


def _find_most(region: SharedMinimiser, quantity: Quantity) -> int:
    """Find the largest number, which must exist."""
    return -_find_least(region, -1 * quantity)


_NOTHING_POSSIBLE = Problem(
    "nothing_possible",
    ("proposal",),
    "Không có phương án nào đạt những gì tệp này ghi là đã đạt: tệp đã bị sửa, hoặc hết thời gian trước khi "
    "biết các quy định có xung đột không; hãy chạy lại `cocau plan`.",
    "No slate reaches what this file says was reached: it was altered, or time ran out before a conflict of "
    "its rules was found; run `cocau plan` again.",
)


def _check_plan_within(ranges: Sequence[GroupRange]) -> None:
    """Check that the plan's numbers lie within every range."""
    for one in ranges:
        for ends in (one.possible, one.at_optimum):
            if ends is None or one.plan is None:
                continue
            low, high = (
                (ends.least is None or ends.least <= one.plan),
                (ends.most is None or one.plan <= ends.most),
            )
            if not (low and high):
                raise AuditDisagreesError(f"{one.plan} of {one.who} among {one.among} lies outside {ends}")
