"""What-if scenarios over a base: each planned on its own and compared with the base."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal

from pydantic import Field

from cocau.constraints.errors import InputError, Loc, Problem
from cocau.constraints.library import load_rulebook
from cocau.constraints.model.slate import Slate
from cocau.constraints.record import Record
from cocau.constraints.rulebook import Departure, Rulebook
from cocau.constraints.rules.rule import Finding
from cocau.solver.explain.scenario import Scenario, Scenarios
from cocau.solver.plan import plan_with_rulebook
from cocau.solver.proposal import AimResult, Proposal, ProposalOutcome, Provenance, RuleConflict, add_digest
from cocau.solver.question import ProposalQuestion, QuestionAnswer
from cocau.solver.replanning import apply_changes, find_change_problems, get_gone_names
from cocau.solver.request import Pins, PlanRequest, find_request_problems
from cocau.solver.slate_differences import PersonMove, compare_slates
from cocau.solver.time_budget import TimeBudget


@dataclass(frozen=True)
class PreparedScenario:
    """A scenario ready to be planned; `not_carried` and `released` as in `ScenarioColumn`."""

    name: str
    request: PlanRequest
    book: Rulebook
    not_carried: tuple[str, ...]
    released: tuple[str, ...]


def prepare_scenarios(base: Proposal, scenarios: Sequence[Scenario]) -> tuple[PreparedScenario, ...]:
    """Prepare every scenario as a request under its rules.

    Raises:
        InputError: everything wrong with any of them, each problem at ``scenario: place``.
    """
    plans, problems = [], []
    for scenario in scenarios:
        try:
            plans.append(_prepare_scenario(base, scenario))
        except InputError as error:
            problems += [problem.within(scenario.name) for problem in error.problems]
    if problems:
        raise InputError(problems)
    return tuple(plans)


def plan_scenario(plan: PreparedScenario, effort: TimeBudget) -> Proposal:
    """Plan a scenario within the time there is for all of them."""
    effort.raise_if_over()
    seconds = min(plan.request.seconds, max(effort.left(), 0.01))
    watch = effort.watch
    proposal = plan_with_rulebook(
        plan.request.replace_unvalidated(seconds=seconds), plan.book, lambda _: watch(None, None)
    )
    request = proposal.request.replace_unvalidated(seconds=plan.request.seconds)
    return add_digest(proposal.replace_unvalidated(request=request))


def _prepare_scenario(base: Proposal, scenario: Scenario) -> PreparedScenario:
    """Prepare a scenario as `prepare_scenarios` does.

    A what-if of the base that the scenario's own rules do not know is left out, and named. So is a pin of
    the base on somebody who may not stand any more. Pins of the scenario itself are held to what `plan`
    holds its own to.
    """
    problems = list(
        find_change_problems(base.request.pool if scenario.pool is None else scenario.pool, scenario)
    )
    if scenario.stay_near and base.slate is None:
        problems.append(_NO_SLATE)
    before = Pins() if scenario.without_pins else base.request.pins
    try:
        request, book, left = _apply_rules(
            base.request.replace_unvalidated(pins=before, near=None, gone={}), base.rulebook, scenario
        )
    except InputError as error:
        raise InputError([*problems, *error.problems]) from None
    now = apply_changes(request, scenario, book)
    released = sorted(before.everybody - now.pins.everybody)
    now = now.replace_unvalidated(pins=now.pins.merge(scenario.pins))
    if scenario.stay_near and base.slate is not None:
        now = now.replace_unvalidated(
            near=base.slate, gone=get_gone_names(base.request, now.pool, base.slate)
        )
    if problems := [*problems, *find_request_problems(now.in_order(), book)]:
        raise InputError(problems)
    return PreparedScenario(scenario.name, now, book, left, tuple(released))


def _apply_rules(
    request: PlanRequest, book: Rulebook, scenario: Scenario
) -> tuple[PlanRequest, Rulebook, tuple[str, ...]]:
    """Return the request on its day, its rules with all what-ifs, and what is unknown there.

    The last are what-ifs of the base on rules that do not exist in the scenario's rulebook.
    """
    left: tuple[str, ...] = ()
    if scenario.rulebook is not None or scenario.election_day is not None:
        day = scenario.election_day or request.council.election_day
        name = scenario.rulebook or request.rulebook
        request = request.replace_unvalidated(
            rulebook=name, council=request.council.replace_unvalidated(election_day=day)
        )
        book = load_rulebook(name).for_council(request.council)
        left = tuple(sorted({*request.overrides, *request.raised} - book.by_id.keys()))
        request = _drop_unknown_rules(request, left)
        book = book.apply_overrides(request.overrides).raise_aims(request.raised)
    return request, _apply_what_ifs(book, scenario), left


def _apply_what_ifs(book: Rulebook, scenario: Scenario) -> Rulebook:
    """Apply a scenario's bounds and raised aims, with the problems of both raised together."""
    problems: list[Problem] = []
    try:
        book = book.apply_overrides(scenario.overrides)
    except InputError as error:
        problems += error.problems
    try:
        book = book.raise_aims(scenario.raised)
    except InputError as error:
        problems += error.problems
    if problems:
        raise InputError(problems)
    return book


