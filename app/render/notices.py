"""Audited tables as text: each with its faults and the rules its numbers speak to; then all in one table."""

from collections.abc import Iterator, Sequence

from cocau.app.render.blocks import Block, Cell, Column, Heading, Line, Table, Tone, Words
from cocau.app.render.clashes import clashing
from cocau.app.render.figures import Share
from cocau.app.render.notes import Notes
from cocau.app.render.wording import Filled, Wording, bounds
from cocau.app.tables import Audited
from cocau.app.words import PLAIN, label
from cocau.constraints.notice import Figure, Notice, Total, age_line
from cocau.constraints.rule import Fact, Finding, Rule, Strength, Verdict
from cocau.constraints.rulebook import Rulebook
from cocau.constraints.table_audit import Judged, TableAudit
from cocau.constraints.table_remark import Remark


def report(audited: Audited, lang: str) -> Iterator[Block]:
    """Table by table, the summary, and what is doubtful about the rules that gave a verdict."""
    tables = audited.report.tables
    notes: Notes | None = None
    for table, book in zip(tables, audited.books, strict=True):
        if notes is None and book is not None:
            notes = Notes(Wording(book, lang))
        yield from _section(table, book, lang, notes)
    yield from _summary(tables, audited.books, lang)
    decided = any(j.finding.verdict is not Verdict.UNDECIDED for t in tables for j in t.rules)
    if notes is not None and decided:
        yield from notes.blocks()


