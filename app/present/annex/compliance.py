"""The compliance table of an annex: each rule, what it requires, what the slate has, the verdict."""

from collections.abc import Iterable, Iterator, Sequence

from cocau.app.i18n.words import BOUNDS
from cocau.app.present.annex.disclosure import AnnexDisclosure, is_identifying_rule, is_sensitive_rule
from cocau.app.present.annex.layout import format_value
from cocau.app.present.annex.model import (
    AnnexColumn,
    AnnexParagraph,
    AnnexPiece,
    AnnexRow,
    AnnexTable,
    ColumnAlign,
    Percent,
    RowKind,
)
from cocau.app.present.names import Names
from cocau.app.present.proposal.compliance import describe_facts, describe_no_case, describe_verdict
from cocau.app.present.proposal.slate import GroupShare
from cocau.app.present.wording import Footnotes, list_bounds
from cocau.constraints.record import Text
from cocau.constraints.rules.rule import Finding, Rule, Strength, Verdict

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

_WITHHELD = "(*)"
_MAX_WITNESSES = 12


def build_compliance(
    names: Names, findings: Iterable[Finding], notes: Footnotes, disclosure: AnnexDisclosure
) -> Iterator[AnnexPiece]:
    """Build the compliance table: rules of documents by strength, then own wishes."""
    by_rule = {finding.rule: finding for finding in findings}
    rules = [rule for rule in names.book.rules if rule.id in by_rule]
    theirs = [rule for rule in rules if not names.book.is_ours(rule)]
    rows: list[AnnexRow] = []
    for strength in Strength:
        some = [rule for rule in theirs if rule.strength is strength]
        rows += _strength_rows(names, names.label(strength), some, by_rule, notes, disclosure)
    wishes = names.say("Mong muốn của chương trình (không phải pháp luật)", "Wishes of the program (not law)")
    rows += _strength_rows(
        names, wishes, [r for r in rules if names.book.is_ours(r)], by_rule, notes, disclosure
    )
    yield AnnexTable(columns=_compliance_columns(names), rows=tuple(rows))
    if not disclosure.sensitive:
        yield AnnexParagraph(
            text=names.say(
                "(*) Không hiển thị vì có thể cho biết ai là đảng viên, thuộc dân tộc hoặc tôn giáo nào; tên "
                "người trong các trường hợp cụ thể cũng vậy.",
                "(*) Not shown, as it may tell Party membership, ethnicity or religion; so may the names of "
                "witnesses.",
            )
        )


def _compliance_columns(names: Names) -> tuple[AnnexColumn, ...]:
    say = names.say
    return (
        AnnexColumn(key="number", head=say("TT", "No."), width=10, align=ColumnAlign.CENTER),
        AnnexColumn(key="rule", head=say("Quy định", "Rule"), width=80),
        AnnexColumn(key="clause", head=say("Căn cứ", "Clause"), width=50),
        AnnexColumn(key="required", head=say("Yêu cầu", "Required"), width=36),
        AnnexColumn(key="actual", head=say("Thực tế", "Actual"), width=40),
        AnnexColumn(key="verdict", head=say("Kết quả", "Verdict"), width=21),
        AnnexColumn(key="witnesses", head=say("Trường hợp cụ thể", "Witnesses"), width=30),
    )


def _strength_rows(  # what a row is made of
    names: Names,
    title: str,
    rules: Sequence[Rule],
    findings: dict[str, Finding],
    notes: Footnotes,
    disclosure: AnnexDisclosure,
) -> Iterator[AnnexRow]:
    if rules:
        yield AnnexRow(kind=RowKind.GROUP, values=(title,))
    for place, rule in enumerate(rules, start=1):
        yield _rule_row(names, place, rule, findings[rule.id], notes, disclosure)


def _rule_row(  # the same
    names: Names, place: int, rule: Rule, finding: Finding, notes: Footnotes, disclosure: AnnexDisclosure
) -> AnnexRow:
    changed = " ≠" if any(d.rule == rule.id for d in names.book.departures) else ""
    closed = not disclosure.sensitive and is_sensitive_rule(rule)
    return AnnexRow(
        values=(
            place,
            f"{names.says(rule)} [{rule.id}]{changed}",
            names.clause(rule) + notes.marks(rule),
            describe_required(names, rule, finding),
            _WITHHELD if closed else describe_actual_figures(names, rule, finding),
            _WITHHELD
            if closed and is_identifying_rule(rule, names.council)
            else describe_verdict(names, rule, finding).text,
            names.people(finding.witnesses, _MAX_WITNESSES) if disclosure.sensitive else "",
        )
    )


def describe_required(names: Names, rule: Rule, finding: Finding) -> str:
    """Describe the bounds of a rule and the numbers that they come to."""
    said = [_describe_bound(names, field, value) for field, value in list_bounds(rule).items()]
    facts = dict(describe_facts(names, finding))
    said += [facts[fact] for fact in facts if fact in _REQUIRED or (fact == _PERCENT and not said)]
    return "; ".join(said)


def _describe_bound(names: Names, field: str, value: str) -> str:
    if field in _BOUNDS:
        return _BOUNDS[field].of(names.lang).format(value)
    return f"{BOUNDS[field].of(names.lang)}: {value}" if field in BOUNDS else f"{field}: {value}"


def describe_actual_figures(names: Names, rule: Rule, finding: Finding) -> str:
    """Describe what a slate has for a rule: figures, the breach, or what is missing."""
    if finding.missing is not None:
        return finding.missing.of(names.lang)
    if finding.verdict is Verdict.BROKEN:
        return names.describe_breach(rule, finding)
    asked = _REQUIRED | {_PERCENT}
    said = [words for fact, words in describe_facts(names, finding) if fact not in asked]
    return ", ".join(said) + _describe_share(names, finding) if said else describe_no_case(names)


def _describe_share(names: Names, finding: Finding) -> str:
    """Return the share in percent in brackets, where a rule asks for a share."""
    count, total = finding.facts.get("count"), finding.facts.get("total")
    if _PERCENT not in finding.facts or not isinstance(count, int) or not isinstance(total, int):
        return ""
    tenths = GroupShare(count, total).tenths()
    return "" if tenths is None else f" ({format_value(Percent(tenths=tenths), names.lang)})"
