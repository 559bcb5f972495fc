"""A conflict's page: its members with figures, the people concerned, the repairs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from cocau.app.i18n.words import BOUNDS
from cocau.app.present.blocks import LineBlock
from cocau.app.present.explanations.repairs import (
    describe_open_question,
    describe_price,
    describe_reason,
    describe_recruits,
    describe_repair_order,
)
from cocau.app.present.names import Names
from cocau.app.present.proposal.compliance import render_compliance_summary
from cocau.app.present.proposal.conflict import (
    describe_confirmation,
    describe_nearest,
    describe_pin,
    describe_wanted_people,
    render_minimality,
)
from cocau.app.present.wording import Footnotes, capitalise_first, describe_selector
from cocau.app.web.desk.proposals.lists import SlateLists, build_slate_lists
from cocau.constraints.kinds.post_precedence import PostPrecedence
from cocau.constraints.model.selectors import EVERYONE
from cocau.constraints.rules.rule import Finding, Strength, Verdict
from cocau.solver.explain.repairs.repair import (
    DroppedRule,
    LoweredAim,
    RecordedReason,
    RecruitedPeople,
    RelaxedBound,
    ReleasedPin,
    Repair,
    Repairs,
    RepairStep,
    apply_patch,
    apply_steps,
)
from cocau.solver.proposal import DescribedPeople, Proposal, RuleConflict


@dataclass(frozen=True)
class MemberFigures:
    """The number that a member asks for, and the most there is while the others hold."""

    need: int
    have: int


@dataclass(frozen=True)
class ConflictMember:
    """A rule, or a demand of the request (without a clause), that cannot hold with the others."""

    number: int
    says: str
    id: str = ""
    clause: str = ""
    strength: str = ""
    marks: str = ""
    near: str = ""
    figures: MemberFigures | None = None


@dataclass(frozen=True)
class BarredPeople:
    """The people who miss a standard."""

    says: str
    clause: str
    people: tuple[str, ...]


@dataclass(frozen=True)
class CountedPeople:
    """People whom members count: how many, who is barred or kept off, how many are left."""

    who: str
    members: str
    people: int
    left: int
    barred: tuple[BarredPeople, ...]
    out: tuple[str, ...]

    @property
    def off(self) -> int:
        """Return how many may not stand."""
        return len({name for each in self.barred for name in each.people})


class ConflictView:
    """A conflict in words, with the numbers that make it one."""

    def __init__(self, sheet: Names, proposal: Proposal, found: RuleConflict, notes: Footnotes) -> None:
        self.sheet, self.found, self.notes = sheet, found, notes
        self._pins = proposal.request.pins

    @cached_property
    def members(self) -> tuple[ConflictMember, ...]:
        """Return each member, numbered."""
        rules = [self._build_rule_member(number, rule) for number, rule in enumerate(self.found.rules, 1)]
        pins = enumerate(self.found.pins, len(rules) + 1)
        return (*rules, *(ConflictMember(n, describe_pin(self.sheet, pin, self._pins)) for n, pin in pins))

    def _build_rule_member(self, number: int, rule_id: str) -> ConflictMember:
        sheet, rule = self.sheet, self.sheet.book.by_id[rule_id]
        finding = next((each.finding for each in self.found.nearest if each.rule == rule_id), None)
        near = "" if finding is None else describe_nearest(sheet, rule, finding, alone=self.found.alone)
        return ConflictMember(
            number=number,
            says=sheet.says(rule),
            id=rule_id,
            clause=sheet.clause(rule),
            strength=sheet.strength(rule),
            marks=self.notes.marks(rule).strip(),
            near=near,
            figures=self._get_figures(rule_id, finding),
        )

    def _get_figures(self, rule_id: str, finding: Finding | None) -> MemberFigures | None:
        """Return the figures of the rule's own count, else of the people for a post."""
        facts = {} if finding is None else finding.facts
        need, have = facts.get("needed"), facts.get("count", facts.get("listed"))
        if isinstance(need, int) and isinstance(have, int) and have < need:
            return MemberFigures(need, have)
        for wanted in self.found.wanted:
            if wanted.member == rule_id:
                return MemberFigures(wanted.need, len(wanted.left))
        return None

    @property
    def sources(self) -> Iterator[CountedPeople]:
        """Yield the people whom the members count."""
        for one in self.found.described:
            yield CountedPeople(
                who=self._describe_people(one),
                members=self._list_numbers(one.members),
                people=one.people,
                left=len(one.left),
                barred=tuple(self._build_barred(standard, ids) for standard, ids in one.barred.items()),
                out=tuple(self.sheet.person(i) for i in one.out),
            )

    def _describe_people(self, one: DescribedPeople) -> str:
        if one.who == EVERYONE:
            return self.sheet.say("Tất cả người được giới thiệu", "Everybody introduced")
        return capitalise_first(describe_selector(self.sheet, one.who))

    def _list_numbers(self, members: Sequence[str]) -> str:
        numbers = sorted(self._get_number(member) for member in members)
        return ", ".join(map(str, numbers))

    def _get_number(self, member: str) -> int:
        return self.found.members.index(member) + 1

    def _build_barred(self, standard: str, ids: tuple[str, ...]) -> BarredPeople:
        rule = self.sheet.book.by_id[standard]
        names = tuple(self.sheet.person(i) for i in ids)
        return BarredPeople(self.sheet.says(rule), self.sheet.clause(rule), names)

    @property
    def posts(self) -> Iterator[str]:
        """Yield a sentence on each post that members need: who can hold it."""
        for wanted in self.found.wanted:
            yield describe_wanted_people(self.sheet, wanted, self._name_member)

    def _name_member(self, member: str) -> str:
        number = self._get_number(member)
        return self.sheet.say(f"điều {number}", f"no. {number}")

    @property
    def proof(self) -> Iterator[str]:
        """Yield how small the conflict is known to be, and who confirms it."""
        yield from (
            block.text for block in render_minimality(self.sheet, self.found) if isinstance(block, LineBlock)
        )
        yield describe_confirmation(self.sheet, self.found)

    @property
    def reason_allowed(self) -> bool:
        """Return whether a recorded reason would lift the precedence of the secretary."""
        rules = (self.sheet.book.by_id[i] for i in self.found.rules)
        held = any(isinstance(rule, PostPrecedence) for rule in rules)
        return held and not self.sheet.council.secretary_not_chairing


