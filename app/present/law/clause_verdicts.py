"""The demands of a directive judged in one council: by rules, by steps, or not at all.

What a report's reader may not see of a plan is withheld here, before any words are made of it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from cocau.app.i18n.words import get_field_label
from cocau.app.present.names import Names
from cocau.app.present.proposal.rule_rows import RuleOutcome, RuleRow, get_rule_outcome
from cocau.app.present.wording import PlainWording
from cocau.constraints.clauses import ClauseRegister, RegisteredClause
from cocau.constraints.model.council import Council
from cocau.constraints.procedure.gates import GateState, StepState
from cocau.constraints.procedure.reports import ElectionGates
from cocau.constraints.rulebook import Rulebook
from cocau.constraints.rules.rule import Finding, Verdict

_SECTION = "S2."
"""Clauses of the directive's section on people and structure, which a plan is about."""

_FIRST_CLAUSE = 2
WITHHELD = "không nêu"
"""Shown instead of what the reader's role may not see."""


class ClauseVerdict(StrEnum):
    """What a demand of the directive comes to in one council."""

    KEPT = "đạt"
    MISSED = "chưa đạt"
    UNDECIDED = "chưa đủ căn cứ"
    NOT_HERE = "không áp dụng"
    NOT_JUDGED = "không xét bằng phương án"
    WITHHELD = WITHHELD


@dataclass(frozen=True)
class ConductRemarks:
    """How many people on the lists something is noted of that the approving body should know."""

    investigated: int = 0
    disciplined: int = 0
    below_half: int = 0


@dataclass(frozen=True)
class ReportedPlan:
    """The proposal that a report is about, as far as its reader may see it.

    `counts`: intended deputies by group, None where suppressed; `verdicts`: None where withheld; `names` and
    `findings`: only for whoever may see people.
    """

    label: str
    made_on: date
    standing: str
    total: int
    counts: Mapping[str, int | None]
    verdicts: Mapping[str, Verdict | None]
    conflict: tuple[str, ...] = ()
    decisions: tuple[str, ...] = ()
    is_current: bool = True
    names: Names | None = None
    findings: Mapping[str, Finding] | None = None
    conduct: ConductRemarks | None = None


@dataclass(frozen=True)
class ReportedElection:
    """What became of a plan: the elected by group, posts as titles with holders, vacancies.

    `unsettled`: constituencies without a final result; `intended`: how many of the plan were elected.
    """

    version: int
    elected: int
    intended: int
    unsettled: int
    counts: Mapping[str, int]
    posts: tuple[tuple[str, str], ...] = ()
    vacancies: tuple[str, ...] = ()


@dataclass(frozen=True)
class ReportedCouncil:
    """One council of a report, with the versions that it was made from."""

    council: Council
    version: int
    book: Rulebook
    plan: ReportedPlan | None = None
    gates: ElectionGates | None = None
    dossier_version: int | None = None
    election: ReportedElection | None = None


@dataclass(frozen=True)
class JudgedClause:
    """One demand in one council: its verdict, and the numbers or the reason."""

    clause: RegisteredClause
    verdict: ClauseVerdict
    figures: str


def list_clauses(register: ClauseRegister) -> list[RegisteredClause]:
    """List the demands that are reported: all of section 2 but its general first one."""
    found = [clause for clause in register.clauses if clause.id.startswith(_SECTION)]
    return [clause for clause in found if int(clause.id.removeprefix(_SECTION)) >= _FIRST_CLAUSE]


def judge_clause(reported: ReportedCouncil, clause: RegisteredClause) -> JudgedClause:
    """Judge a demand by the plan's rules and the steps on record, or say why neither can."""
    answer = clause.answer
    rules = [reported.book.by_id[i] for i in answer.rules if i in reported.book.by_id]
    rules = [rule for rule in rules if reported.council.level in rule.levels]
    steps = [] if reported.gates is None else [s for s in reported.gates.states if s.step in answer.steps]
    if not (answer.rules or answer.steps):
        return JudgedClause(clause, ClauseVerdict.NOT_JUDGED, _explain_not_judged(clause))
    if not rules and not steps:
        why = "Không quy định nào của bộ đang dùng áp dụng cho hội đồng này."
        return JudgedClause(clause, ClauseVerdict.NOT_HERE, why)
    found = [_judge_rule(reported, rule.id) for rule in rules] + [
        _judge_step(reported, state) for state in steps
    ]
    verdicts = [verdict for verdict, _ in found]
    worst = next(v for v in _WORST_FIRST if v in verdicts)
    return JudgedClause(clause, worst, " ".join(dict.fromkeys(text for _, text in found if text)))


