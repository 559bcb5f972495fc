"""Questions about a proposal from Python: those of the table `cocau.app.questions`."""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from pkgutil import resolve_name
from typing import TYPE_CHECKING, Any

from cocau.app.i18n.languages import Lang
from cocau.app.present.blocks import Block
from cocau.app.present.names import Names
from cocau.app.python.answers import NotebookAnswer, NotebookProposal
from cocau.app.python.inputs import FilePath, Ids, ProposalSource, list_ids, open_proposal, telling_problems
from cocau.app.python.planning import build_validated, search
from cocau.app.questions import QUESTIONS
from cocau.constraints.model.selectors import Selector
from cocau.solver.outcome import OnProgress
from cocau.solver.proposal import Proposal
from cocau.solver.time_budget import TimeBudget

if TYPE_CHECKING:
    from cocau.solver.conflicts.enumerate import ProposalConflicts
    from cocau.solver.explain.alternatives import Alternatives
    from cocau.solver.explain.elections.outcomes import ElectionOutcomes
    from cocau.solver.explain.pareto import ParetoFront
    from cocau.solver.explain.price_report import RulePrices
    from cocau.solver.explain.ranges import GroupRanges
    from cocau.solver.explain.repairs.repair import Repairs
    from cocau.solver.explain.replacements import ReplacementsAnswer
    from cocau.solver.explain.scenario import Scenario, Scenarios
    from cocau.solver.explain.scenario_comparison import ScenarioComparison
    from cocau.solver.explain.why import WhyAnswers

Groups = str | Selector | Iterable[str | Selector]
"""Groups: ``women``, a description such as ``sex=female,age_under=35``, or selectors."""


def why(
    proposal: ProposalSource,
    person: Ids = (),
    *,
    as_: str | None = None,
    at: str | None = None,
    seconds: float = 60,
    progress: bool = True,
) -> "NotebookAnswer[WhyAnswers]":
    """Ask why people are in a plan or not, and what the opposite would take.

    Args:
        proposal: a proposal, or the path of its JSON.
        person: whom to ask about.
        as_: ask about this part: ``in``, ``deputy``, or a post such as ``chair`` or ``head/legal``.
        at: ask about this constituency.
        seconds: wall-clock time at most; what is still open then is said to be.
        progress: show a bar after a second.

    Raises:
        InputError: nobody has this id, or the question means nothing for this proposal.

    Example:
        >>> cocau.why(proposal, proposal.slate.deputies[0], as_="deputy").reasons[0].has
        True
    """
    return _ask(proposal, "why", "reasons", seconds, progress, people=list_ids(person), part=as_, at=at)


def repairs(
    proposal: ProposalSource,
    *,
    limit: int | None = None,
    slates: int | None = None,
    seconds: float = 60,
    progress: bool = True,
) -> "NotebookAnswer[Repairs]":
    """Find the cheapest ways out of a conflict: what to move by how much, whom to introduce.

    Args:
        proposal: a proposal in conflict, or the path of its JSON.
        limit: tell at most so many ways out.
        slates: plan the slates of so many of the cheapest.
        seconds: wall-clock time at most.
        progress: show a bar after a second.

    Raises:
        InputError: the question means nothing for this proposal.

    Example:
        >>> cocau.repairs(proposal).needed
        False
    """
    return _ask(proposal, "repairs", "repairs", seconds, progress, limit=limit, slates=slates)


def ranges(
    proposal: ProposalSource,
    group: Groups = (),
    *,
    among: Ids = (),
    seconds: float = 60,
    progress: bool = True,
) -> "NotebookAnswer[GroupRanges]":
    """Find the least and the most people of each group, by the rules and at the optimum.

    Args:
        proposal: a proposal, or the path of its JSON.
        group: only these groups; by default those of composition tables.
        among: count only in these sets, for example ``candidates`` or ``deputies``.
        seconds: wall-clock time at most.
        progress: show a bar after a second.

    Raises:
        InputError: no such group or set.

    Example:
        >>> women = cocau.ranges(proposal, "women", among="candidates").groups[0]
        >>> women.possible.least <= women.plan <= women.possible.most
        True
    """
    return _ask(
        proposal,
        "ranges",
        "groups",
        seconds,
        progress,
        groups=_parse(group, "ranges", "groups"),
        among=list_ids(among),
    )