@dataclass(frozen=True)
class RepairChange:
    """One change of a repair. `sort`: ``find``, ``move``, ``drop``, ``let``."""

    sort: str
    says: str
    rule: str = ""
    clause: str = ""
    id: str = ""
    beside: tuple[str, ...] = ()


@dataclass(frozen=True)
class RepairCard:
    """One repair, as its card shows it."""

    number: int
    price: str
    lawful: bool
    proven: bool
    changes: tuple[RepairChange, ...]
    planned: bool
    missed: tuple[str, ...]
    summary: str
    lists: SlateLists | None
    finds: int
    drops: bool
    records: bool


@dataclass(frozen=True)
class RepairsView:
    """All repairs that were found, the cheapest first."""

    sheet: Names
    proposal: Proposal
    answer: Repairs
    notes: Footnotes = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "notes", Footnotes(self.sheet))

    @property
    def order(self) -> str:
        """Return the words for how repairs are ranked."""
        return describe_repair_order(self.sheet)

    @property
    def open(self) -> Iterator[str]:
        """Return the questions that were not answered."""
        return (describe_open_question(self.sheet, one) for one in self.answer.open)

    @property
    def ways(self) -> Iterator[RepairCard]:
        """Yield the card of each repair."""
        for number, repair in enumerate(self.answer.repairs, 1):
            yield self._build_card(number, repair)

    def _build_card(self, number: int, repair: Repair) -> RepairCard:
        after = self._build_repaired_sheet(repair)
        recruits = [p.id for p in repair.patch.recruits]
        return RepairCard(
            number=number,
            price=describe_price(self.sheet, repair.price),
            lawful=repair.price.lawful,
            proven=repair.proven,
            changes=tuple(change for step in repair.steps for change in self._list_changes(step)),
            planned=repair.planned,
            missed=tuple(_list_missed_aims(after, repair)),
            summary=render_compliance_summary(after, repair.findings).text if repair.findings else "",
            lists=None if repair.slate is None else build_slate_lists(after, repair.slate, recruits),
            finds=len(recruits),
            drops=bool(repair.patch.dropped),
            records=repair.patch.secretary_not_chairing is not None,
        )

    def _build_repaired_sheet(self, repair: Repair) -> Names:
        request = apply_patch(self.proposal.request, repair.patch)
        book = apply_steps(self.proposal.rulebook, repair.steps)
        return Names(book, self.sheet.lang, request.council, request.pool, codes=False)

    def _list_changes(self, step: RepairStep) -> Iterator[RepairChange]:
        sheet, say = self.sheet, self.sheet.say
        match step:
            case ReleasedPin():
                pin = describe_pin(sheet, step.pin, self.proposal.request.pins)
                yield RepairChange("let", say("Bỏ yêu cầu: ", "Let go: ") + pin)
            case LoweredAim():
                says = say("Để lại làm mục tiêu, không bắt buộc", "Make it an aim again, not a must")
                yield self._build_change("let", says, step.rule)
            case RelaxedBound():
                yield self._build_change(
                    "move", _describe_move(sheet, step), step.rule, *self._explain_move(step)
                )
            case DroppedRule():
                says = say("Không áp dụng quy định này", "Leave this rule out")
                yield self._build_change("drop", says, step.rule, *_explain_drop(sheet, step))
            case RecordedReason():
                yield self._build_change("let", describe_reason(sheet), step.rule)
            case RecruitedPeople():
                beside = _explain_recruits(sheet, step)
                for wanted in step.people:
                    yield RepairChange("find", describe_recruits(sheet, wanted), beside=beside)

    def _build_change(self, sort: str, says: str, rule_id: str, *beside: str) -> RepairChange:
        rule = self.sheet.book.by_id[rule_id]
        clause = self.sheet.clause(rule) + self.notes.marks(rule)
        return RepairChange(sort, says, self.sheet.says(rule), clause, rule_id, beside)

    def _explain_move(self, step: RelaxedBound) -> Iterator[str]:
        say, book = self.sheet.say, self.sheet.book
        own = next((d.was for d in book.departures if (d.rule, d.field) == (step.rule, step.field)), None)
        if step.back and own is not None:
            yield say(
                f"Mức {step.was} do yêu cầu này đặt; văn bản ghi {own}, nên vẫn giữ đúng văn bản.",
                f"{step.was} was set by this request; the document has {own}, so it is still kept.",
            )
        else:
            yield say(
                "Đây là điểm khác với bộ quy định; phương án sẽ ghi rõ ở đầu.",
                "This departs from the rulebook; the proposal says so at its head.",
            )
        if step.proven:
            yield say(
                "Theo bộ giải: đổi ít hơn thì chưa đủ.", "By the engines: a smaller move does not suffice."
            )


