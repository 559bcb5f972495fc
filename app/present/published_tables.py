"""Audited published tables as text: faults and rules of each, then a summary of all."""

from collections.abc import Iterator, Sequence

from cocau.app.audits.tables import AuditedTables
from cocau.app.i18n.languages import say
from cocau.app.i18n.words import PLAIN, get_label
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
from cocau.app.present.proposal.compliance import render_clashes
from cocau.app.present.proposal.rule_rows import FACT_WORDS, get_rule_outcome
from cocau.app.present.proposal.slate_rows import GroupShare
from cocau.app.present.wording import Footnotes, PlaceholderValues, Wording, list_bounds
from cocau.constraints.published.audit import TableAudit, TableFinding
from cocau.constraints.published.notice import Notice, NoticeTotal, PrintedFigure, parse_age_line
from cocau.constraints.published.remarks import TableRemark
from cocau.constraints.rulebook import Rulebook
from cocau.constraints.rules.rule import Fact, Finding, Rule, Strength, Verdict


def render_report(audited: AuditedTables, lang: str) -> Iterator[Block]:
    """Render every audited table, the summary, and footnotes on the deciding rules."""
    tables = audited.report.tables
    notes: Footnotes | None = None
    for table, book in zip(tables, audited.books, strict=True):
        if notes is None and book is not None:
            notes = Footnotes(Wording(book, lang))
        yield from _render_section(table, book, lang, notes)
    yield from _render_summary(tables, audited.books, lang)
    decided = any(j.finding.verdict is not Verdict.UNDECIDED for t in tables for j in t.rules)
    if notes is not None and decided:
        yield from notes.blocks()


def _render_section(
    table: TableAudit, book: Rulebook | None, lang: str, notes: Footnotes | None
) -> Iterator[Block]:
    notice = table.notice
    yield LineBlock("")
    yield Heading(f"{notice.locality} · {_describe_stage(notice, lang)}", level=1)
    yield LineBlock(_describe_figures(notice, lang))
    yield from _render_counts(notice, lang)
    if notice.source:
        yield LineBlock(say(lang, f"Nguồn: {notice.source}", f"Source: {notice.source}"), Tone.QUIET)
    if notice.note:
        yield LineBlock(notice.note, Tone.QUIET)
    yield from _render_remarks(table.remarks, lang)
    if book is None:
        yield LineBlock(
            say(
                lang,
                "Không có bộ quy định cho nhiệm kỳ này; các quy định không được chấm.",
                "There is no rulebook for this term; no rule is judged.",
            ),
            Tone.CARE,
        )
        return
    wording = Wording(book, lang)
    decided = [j for j in table.rules if j.finding.verdict is not Verdict.UNDECIDED]
    for judged in sorted(decided, key=lambda j: j.finding.verdict is Verdict.KEPT):
        yield _render_judged_rule(wording, judged, notes)
    yield from _render_undecided(table, lang)
    count = len(table.needs_names)
    yield LineBlock(
        say(
            lang,
            f"{count} quy định khác của {book.name} cần danh sách người, chức danh hoặc đơn vị bầu cử.",
            f"{count} other rules of {book.name} need names, posts or constituencies.",
        ),
        Tone.QUIET,
    )
    yield from render_clashes(wording, table.clashes)


def _render_undecided(table: TableAudit, lang: str) -> Iterator[Block]:
    """Render the rules that the numbers do not decide, grouped by reason."""
    reasons: dict[str, list[str]] = {}
    for judged in table.rules:
        if judged.finding.missing is not None:
            reasons.setdefault(judged.finding.missing.of(lang), []).append(judged.finding.rule)
    for reason, rules in reasons.items():
        yield LineBlock(f"{reason} [{', '.join(rules)}]", Tone.CARE, mark="?")


def _describe_stage(notice: Notice, lang: str) -> str:
    day = "" if notice.dated is None else f" ({notice.dated:%d/%m/%Y})"
    term = notice.years or f"{notice.day:%d/%m/%Y}"
    return f"{get_label(notice.level, lang)} · {term} · {get_label(notice.stage, lang)}{day}"


def _describe_figures(notice: Notice, lang: str) -> str:
    base = get_label(NoticeTotal(notice.base), lang)
    parts = [say(lang, f"Tính trên {notice.total} người ({base})", f"Counted on {notice.total} ({base})")]
    if notice.seats is not None:
        parts.append(say(lang, f"{notice.seats} ghế", f"{notice.seats} seats"))
    if notice.constituencies is not None:
        units = notice.constituencies
        parts.append(say(lang, f"{units} đơn vị bầu cử", f"{units} constituencies"))
    if notice.several:
        parts.append(say(lang, "gộp nhiều HĐND", "several councils together"))
    return ", ".join(parts) + "."


def _render_counts(notice: Notice, lang: str) -> Iterator[Block]:
    """Render the counts of a published table, each with its share of the base."""
    blocs = [(row.name if row.part_of is None else f"– {row.name}", row) for row in notice.blocs]
    groups = [(_label_group(group, lang), figure) for group, figure in notice.structures.items()]
    for head, rows in (
        (say(lang, "Khối", "Blocs"), blocs),
        (say(lang, "Cơ cấu", "Structures"), groups),
    ):
        said = [
            f"{name} {_format_share(figure, notice.total, lang)}"
            for name, figure in rows
            if figure.count is not None
        ]
        if said:
            yield LineBlock(f"{head}: {'; '.join(said)}.", indent=2)


