"""The register of a document's clauses as text: what each says, what answers it, which cases prove it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from cocau.app.law_words import entered
from cocau.app.render.blocks import Block, Heading, Line, Tone
from cocau.app.render.clauses import document
from cocau.app.render.numbers import counted
from cocau.app.render.wording import Wording
from cocau.app.words import CLAUSE_TYPE
from cocau.constraints.clauses import Answer, Clause, Register
from cocau.fixtures.proofs import Counts, proofs, unproven


@dataclass(frozen=True)
class Coverage:
    """A register, the rules and steps that may answer it, and how many cases are about each."""

    wording: Wording
    register: Register
    counts: Counts


def coverage(of: Coverage) -> Iterator[Block]:
    """How many clauses are answered how; then each clause."""
    wording = of.wording
    source = wording.book.sources[of.register.source]
    yield Heading(document(source, wording.lang), level=1)
    yield Line(source.title.of(wording.lang))
    yield Line(_summary(of))
    yield _lacking(of)
    types = "; ".join(f"{kind}: {text.of(wording.lang)}" for kind, text in CLAUSE_TYPE.items())
    yield Line(f"{wording.say('Loại', 'Types')}: {types}.", Tone.QUIET)
    yield Line(of.register.note.of(wording.lang), Tone.QUIET)
    for clause in of.register.clauses:
        yield from _clause(of, clause)


def _summary(of: Coverage) -> str:
    answers = [clause.answer for clause in of.register.clauses]
    rules, steps, inputs, reports, outside = (
        sum(bool(getattr(answer, sort)) for answer in answers) for sort in Answer.model_fields
    )
    return of.wording.say(
        f"{len(answers)} ý. Được trả lời bằng quy định: {rules}; bằng bước của quy trình: {steps}; bằng "
        f"dữ liệu được nhập: {inputs}; bằng báo cáo: {reports}; ngoài phạm vi, có lý do: {outside}. Một ý "
        "có thể có vài câu trả lời.",
        f"{len(answers)} clauses. Answered by rules: {rules}; by steps of procedure: {steps}; by what is "
        f"entered: {inputs}; by reports: {reports}; out of scope, for a reason: {outside}. One clause may "
        "have several answers.",
    )


def _lacking(of: Coverage) -> Line:
    say = of.wording.say
    lacking = [clause.id for clause in of.register.clauses if unproven(clause, of.counts)]
    if lacking:
        names = ", ".join(lacking)
        return Line(
            say(f"Chưa có trường hợp chứng minh: {names}.", f"Not proven by any case: {names}."), Tone.BAD
        )
    return Line(
        say(
            "Mọi quy định và bước trả lời chỉ thị đều có trường hợp chứng minh.",
            "Every rule and step that answers the directive is proven by cases.",
        ),
        Tone.GOOD,
    )


def _clause(of: Coverage, clause: Clause) -> Iterator[Block]:
    wording = of.wording
    say = wording.say
    kinds = ", ".join(f"{kind} ({CLAUSE_TYPE[kind].of(wording.lang)})" for kind in clause.types)
    yield Line("")
    yield Line(f"{clause.id} · {kinds}", Tone.STRONG)
    yield Line(clause.says.of(wording.lang), indent=2)
    cases = {proof.subject: _cases(of, proof.files) for proof in proofs(clause, of.counts)}
    none = say("không có trường hợp nào", "no case")
    answer = clause.answer
    for i in answer.rules:
        yield _answer(say("quy định", "rule"), f"{i} {_held(wording, i)}: {cases.get(i, none)}")
    for i in answer.steps:
        yield _answer(say("bước", "step"), f"{i}: {cases.get(i, none)}")
    for i in answer.inputs:
        proof = f": {cases[i]}" if i in cases else ""
        yield _answer(say("nhập", "entered"), f"{entered(i, wording.lang)} ({i}){proof}")
    for report in answer.reports:
        yield _answer(say("báo cáo", "report"), f"cocau {report.command}: {report.part.of(wording.lang)}")
    if answer.out_of_scope is not None:
        yield _answer(say("ngoài phạm vi", "out of scope"), answer.out_of_scope.of(wording.lang))
    if lacking := unproven(clause, of.counts):
        names = ", ".join(lacking)
        words = say(f"chưa có trường hợp chứng minh: {names}", f"not proven by any case: {names}")
        yield Line(words, Tone.BAD, mark="!", indent=2)


def _answer(sort: str, words: str) -> Line:
    return Line(f"{sort}: {words}", mark="→", indent=2)


def _held(wording: Wording, rule_id: str) -> str:
    rule = wording.book.by_id.get(rule_id)
    return (
        f"[{wording.strength(rule)}]" if rule else wording.say("[không có ở đây]", "[not in this selection]")
    )


def _cases(of: Coverage, files: Mapping[str, int]) -> str:
    """``26 cases in 2 files (chair-is-secretary 24, two-levels 2)``; the largest file first."""
    say, most = of.wording.say, 3
    ranked = sorted(files.items(), key=lambda item: (-item[1], item[0]))
    named = ", ".join(f"{name} {n}" for name, n in ranked[:most]) + (", …" if len(ranked) > most else "")
    total = sum(files.values())
    return say(f"{total} trường hợp ({named})", f"{counted(total, 'case', 'cases')} ({named})")


def plain(of: Coverage) -> dict[str, object]:
    """The same as plain values, for JSON."""
    return {"source": of.register.source, "clauses": [_plain(of, clause) for clause in of.register.clauses]}


def _plain(of: Coverage, clause: Clause) -> dict[str, object]:
    return clause.model_dump(mode="json") | {
        "proofs": {proof.subject: dict(proof.files) for proof in proofs(clause, of.counts)},
        "unproven": list(unproven(clause, of.counts)),
    }
