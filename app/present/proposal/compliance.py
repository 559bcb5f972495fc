"""Compliance for a terminal: the tables, a summary, and clauses that clash."""

from collections.abc import Iterable, Iterator

from cocau.app.present.blocks import (
    Block,
    BlockCell,
    BlockColumn,
    Heading,
    LineBlock,
    TableBlock,
    Tone,
)
from cocau.app.present.names import Names
from cocau.app.present.proposal.rule_rows import RuleOutcome, RuleRow, count_outcomes, list_rules
from cocau.app.present.wording import Footnotes, Wording, count_noun
from cocau.constraints.checks.clashes import Clash
from cocau.constraints.record import Text
from cocau.constraints.rules.rule import Finding, Strength


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
        if clash.uncounted:
            yield LineBlock(_describe_uncounted(wording, clash), Tone.CARE, indent=2)


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


def _describe_uncounted(wording: Wording, clash: Clash) -> str:
    """Describe the deputies who are full-time without a post: neither rule counts them."""
    who = wording.people(clash.uncounted) if isinstance(wording, Names) else ", ".join(clash.uncounted)
    return wording.say(
        f"Cả hai điều không tính: {who} (chuyên trách theo ghi nhận của cơ quan lập phương án, không giữ "
        "chức danh).",
        f"Neither counts {who}: full-time by the planning body's own word, without a post.",
    )


def _describe_precedence(wording: Wording, clash: Clash) -> str:
    """Describe which of two clashing rules gives way; neither if both are musts."""
    if wording.book.by_id[clash.wants].strength is Strength.AIM:
        return wording.say("ở đây điều bắt buộc được giữ", "the binding one is kept here")
    return wording.say("ở đây cả hai đều bắt buộc", "both are binding here")


WISHES_TITLE = Text(vi="Tiêu chí bổ sung (ngoài văn bản)", en="Additional criteria (not in any document)")


def render_compliance(names: Names, findings: Iterable[Finding]) -> Iterator[Block]:
    """Render the compliance tables: rules of documents, then the program's own wishes."""
    rows, notes = list_rules(names, findings), Footnotes(names)
    yield Heading(names.say("Đối chiếu từng quy định", "Compliance, rule by rule"))
    yield _build_compliance_table(names, (row for row in rows if not row.is_ours), notes)
    if ours := [row for row in rows if row.is_ours]:
        yield Heading(WISHES_TITLE.of(names.lang))
        yield _build_compliance_table(names, ours, notes)
    yield from notes.blocks()


def render_compliance_summary(names: Names, findings: Iterable[Finding]) -> LineBlock:
    """Render how many rules are kept, broken, missed and undecided; wishes apart."""
    rows = list_rules(names, findings)
    law, wishes = count_outcomes(rows, ours=False), count_outcomes(rows, ours=True)
    kept, broken = law[RuleOutcome.KEPT], law[RuleOutcome.BROKEN]
    missed, undecided = law[RuleOutcome.MISSED], law[RuleOutcome.UNDECIDED]
    words = names.say(
        f"{kept} quy định đạt, {broken} vi phạm, {missed} mục tiêu chưa đạt, "
        f"{undecided} chưa kết luận được vì thiếu số liệu.",
        f"{count_noun(kept, 'rule', 'rules')} kept, {broken} broken, "
        f"{count_noun(missed, 'aim', 'aims')} missed, "
        f"{undecided} not decided for want of figures.",
    )
    if wishes:
        kept, undecided = wishes[RuleOutcome.KEPT], wishes[RuleOutcome.UNDECIDED]
        not_kept = wishes[RuleOutcome.BROKEN] + wishes[RuleOutcome.MISSED]
        words += names.say(
            f" Tiêu chí bổ sung: {kept} đạt, {not_kept} chưa đạt, {undecided} chưa kết luận được.",
            f" Additional criteria: {kept} kept, {not_kept} missed, {undecided} not decided.",
        )
    return LineBlock(words, Tone.BAD if broken or wishes[RuleOutcome.BROKEN] else Tone.GOOD)


def _build_compliance_table(names: Names, rows: Iterable[RuleRow], notes: Footnotes) -> TableBlock:
    say = names.say
    columns = (
        BlockColumn(say("Kết quả", "Verdict"), narrow=True),
        BlockColumn(say("Quy định", "Rule"), share=4),
        BlockColumn(say("Căn cứ", "Clause"), share=2),
        BlockColumn(say("Thực tế", "Actual"), share=3),
    )
    return TableBlock(columns, tuple(_list_compliance_cells(row, notes) for row in rows), rules=True)


def _list_compliance_cells(row: RuleRow, notes: Footnotes) -> tuple[BlockCell, ...]:
    words = f"{row.says}{row.names.tag(row.rule)}{' ≠' if row.is_departed else ''}"
    return row.verdict, words, row.clause + notes.marks(row.rule), row.actual