def _label_group(group: str, lang: str) -> str:
    years = parse_age_line(group)
    if years is not None and group not in PLAIN:
        return say(lang, f"Dưới {years} tuổi", f"Under {years}")
    return get_label(group, lang)


def _format_share(figure: PrintedFigure, total: int | None, lang: str) -> str:
    share = GroupShare(figure.count, total or 0)
    return str(figure.count) if share.tenths() is None or figure.of is not None else share.format(lang)


def _render_remarks(remarks: Sequence[TableRemark], lang: str) -> Iterator[Block]:
    if not any(remark.fault for remark in remarks):
        yield LineBlock(
            say(lang, "Không thấy lỗi trong các số liệu.", "No fault in the numbers."),
            Tone.GOOD,
            mark="✓",
        )
    for remark in sorted(remarks, key=lambda r: not r.fault):
        doubt = remark.code == "reading"
        tone, mark = (Tone.BAD, "✗") if remark.fault else (Tone.QUIET, "?") if doubt else (Tone.PLAIN, "•")
        yield LineBlock(remark.says.of(lang), tone, mark=mark)


def _render_judged_rule(wording: Wording, judged: TableFinding, notes: Footnotes | None) -> Block:
    finding = judged.finding
    rule = wording.book.by_id[finding.rule]
    outcome = get_rule_outcome(rule, finding)
    provisional = "" if judged.provisional is None else f" ({judged.provisional.of(wording.lang)})"
    description = _describe_finding(wording, rule, finding)
    marks = "" if notes is None else notes.marks(rule)
    clause = f" [{rule.id}; {wording.clause(rule)}]{marks}"
    return LineBlock(f"{description}{provisional}{clause}", outcome.tone, mark=outcome.mark)


def _describe_finding(wording: Wording, rule: Rule, finding: Finding) -> str:
    """Describe a rule with its numbers, or with the breach."""
    says = wording.says(rule)
    numbers = _describe_numbers(wording, finding.facts)
    if finding.verdict is Verdict.KEPT:
        return f"{says} — {numbers}." if numbers else says
    if numbers and ("count" not in finding.facts or rule.strength is Strength.AIM):
        return f"{says} — {wording.say('chưa đạt', 'not reached')}: {numbers}."
    facts = {name: str(value) for name, value in finding.facts.items()}
    return rule.broken.of(wording.lang).format_map(PlaceholderValues(list_bounds(rule) | facts))


_FACT_WORDS = {name: FACT_WORDS[name] for name in ("needed", "cap", "goal", "listed")} | {
    "needed": ("mức cần {}", "bound {}")
}


def _describe_numbers(wording: Wording, facts: dict[str, Fact]) -> str:
    shown = []
    if "count" in facts:
        whole = f"/{facts['total']}" if "total" in facts else ""
        shown.append(wording.say(f"có {facts['count']}{whole}", f"{facts['count']}{whole}"))
    shown += [wording.say(*words).format(facts[name]) for name, words in _FACT_WORDS.items() if name in facts]
    if "before" in facts:
        past = f"{facts['before']}/{facts['before_total']}"
        shown.append(wording.say(f"nhiệm kỳ trước {past}", f"before {past}"))
    return ", ".join(shown)


def _render_summary(
    tables: Sequence[TableAudit], books: Sequence[Rulebook | None], lang: str
) -> Iterator[Block]:
    yield Heading(say(lang, "Tổng hợp", "Summary"))
    columns = (
        BlockColumn(say(lang, "Địa phương", "Locality"), share=2),
        BlockColumn(say(lang, "Nhiệm kỳ", "Term"), narrow=True),
        BlockColumn(say(lang, "Bước", "Stage"), share=2),
        BlockColumn(say(lang, "Lỗi số liệu", "Faults"), narrow=True, right=True),
        BlockColumn(say(lang, "Đạt", "Kept"), narrow=True, right=True),
        BlockColumn(say(lang, "Chưa đạt", "Missed"), narrow=True, right=True),
        BlockColumn(say(lang, "Chưa rõ", "Undecided"), narrow=True, right=True),
        BlockColumn(say(lang, "Cần tên", "Need names"), narrow=True, right=True),
    )
    yield TableBlock(
        columns, tuple(_build_summary_row(t, b, lang) for t, b in zip(tables, books, strict=True))
    )
    if any(j.provisional is not None for t in tables for j in t.rules):
        yield LineBlock(
            say(
                lang,
                "~: có kết luận tạm tính, vì bảng đếm trên những người khác với quy định.",
                "~: some verdicts are provisional, as the table counts other people than the rule.",
            ),
            Tone.QUIET,
        )


def _build_summary_row(table: TableAudit, book: Rulebook | None, lang: str) -> tuple[BlockCell, ...]:
    notice, faults = table.notice, table.faults
    missed = [j for j in table.rules if j.finding.verdict is Verdict.BROKEN]
    bad = book is not None and any(
        j.provisional is None and book.by_id[j.finding.rule].strength is not Strength.AIM for j in missed
    )
    return (
        notice.locality,
        notice.years or "—",
        get_label(notice.stage, lang),
        StyledText(str(faults), Tone.BAD if faults else Tone.PLAIN),
        _count_verdict(table, Verdict.KEPT),
        StyledText(_count_verdict(table, Verdict.BROKEN), Tone.BAD if bad else Tone.PLAIN),
        _count_verdict(table, Verdict.UNDECIDED),
        str(len(table.needs_names)),
    )


def _count_verdict(table: TableAudit, verdict: Verdict) -> str:
    found = [j for j in table.rules if j.finding.verdict is verdict]
    return f"{len(found)}{'~' if any(j.provisional is not None for j in found) else ''}"