def prices(
    proposal: ProposalSource, rule: Ids = (), *, seconds: float = 60, progress: bool = True
) -> "NotebookAnswer[RulePrices]":
    """Find what each must costs the aims, and what one step of its bounds is worth.

    Args:
        proposal: a solved proposal, or the path of its JSON.
        rule: only these musts or pins.
        seconds: wall-clock time at most.
        progress: show a bar after a second.

    Raises:
        InputError: no such rule, or there is no proven plan to compare with.

    Example:
        >>> list(cocau.prices(proposal, "women-35-percent").to_frame()["rule"])
        ['women-35-percent']
    """
    return _ask(proposal, "prices", "prices", seconds, progress, rules=list_ids(rule))


def alternatives(
    proposal: ProposalSource,
    *,
    number: int | None = None,
    apart: int | None = None,
    within: Ids = (),
    seconds: float = 60,
    progress: bool = True,
) -> "NotebookAnswer[Alternatives]":
    """Find the next best slates, each the best that is left.

    Args:
        proposal: a solved proposal, or the path of its JSON.
        number: how many.
        apart: by how many people each differs from the plan and the others, at least.
        within: no worse than the plan in these aims.
        seconds: wall-clock time at most.
        progress: show a bar after a second.

    Raises:
        InputError: no such aim, or there is no proven plan to compare with.

    Example:
        >>> len(cocau.alternatives(proposal, number=1).alternatives)
        1
    """
    return _ask(
        proposal,
        "alternatives",
        "alternatives",
        seconds,
        progress,
        number=number,
        apart=apart,
        within=list_ids(within),
    )


def front(
    proposal: ProposalSource,
    aims: tuple[str, str],
    *,
    keep_earlier: bool = False,
    limit: int | None = None,
    seconds: float = 60,
    progress: bool = True,
) -> "NotebookAnswer[ParetoFront]":
    """Find every trade of two aims in which one grows better only as the other grows worse.

    Args:
        proposal: a solved proposal, or the path of its JSON.
        aims: the two aims.
        keep_earlier: hold the tiers of aims before both as in the plan.
        limit: how many points at most.
        seconds: wall-clock time at most.
        progress: show a bar after a second.

    Raises:
        InputError: no such aims, or there is no proven plan to compare with.

    Example:
        >>> cocau.front(proposal, ("administration-spread", "under-40-on-list")).complete
        True
    """
    return _ask(
        proposal,
        "front",
        "points",
        seconds,
        progress,
        aims=tuple(aims),
        keep_earlier=keep_earlier,
        limit=limit,
    )


def conflicts(
    proposal: ProposalSource,
    *,
    aim: str | None = None,
    limit: int | None = None,
    seconds: float = 60,
    progress: bool = True,
) -> "NotebookAnswer[ProposalConflicts]":
    """Find every set of rules that cannot hold together, the smallest first.

    Args:
        proposal: a proposal, or the path of its JSON.
        aim: what stands in the way of this missed aim.
        limit: at most so many sets.
        seconds: wall-clock time at most.
        progress: show a bar after a second.

    Raises:
        InputError: no such aim, or it is not missed.

    Example:
        >>> cocau.conflicts(proposal).conflicts
        ()
    """
    return _ask(proposal, "conflicts", "conflicts", seconds, progress, aim=aim, limit=limit)


def replacements(
    proposal: ProposalSource, person: Ids | None = None, *, progress: bool = True
) -> "NotebookAnswer[ReplacementsAnswer]":
    """Find for each listed person who could take the very same part and keep every rule.

    Args:
        proposal: a proposal with a slate, or the path of its JSON.
        person: only these people; by default everybody listed.
        progress: show a bar after a second.

    Raises:
        InputError: nobody has this id, or there is no slate.

    Example:
        >>> len(cocau.replacements(proposal, proposal.slate.deputies[0]).replacements)
        1
    """
    people = None if person is None else list_ids(person)
    return _ask(proposal, "replacements", "replacements", 60, progress, people=people)