def _drop_unknown_rules(request: PlanRequest, rules: Sequence[str]) -> PlanRequest:
    """Return the request without what-ifs on these rules."""
    overrides = {rule: fields for rule, fields in request.overrides.items() if rule not in rules}
    return request.replace_unvalidated(
        overrides=overrides, raised=tuple(i for i in request.raised if i not in rules)
    )


_NO_SLATE = Problem(
    "no_slate",
    ("stay_near",),
    "Phương án gốc không có danh sách để giữ gần.",
    "The base holds no slate to stay near.",
)


BASE = "base"


class ScenarioColumn(Record):
    """One scenario compared with the base.

    `moves`: person by person against the base, where both have a slate. `rulebook` and `election_day` name
    the rules that it was planned and audited under; `alone` are rules of these that do not bind the base,
    `without` rules that bind the base only.
    """

    name: str
    outcome: ProposalOutcome
    rulebook: str
    election_day: str
    departures: tuple[Departure, ...] = ()
    not_carried: tuple[str, ...] = Field(default=(), description="what-ifs of the base unknown here")
    released: tuple[str, ...] = Field(default=(), description="pinned people who may not stand any more")
    alone: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    aims: tuple[AimResult, ...] = ()
    moves: tuple[PersonMove, ...] = ()
    conflict: RuleConflict | None = None
    slate: Slate | None = None
    slate_digest: str | None = None
    open_tier: tuple[str, ...] = ()

    @property
    def proven(self) -> bool:
        """Return whether the scenario was planned to its end."""
        return self.outcome is not ProposalOutcome.OUT_OF_TIME


class ScenarioComparison(QuestionAnswer):
    """Scenarios in one table, the base first.

    `unanswered`: those that were not begun in time.
    """

    format: Literal["cocau/scenarios/1"] = "cocau/scenarios/1"
    of: Provenance
    base: ScenarioColumn
    columns: tuple[ScenarioColumn, ...]
    unanswered: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """Return whether every scenario was planned to its end."""
        return not self.unanswered and all(column.proven for column in self.columns)


class ScenariosQuestion(ProposalQuestion, Scenarios):
    """Scenarios to be compared; no two of one name."""

    question: Literal["scenarios"] = "scenarios"

    def solve(self, proposal: Proposal, effort: TimeBudget) -> ScenarioComparison:
        """Compare the scenarios, without their proposals."""
        comparison, _ = compare_scenarios(proposal, self.scenarios, effort)
        return comparison

    def list_rulebooks(self, proposal: Proposal) -> Iterator[tuple[Loc, str]]:
        """Yield the rulebooks of scenarios, and that of the base where one of them needs it."""
        for n, scenario in enumerate(self.scenarios):
            name = scenario.rulebook
            if name is None and scenario.election_day is not None:
                name = proposal.request.rulebook
            if name is not None:
                yield ("scenarios", n, "rulebook"), name


def compare_scenarios(
    base: Proposal, scenarios: Sequence[Scenario], effort: TimeBudget
) -> tuple[ScenarioComparison, dict[str, Proposal]]:
    """Plan scenarios and compare them; return the comparison and each proposal by name.

    Raises:
        InputError: no scenario, two of one name, or one that cannot be planned; OverrideError among them.
    """
    plans = prepare_scenarios(base, scenarios)
    jobs = [partial(plan_scenario, each, effort) for each in plans]
    found = dict(zip((each.name for each in scenarios), effort.run_all(jobs), strict=True))
    proposals = {name: proposal for name, proposal in found.items() if proposal is not None}
    columns = tuple(
        _build_column(each.name, base, proposals[each.name]).replace_unvalidated(
            not_carried=each.not_carried, released=each.released
        )
        for each in plans
        if each.name in proposals
    )
    return ScenarioComparison(
        of=base.provenance,
        base=_build_column(BASE, base, base),
        columns=columns,
        unanswered=tuple(name for name in found if name not in proposals),
    ), proposals


def _build_column(name: str, base: Proposal, own: Proposal) -> ScenarioColumn:
    """Build the column of a scenario's proposal."""
    theirs, here = base.rulebook.by_id, own.rulebook.by_id
    return ScenarioColumn(
        name=name,
        outcome=own.outcome,
        rulebook=own.rulebook.name,
        election_day=own.request.council.election_day.isoformat(),
        departures=own.departures,
        alone=tuple(i for i in here if i not in theirs),
        without=tuple(i for i in theirs if i not in here),
        findings=own.findings,
        aims=own.aims,
        moves=_list_moves(base, own),
        conflict=own.conflict,
        slate=own.slate,
        slate_digest=own.provenance.slate_digest,
        open_tier=own.open_tier,
    )


def _list_moves(base: Proposal, own: Proposal) -> tuple[PersonMove, ...]:
    """List the moves between two proposals, person by person, if both have a slate."""
    if base.slate is None or own.slate is None:
        return ()
    return compare_slates(base.slate, own.slate, frozenset(own.request.pool.by_id), own.barred)
