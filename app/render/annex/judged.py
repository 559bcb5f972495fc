"""The compliance table: each rule with its clauses, what it requires, what the slate has, and the verdict."""

from collections.abc import Iterable, Iterator, Sequence

from cocau.app.law_words import BOUNDS
from cocau.app.render.annex.form import Align, Column, Paragraph, Percent, Piece, Row, RowKind, Table
from cocau.app.render.annex.shown import shown
from cocau.app.render.annex.sight import Sight, pointing, telling
from cocau.app.render.compliance import nothing_against, numbers, verdict
from cocau.app.render.figures import Share
from cocau.app.render.notes import Notes
from cocau.app.render.sheet import Sheet
from cocau.app.render.wording import bounds
from cocau.constraints.record import Text
from cocau.constraints.rule import Finding, Rule, Strength, Verdict

_REQUIRED = frozenset({"needed", "goal", "cap", "limit", "above_percent", "years"})
"""Facts of a finding that say what is asked for; the others say what there is."""

_PERCENT = "percent"
"""The share that is asked for; told once, where it is also a bound of the rule."""

_BOUNDS = {
    "at_least": Text(vi="ít nhất {}", en="at least {}"),
    "at_most": Text(vi="nhiều nhất {}", en="at most {}"),
    "at_least_percent": Text(vi="ít nhất {}%", en="at least {}%"),
    "at_most_percent": Text(vi="nhiều nhất {}%", en="at most {}%"),
    "within": Text(vi="chênh không quá {}/100", en="within {}/100"),
    "within_percent": Text(vi="lệch không quá {}%", en="within {}%"),
    "leaders": Text(vi="lãnh đạo: nhiều nhất {}", en="leaders: at most {}"),
    "per_committee": Text(vi="mỗi ban: nhiều nhất {}", en="each committee: at most {}"),
    "more": Text(vi="được thêm {}", en="{} more allowed"),
    "missing": Text(vi="được thiếu {}", en="{} may lack"),
}

_CLOSED = "(*)"
_WITNESSES = 12


def judged(sheet: Sheet, findings: Iterable[Finding], notes: Notes, sight: Sight) -> Iterator[Piece]:
    """The rules of documents, by how binding they are; then the program's own wishes, said to be no law."""
    by_rule = {finding.rule: finding for finding in findings}
    rules = [rule for rule in sheet.book.rules if rule.id in by_rule]
    theirs = [rule for rule in rules if not sheet.book.is_ours(rule)]
    rows: list[Row] = []
    for strength in Strength:
        some = [rule for rule in theirs if rule.strength is strength]
        rows += _group(sheet, sheet.label(strength), some, by_rule, notes, sight)
    wishes = sheet.say("Mong muốn của chương trình (không phải pháp luật)", "Wishes of the program (not law)")
    rows += _group(sheet, wishes, [r for r in rules if sheet.book.is_ours(r)], by_rule, notes, sight)
    yield Table(columns=_columns(sheet), rows=tuple(rows))
    if not sight.sensitive:
        yield Paragraph(
            text=sheet.say(
                "(*) Không hiển thị vì có thể cho biết ai là đảng viên, thuộc dân tộc hoặc tôn giáo nào; tên "
                "người trong các trường hợp cụ thể cũng vậy.",
                "(*) Not shown, as it may tell Party membership, ethnicity or religion; so may the names of "
                "witnesses.",
            )
        )


def _columns(sheet: Sheet) -> tuple[Column, ...]:
    say = sheet.say
    return (
        Column(key="number", head=say("TT", "No."), width=10, align=Align.CENTER),
        Column(key="rule", head=say("Quy định", "Rule"), width=80),
        Column(key="clause", head=say("Căn cứ", "Clause"), width=50),
        Column(key="required", head=say("Yêu cầu", "Required"), width=36),
        Column(key="actual", head=say("Thực tế", "Actual"), width=40),
        Column(key="verdict", head=say("Kết quả", "Verdict"), width=21),
        Column(key="witnesses", head=say("Trường hợp cụ thể", "Witnesses"), width=30),
    )


def _group(  # what a row is made of
    sheet: Sheet,
    title: str,
    rules: Sequence[Rule],
    found: dict[str, Finding],
    notes: Notes,
    sight: Sight,
) -> Iterator[Row]:
    if rules:
        yield Row(kind=RowKind.GROUP, values=(title,))
    for place, rule in enumerate(rules, start=1):
        yield _row(sheet, place, rule, found[rule.id], notes, sight)


def _row(  # the same
    sheet: Sheet, place: int, rule: Rule, finding: Finding, notes: Notes, sight: Sight
) -> Row:
    changed = " ≠" if any(d.rule == rule.id for d in sheet.book.departures) else ""
    closed = not sight.sensitive and telling(rule)
    return Row(
        values=(
            place,
            f"{sheet.says(rule)} [{rule.id}]{changed}",
            sheet.clause(rule) + notes.marks(rule),
            required(sheet, rule, finding),
            _CLOSED if closed else actual(sheet, rule, finding),
            _CLOSED if closed and pointing(rule, sheet.council) else verdict(sheet, rule, finding).text,
            sheet.people(finding.witnesses, _WITNESSES) if sight.sensitive else "",
        )
    )


def required(sheet: Sheet, rule: Rule, finding: Finding) -> str:
    """The bounds of a rule in words, and what they come to here."""
    said = [_bound(sheet, field, value) for field, value in bounds(rule).items()]
    facts = dict(numbers(sheet, finding))
    said += [facts[fact] for fact in facts if fact in _REQUIRED or (fact == _PERCENT and not said)]
    return "; ".join(said)


def _bound(sheet: Sheet, field: str, value: str) -> str:
    if field in _BOUNDS:
        return _BOUNDS[field].of(sheet.lang).format(value)
    return f"{BOUNDS[field].of(sheet.lang)}: {value}" if field in BOUNDS else f"{field}: {value}"


def actual(sheet: Sheet, rule: Rule, finding: Finding) -> str:
    """What the slate has: numbers, the sentence of a broken rule, or what is missing to judge it."""
    if finding.missing is not None:
        return finding.missing.of(sheet.lang)
    if finding.verdict is Verdict.BROKEN:
        return sheet.broken(rule, finding)
    asked = _REQUIRED | {_PERCENT}
    said = [words for fact, words in numbers(sheet, finding) if fact not in asked]
    return ", ".join(said) + _of_all(sheet, finding) if said else nothing_against(sheet)


def _of_all(sheet: Sheet, finding: Finding) -> str:
    """The share in percent, where a share is asked for."""
    count, total = finding.facts.get("count"), finding.facts.get("total")
    if _PERCENT not in finding.facts or not isinstance(count, int) or not isinstance(total, int):
        return ""
    tenths = Share(count, total).tenths()
    return "" if tenths is None else f" ({shown(Percent(tenths=tenths), sheet.lang)})"
