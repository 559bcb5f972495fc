"""What a proposal's page shows, from its stored value: people, or numbers only."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from cocau.app.auth.redaction import DepartureView, ProposalView
from cocau.app.i18n.languages import Lang
from cocau.app.i18n.words import get_label
from cocau.app.present.blocks import Block, Heading
from cocau.app.present.citations import describe_marks
from cocau.app.present.names import Names, describe_officers, number_people
from cocau.app.present.proposal import conflict, outcome
from cocau.app.present.proposal.chamber import ChamberFigure, ColourBy, draw_chamber
from cocau.app.present.proposal.compliance import render_clashes
from cocau.app.present.proposal.moves import render_moves
from cocau.app.present.proposal.remarks import describe_remark, render_remarks, render_structures
from cocau.app.present.proposal.rule_rows import RuleOutcome, RuleRow, count_outcomes, list_rules
from cocau.app.present.proposal.slate_rows import (
    CompositionRow,
    ConstituencyRow,
    LeadershipRow,
    list_breakdowns,
    list_candidates,
    list_composition,
    list_leadership,
)
from cocau.app.present.wording import Wording, lower_first
from cocau.app.services.planning.adjustments import parse_proposal
from cocau.app.services.planning.proposal_results import TOTAL, ProposalAggregate
from cocau.app.web.desk.proposals.lists import PersonRow, build_person_rows
from cocau.constraints.kinds.trend import Trend
from cocau.constraints.model.selectors import BLOC_GROUPS, COUNTED_GROUPS, GROUPS, Among, Selector
from cocau.constraints.rulebook import Rulebook
from cocau.constraints.rules.audit_context import AuditContext
from cocau.constraints.rules.rule import Verdict
from cocau.solver.proofs.proof import ProposalProof
from cocau.solver.proposal import Proposal


@dataclass(frozen=True)
class GroupTarget:
    """A rule that asks for more or fewer of a group, and its outcome."""

    rule: str
    says: str
    direction: str
    outcome: RuleOutcome


def list_group_targets(rows: Iterable[RuleRow]) -> dict[str, list[GroupTarget]]:
    """List the rules over intended deputies that ask for more or fewer of a group, by group."""
    found: dict[str, list[GroupTarget]] = {}
    named = {who: name for name, who in GROUPS.items()}
    for row in rows:
        rule, among = row.rule, getattr(row.rule, "among", None)
        if not isinstance(among, Among) or among.whole is not Among.DEPUTIES:
            continue
        if isinstance(rule, Trend):
            group, direction = rule.group, str(rule.direction)
        elif isinstance(where := getattr(rule, "where", None), Selector):
            group = named.get(where, "")
            direction = "more" if _has_minimum(rule) else "fewer"
        else:
            continue
        found.setdefault(group, []).append(GroupTarget(rule.id, row.says, direction, row.outcome))
    return found


def _has_minimum(rule: object) -> bool:
    """Return whether a rule asks for at least so many."""
    return any(getattr(rule, field, None) is not None for field in ("at_least", "at_least_percent"))


@dataclass(frozen=True)
class PublishedCount:
    """A group on the lists and among the intended; None: not published."""

    words: str
    listed: int | None
    intended: int | None


@dataclass(frozen=True)
class ProposalNumbers:
    """The numbers of a proposal.

    `text`: its redacted view in JSON, where one may have it; `book`: its rules.
    """

    aggregate: ProposalAggregate
    text: str | None
    lang: Lang
    book: Rulebook | None = None

    @cached_property
    def view(self) -> ProposalView | None:
        """Return the redacted view of a caller who may not see people."""
        return None if self.text is None else ProposalView.model_validate_json(self.text)

    @cached_property
    def groups(self) -> list[PublishedCount]:
        """Return the total, the structures and the blocs, as far as they are published."""
        return [*self._build_counts((TOTAL, *COUNTED_GROUPS)), *self._build_counts(BLOC_GROUPS)]

    @cached_property
    def departures(self) -> list[str]:
        """Return the rules that were changed, and how, as far as that is published."""
        found = () if self.view is None else self.view.departures
        return [f"{self._describe_rule(d.rule)} {self._describe_change(d)}".strip() for d in found]

    def _describe_change(self, departure: DepartureView) -> str:
        was, now = departure.was, departure.now
        return "" if was is None or now is None else f"({was} → {now})"

    @cached_property
    def conflict(self) -> list[str]:
        """Return the rules that cannot hold together, as far as that is published."""
        told = self.aggregate.conflict if self.view is None else self.view.conflict
        return [self._describe_rule(rule) for rule in told]

    @cached_property
    def verdicts(self) -> list[tuple[str, str, Verdict]]:
        """Return rules whose verdict tells of nobody, each with its clause; kept ones last."""
        if self.view is None or self.book is None:
            return []
        words, by_id = Wording(self.book, self.lang), self.book.by_id
        told = [(by_id[f.rule], f.verdict) for f in self.view.findings if f.verdict and f.rule in by_id]
        told.sort(key=lambda one: one[1] is Verdict.KEPT)
        return [(words.says(rule), words.clause(rule), verdict) for rule, verdict in told]

    @property
    def conflict_withheld(self) -> int:
        """Return how many rules of the conflict are withheld."""
        return 0 if self.view is None else self.view.conflict_withheld

    @property
    def withheld(self) -> int:
        """Return how many verdicts are withheld."""
        return 0 if self.view is None else sum(f.verdict is None for f in self.view.findings)

    def _describe_rule(self, rule: str) -> str:
        """Describe a rule with the rulebook's bounds: other bounds are withheld from some."""
        known = None if self.book is None else self.book.by_id.get(rule)
        if known is None or self.book is None:
            return rule
        own = {d.field: d.was for d in self.book.departures if d.rule == rule and d.field in known.adjustable}
        return Wording(self.book, self.lang).says(known.replace_unvalidated(**own))

    def _build_counts(self, groups: tuple[str, ...]) -> Iterator[PublishedCount]:
        listed, meant = (self.aggregate.counts.get(a, {}) for a in (Among.CANDIDATES, Among.DEPUTIES))
        for group in groups:
            if group in listed or group in meant:
                words = _TOTAL_WORDS[self.lang] if group == TOTAL else get_label(group, self.lang)
                yield PublishedCount(words, listed.get(group), meant.get(group))