def _describe_move(sheet: Names, step: RelaxedBound) -> str:
    words = BOUNDS[step.field].of(sheet.lang) if step.field in BOUNDS else step.field
    return sheet.say(
        f"Đổi {words} từ {step.was} thành {step.now}", f"Move the {words} from {step.was} to {step.now}"
    )


def _explain_drop(sheet: Names, step: DroppedRule) -> Iterator[str]:
    rule = sheet.book.by_id[step.rule]
    yield (
        sheet.say(
            f"Nới giới hạn bao nhiêu cũng không đủ; không áp dụng tức là trái với {sheet.clause(rule)}.",
            f"No bound of it suffices, however far it moves; leaving it out is against {sheet.clause(rule)}.",
        )
        if step.bounds
        else sheet.say(
            f"Quy định này không có giới hạn nào để nới; không áp dụng tức là trái với {sheet.clause(rule)}.",
            f"It has no bound to move; leaving it out is against {sheet.clause(rule)}.",
        )
    )
    if isinstance(rule, PostPrecedence) and not sheet.council.secretary_not_chairing:
        yield sheet.say(
            "Văn bản cho phép: ghi lý do Bí thư không làm Chủ tịch vào hồ sơ hội đồng.",
            "The document allows: record with the council why the secretary does not chair.",
        )


def _explain_recruits(sheet: Names, step: RecruitedPeople) -> tuple[str, ...]:
    number = sum(wanted.number for wanted in step.people)
    fewest = (
        sheet.say(
            f"Theo bộ giải: ít hơn {number} người thì không đủ.",
            f"By the engines: fewer than {number} do not suffice.",
        )
        if step.proven
        else sheet.say("Chưa chứng minh là ít nhất.", "Not proven to be the fewest.")
    )
    free = sheet.say(
        "Những điểm không nêu thì thế nào cũng được; mọi tiêu chuẩn vẫn áp dụng.",
        "Whatever is not named may be as it is; every standard applies.",
    )
    return fewest, free


def _list_missed_aims(sheet: Names, repair: Repair) -> Iterator[str]:
    broken = {f.rule for f in repair.findings if f.verdict is Verdict.BROKEN}
    for rule in (sheet.book.by_id[i] for i in sorted(broken)):
        if rule.strength is Strength.AIM and not sheet.book.is_ours(rule):
            yield sheet.says(rule)
