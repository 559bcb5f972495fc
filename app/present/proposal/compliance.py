"""Compliance, rule by rule: verdicts, figures, a summary, and clauses that clash."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from cocau.app.present.blocks import (
    Block,
    BlockCell,
    BlockColumn,
    Heading,
    LineBlock,
    StyledText,
    TableBlock,
    Tone,
)
from cocau.app.present.names import Names
from cocau.app.present.wording import Footnotes, Wording, count_noun
from cocau.constraints.checks.clashes import Clash
from cocau.constraints.rules.rule import Finding, Rule, Strength, Verdict


def render_clashes(wording: Wording, clashes: Iterable[Clash]) -> Iterator[Block]:
    """Render each clash of two clauses, and which of them gives way."""
    clashes = tuple(clashes)
    if not clashes:
        return
    yield Heading(wording.say("Hai quy định vướng nhau", "Clauses that clash"))
    for clash in clashes:
        wants, caps = wording.book.by_id.get(clash.wants), wording.book.by_id.get(clash.caps)
        if wants is None or caps is None:  # a stored proposal may name any
            continue
        yield LineBlock(wording.rule_line(wants, strength=False), mark="⚡")
        yield LineBlock(wording.rule_line(caps, strength=False), indent=2)
        yield LineBlock(_describe_clash(wording, clash), Tone.CARE, indent=2)


def _describe_clash(wording: Wording, clash: Clash) -> str:
    before = (
        ""
        if clash.before is None
        else wording.say(f" (nhiệm kỳ trước {clash.before})", f" (previous term {clash.before})")
    )
    return wording.say(
        f"Muốn đạt điều thứ nhất phải có ít nhất {clash.goal} người{before}; điều thứ hai chỉ cho nhiều nhất "
        f"{clash.cap}. Phương án nào cũng vướng; {_describe_precedence(wording, clash)}.",
        f"The first needs at least {count_noun(clash.goal, 'person', 'people')}{before}; "
        f"the second allows {clash.cap} at most. "
        f"No slate can follow both; {_describe_precedence(wording, clash)}.",
    )


def _describe_precedence(wording: Wording, clash: Clash) -> str:
    """Describe which of two clashing rules gives way; neither if both are musts."""
    if wording.book.by_id[clash.wants].strength is Strength.AIM:
        return wording.say("ở đây điều bắt buộc được giữ", "the binding one is kept here")
    return wording.say("ở đây cả hai đều bắt buộc", "both are binding here")


_FACTS = {
    "count": ("có {}", "{}"),
    "needed": ("cần {}", "bound {}"),
    "percent": ("mức {}%", "at {}%"),
    "before": ("nhiệm kỳ trước {}", "before {}"),
    "goal": ("mốc {}", "goal {}"),
    "cap": ("tối đa {}", "at most {}"),
    "limit": ("tối đa {}", "at most {}"),
    "seats": ("{} ghế", "{} seats"),
    "deputies": ("{} đại biểu", "{} deputies"),
    "listed": ("{} người ứng cử", "{} candidates"),
    "holders": ("{} người giữ", "{} holders"),
    "holder": ("{}", "{}"),
    "sitting": ("hiện có {}", "{} now"),
    "combined": ("{} người kiêm", "{} combining"),
    "population": ("dân số {}", "population {}"),
    "years": ("từ {} tuổi", "{} years and over"),
    "tied": ("{} người có địa bàn", "{} people with a tie"),
    "widest_percent": ("chênh nhiều nhất {}%", "{}% at the widest"),
    "lowest": ("từ {}", "from {}"),
    "highest": ("đến {}", "to {}"),
    "apart": ("chênh {}", "{} apart"),
    "given": ("đạt {}", "reached {}"),
    "entered": ("đã nhập {}", "entered {}"),
    "above_percent": ("trên {}%", "above {}%"),
}


def render_compliance(names: Names, findings: Sequence[Finding]) -> Iterator[Block]:
    """Render the compliance tables: rules of documents, then the program's own wishes."""
    by_rule = {finding.rule: finding for finding in findings}
    notes = Footnotes(names)
    ours = [r for r in names.book.rules if names.book.is_ours(r)]
    theirs = [r for r in names.book.rules if not names.book.is_ours(r)]
    yield Heading(names.say("Đối chiếu từng quy định", "Compliance, rule by rule"))
    yield _compliance_table(names, theirs, by_rule, notes)
    if ours:
        yield Heading(
            names.say("Mong muốn của chương trình (không phải pháp luật)", "Wishes of the program (not law)")
        )
        yield _compliance_table(names, ours, by_rule, notes)
    yield from notes.blocks()


