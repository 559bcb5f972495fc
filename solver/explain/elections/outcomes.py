"""What voters may still decide: bounds over every lawful outcome, without a forecast.

The lists stand; who of them is elected is the voters' choice. For each group the least and the most that
can be elected; for each rule over the deputies whether it is kept always, sometimes or never; for each
post what becomes of it if its intended holder is not elected. Nothing is said about how likely anything
is.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from pydantic import Field

from cocau.constraints.checks.council import check_slate
from cocau.constraints.errors import GivenValue, InputError, Problem, list_nearest
from cocau.constraints.model.selectors import GROUPS, Selector
from cocau.constraints.model.slate import Slate
from cocau.constraints.rulebook import Rulebook
from cocau.constraints.rules.audit_context import AuditContext
from cocau.constraints.rules.rule import Citation
from cocau.solver.explain.elections.bounds import (
    ConstituencyBounds,
    DeputyRule,
    ElectionBounds,
    OutcomeJudgement,
    UnjudgedReason,
    bound_constituency,
    get_group_name,
    judge_over_outcomes,
    list_deputy_rules,
    split_lists,
    sum_bounds,
)
from cocau.solver.explain.elections.vacancies import ExposureFinder, HolderExposure
from cocau.solver.proposal import Proposal, Provenance
from cocau.solver.question import ProposalQuestion, QuestionAnswer, relocate_problems
from cocau.solver.time_budget import TimeBudget, TimeOver

ELECTION_LAW = "luat-bau-cu-2015"
VOTE_ARTICLES = frozenset({78, 79, 89})
"""Its articles on who is elected, on the extra vote, and on by-elections."""


class GroupElectionBounds(ElectionBounds):
    """How many of one group the voters may elect: in all, and in each constituency.

    `group` is its name in `GROUPS`, None for a description that only a rule uses. `listed` of it stand,
    `intended` of it are deputies of the plan. `rules` count it among the deputies.
    """

    group: str | None
    who: Selector
    listed: int
    intended: int
    by_constituency: tuple[ConstituencyBounds, ...]
    rules: tuple[OutcomeJudgement, ...]


class ElectionOutcomes(QuestionAnswer):
    """What the voters may still decide about a ballot: groups, rules over deputies, posts.

    `open`: rules over the deputies that were not judged, and why; `open_posts`: holders of posts that were
    not looked at in time. `law`: the clauses the bounds rest on, as the rulebook cites them.
    """

    format: Literal["cocau/outcomes/1"] = "cocau/outcomes/1"
    of: Provenance
    seats: int
    listed: int
    groups: tuple[GroupElectionBounds, ...]
    posts: tuple[HolderExposure, ...]
    open: dict[str, UnjudgedReason] = Field(default_factory=dict)
    open_posts: tuple[str, ...] = ()
    law: tuple[Citation, ...] = ()

    @property
    def complete(self) -> bool:
        """Return whether time sufficed for everything that can be answered."""
        return not self.open_posts and UnjudgedReason.TIME not in self.open.values()


class OutcomesQuestion(ProposalQuestion):
    """Election bounds of these groups; of all, where none is given."""

    question: Literal["outcomes"] = "outcomes"
    groups: tuple[str, ...] | None = Field(default=None, description="names such as women")

    def solve(self, proposal: Proposal, effort: TimeBudget) -> ElectionOutcomes:
        """Compute what voters may still decide."""
        with relocate_problems({"--group": ("groups",)}):
            return compute_outcomes(proposal, self.groups, effort=effort)


def compute_outcomes(
    proposal: Proposal, groups: Sequence[str] | None = None, *, effort: TimeBudget
) -> ElectionOutcomes:
    """Compute what the voters may still decide about a proposal's ballot.

    For all groups, or for these.

    Raises:
        InputError: a proposal without a slate, or with one that contradicts itself; unknown groups.
    """
    slate, council, pool = _check_slate(proposal, groups), proposal.request.council, proposal.request.pool
    book = proposal.rulebook
    setting = AuditContext(council, pool, slate, book.list_barred(council, pool))
    over = list_deputy_rules(setting, book.rules)
    wanted = _list_groups(over, groups)
    reaches = [_GroupBounds(setting, who, over) for who in wanted]
    answered = [group.compute_bounds(effort) for group in reaches]
    posts, open_posts = ExposureFinder(setting, book).find_exposures(effort)
    late = {rule: UnjudgedReason.TIME for group in reaches for rule in group.late}
    about = [each for each in over if groups is None or {*each.who} & {*wanted}]
    unjudged = {each.rule.id: each.open for each in about if each.open is not None}
    return ElectionOutcomes(
        of=proposal.provenance,
        seats=sum(unit.seats for unit in council.constituencies),
        listed=len(slate.listed),
        groups=tuple(answered),
        posts=posts,
        open=unjudged | late,
        open_posts=open_posts,
        law=tuple(_list_law(book)),
    )


class _GroupBounds:
    """One group and the rules that count it; `late` are those that were not judged in time."""

    def __init__(self, setting: AuditContext, who: Selector, over: Iterable[DeputyRule]) -> None:
        self._setting, self._who = setting, who
        self._rules = [each.rule for each in over if each.open is None and who in each.who]
        self.late: tuple[str, ...] = ()

    def compute_bounds(self, effort: TimeBudget) -> GroupElectionBounds:
        """Compute how many of the group may be elected, and judge its rules."""
        setting = self._setting
        lists = split_lists(setting.council, setting.pool, setting.slate, self._who)
        parts = tuple(bound_constituency(split) for split in lists)
        whole = sum_bounds(parts)
        judged: list[OutcomeJudgement] = []
        try:
            for rule in self._rules:
                effort.raise_if_over()
                judged.append(judge_over_outcomes(rule, setting, lists, whole.filled))
        except TimeOver:
            self.late = tuple(rule.id for rule in self._rules[len(judged) :])
        deputies = setting.pool.get_people(setting.slate.deputies)
        return GroupElectionBounds(
            **{name: getattr(whole, name) for name in ElectionBounds.model_fields},
            group=get_group_name(self._who),
            who=self._who,
            listed=sum(part.described for part in parts),
            intended=len(setting.list_described(self._who, deputies)),
            by_constituency=parts,
            rules=tuple(judged),
        )


def _list_groups(over: Iterable[DeputyRule], groups: Sequence[str] | None) -> tuple[Selector, ...]:
    """List the groups asked for, or all that have a name or that rules count among deputies."""
    if groups is not None:
        return tuple(GROUPS[name] for name in dict.fromkeys(groups))
    return tuple(dict.fromkeys((*GROUPS.values(), *(who for each in over for who in each.who))))


def _list_law(book: Rulebook) -> Iterator[Citation]:
    """Yield the clauses of the election law on outcomes that a rulebook cites, each once."""
    cites = {cite: None for left in book.not_modelled for cite in left.cites}
    for cite in sorted(cites, key=lambda c: (c.article or 0, c.clause or 0)):
        if cite.source == ELECTION_LAW and cite.article in VOTE_ARTICLES:
            yield cite


# --- what cannot be answered --------------------------------------------------------------------------------


def _check_slate(proposal: Proposal, groups: Sequence[str] | None) -> Slate:
    """Return the proposal's slate after checking it and the names of groups."""
    slate, request = proposal.slate, proposal.request
    problems = list(_find_unknown_groups(groups or ()))
    if slate is None:
        vi, en = "Phương án này không có danh sách.", "This proposal has no slate."
        raise InputError([Problem("not_listed", ("proposal", "slate"), vi, en), *problems])
    problems += check_slate(request.council, request.pool, slate)
    problems += _find_contradictions(slate)
    if problems:
        raise InputError(problems)
    return slate


def _find_unknown_groups(groups: Iterable[str]) -> Iterator[Problem]:
    """Yield a problem for each unknown group."""
    for name in dict.fromkeys(groups):
        if name not in GROUPS:
            known = list_nearest(name, GROUPS)
            vi = f"Không có nhóm này; các nhóm, gần nhất trước: {known}."
            en = f"There is no such group; groups, the nearest first: {known}."
            yield Problem("unknown_group", ("--group", GivenValue(name)), vi, en)


def _find_contradictions(slate: Slate) -> Iterator[Problem]:
    """Yield a problem for each person on several lists, or with a part but on no list."""
    for i, lists in sorted(Counter(slate.listed).items()):
        if lists > 1:
            vi, en = "Có tên nhiều lần trong danh sách.", "Is listed more than once."
            yield Problem("two_lists", ("slate", GivenValue(i)), vi, en)
    for i in sorted({*slate.deputies, *slate.get_holders(*slate.posts)} - {*slate.listed}):
        yield Problem(
            "not_listed",
            ("slate", GivenValue(i)),
            "Là đại biểu dự kiến hoặc giữ chức danh nhưng không có trong danh sách nào.",
            "Meant for the council or a post, but on no list.",
        )
