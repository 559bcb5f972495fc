"""A document's clause register as text: what answers each clause, which cases prove it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from cocau.app.i18n.procedure_words import CLAUSE_TYPE
from cocau.app.i18n.words import get_field_label
from cocau.app.present.blocks import Block, Heading, LineBlock, Tone
from cocau.app.present.citations import name_document
from cocau.app.present.wording import Wording, count_noun
from cocau.constraints.clauses import ClauseAnswer, ClauseRegister, RegisteredClause
from cocau.fixtures.proofs import CaseCounts, list_proofs, list_unproven


@dataclass(frozen=True)
class ClauseCoverage:
    """A register, the rules and steps that may answer it, and the number of cases for each."""

    wording: Wording
    register: ClauseRegister
    counts: CaseCounts


def render_coverage(coverage: ClauseCoverage) -> Iterator[Block]:
    """Render how many clauses are answered how, then each clause."""
    wording = coverage.wording
    source = wording.book.sources[coverage.register.source]
    yield Heading(name_document(source, wording.lang), level=1)
    yield LineBlock(source.title.of(wording.lang))
    yield LineBlock(_summarise_answers(coverage))
    yield _render_unproven(coverage)
    types = "; ".join(f"{kind}: {text.of(wording.lang)}" for kind, text in CLAUSE_TYPE.items())
    yield LineBlock(f"{wording.say('Loại', 'Types')}: {types}.", Tone.QUIET)
    yield LineBlock(coverage.register.note.of(wording.lang), Tone.QUIET)
    for clause in coverage.register.clauses:
        yield from _render_clause(coverage, clause)


def _summarise_answers(coverage: ClauseCoverage) -> str:
    answers = [clause.answer for clause in coverage.register.clauses]
    rules, steps, inputs, reports, outside = (
        sum(bool(getattr(answer, sort)) for answer in answers) for sort in ClauseAnswer.model_fields
    )
    return coverage.wording.say(
        f"{len(answers)} ý. Được trả lời bằng quy định: {rules}; bằng bước của quy trình: {steps}; bằng "
        f"dữ liệu được nhập: {inputs}; bằng báo cáo: {reports}; ngoài phạm vi, có lý do: {outside}. Một ý "
        "có thể có vài câu trả lời.",
        f"{len(answers)} clauses. Answered by rules: {rules}; by steps of procedure: {steps}; by what is "
        f"entered: {inputs}; by reports: {reports}; out of scope, for a reason: {outside}. One clause may "
        "have several answers.",
    )


def _render_unproven(coverage: ClauseCoverage) -> LineBlock:
    say = coverage.wording.say
    lacking = [clause.id for clause in coverage.register.clauses if list_unproven(clause, coverage.counts)]
    if lacking:
        names = ", ".join(lacking)
        return LineBlock(
            say(f"Chưa có trường hợp chứng minh: {names}.", f"Not proven by any case: {names}."), Tone.BAD
        )
    return LineBlock(
        say(
            "Mọi quy định và bước trả lời chỉ thị đều có trường hợp chứng minh.",
            "Every rule and step that answers the directive is proven by cases.",
        ),
        Tone.GOOD,
    )


def _render_clause(coverage: ClauseCoverage, clause: RegisteredClause) -> Iterator[Block]:
    wording = coverage.wording
    say = wording.say
    kinds = ", ".join(f"{kind} ({CLAUSE_TYPE[kind].of(wording.lang)})" for kind in clause.types)
    yield LineBlock("")
    yield LineBlock(f"{clause.id} · {kinds}", Tone.STRONG)
    yield LineBlock(clause.says.of(wording.lang), indent=2)
    cases = {
        proof.subject: _describe_cases(coverage, proof.files)
        for proof in list_proofs(clause, coverage.counts)
    }
    none = say("không có trường hợp nào", "no case")
    answer = clause.answer
    for i in answer.rules:
        yield _render_answer(
            say("quy định", "rule"), f"{i} {_describe_strength(wording, i)}: {cases.get(i, none)}"
        )
    for i in answer.steps:
        yield _render_answer(say("bước", "step"), f"{i}: {cases.get(i, none)}")
    for i in answer.inputs:
        proof = f": {cases[i]}" if i in cases else ""
        yield _render_answer(say("nhập", "entered"), f"{get_field_label(i, wording.lang)} ({i}){proof}")
    for report in answer.reports:
        yield _render_answer(
            say("báo cáo", "report"), f"cocau {report.command}: {report.part.of(wording.lang)}"
        )
    if answer.out_of_scope is not None:
        yield _render_answer(say("ngoài phạm vi", "out of scope"), answer.out_of_scope.of(wording.lang))
    if lacking := list_unproven(clause, coverage.counts):
        names = ", ".join(lacking)
        words = say(f"chưa có trường hợp chứng minh: {names}", f"not proven by any case: {names}")
        yield LineBlock(words, Tone.BAD, mark="!", indent=2)


def _render_answer(sort: str, words: str) -> LineBlock:
    return LineBlock(f"{sort}: {words}", mark="→", indent=2)


def _describe_strength(wording: Wording, rule_id: str) -> str:
    rule = wording.book.by_id.get(rule_id)
    return (
        f"[{wording.strength(rule)}]" if rule else wording.say("[không có ở đây]", "[not in this selection]")
    )


def _describe_cases(coverage: ClauseCoverage, files: Mapping[str, int]) -> str:
    """Return the number of cases and the files with most: ``26 cases (two-levels 2)``."""
    say, most = coverage.wording.say, 3
    ranked = sorted(files.items(), key=lambda item: (-item[1], item[0]))
    named = ", ".join(f"{name} {n}" for name, n in ranked[:most]) + (", …" if len(ranked) > most else "")
    total = sum(files.values())
    return say(f"{total} trường hợp ({named})", f"{count_noun(total, 'case', 'cases')} ({named})")


def dump_coverage(coverage: ClauseCoverage) -> dict[str, object]:
    """Return the coverage as plain values, for JSON."""
    return {
        "source": coverage.register.source,
        "clauses": [_dump_clause(coverage, clause) for clause in coverage.register.clauses],
    }


def _dump_clause(coverage: ClauseCoverage, clause: RegisteredClause) -> dict[str, object]:
    return clause.model_dump(mode="json") | {
        "proofs": {proof.subject: dict(proof.files) for proof in list_proofs(clause, coverage.counts)},
        "unproven": list(list_unproven(clause, coverage.counts)),
    }