def render_compliance_summary(names: Names, findings: Iterable[Finding]) -> LineBlock:
    """Render how many rules are kept, broken, missed and undecided; wishes apart."""
    law, wishes = _ComplianceTally(), _ComplianceTally()
    for finding in findings:
        rule = names.book.by_id[finding.rule]
        (wishes if names.book.is_ours(rule) else law).add(rule, finding)
    words = names.say(
        f"{law.kept} quy định đạt, {law.broken} vi phạm, {law.missed} mục tiêu chưa đạt, "
        f"{law.undecided} chưa kết luận được vì thiếu số liệu.",
        f"{count_noun(law.kept, 'rule', 'rules')} kept, {law.broken} broken, "
        f"{count_noun(law.missed, 'aim', 'aims')} missed, "
        f"{law.undecided} not decided for want of figures.",
    )
    not_kept = wishes.broken + wishes.missed
    if wishes.kept or not_kept or wishes.undecided:
        words += names.say(
            f" Mong muốn riêng của chương trình: {wishes.kept} đạt, {not_kept} chưa đạt, "
            f"{wishes.undecided} chưa kết luận được.",
            f" The program's own wishes: {wishes.kept} kept, {not_kept} missed, "
            f"{wishes.undecided} not decided.",
        )
    return LineBlock(words, Tone.BAD if law.broken or wishes.broken else Tone.GOOD)


@dataclass
class _ComplianceTally:
    kept: int = 0
    broken: int = 0
    missed: int = 0
    undecided: int = 0

    def add(self, rule: Rule, finding: Finding) -> None:
        match finding.verdict:
            case Verdict.KEPT:
                self.kept += 1
            case Verdict.UNDECIDED:
                self.undecided += 1
            case Verdict.BROKEN if rule.strength is Strength.AIM:
                self.missed += 1
            case Verdict.BROKEN:
                self.broken += 1


def _compliance_table(
    names: Names, rules: Sequence[Rule], findings: dict[str, Finding], notes: Footnotes
) -> TableBlock:
    say = names.say
    columns = (
        BlockColumn(say("Kết quả", "Verdict"), narrow=True),
        BlockColumn(say("Quy định", "Rule"), share=4),
        BlockColumn(say("Căn cứ", "Clause"), share=2),
        BlockColumn(say("Thực tế", "Actual"), share=3),
    )
    rows = (_compliance_row(names, rule, findings[rule.id], notes) for rule in rules if rule.id in findings)
    return TableBlock(columns, tuple(rows), rules=True)


def _compliance_row(names: Names, rule: Rule, finding: Finding, notes: Footnotes) -> tuple[BlockCell, ...]:
    words = f"{names.says(rule)} [{names.strength(rule)} · {rule.id}]{_departure_mark(names, rule)}"
    return (
        describe_verdict(names, rule, finding),
        words,
        names.clause(rule) + notes.marks(rule),
        describe_actual(names, rule, finding),
    )


def _departure_mark(names: Names, rule: Rule) -> str:
    return " ≠" if any(d.rule == rule.id for d in names.book.departures) else ""


def describe_verdict(names: Names, rule: Rule, finding: Finding) -> StyledText:
    """Return the verdict in a word: kept, broken, missed (an aim) or undecided."""
    say = names.say
    match finding.verdict:
        case Verdict.KEPT:
            return StyledText(say("✓ đạt", "✓ kept"), Tone.GOOD)
        case Verdict.UNDECIDED:
            return StyledText(say("? chưa rõ", "? undecided"), Tone.CARE)
        case Verdict.BROKEN if rule.strength is Strength.AIM:
            return StyledText(say("△ chưa đạt", "△ missed"), Tone.CARE)
    return StyledText(say("✗ vi phạm", "✗ broken"), Tone.BAD)


def describe_actual(names: Names, rule: Rule, finding: Finding) -> str:
    """Describe what a slate has for a rule: the breach with witnesses, or figures."""
    if finding.missing is not None:
        return finding.missing.of(names.lang)
    if finding.verdict is Verdict.BROKEN:
        witnesses = f" ({names.people(finding.witnesses)})" if finding.witnesses else ""
        return names.describe_breach(rule, finding) + witnesses
    return ", ".join(words for _, words in describe_facts(names, finding)) or describe_no_case(names)


def describe_no_case(names: Names) -> str:
    """Describe a kept rule that has no figures."""
    return names.say("không có trường hợp nào trái", "no case against it")


def describe_facts(names: Names, finding: Finding) -> Iterator[tuple[str, str]]:
    """Yield the facts of a finding, each with its words."""
    facts = dict(finding.facts)
    for part, whole in (("count", "total"), ("before", "before_total")):
        if part in facts and whole in facts:
            facts[part] = f"{facts[part]}/{facts.pop(whole)}"
    for name, value in facts.items():
        if name in _FACTS:
            shown = ", ".join(names.name_of(piece) for piece in str(value).split(", "))
            yield name, names.say(*_FACTS[name]).format(shown)
