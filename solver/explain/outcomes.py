"""What the voters may still decide: bounds over every lawful outcome of a ballot, no forecast of any.

The lists stand; who of them is elected is the voters' choice. For each group the least and the most that can
be elected; for each rule over the deputies whether it is kept always, sometimes or never; for each post what
becomes of it if its intended holder is not elected. Nothing is said of how likely anything is for anybody.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from pydantic import Field

from cocau.constraints.checks import slate_problems
from cocau.constraints.errors import InputError, Problem
from cocau.constraints.nearest import nearest_first
from cocau.constraints.record import Record
from cocau.constraints.rule import Citation
from cocau.constraints.rulebook import Rulebook
from cocau.constraints.select import GROUPS, Selector
from cocau.constraints.setting import Setting
from cocau.constraints.slate import Slate
from cocau.solver.effort import Effort, TimeOver
from cocau.solver.explain.exposure import Exposure, Exposures
from cocau.solver.explain.over_outcomes import OverDeputies, Ruled, Why, over_deputies, ruled
from cocau.solver.explain.reach import Here, Reach, here, name_of, splits, together
from cocau.solver.proposal import Proposal, Provenance

ELECTION_LAW = "luat-bau-cu-2015"
OF_THE_VOTE = frozenset({78, 79, 89})
"""Its articles on who is elected, on the extra vote, and on by-elections."""


class GroupReach(Reach):
    """What the voters may elect of one group: in all, and in each constituency.

    `group` is its name in `GROUPS`, None for a description that only a rule uses. `listed` of it stand,
    `intended` of it are deputies of the plan. `rules` count it among the deputies.
    """

    group: str | None
    who: Selector
    listed: int
    intended: int
    by_constituency: tuple[Here, ...]
    rules: tuple[Ruled, ...]


class Outcomes(Record):
    """The answer, by ids.

    `open`: rules over the deputies that were not judged, and why; `open_posts`: holders of posts that were
    not looked at in time. `law`: the clauses the bounds rest on, as the rulebook cites them.
    """

    format: Literal["cocau/outcomes/1"] = "cocau/outcomes/1"
    of: Provenance
    seats: int
    listed: int
    groups: tuple[GroupReach, ...]
    posts: tuple[Exposure, ...]
    open: dict[str, Why] = Field(default_factory=dict)
    open_posts: tuple[str, ...] = ()
    law: tuple[Citation, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether time sufficed for all that can be answered."""
        return not self.open_posts and Why.TIME not in self.open.values()

    def to_json(self) -> str:
        """Canonical JSON."""
        return self.model_dump_json(indent=1) + "\n"


def outcomes(proposal: Proposal, groups: Sequence[str] | None = None, *, effort: Effort) -> Outcomes:
    """What the voters may still decide about the ballot of a stored proposal, for all groups or these.

    Raises:
        InputError: a proposal without a slate, or with one that contradicts itself; unknown groups.
    """
    slate, council, pool = _slate_of(proposal, groups), proposal.request.council, proposal.request.pool
    book = proposal.rulebook
    setting = Setting(council, pool, slate, book.barred(council, pool))
    over = over_deputies(setting, book.rules)
    asked = _descriptions(over, groups)
    reaches = [_Group(setting, who, over) for who in asked]
    answered = [group.reach(effort) for group in reaches]
    posts, open_posts = Exposures(setting, book).all(effort)
    late = {rule: Why.TIME for group in reaches for rule in group.late}
    about = [each for each in over if groups is None or {*each.who} & {*asked}]
    unjudged = {each.rule.id: each.open for each in about if each.open is not None}
    return Outcomes(
        of=proposal.provenance,
        seats=sum(unit.seats for unit in council.constituencies),
        listed=len(slate.listed),
        groups=tuple(answered),
        posts=posts,
        open=unjudged | late,
        open_posts=open_posts,
        law=tuple(_law(book)),
    )


class _Group:
    """One group; `late` are its rules that were not judged in time."""

    def __init__(self, setting: Setting, who: Selector, over: Iterable[OverDeputies]) -> None:
        self._setting, self._who = setting, who
        self._rules = [each.rule for each in over if each.open is None and who in each.who]
        self.late: tuple[str, ...] = ()

    def reach(self, effort: Effort) -> GroupReach:
        """What may be elected of it, and its rules."""
        setting = self._setting
        lists = splits(setting.council, setting.pool, setting.slate, self._who)
        parts = tuple(here(split) for split in lists)
        whole = together(parts)
        judged: list[Ruled] = []
        try:
            for rule in self._rules:
                effort.go_on()
                judged.append(ruled(rule, setting, lists, whole.filled))
        except TimeOver:
            self.late = tuple(rule.id for rule in self._rules[len(judged) :])
        deputies = setting.pool.named(setting.slate.deputies)
        return GroupReach(
            **{name: getattr(whole, name) for name in Reach.model_fields},
            group=name_of(self._who),
            who=self._who,
            listed=sum(part.described for part in parts),
            intended=len(setting.described(self._who, deputies)),
            by_constituency=parts,
            rules=tuple(judged),
        )


def _descriptions(over: Iterable[OverDeputies], groups: Sequence[str] | None) -> tuple[Selector, ...]:
    """The groups asked for; or all that have a name, then whatever else rules count among the deputies."""
    if groups is not None:
        return tuple(GROUPS[name] for name in dict.fromkeys(groups))
    return tuple(dict.fromkeys((*GROUPS.values(), *(who for each in over for who in each.who))))


def _law(book: Rulebook) -> Iterator[Citation]:
    """The clauses of the election law on outcomes that a rulebook cites, each once."""
    cites = {cite: None for left in book.not_modelled for cite in left.cites}
    for cite in sorted(cites, key=lambda c: (c.article or 0, c.clause or 0)):
        if cite.source == ELECTION_LAW and cite.article in OF_THE_VOTE:
            yield cite


# --- what cannot be answered --------------------------------------------------------------------------------


def _slate_of(proposal: Proposal, groups: Sequence[str] | None) -> Slate:
    slate, request = proposal.slate, proposal.request
    problems = list(_unknown_groups(groups or ()))
    if slate is None:
        vi, en = "Phương án này không có danh sách.", "There is no slate."
        raise InputError([Problem("not_listed", "proposal.slate", vi, en), *problems])
    problems += slate_problems(request.council, request.pool, slate)
    problems += _contradictions(slate)
    if problems:
        raise InputError(problems)
    return slate


def _unknown_groups(groups: Iterable[str]) -> Iterator[Problem]:
    for name in dict.fromkeys(groups):
        if name not in GROUPS:
            known = nearest_first(name, GROUPS)
            vi = f"Không có nhóm này; các nhóm, gần nhất trước: {known}."
            en = f"There is no such group; groups, the nearest first: {known}."
            yield Problem("unknown_group", f"--group {name}", vi, en)


def _contradictions(slate: Slate) -> Iterator[Problem]:
    for i, lists in sorted(Counter(slate.listed).items()):
        if lists > 1:
            vi, en = "Có tên nhiều lần trong danh sách.", "Is listed more than once."
            yield Problem("two_lists", f"slate: {i}", vi, en)
    for i in sorted({*slate.deputies, *slate.holders(*slate.posts)} - {*slate.listed}):
        yield Problem(
            "not_listed",
            f"slate: {i}",
            "Là đại biểu dự kiến hoặc giữ chức danh nhưng không có trong danh sách nào.",
            "Meant for the council or a post, but on no list.",
        )
