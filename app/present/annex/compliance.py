"""The compliance table of an annex: each rule, what it requires, what the slate has, the verdict."""

from collections.abc import Iterable, Iterator

from cocau.app.present.annex.disclosure import AnnexDisclosure, is_identifying_rule, is_sensitive_rule
from cocau.app.present.annex.model import (
    AnnexColumn,
    AnnexParagraph,
    AnnexPiece,
    AnnexRow,
    AnnexTable,
    AnnexValue,
    ColumnAlign,
    RowKind,
)
from cocau.app.present.names import Names
from cocau.app.present.proposal.compliance import WISHES_TITLE
from cocau.app.present.proposal.rule_rows import RuleRow, list_rules
from cocau.app.present.wording import Footnotes
from cocau.constraints.rules.rule import Finding, Strength

_WITHHELD = "(*)"
_MAX_WITNESSES = 12


def build_compliance(
    names: Names, findings: Iterable[Finding], notes: Footnotes, disclosure: AnnexDisclosure
) -> Iterator[AnnexPiece]:
    """Build the compliance table: rules of documents by strength, then own wishes."""
    judged = list_rules(names, findings)
    parts = [
        (names.label(strength), [row for row in judged if row.rule.strength is strength and not row.is_ours])
        for strength in Strength
    ]
    rows: list[AnnexRow] = []
    for title, some in (*parts, (WISHES_TITLE.of(names.lang), [row for row in judged if row.is_ours])):
        rows += [AnnexRow(kind=RowKind.GROUP, values=(title,))] if some else []
        rows += [
            AnnexRow(values=(place, *_list_values(row, notes, disclosure)))
            for place, row in enumerate(some, start=1)
        ]
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


def _list_values(row: RuleRow, notes: Footnotes, disclosure: AnnexDisclosure) -> Iterator[AnnexValue]:
    names, rule = row.names, row.rule
    closed = not disclosure.sensitive and is_sensitive_rule(rule)
    yield f"{row.says} [{rule.id}]{' ≠' if row.is_departed else ''}"
    yield row.clause + notes.marks(rule)
    yield row.required
    yield _WITHHELD if closed else row.figures
    yield _WITHHELD if closed and is_identifying_rule(rule, names.council) else row.verdict.text
    yield names.people(row.finding.witnesses, _MAX_WITNESSES) if disclosure.sensitive else ""
