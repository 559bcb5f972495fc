"""The compliance table: every rule with its clause, what is asked, what the slate has, and the verdict."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from cocau.app.render.blocks import Block, Cell, Column, Heading, Line, Table, Tone, Words
from cocau.app.render.notes import Notes
from cocau.app.render.numbers import counted
from cocau.app.render.sheet import Sheet
from cocau.constraints.rule import Finding, Rule, Strength, Verdict

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


def compliance(sheet: Sheet, findings: Sequence[Finding]) -> Iterator[Block]:
    """Documents first; what the program itself wishes stands apart, and is said to be no law."""
    by_rule = {finding.rule: finding for finding in findings}
    notes = Notes(sheet)
    ours = [r for r in sheet.book.rules if sheet.book.is_ours(r)]
    theirs = [r for r in sheet.book.rules if not sheet.book.is_ours(r)]
    yield Heading(sheet.say("Đối chiếu từng quy định", "Compliance, rule by rule"))
    yield _table(sheet, theirs, by_rule, notes)
    if ours:
        yield Heading(
            sheet.say("Mong muốn của chương trình (không phải pháp luật)", "Wishes of the program (not law)")
        )
        yield _table(sheet, ours, by_rule, notes)
    yield from notes.blocks()


def summary(sheet: Sheet, findings: Iterable[Finding]) -> Line:
    """How many rules of documents are kept, broken, missed and undecided; the program's wishes apart."""
    law, wishes = _Tally(), _Tally()
    for finding in findings:
        rule = sheet.book.by_id[finding.rule]
        (wishes if sheet.book.is_ours(rule) else law).add(rule, finding)
    words = sheet.say(
        f"{law.kept} quy định đạt, {law.broken} vi phạm, {law.missed} mục tiêu chưa đạt, "
        f"{law.undecided} chưa kết luận được vì thiếu số liệu.",
        f"{counted(law.kept, 'rule', 'rules')} kept, {law.broken} broken, "
        f"{counted(law.missed, 'aim', 'aims')} missed, "
        f"{law.undecided} not decided for want of figures.",
    )
    not_kept = wishes.broken + wishes.missed
    if wishes.kept or not_kept or wishes.undecided:
        words += sheet.say(
            f" Mong muốn riêng của chương trình: {wishes.kept} đạt, {not_kept} chưa đạt, "
            f"{wishes.undecided} chưa kết luận được.",
            f" The program's own wishes: {wishes.kept} kept, {not_kept} missed, "
            f"{wishes.undecided} not decided.",
        )
    return Line(words, Tone.BAD if law.broken or wishes.broken else Tone.GOOD)


@dataclass
class _Tally:
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


def _table(sheet: Sheet, rules: Sequence[Rule], found: dict[str, Finding], notes: Notes) -> Table:
    say = sheet.say
    columns = (
        Column(say("Kết quả", "Verdict"), narrow=True),
        Column(say("Quy định", "Rule"), share=4),
        Column(say("Căn cứ", "Clause"), share=2),
        Column(say("Thực tế", "Actual"), share=3),
    )
    rows = (_row(sheet, rule, found[rule.id], notes) for rule in rules if rule.id in found)
    return Table(columns, tuple(rows), rules=True)


def _row(sheet: Sheet, rule: Rule, finding: Finding, notes: Notes) -> tuple[Cell, ...]:
    words = f"{sheet.says(rule)} [{sheet.strength(rule)} · {rule.id}]{_departed(sheet, rule)}"
    return (
        verdict(sheet, rule, finding),
        words,
        sheet.clause(rule) + notes.marks(rule),
        actual(sheet, rule, finding),
    )


def _departed(sheet: Sheet, rule: Rule) -> str:
    return " ≠" if any(d.rule == rule.id for d in sheet.book.departures) else ""


def verdict(sheet: Sheet, rule: Rule, finding: Finding) -> Words:
    """Kept, broken, missed (an aim) or undecided."""
    say = sheet.say
    match finding.verdict:
        case Verdict.KEPT:
            return Words(say("✓ đạt", "✓ kept"), Tone.GOOD)
        case Verdict.UNDECIDED:
            return Words(say("? chưa rõ", "? undecided"), Tone.CARE)
        case Verdict.BROKEN if rule.strength is Strength.AIM:
            return Words(say("△ chưa đạt", "△ missed"), Tone.CARE)
    return Words(say("✗ vi phạm", "✗ broken"), Tone.BAD)


def actual(sheet: Sheet, rule: Rule, finding: Finding) -> str:
    """What the slate has: the sentence of a broken rule with its witnesses, else the numbers."""
    if finding.missing is not None:
        return finding.missing.of(sheet.lang)
    if finding.verdict is Verdict.BROKEN:
        witnesses = f" ({sheet.people(finding.witnesses)})" if finding.witnesses else ""
        return sheet.broken(rule, finding) + witnesses
    return ", ".join(words for _, words in numbers(sheet, finding)) or nothing_against(sheet)


def nothing_against(sheet: Sheet) -> str:
    """What is said of a kept rule that has no numbers."""
    return sheet.say("không có trường hợp nào trái", "no case against it")


def numbers(sheet: Sheet, finding: Finding) -> Iterator[tuple[str, str]]:
    """The facts of a finding, each with its words."""
    facts = dict(finding.facts)
    for part, whole in (("count", "total"), ("before", "before_total")):
        if part in facts and whole in facts:
            facts[part] = f"{facts[part]}/{facts.pop(whole)}"
    for name, value in facts.items():
        if name in _FACTS:
            shown = ", ".join(sheet.named(piece) for piece in str(value).split(", "))
            yield name, sheet.say(*_FACTS[name]).format(shown)
