"""Audits in words: of a slate, of a stored proposal, of a planned programme."""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from cocau.app.audits.differences import StoredDifference
from cocau.app.audits.proposals import PROOF_PLACE, Audit, ReauditFindings
from cocau.app.i18n import languages
from cocau.app.i18n.words import get_label
from cocau.app.present.blocks import Block, Heading, LineBlock, Tone
from cocau.app.present.names import Names
from cocau.app.present.proposal.compliance import render_clashes, render_compliance, render_compliance_summary
from cocau.app.present.proposal.outcome import render_departures
from cocau.app.present.proposal.remarks import render_remarks
from cocau.solver.proposal import Proposal

if TYPE_CHECKING:  # they bring the engines, which the audit of one slate does without
    from cocau.app.audits.programmes import ProgrammeAudit
    from cocau.solver.programme.entries import Programme


def render_audit(names: Names, audit: Audit) -> Iterator[Block]:
    """Render the audit of a slate."""
    yield Heading(names.council.name, level=1)
    yield from render_departures(names, audit.departures)
    yield render_compliance_summary(names, audit.findings)
    yield from render_clashes(names, audit.clashes)
    yield from render_remarks(names, audit.remarks)
    yield from render_compliance(names, audit.findings)


def render_reaudit(names: Names, proposal: Proposal, reaudit: ReauditFindings) -> Iterator[Block]:
    """Render the repeated audit of a stored proposal."""
    yield Heading(names.council.name, level=1)
    yield from render_departures(names, proposal.departures)
    yield from _render_differences(names, reaudit.differences)
    if proposal.provenance.digest is None:
        yield LineBlock(
            names.say(
                "Tệp do phiên bản cũ ghi, chưa có mã băm của cả phương án: sửa ở yêu cầu, mục tiêu đã đạt, "
                "phiên bản thì không phát hiện được.",
                "The file is of an older version, without a digest of the whole proposal: changes of the "
                "request, of aims that were met and of versions cannot be found.",
            ),
            Tone.CARE,
        )
    yield _render_proof_check(names, reaudit)
    if reaudit.findings:
        yield render_compliance_summary(names, reaudit.findings)
    else:
        yield LineBlock(
            names.say("Phương án này không có danh sách để chấm.", "This proposal holds no slate to judge.")
        )
    yield from render_clashes(names, proposal.clashes)
    yield from render_remarks(names, proposal.remarks)
    if reaudit.findings:
        yield from render_compliance(names, reaudit.findings)


def _render_proof_check(names: Names, reaudit: ReauditFindings) -> LineBlock:
    """Render whether a proof came with the proposal, and how far it goes."""
    proof = reaudit.proof
    if proof is None:
        words = names.say(
            "Tệp không kèm chứng minh rằng không thể tốt hơn; `cocau proof` lập được.",
            "No proof that nothing is better comes with the file; `cocau proof` finds it.",
        )
        return LineBlock(words, Tone.QUIET)
    if any(difference.what.startswith(PROOF_PLACE) for difference in reaudit.differences):
        return LineBlock(names.say("Chứng minh kèm theo: SAI.", "The proof in the file: WRONG."), Tone.BAD)
    exact, left = proof.exact, len(proof.claims) - proof.exact
    if not proof.claims:
        words = names.say(
            "Chứng minh kèm theo: không có điều gì phải chứng minh.",
            "The proof in the file: there is nothing to prove.",
        )
        return LineBlock(words, Tone.QUIET)
    words = names.say(
        f"Chứng minh kèm theo, cộng lại bằng số nguyên: {exact} điều chính xác, {left} điều theo bộ giải.",
        f"The proof in the file, added up in whole numbers: {exact} claims exact, {left} by engines.",
    )
    return LineBlock(words, Tone.GOOD)


def _render_differences(names: Names, differences: Sequence[StoredDifference]) -> Iterator[Block]:
    say = names.say
    if not differences:
        yield LineBlock(
            say(
                "Chấm lại từ chính tệp này: trùng khớp với kết luận và mã băm đã lưu.",
                "Judged again from this file alone: findings and digests agree with what is stored.",
            ),
            Tone.GOOD,
        )
        return
    yield LineBlock(say("KHÁC VỚI KẾT LUẬN ĐÃ LƯU:", "DIFFERENT FROM WHAT IS STORED:"), Tone.BAD)
    for difference in differences:
        yield LineBlock(f"{difference.what}: {say(difference.vi, difference.en)}", mark="≠")


def render_programme_audit(audit: "ProgrammeAudit", programme: "Programme", lang: str) -> Iterator[Block]:
    """Render the audit of a planned programme."""
    say = partial(languages.say, lang)
    yield Heading(programme.name or say("Chương trình", "Programme"), level=1)
    outcomes = Counter(council.outcome for council in audit.councils)
    counts = ", ".join(f"{get_label(outcome, lang)}: {count}" for outcome, count in sorted(outcomes.items()))
    yield LineBlock(f"{len(audit.councils)} {say('hội đồng', 'councils')}. {counts}.", Tone.STRONG)
    for council in audit.councils:
        if council.broken:
            words = say("vi phạm", "breaks")
            yield LineBlock(f"{council.council}: {words} {', '.join(council.broken)}", Tone.BAD, mark="✗")
        if council.differs:
            words = say("khác khi lập", "differs from what was planned")
            yield LineBlock(f"{council.council}: {words}: {', '.join(council.differs)}", Tone.BAD, mark="≠")
    for one in audit.over:
        levels = ", ".join(get_label(level, lang) for level in one.levels)
        filed = ", ".join(get_label(body, lang) for body in one.filed)
        more = f"; {say('hồ sơ', 'filed for')}: {filed}" if filed else ""
        most = say(f"nhiều nhất {one.allowed} cấp", f"at most {one.allowed} levels")
        yield LineBlock(f"{one.name} [{one.person}]: {levels}{more} ({most})", Tone.BAD, mark="✗")
    if audit.kept:
        words = say(
            "Mọi quy định bắt buộc và tiêu chuẩn đều đạt; không ai ở quá số cấp cho phép.",
            "Every must and every standard is kept; nobody is at more levels than allowed.",
        )
        yield LineBlock(words, Tone.GOOD, mark="✓")
