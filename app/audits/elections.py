"""Counted results judged on the lists of a proposal."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from cocau.app.files.readers import TABLE_READERS, TREE_SUFFIXES, check_suffix, read_bytes
from cocau.app.files.results import find_results_field, read_results_table
from cocau.app.files.tree import read_record
from cocau.constraints.errors import InputError, Problem
from cocau.constraints.model.council import Council, CouncilOffice, PriorTerm
from cocau.constraints.model.people import Person, Pool
from cocau.constraints.model.selectors import GROUPS
from cocau.constraints.model.slate import Slate
from cocau.constraints.results.counts import Candidates, ElectionResults
from cocau.constraints.results.term import PostTenure
from cocau.constraints.results.verdicts import ElectionVerdict, check_whole_results, judge_results
from cocau.constraints.rules.rule import Finding
from cocau.solver.proposal import Proposal


@dataclass(frozen=True)
class ElectionLists:
    """The lists on which people stood: those of a proposal with a slate."""

    proposal: Proposal
    proposal_id: str = ""

    def __post_init__(self) -> None:
        if self.proposal.slate is None:
            raise InputError([NO_LISTS])

    @property
    def council(self) -> Council:
        """Return the council as the proposal has it."""
        return self.proposal.request.council

    @property
    def pool(self) -> Pool:
        """Return the people."""
        return self.proposal.request.pool

    @property
    def slate(self) -> Slate:
        """Return the slate that people stood on."""
        return self.proposal.slate or Slate(candidates={}, deputies=())

    @property
    def candidates(self) -> Candidates:
        """Return who stood where."""
        return self.slate.candidates

    def check(self, results: ElectionResults) -> list[Problem]:
        """Check counted results on these lists."""
        return check_whole_results(self.council, self._births, self.candidates, results)

    def judge(self, results: ElectionResults) -> ElectionVerdict:
        """Judge counted results that have no faults."""
        return judge_results(self.council, self._births, results)

    @cached_property
    def _births(self) -> dict[str, date]:
        return {person.id: person.born for person in self.pool.people}


NO_LISTS = Problem(
    "no_proposal",
    ("results", "proposal"),
    "Chọn phương án có danh sách ứng cử của hội đồng này.",
    "Choose a proposal of this council that has lists of candidates.",
)


@dataclass(frozen=True)
class JudgedElection:
    """Counted results without faults, on their lists, judged."""

    lists: ElectionLists
    results: ElectionResults

    @cached_property
    def verdict(self) -> ElectionVerdict:
        """Return what the law makes of the counts."""
        return self.lists.judge(self.results)

    @cached_property
    def elected_slate(self) -> Slate:
        """Return the slate with the elected as deputies, and the posts that they keep."""
        elected = frozenset(self.verdict.elected)
        posts = {post: tuple(i for i in ids if i in elected) for post, ids in self.lists.slate.posts.items()}
        return self.lists.slate.replace_unvalidated(deputies=tuple(sorted(elected)), posts=posts)

    def audit_posts(self, holders: Iterable[tuple[str, str]]) -> tuple[Finding, ...]:
        """Audit the elected with these people in these posts of the council."""
        posts: dict[str, tuple[str, ...]] = dict.fromkeys(self.lists.council.posts, ())
        for post, person in holders:
            if post in posts:
                posts[post] = (*posts[post], person)
        slate = self.elected_slate.replace_unvalidated(posts=posts)
        return self.lists.proposal.rulebook.audit(self.lists.council, self.lists.pool, slate)

    def list_officers(self, holders: Iterable[PostTenure]) -> dict[CouncilOffice, tuple[str, ...]]:
        """List who holds each office by name, heads with their committee."""
        council, pool = self.lists.council, self.lists.pool
        committees = {one.id: one.name for one in council.committees}
        found: dict[CouncilOffice, tuple[str, ...]] = {}
        for held in holders:
            office, _, committee_id = held.post.partition("/")
            if held.post in council.posts and held.person in pool.by_id:
                name, of = pool.by_id[held.person].name, committees.get(committee_id)
                key = CouncilOffice(office)
                found[key] = (*found.get(key, ()), f"{name} ({of})" if of else name)
        return found

    def build_prior_term(self) -> PriorTerm:
        """Count the elected, and who was introduced, as the previous term of a next plan."""
        council, day = self.lists.council, self.lists.council.election_day
        elected = self.lists.pool.get_people(self.elected_slate.deputies)
        introduced = tuple(person for person in self.lists.pool.people if person.is_introduced)
        return PriorTerm(
            deputies=len(elected),
            counts=_count_groups(elected, day),
            introduced=len(introduced) or None,
            introduced_counts=_count_groups(introduced, day),
            source=f"Kết quả bầu cử ngày {day:%d/%m/%Y}, {council.name}",
        )

    def audit(self) -> tuple[Finding, ...]:
        """Audit the elected by the rules of the proposal."""
        return self.lists.proposal.rulebook.audit(self.lists.council, self.lists.pool, self.elected_slate)


def _count_groups(people: Iterable[Person], day: date) -> dict[str, int]:
    counted = tuple(people)
    return {group: sum(who.matches(person, day) for person in counted) for group, who in GROUPS.items()}


def read_election(file: Path, proposal: Proposal) -> JudgedElection:
    """Read the counted results of a proposal's election: a table, or YAML or JSON.

    Raises:
        InputError: everything wrong with them, each problem with its place.
    """
    lists = ElectionLists(proposal)
    suffix = check_suffix(file.name, (*TABLE_READERS, *TREE_SUFFIXES))
    content, name = read_bytes(file)
    if suffix not in TABLE_READERS:
        results = read_record(content, name, ElectionResults)
        if problems := lists.check(results):
            raise InputError([problem.within(name) for problem in problems])
        return JudgedElection(lists, results)
    table = TABLE_READERS[suffix](content, name, find_results_field)
    read = read_results_table(table, lists.council, lists.pool, lists.candidates)
    if problems := lists.check(read.results):
        raise read.relocate(problems)
    return JudgedElection(lists, read.results)