_WORST_FIRST = (
    ClauseVerdict.MISSED,
    ClauseVerdict.UNDECIDED,
    ClauseVerdict.WITHHELD,
    ClauseVerdict.KEPT,
    ClauseVerdict.NOT_HERE,
)
_VERDICT_OF = {
    RuleOutcome.KEPT: ClauseVerdict.KEPT,
    RuleOutcome.BROKEN: ClauseVerdict.MISSED,
    RuleOutcome.MISSED: ClauseVerdict.MISSED,
    RuleOutcome.UNDECIDED: ClauseVerdict.UNDECIDED,
}


def _judge_rule(reported: ReportedCouncil, rule_id: str) -> tuple[ClauseVerdict, str]:
    plan, rule = reported.plan, reported.book.by_id[rule_id]
    if plan is None:
        return ClauseVerdict.UNDECIDED, "Chưa có phương án."
    if plan.names is not None and plan.findings is not None:
        finding = plan.findings.get(rule_id)
        if finding is None:
            why = (
                "Không cùng đạt được với quy định khác." if rule_id in plan.conflict else "Chưa có danh sách."
            )
            return ClauseVerdict.UNDECIDED, why
        row = RuleRow(plan.names, rule, finding)
        figures = "; ".join(part for part in (row.required, row.figures) if part)
        return _VERDICT_OF[get_rule_outcome(rule, finding)], _end_sentence(
            clean_codes(reported.book, figures)
        )
    verdict = plan.verdicts.get(rule_id)
    if verdict is None:
        return ClauseVerdict.WITHHELD, ""
    kept = {Verdict.KEPT: ClauseVerdict.KEPT, Verdict.BROKEN: ClauseVerdict.MISSED}
    return kept.get(verdict, ClauseVerdict.UNDECIDED), ""


_STATE_WORDS = {
    StepState.LATE: "quá hạn, chưa có hồ sơ",
    StepState.OUT_OF_ORDER: "trái trình tự",
    StepState.OPEN: "chưa làm",
    StepState.NOT_ARISEN: "chưa phát sinh",
    StepState.WAITING: "còn chờ bước trước",
    StepState.DONE_LATE: "đã làm, trễ hạn",
    StepState.DONE: "đã làm",
}


def _judge_step(reported: ReportedCouncil, state: GateState) -> tuple[ClauseVerdict, str]:
    words = _STATE_WORDS[state.state]
    done = {StepState.DONE: ClauseVerdict.KEPT, StepState.DONE_LATE: ClauseVerdict.KEPT}
    open_one = {StepState.OPEN: ClauseVerdict.UNDECIDED, StepState.WAITING: ClauseVerdict.UNDECIDED}
    verdict = (done | open_one | {StepState.NOT_ARISEN: ClauseVerdict.NOT_HERE}).get(
        state.state, ClauseVerdict.MISSED
    )
    return verdict, f"{name_step(reported, state.step)}: {words}."


def _explain_not_judged(clause: RegisteredClause) -> str:
    """Return why no plan can be judged by a demand, and where it is followed."""
    answer = clause.answer
    if answer.out_of_scope is not None:
        return answer.out_of_scope.vi
    followed = [report.part.vi for report in answer.reports]
    followed += [f"“{get_field_label(name, 'vi')}” trong hồ sơ" for name in answer.inputs]
    return f"Không có quy định nào để chấm; theo dõi qua {'; '.join(followed)}."


_CODE_IN_BRACKETS = re.compile(r"\s*\(?`[^`]*`\)?")


def clean_codes(book: Rulebook, text: str) -> str:
    """Return a text of a rulebook in words only."""
    return _CODE_IN_BRACKETS.sub("", PlainWording(book, "vi").replace_codes(text))


def _end_sentence(text: str) -> str:
    return text if not text or text.endswith((".", "!", "?")) else f"{text}."


def name_step(reported: ReportedCouncil, step_id: str) -> str:
    """Return a step in words, or its id where the council has no such step."""
    steps = {} if reported.gates is None else {step.id: step.says.vi for step in reported.gates.steps}
    return steps.get(step_id, step_id).rstrip(".")