_TOTAL_WORDS = {Lang.VI: "Tổng số", Lang.EN: "All"}


KEY_GROUPS = ("women", "under_40", "non_party", "re_elected")
"""Groups whose numbers stand at the head of a proposal."""


MOST_ALIKE = 12
"""Interchangeable groups on the page of a proposal; all stand on a page of their own."""


@dataclass(frozen=True)
class ProposalPageView:
    """A proposal, its names, and all that its page says of it, in one language."""

    proposal: Proposal
    lang: Lang
    proof: ProposalProof | None = None

    @cached_property
    def sheet(self) -> Names:
        """Return the names of everything in the proposal."""
        return Names.of(self.proposal, self.lang, codes=False)

    def draw_chamber(self, by: ColourBy) -> ChamberFigure | None:
        """Draw the intended council; None without a slate."""
        request, slate = self.proposal.request, self.proposal.slate
        return None if slate is None else draw_chamber(request.council, request.pool, slate, by, self.lang)

    @cached_property
    def parts(self) -> dict[str, list[Block]]:
        """Return the parts that are shown as blocks, each without the heading that the page gives."""
        sheet, proposal, pins = self.sheet, self.proposal, self.proposal.request.pins
        parts = {
            "departures": outcome.render_departures(sheet, proposal.departures),
            "outcome": outcome.render_outcome(sheet, proposal),
            "moved": render_moves(sheet, proposal, self.proof),
            "passed_over": outcome.render_secretary_reason(sheet),
            "missed": conflict.render_missed_aims(sheet, proposal.aims, pins),
            "clashes": render_clashes(sheet, proposal.clashes),
            "remarks": render_remarks(sheet, proposal.remarks),
            "structures": render_structures(sheet, proposal.structures, self._deputies),
            "interchangeable": outcome.render_interchangeable(sheet, proposal),
            "barred": outcome.render_barred_people(sheet, proposal),
            "provenance": outcome.render_provenance(sheet, proposal),
        }
        return {name: _drop_first_heading(blocks) for name, blocks in parts.items()}

    @cached_property
    def conflict(self) -> list[Block]:
        """Return the rules that cannot hold together."""
        found, pins = self.proposal.conflict, self.proposal.request.pins
        return [] if found is None else list(conflict.render_conflict(self.sheet, found, pins))

    @cached_property
    def rules(self) -> list[RuleRow]:
        """Return every judged rule: departures, broken, missed, undecided, kept."""
        order = list(RuleOutcome)
        return sorted(self._judged, key=lambda row: (not row.is_departed, order.index(row.outcome)))

    @cached_property
    def _judged(self) -> list[RuleRow]:
        return list_rules(self.sheet, self.proposal.findings)

    @property
    def unmodelled(self) -> str:
        """Return how many provisions were read and are left to people, as a sentence."""
        return outcome.describe_not_modelled(self.sheet) + "."

    @cached_property
    def law(self) -> Mapping[RuleOutcome, int]:
        """Count the outcomes of rules of documents."""
        return count_outcomes(self.rules, ours=False)

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        """Return the number of everybody's page, by id."""
        return number_people(self.sheet.pool)

    @cached_property
    def people(self) -> dict[str, PersonRow]:
        """Return everybody's row, by id."""
        return dict(build_person_rows(self.sheet, self.proposal))

    @cached_property
    def figures(self) -> list[tuple[str, int, str]]:
        """Return the key groups among the intended deputies: name, number and share in percent."""
        slate, request = self.proposal.slate, self.proposal.request
        if slate is None or not slate.deputies:
            return []
        context = AuditContext(request.council, request.pool, slate)
        counts = {g: len(context.list_matching(Among.DEPUTIES, GROUPS[g])) for g in KEY_GROUPS}
        whole = len(slate.deputies)
        return [(lower_first(self.sheet.label(g)), n, f"{100 * n / whole:.0f}") for g, n in counts.items()]

    @cached_property
    def alike(self) -> list[list[PersonRow]]:
        """Return the groups of people whom no rule tells apart: those on a list first."""
        rows = ([self.people[i] for i in group.people] for group in self.proposal.interchangeable)
        return [sorted(group, key=lambda row: (row.unit is None, row.name)) for group in rows]

    @property
    def shown_alike(self) -> list[Block]:
        """Return what the proposal's page says of these groups: of many, the first."""
        return self.parts["interchangeable"][: 1 + MOST_ALIKE]

    @cached_property
    def units(self) -> list[ConstituencyRow]:
        """Return the lists by constituency."""
        slate = self.proposal.slate
        return [] if slate is None else list(list_candidates(self.sheet, slate, self.remarks))

    @property
    def _deputies(self) -> tuple[str, ...]:
        return () if self.proposal.slate is None else self.proposal.slate.deputies

    @cached_property
    def remarks(self) -> dict[str, list[str]]:
        """Return the remarks on people in words, by id."""
        found: dict[str, list[str]] = {}
        for remark in self.proposal.remarks:
            found.setdefault(remark.person, []).append(describe_remark(self.sheet, remark))
        return found

    @cached_property
    def bodies(self) -> list[tuple[str, list[LeadershipRow]]]:
        """Return the leadership and the committees, each with its posts."""
        slate = self.proposal.slate
        posts = () if slate is None else list_leadership(self.sheet, slate)
        leaders = self.sheet.say("Thường trực HĐND", "Leaders of the council")
        return [
            (leaders if committee is None else self.sheet.committee(committee), list(rows))
            for committee, rows in groupby(posts, key=lambda row: row.committee)
        ]

    @property
    def officers(self) -> str:
        """Return who held the offices in the previous term, as the council's data have it."""
        return describe_officers(self.sheet.council, self.sheet.lang)

    @cached_property
    def composition(self) -> list[tuple[str, list[CompositionRow]]]:
        """Return the composition's tables: structures, blocs, then fields counted by value."""
        slate = self.proposal.slate
        if slate is None:
            return []
        say, sheet = self.sheet.say, self.sheet
        return [
            (say("Cơ cấu kết hợp", "Structures"), list(list_composition(sheet, slate, COUNTED_GROUPS))),
            (say("Cơ cấu theo khối", "Blocs"), list(list_composition(sheet, slate, BLOC_GROUPS))),
            *((sheet.label(part.field), list(part.rows)) for part in list_breakdowns(sheet, slate)),
        ]

    @cached_property
    def targets(self) -> dict[str, list[GroupTarget]]:
        """Return the rules that ask for more or fewer of a group, by group."""
        return list_group_targets(self._judged)

    @cached_property
    def legend(self) -> str:
        """Return what the marks after clauses mean."""
        return describe_marks(self.lang)


def parse_page_view(text: str, lang: Lang) -> ProposalPageView:
    """Parse a stored proposal into the view of its page."""
    return ProposalPageView(parse_proposal(text), lang)


def _drop_first_heading(blocks: Iterable[Block]) -> list[Block]:
    """Drop the first heading, which the page gives itself."""
    found = list(blocks)
    return found[1:] if found and isinstance(found[0], Heading) else found
