"""The demands of a directive judged in one council: by rules, by steps, or not at all.

What a report's reader may not see of a plan is withheld here, before any words are made of it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from cocau.app.i18n.languages import Lang, say
from cocau.app.i18n.words import get_field_label
from cocau.app.present.names import Names
from cocau.app.present.proposal.rule_rows import RuleOutcome, RuleRow, get_rule_outcome
from cocau.app.present.wording import PlainWording
from cocau.constraints.clauses import ClauseRegister, RegisteredClause
from cocau.constraints.model.council import Council
from cocau.constraints.procedure.gates import GateState, StepState
from cocau.constraints.procedure.reports import ElectionGates
from cocau.constraints.record import Text
from cocau.constraints.rulebook import Rulebook
from cocau.constraints.rules.rule import Finding, Verdict

_SECTION = "S2."
"""Clauses of the directive's section on people and structure, which a plan is about."""

_FIRST_CLAUSE = 2
WITHHELD = Text(vi="không nêu", en="not stated")
"""Shown instead of what the reader's role may not see."""


class ClauseVerdict(StrEnum):
    """What a demand of the directive comes to in one council."""

    KEPT = "kept"
    MISSED = "missed"
    UNDECIDED = "undecided"
    NOT_HERE = "not-here"
    NOT_JUDGED = "not-judged"
    WITHHELD = "withheld"


VERDICT_WORDS = {
    ClauseVerdict.KEPT: Text(vi="đạt", en="met"),
    ClauseVerdict.MISSED: Text(vi="chưa đạt", en="not met"),
    ClauseVerdict.UNDECIDED: Text(vi="chưa đủ căn cứ", en="undecided"),
    ClauseVerdict.NOT_HERE: Text(vi="không áp dụng", en="does not apply"),
    ClauseVerdict.NOT_JUDGED: Text(vi="không xét bằng phương án", en="not judged by a plan"),
    ClauseVerdict.WITHHELD: WITHHELD,
}


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


def judge_clause(reported: ReportedCouncil, clause: RegisteredClause, lang: Lang = Lang.VI) -> JudgedClause:
    """Judge a demand by the plan's rules and the steps on record, or say why neither can."""
    answer = clause.answer
    rules = [reported.book.by_id[i] for i in answer.rules if i in reported.book.by_id]
    rules = [rule for rule in rules if reported.council.level in rule.levels]
    steps = [] if reported.gates is None else [s for s in reported.gates.states if s.step in answer.steps]
    if not (answer.rules or answer.steps):
        return JudgedClause(clause, ClauseVerdict.NOT_JUDGED, _explain_not_judged(clause, lang))
    if not rules and not steps:
        why = say(
            lang,
            "Không quy định nào của bộ đang dùng áp dụng cho hội đồng này.",
            "No rule of the rulebook in use applies to this council.",
        )
        return JudgedClause(clause, ClauseVerdict.NOT_HERE, why)
    found = [_judge_rule(reported, rule.id, lang) for rule in rules] + [
        _judge_step(reported, state, lang) for state in steps
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


def _judge_rule(reported: ReportedCouncil, rule_id: str, lang: Lang) -> tuple[ClauseVerdict, str]:
    plan, rule = reported.plan, reported.book.by_id[rule_id]
    if plan is None:
        return ClauseVerdict.UNDECIDED, say(lang, "Chưa có phương án.", "There is no proposal yet.")
    if plan.names is not None and plan.findings is not None:
        finding = plan.findings.get(rule_id)
        if finding is None:
            return ClauseVerdict.UNDECIDED, _explain_unjudged(plan, rule_id, lang)
        row = RuleRow(plan.names, rule, finding)
        figures = "; ".join(part for part in (row.required, row.figures) if part)
        return _VERDICT_OF[get_rule_outcome(rule, finding)], _end_sentence(
            clean_codes(reported.book, figures, lang)
        )
    verdict = plan.verdicts.get(rule_id)
    if verdict is None:
        return ClauseVerdict.WITHHELD, ""
    kept = {Verdict.KEPT: ClauseVerdict.KEPT, Verdict.BROKEN: ClauseVerdict.MISSED}
    return kept.get(verdict, ClauseVerdict.UNDECIDED), ""


def _explain_unjudged(plan: ReportedPlan, rule_id: str, lang: Lang) -> str:
    if rule_id in plan.conflict:
        return say(
            lang, "Không cùng đạt được với quy định khác.", "It cannot be met together with other rules."
        )
    return say(lang, "Chưa có danh sách.", "There is no list of people yet.")


_STATE_WORDS = {
    StepState.LATE: Text(vi="quá hạn, chưa có hồ sơ", en="late, not on record"),
    StepState.OUT_OF_ORDER: Text(vi="trái trình tự", en="out of order"),
    StepState.OPEN: Text(vi="chưa làm", en="not done yet"),
    StepState.NOT_ARISEN: Text(vi="chưa phát sinh", en="not arisen"),
    StepState.WAITING: Text(vi="còn chờ bước trước", en="waiting for an earlier step"),
    StepState.DONE_LATE: Text(vi="đã làm, trễ hạn", en="done late"),
    StepState.DONE: Text(vi="đã làm", en="done"),
}


def _judge_step(reported: ReportedCouncil, state: GateState, lang: Lang) -> tuple[ClauseVerdict, str]:
    words = _STATE_WORDS[state.state].of(lang)
    done = {StepState.DONE: ClauseVerdict.KEPT, StepState.DONE_LATE: ClauseVerdict.KEPT}
    open_one = {StepState.OPEN: ClauseVerdict.UNDECIDED, StepState.WAITING: ClauseVerdict.UNDECIDED}
    verdict = (done | open_one | {StepState.NOT_ARISEN: ClauseVerdict.NOT_HERE}).get(
        state.state, ClauseVerdict.MISSED
    )
    return verdict, f"{name_step(reported, state.step, lang)}: {words}."


def _explain_not_judged(clause: RegisteredClause, lang: Lang) -> str:
    """Return why no plan can be judged by a demand, and where it is followed."""
    answer = clause.answer
    if answer.out_of_scope is not None:
        return answer.out_of_scope.of(lang)
    followed = [report.part.of(lang) for report in answer.reports]
    followed += [
        say(lang, "“{}” trong hồ sơ", "“{}” on record").format(get_field_label(name, lang))
        for name in answer.inputs
    ]
    return say(
        lang,
        "Không có quy định nào để chấm; theo dõi qua {}.",
        "No rule judges it; it is followed by {}.",
    ).format("; ".join(followed))


_CODE_IN_BRACKETS = re.compile(r"\s*\(?`[^`]*`\)?")


def clean_codes(book: Rulebook, text: str, lang: Lang = Lang.VI) -> str:
    """Return a text of a rulebook in words only."""
    return _CODE_IN_BRACKETS.sub("", PlainWording(book, lang).replace_codes(text))


def _end_sentence(text: str) -> str:
    return text if not text or text.endswith((".", "!", "?")) else f"{text}."


def name_step(reported: ReportedCouncil, step_id: str, lang: Lang = Lang.VI) -> str:
    """Return a step in words, or its id where the council has no such step."""
    steps = {} if reported.gates is None else {step.id: step.says.of(lang) for step in reported.gates.steps}
    return steps.get(step_id, step_id).rstrip(".")