def outcomes(
    proposal: ProposalSource,
    group: Ids = (),
    *,
    by_constituency: bool = False,
    seconds: float = 60,
    progress: bool = True,
) -> "NotebookAnswer[ElectionOutcomes]":
    """Find what the voters may still decide: the least and most of each group, exposed posts.

    Args:
        proposal: a proposal with a slate, or the path of its JSON.
        group: only these groups, for example ``women``.
        by_constituency: show a table by constituency too.
        seconds: wall-clock time at most.
        progress: show a bar after a second.

    Raises:
        InputError: no such group, or there is no slate.

    Example:
        >>> cocau.outcomes(proposal, "women").groups[0].group
        'women'
    """
    return _ask(
        proposal,
        "outcomes",
        "groups",
        seconds,
        progress,
        {"by_constituency": by_constituency},
        groups=list_ids(group),
    )


def scenarios(
    proposal: ProposalSource,
    scenarios: "Scenarios | FilePath | Sequence[Scenario | Mapping[str, Any]]",
    *,
    seconds: float = 60,
    progress: bool = True,
) -> "NotebookAnswer[ScenarioComparison]":
    """Compare scenarios over one proposal: who comes in, who goes out, which verdicts differ.

    The answer has `proposals` too, by the names of scenarios.

    Args:
        proposal: a proposal, or the path of its JSON.
        scenarios: the path of a YAML or JSON file, or what is different in each, with its name.
        seconds: wall-clock time at most for all together.
        progress: show a bar after a second.

    Raises:
        InputError: everything wrong with the scenarios, at once.

    Example:
        >>> more = {"women-35-percent": {"at_least_percent": 45}}
        >>> compared = cocau.scenarios(proposal, [{"name": "45%", "overrides": more}])
        >>> compared.proposals["45%"].outcome.value
        'solved'
    """
    from cocau.app.files.readers import read_scenarios
    from cocau.solver.explain.scenario import Scenarios
    from cocau.solver.explain.scenario_comparison import compare_scenarios

    with telling_problems():
        if isinstance(scenarios, Scenarios):
            asked = scenarios
        elif isinstance(scenarios, Sequence) and not isinstance(scenarios, str):
            asked = build_validated(Scenarios.model_validate, obj={"scenarios": tuple(scenarios)})
        else:
            asked = read_scenarios(Path(scenarios))
        base = open_proposal(proposal)

        def find(tell: OnProgress) -> tuple[Any, Mapping[str, Proposal]]:
            return compare_scenarios(base, asked.scenarios, TimeBudget(seconds, tell))

        compared, made = search(find, progress=progress)
    found = {name: NotebookProposal.of(one) for name, one in made.items()}
    render = partial(_render_answer, "scenarios", base, compared, {"proposals": made})
    return NotebookAnswer(compared, render, "columns", {"proposals": found})


def _ask(
    proposal: ProposalSource,
    name: str,
    rows: str,
    seconds: float,
    progress: bool,  # noqa: FBT001  # passed on
    shown: Mapping[str, Any] | None = None,
    **fields: Any,  # noqa: ANN401  # of the question, whose model checks them
) -> NotebookAnswer[Any]:
    """Ask a question of the table; fields that are None keep their defaults.

    Raises:
        InputError: what is asked means nothing for this proposal.
    """
    with telling_problems():
        base = open_proposal(proposal)
        given = {field: value for field, value in fields.items() if value is not None}
        question = build_validated(QUESTIONS[name].load_model(), seconds=seconds, question=name, **given)
        answer = search(lambda tell: question.solve(base, TimeBudget(seconds, tell)), progress=progress)
    render = partial(_render_answer, name, base, answer, shown or {})
    return NotebookAnswer(answer, render, rows, {"proposal": base})


def _render_answer(
    name: str, proposal: Proposal, answer: object, shown: Mapping[str, Any], lang: Lang
) -> Iterable[Block]:
    names, render = Names.of(proposal, lang), QUESTIONS[name].load_renderer()
    blocks: Iterable[Block] = render(names, proposal, answer, **shown)
    return blocks


def _parse(values: Groups, name: str, field: str) -> tuple[Any, ...]:
    """Parse names of an option as the command line does; other values are taken as they are."""
    command = QUESTIONS[name].command
    option = None if command is None else command.options[field]
    listed = (values,) if isinstance(values, str | Selector) else tuple(values)
    if option is None or option.parse is None:
        return listed
    return tuple(resolve_name(option.parse)(value) if isinstance(value, str) else value for value in listed)
