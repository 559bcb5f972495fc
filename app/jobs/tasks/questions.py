"""Questions about a stored proposal: the parameters of each, and what computes its answer.

`why`, `alternatives`, `front`, `ranges`, `prices`, `conflicts`, `repairs`, `repaired`, `scenarios`,
`outcomes` and `replacements`; engines are imported only inside the functions that compute.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Generic, Literal, Protocol, TypeVar

from pydantic import Field

from cocau.app.jobs.task import JobTask, JsonDocument, TaskAnswer, TaskKind, TaskOutcome
from cocau.app.jobs.tasks.plans import build_plan_answer, check_shipped
from cocau.constraints.errors import InputError, Problem, list_nearest
from cocau.constraints.model.selectors import EVERYONE, GROUPS, Among, Selector
from cocau.constraints.record import Record
from cocau.solver.explain.replacements import PersonReplacements, find_replacements
from cocau.solver.explain.scenario import Scenarios
from cocau.solver.outcome import OnProgress
from cocau.solver.proposal import Proposal
from cocau.solver.time_budget import TimeBudget

if TYPE_CHECKING:
    from cocau.solver.explain.repairs.repair import Repair, Repairs


class ProposalQuestion(Record):
    """A question about a proposal. `seconds`: the longest that an answer may take."""

    seconds: float = Field(default=60, gt=0, le=3600)


Q = TypeVar("Q", bound=ProposalQuestion)


class QuestionInput(Record, Generic[Q]):
    """The input of a question: a stored proposal and what is asked about it."""

    proposal: Proposal
    question: Q


class NamedQuestion(Protocol):
    """A question of any kind: its name is that of the kind."""

    @property
    def question(self) -> str: ...

    def model_dump_json(self) -> str: ...


def build_question_task(proposal: str, asked: NamedQuestion) -> JobTask:
    """Build the task of a question; `proposal`: the JSON of a stored one, which is not parsed."""
    return JobTask(asked.question, f'{{"proposal":{proposal},"question":{asked.model_dump_json()}}}')


class CompletableAnswer(JsonDocument, Protocol):
    """An answer that says whether it is complete."""

    @property
    def complete(self) -> bool: ...


def build_answer(answer: CompletableAnswer) -> TaskAnswer:
    """Return an answer with its outcome: out of time where it is incomplete."""
    return answer, TaskOutcome.DONE if answer.complete else TaskOutcome.OUT_OF_TIME


@contextmanager
def relocate_problems(fields: Mapping[str, str]) -> Iterator[None]:
    """Relocate problems at ``--group x`` to ``question.people: x``, as `fields` maps.

    Raises:
        InputError: the same problems at their fields.
    """
    try:
        yield
    except InputError as error:
        error.problems = tuple(_relocate(problem, fields) for problem in error.problems)
        raise


def _relocate(problem: Problem, fields: Mapping[str, str]) -> Problem:
    place, *rest = _PLACE_SEPARATOR.split(problem.where, maxsplit=1)
    if place not in fields:
        return problem
    where = ": ".join((f"question.{fields[place]}", *rest))
    return Problem(problem.code, where, problem.vi, problem.en)


_PLACE_SEPARATOR = re.compile(": | ")


class AlternativesQuestion(ProposalQuestion):
    """The next best slates, `apart` people from each other, none worse at `within`."""

    question: Literal["alternatives"] = "alternatives"
    number: int = Field(default=5, ge=1, le=100)
    apart: int = Field(default=3, ge=1, description="people")
    within: tuple[str, ...] = Field(default=(), description="aims")


def compute_alternatives(asked: QuestionInput[AlternativesQuestion], tell: OnProgress) -> TaskAnswer:
    """Find the next best slates; see `solver.explain.alternatives.find_alternatives`."""
    from cocau.solver.explain.alternatives import find_alternatives

    wanted = asked.question
    with relocate_problems({name: name for name in ("number", "apart", "within")}):
        effort = TimeBudget(wanted.seconds, tell)
        return build_answer(
            find_alternatives(asked.proposal, wanted.number, wanted.apart, wanted.within, effort)
        )


ALTERNATIVES = TaskKind("alternatives", QuestionInput[AlternativesQuestion], compute_alternatives)


class ConflictsQuestion(ProposalQuestion):
    """At most `limit` conflicts of the musts, or of those that keep `aim` from holding."""

    question: Literal["conflicts"] = "conflicts"
    aim: str | None = None
    limit: int = Field(default=20, ge=1, le=1000)


def compute_conflicts(asked: QuestionInput[ConflictsQuestion], tell: OnProgress) -> TaskAnswer:
    """List conflicts; what the limit cuts was not asked for. See `solver.conflicts.enumerate`."""
    from cocau.solver.conflicts.enumerate import find_conflicts

    wanted = asked.question
    with relocate_problems({"--aim": "aim"}):
        found = find_conflicts(asked.proposal, TimeBudget(wanted.seconds, tell), wanted.limit, wanted.aim)
    return found, TaskOutcome.DONE if found.complete or found.limited else TaskOutcome.OUT_OF_TIME


CONFLICTS = TaskKind("conflicts", QuestionInput[ConflictsQuestion], compute_conflicts)


class FrontQuestion(ProposalQuestion):
    """The Pareto front of two aims; `keep_earlier`: earlier tiers stay as in the plan."""

    question: Literal["front"] = "front"
    aims: tuple[str, str]
    keep_earlier: bool = False
    limit: int = Field(default=100, ge=1, description="points")


def compute_front(asked: QuestionInput[FrontQuestion], tell: OnProgress) -> TaskAnswer:
    """Compute the Pareto front of two aims; see `solver.explain.pareto.trace_pareto_front`."""
    from cocau.solver.explain.pareto import trace_pareto_front

    wanted = asked.question
    with relocate_problems({"aims": "aims", "limit": "limit"}):
        found = trace_pareto_front(
            asked.proposal,
            wanted.aims,
            TimeBudget(wanted.seconds, tell),
            keep_earlier=wanted.keep_earlier,
            limit=wanted.limit,
        )
    return build_answer(found)


FRONT = TaskKind("front", QuestionInput[FrontQuestion], compute_front)


class OutcomesQuestion(ProposalQuestion):
    """Election bounds of these groups; of all, where none is given."""

    question: Literal["outcomes"] = "outcomes"
    groups: tuple[str, ...] | None = Field(default=None, description="names such as women")


def compute_outcomes(asked: QuestionInput[OutcomesQuestion], tell: OnProgress) -> TaskAnswer:
    """Compute what voters may still decide; see `solver.explain.elections.outcomes.compute_outcomes`."""
    from cocau.solver.explain.elections.outcomes import compute_outcomes

    wanted = asked.question
    with relocate_problems({"--group": "groups"}):
        return build_answer(
            compute_outcomes(asked.proposal, wanted.groups, effort=TimeBudget(wanted.seconds, tell))
        )


OUTCOMES = TaskKind("outcomes", QuestionInput[OutcomesQuestion], compute_outcomes)


class PricesQuestion(ProposalQuestion):
    """Prices of these musts and pins (``in:p001``); of all, where none is given."""

    question: Literal["prices"] = "prices"
    rules: tuple[str, ...] = ()


def compute_prices(asked: QuestionInput[PricesQuestion], tell: OnProgress) -> TaskAnswer:
    """Compute the prices of rules; see `solver.explain.prices.compute_prices`."""
    from cocau.solver.explain.prices import compute_prices

    wanted = asked.question
    with relocate_problems({name: f"rules: {name}" for name in wanted.rules}):
        return build_answer(compute_prices(asked.proposal, TimeBudget(wanted.seconds, tell), wanted.rules))


PRICES = TaskKind("prices", QuestionInput[PricesQuestion], compute_prices)


EVERYBODY = "everybody"

CountedGroup = str | Selector
"""A group of composition tables by its name, everybody, or whom a description matches."""


class RangesQuestion(ProposalQuestion):
    """Ranges of these groups in these sets; of all that the rules count, where none is given."""

    question: Literal["ranges"] = "ranges"
    groups: tuple[CountedGroup, ...] = Field(default=(), description="names such as women, or descriptions")
    among: tuple[Among, ...] = Field(default=(), description="sets to count in: candidates, deputies, …")


def compute_ranges(asked: QuestionInput[RangesQuestion], tell: OnProgress) -> TaskAnswer:
    """Compute the ranges of counted groups; see `solver.explain.ranges.compute_ranges`."""
    from cocau.solver.explain.ranges import COUNTABLE, compute_ranges

    wanted = asked.question
    problems = [*_list_unknown_groups(wanted.groups), *_list_uncountable_sets(wanted.among, COUNTABLE)]
    if problems:
        raise InputError(problems)
    who = [_resolve_group(group) for group in wanted.groups]
    return build_answer(compute_ranges(asked.proposal, TimeBudget(wanted.seconds, tell), who, wanted.among))


def _resolve_group(group: CountedGroup) -> Selector:
    if isinstance(group, Selector):
        return group
    return EVERYONE if group == EVERYBODY else GROUPS[group]


def _list_unknown_groups(groups: Iterable[CountedGroup]) -> Iterator[Problem]:
    for name in groups:
        if isinstance(name, str) and name != EVERYBODY and name not in GROUPS:
            known = list_nearest(name, (EVERYBODY, *GROUPS))
            yield Problem(
                "unknown_group",
                f"question.groups: {name}",
                f'Không có nhóm này; gần nhất trước: {known}; hoặc mô tả như {{"sex": "female"}}.',
                f'There is no such group; the nearest first: {known}; or describe one: {{"sex": "female"}}.',
            )


def _list_uncountable_sets(among: Iterable[Among], countable: Iterable[Among]) -> Iterator[Problem]:
    known = tuple(countable)
    for one in among:
        if one not in known:
            nearest = list_nearest(one, known)
            yield Problem(
                "unknown_set",
                f"question.among: {one}",
                f"Không đếm được trong tập này; gần nhất trước: {nearest}.",
                f"A plan has no such set to count in; the nearest first: {nearest}.",
            )


RANGES = TaskKind("ranges", QuestionInput[RangesQuestion], compute_ranges)


class RepairedQuestion(ProposalQuestion):
    """The repair of this number, as `repairs` with this limit lists them, from 1."""

    question: Literal["repaired"] = "repaired"
    number: int = Field(ge=1)
    limit: int = Field(default=10, ge=1, le=1000)


def compute_repaired(asked: QuestionInput[RepairedQuestion], tell: OnProgress) -> TaskAnswer:
    """Plan a repair in full; see `solver.explain.repairs.search.plan_repair`."""
    from cocau.solver.explain.repairs.search import find_repairs, plan_repair

    wanted = asked.question
    effort = TimeBudget(wanted.seconds, tell)
    told = find_repairs(asked.proposal, effort, max(wanted.limit, wanted.number), 0)
    return build_plan_answer(plan_repair(asked.proposal, _choose_repair(told, wanted.number), effort))


def _choose_repair(told: "Repairs", number: int) -> "Repair":
    known = len(told.repairs)
    if number > known:
        vi = f"Chỉ có {known} cách tháo gỡ." if known else "Không có cách tháo gỡ nào để áp dụng."
        en = f"There are {known} repairs." if known else "There is no repair to apply."
        raise InputError([Problem("unknown_repair", f"question.number: {number}", vi, en)])
    repair = told.repairs[number - 1]
    if repair.patch.dropped:
        rules = ", ".join(repair.patch.dropped)
        vi = f"Cách này bỏ hẳn quy định bắt buộc ({rules}) nên không lập thành phương án; hãy chọn cách khác."
        en = f"This one leaves out a must altogether ({rules}) and is not made into a proposal; take another."
        raise InputError([Problem("must_dropped", f"question.number: {number}", vi, en)])
    return repair


REPAIRED = TaskKind("repaired", QuestionInput[RepairedQuestion], compute_repaired)


class RepairsQuestion(ProposalQuestion):
    """At most `limit` repairs; the cheapest `slates` of them are planned."""

    question: Literal["repairs"] = "repairs"
    limit: int = Field(default=10, ge=1, le=1000)
    slates: int = Field(default=3, ge=0, le=100)


def compute_repairs(asked: QuestionInput[RepairsQuestion], tell: OnProgress) -> TaskAnswer:
    """Find repairs; what the limit left out was not asked for. See `solver.explain.repairs.search`."""
    from cocau.solver.explain.repairs.repair import RepairsPart
    from cocau.solver.explain.repairs.search import find_repairs

    wanted = asked.question
    found = find_repairs(asked.proposal, TimeBudget(wanted.seconds, tell), wanted.limit, wanted.slates)
    late = {*found.open} - {RepairsPart.ANSWERS}
    return found, TaskOutcome.OUT_OF_TIME if late else TaskOutcome.DONE


REPAIRS = TaskKind("repairs", QuestionInput[RepairsQuestion], compute_repairs)


class ReplacementsQuestion(ProposalQuestion):
    """Replacements of these people; of everybody listed, where none is given."""

    question: Literal["replacements"] = "replacements"
    people: tuple[str, ...] | None = Field(default=None, description="ids")


class ReplacementsAnswer(Record):
    """The replacements of each person asked about."""

    replacements: tuple[PersonReplacements, ...]

    def to_json(self) -> str:
        """Return canonical JSON."""
        return self.model_dump_json(indent=1) + "\n"


def compute_replacements(asked: QuestionInput[ReplacementsQuestion], _: OnProgress) -> TaskAnswer:
    """List replacements; it takes a moment and is not stopped. See `solver.explain.replacements`."""
    people = asked.question.people
    with relocate_problems({i: f"people: {i}" for i in people or ()}):
        return ReplacementsAnswer(replacements=find_replacements(asked.proposal, people)), TaskOutcome.DONE


REPLACEMENTS = TaskKind("replacements", QuestionInput[ReplacementsQuestion], compute_replacements)


class ScenariosQuestion(ProposalQuestion, Scenarios):
    """Scenarios to be compared; no two of one name."""

    question: Literal["scenarios"] = "scenarios"


def compute_scenarios(asked: QuestionInput[ScenariosQuestion], tell: OnProgress) -> TaskAnswer:
    """Compare scenarios without proposals; see `solver.explain.scenario_comparison.compare_scenarios`."""
    from cocau.solver.explain.scenario_comparison import compare_scenarios

    wanted = asked.question
    if problems := [*_list_unshipped_rulebooks(asked)]:
        raise InputError(problems)
    comparison, _ = compare_scenarios(asked.proposal, wanted.scenarios, TimeBudget(wanted.seconds, tell))
    return build_answer(comparison)


def _list_unshipped_rulebooks(asked: QuestionInput[ScenariosQuestion]) -> Iterator[Problem]:
    """List rulebooks of scenarios, or of the base where it is needed, that are not shipped."""
    for n, scenario in enumerate(asked.question.scenarios):
        name = scenario.rulebook
        if name is None and scenario.election_day is not None:
            name = asked.proposal.request.rulebook
        if name is not None:
            yield from check_shipped(name, f"question.scenarios[{n}].rulebook")


SCENARIOS = TaskKind("scenarios", QuestionInput[ScenariosQuestion], compute_scenarios)


class WhyQuestion(ProposalQuestion):
    """Why people are in or out: as `part` and at `at`; without either, as is usually asked."""

    question: Literal["why"] = "why"
    people: tuple[str, ...] = Field(min_length=1, max_length=200, description="ids")
    part: str | None = Field(default=None, description="in, deputy, or a post: chair, head/legal")
    at: str | None = Field(default=None, description="a constituency")


_WHY_FIELDS = {"person": "people", "as": "part", "at": "at"}


def compute_why(asked: QuestionInput[WhyQuestion], tell: OnProgress) -> TaskAnswer:
    """Explain why people are in or out; see `solver.explain.why.answer_questions`."""
    from cocau.solver.explain.questions import parse_questions
    from cocau.solver.explain.why import answer_questions

    whole, wanted = asked.proposal, asked.question
    with relocate_problems(_WHY_FIELDS):
        named = parse_questions(whole, wanted.people, wanted.part, wanted.at)
        return build_answer(answer_questions(whole, named, TimeBudget(wanted.seconds, tell)))


WHY = TaskKind("why", QuestionInput[WhyQuestion], compute_why)