def _section(table: TableAudit, book: Rulebook | None, lang: str, notes: Notes | None) -> Iterator[Block]:
    notice = table.notice
    yield Line("")
    yield Heading(f"{notice.locality} · {_when(notice, lang)}", level=1)
    yield Line(_figures(notice, lang))
    yield from _counted(notice, lang)
    if notice.source:
        yield Line(_say(lang, f"Nguồn: {notice.source}", f"Source: {notice.source}"), Tone.QUIET)
    if notice.note:
        yield Line(notice.note, Tone.QUIET)
    yield from _remarks(table.remarks, lang)
    if book is None:
        yield Line(
            _say(
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
        yield _judged(wording, judged, notes)
    yield from _undecided(table, lang)
    count = len(table.needs_names)
    yield Line(
        _say(
            lang,
            f"{count} quy định khác của {book.name} cần danh sách người, chức danh hoặc đơn vị bầu cử.",
            f"{count} other rules of {book.name} need names, posts or constituencies.",
        ),
        Tone.QUIET,
    )
    yield from clashing(wording, table.clashes)


def _undecided(table: TableAudit, lang: str) -> Iterator[Block]:
    """The rules that the numbers do not decide, together where the reason is the same."""
    reasons: dict[str, list[str]] = {}
    for judged in table.rules:
        if judged.finding.missing is not None:
            reasons.setdefault(judged.finding.missing.of(lang), []).append(judged.finding.rule)
    for reason, rules in reasons.items():
        yield Line(f"{reason} [{', '.join(rules)}]", Tone.CARE, mark="?")


def _say(lang: str, vi: str, en: str) -> str:
    return en if lang == "en" else vi


def _when(notice: Notice, lang: str) -> str:
    day = "" if notice.dated is None else f" ({notice.dated:%d/%m/%Y})"
    term = notice.years or f"{notice.day:%d/%m/%Y}"
    return f"{label(notice.level, lang)} · {term} · {label(notice.stage, lang)}{day}"


def _figures(notice: Notice, lang: str) -> str:
    base = label(Total(notice.base), lang)
    parts = [_say(lang, f"Tính trên {notice.total} người ({base})", f"Counted on {notice.total} ({base})")]
    if notice.seats is not None:
        parts.append(_say(lang, f"{notice.seats} ghế", f"{notice.seats} seats"))
    if notice.constituencies is not None:
        units = notice.constituencies
        parts.append(_say(lang, f"{units} đơn vị bầu cử", f"{units} constituencies"))
    if notice.several:
        parts.append(_say(lang, "gộp nhiều HĐND", "several councils together"))
    return ", ".join(parts) + "."


def _counted(notice: Notice, lang: str) -> Iterator[Block]:
    """What the table counts, each with its share of the base as we reckon it."""
    blocs = [(row.name if row.part_of is None else f"– {row.name}", row) for row in notice.blocs]
    groups = [(_group(group, lang), figure) for group, figure in notice.structures.items()]
    for head, rows in ((_say(lang, "Khối", "Blocs"), blocs), (_say(lang, "Cơ cấu", "Structures"), groups)):
        said = [
            f"{name} {_share(figure, notice.total, lang)}"
            for name, figure in rows
            if figure.count is not None
        ]
        if said:
            yield Line(f"{head}: {'; '.join(said)}.", indent=2)


def _group(group: str, lang: str) -> str:
    years = age_line(group)
    if years is not None and group not in PLAIN:
        return _say(lang, f"Dưới {years} tuổi", f"Under {years}")
    return label(group, lang)


def _share(figure: Figure, total: int | None, lang: str) -> str:
    tenths = Share(figure.count, total or 0).tenths()
    if tenths is None or figure.of is not None:
        return str(figure.count)
    whole, tenth = divmod(tenths, 10)
    return f"{figure.count} ({whole}{_say(lang, ',', '.')}{tenth}%)"


def _remarks(remarks: Sequence[Remark], lang: str) -> Iterator[Block]:
    if not any(remark.fault for remark in remarks):
        yield Line(
            _say(lang, "Không thấy lỗi trong các số liệu.", "No fault in the numbers."), Tone.GOOD, mark="✓"
        )
    for remark in sorted(remarks, key=lambda r: not r.fault):
        doubt = remark.code == "reading"
        tone, mark = (Tone.BAD, "✗") if remark.fault else (Tone.QUIET, "?") if doubt else (Tone.PLAIN, "•")
        yield Line(remark.says.of(lang), tone, mark=mark)


def _judged(wording: Wording, judged: Judged, notes: Notes | None) -> Block:
    finding = judged.finding
    rule = wording.book.by_id[finding.rule]
    mark, tone = _mark(rule, finding)
    provisional = "" if judged.provisional is None else f" ({judged.provisional.of(wording.lang)})"
    told = _told(wording, rule, finding)
    marks = "" if notes is None else notes.marks(rule)
    clause = f" [{rule.id}; {wording.clause(rule)}]{marks}"
    return Line(f"{told}{provisional}{clause}", tone, mark=mark)


def _mark(rule: Rule, finding: Finding) -> tuple[str, Tone]:
    if finding.verdict is Verdict.KEPT:
        return "✓", Tone.GOOD
    return ("△", Tone.CARE) if rule.strength is Strength.AIM else ("✗", Tone.BAD)


def _told(wording: Wording, rule: Rule, finding: Finding) -> str:
    """What the rule says, and the numbers or what is missing for them."""
    says = wording.says(rule)
    numbers = _numbers(wording, finding.facts)
    if finding.verdict is Verdict.KEPT:
        return f"{says} — {numbers}." if numbers else says
    if numbers and ("count" not in finding.facts or rule.strength is Strength.AIM):
        return f"{says} — {wording.say('chưa đạt', 'not reached')}: {numbers}."
    facts = {name: str(value) for name, value in finding.facts.items()}
    return rule.broken.of(wording.lang).format_map(Filled(bounds(rule) | facts))


_SHOWN = {
    "needed": ("mức cần {}", "bound {}"),
    "cap": ("tối đa {}", "at most {}"),
    "goal": ("mốc {}", "goal {}"),
    "listed": ("{} người ứng cử", "{} candidates"),
}


def _numbers(wording: Wording, facts: dict[str, Fact]) -> str:
    shown = []
    if "count" in facts:
        whole = f"/{facts['total']}" if "total" in facts else ""
        shown.append(wording.say(f"có {facts['count']}{whole}", f"{facts['count']}{whole}"))
    shown += [wording.say(*words).format(facts[name]) for name, words in _SHOWN.items() if name in facts]
    if "before" in facts:
        past = f"{facts['before']}/{facts['before_total']}"
        shown.append(wording.say(f"nhiệm kỳ trước {past}", f"before {past}"))
    return ", ".join(shown)


def _summary(tables: Sequence[TableAudit], books: Sequence[Rulebook | None], lang: str) -> Iterator[Block]:
    yield Heading(_say(lang, "Tổng hợp", "Summary"))
    columns = (
        Column(_say(lang, "Địa phương", "Locality"), share=2),
        Column(_say(lang, "Nhiệm kỳ", "Term"), narrow=True),
        Column(_say(lang, "Bước", "Stage"), share=2),
        Column(_say(lang, "Lỗi số liệu", "Faults"), narrow=True, right=True),
        Column(_say(lang, "Đạt", "Kept"), narrow=True, right=True),
        Column(_say(lang, "Chưa đạt", "Missed"), narrow=True, right=True),
        Column(_say(lang, "Chưa rõ", "Undecided"), narrow=True, right=True),
        Column(_say(lang, "Cần tên", "Need names"), narrow=True, right=True),
    )
    yield Table(columns, tuple(_row(t, b, lang) for t, b in zip(tables, books, strict=True)))
    if any(j.provisional is not None for t in tables for j in t.rules):
        yield Line(
            _say(
                lang,
                "~: có kết luận tạm tính, vì bảng đếm trên những người khác với quy định.",
                "~: some verdicts are provisional, as the table counts other people than the rule.",
            ),
            Tone.QUIET,
        )


def _row(table: TableAudit, book: Rulebook | None, lang: str) -> tuple[Cell, ...]:
    notice, faults = table.notice, table.faults
    missed = [j for j in table.rules if j.finding.verdict is Verdict.BROKEN]
    bad = book is not None and any(
        j.provisional is None and book.by_id[j.finding.rule].strength is not Strength.AIM for j in missed
    )
    return (
        notice.locality,
        notice.years or "—",
        label(notice.stage, lang),
        Words(str(faults), Tone.BAD if faults else Tone.PLAIN),
        _tally(table, Verdict.KEPT),
        Words(_tally(table, Verdict.BROKEN), Tone.BAD if bad else Tone.PLAIN),
        _tally(table, Verdict.UNDECIDED),
        str(len(table.needs_names)),
    )


def _tally(table: TableAudit, verdict: Verdict) -> str:
    found = [j for j in table.rules if j.finding.verdict is verdict]
    return f"{len(found)}{'~' if any(j.provisional is not None for j in found) else ''}"
