"""A whole proposal as text, in the order in which it is to be read."""

from collections.abc import Iterator

from cocau.app.present.blocks import Block, Heading, LineBlock, Tone
from cocau.app.present.names import Names
from cocau.app.present.proposal import conflict, outcome, slate
from cocau.app.present.proposal.compliance import render_clashes, render_compliance, render_compliance_summary
from cocau.app.present.proposal.moves import render_moves
from cocau.app.present.proposal.outcome import render_barred_people, render_secretary_reason
from cocau.app.present.proposal.remarks import render_remarks, render_structures
from cocau.app.present.terminal import render_lines
from cocau.solver.proposal import Proposal


def render_text(proposal: Proposal, lang: str, width: int = 100, *, styled: bool = False) -> Iterator[str]:
    """Render a proposal as lines of text."""
    return render_lines(render_proposal(proposal, lang), width, styled=styled)


def render_planned_answer(names: Names, _: Proposal, answer: Proposal) -> Iterator[Block]:
    """Render a proposal that answers a question about another one."""
    return render_proposal(answer, names.lang)


def render_proposal(proposal: Proposal, lang: str) -> Iterator[Block]:
    """Render a proposal in the order in which it is to be read."""
    request, sheet = proposal.request, Names.of(proposal, lang)
    yield from render_title(sheet)
    yield from outcome.render_departures(sheet, proposal.departures)
    yield LineBlock("")
    yield from outcome.render_outcome(sheet, proposal)
    if proposal.findings:
        yield render_compliance_summary(sheet, proposal.findings)
    yield from render_moves(sheet, proposal)
    if proposal.conflict is not None:
        yield from conflict.render_conflict(sheet, proposal.conflict, request.pins)
        yield render_more_conflicts_note(sheet)
    if proposal.slate is not None:
        yield from slate.render_leadership(sheet, proposal.slate)
        yield from render_secretary_reason(sheet)
        yield from slate.render_lists(sheet, proposal.slate, {remark.person for remark in proposal.remarks})
        yield from render_remarks(sheet, proposal.remarks)
        yield from slate.render_composition(sheet, proposal.slate)
        yield from render_structures(sheet, proposal.structures, proposal.slate.deputies)
        yield from render_compliance(sheet, proposal.findings)
    yield from render_clashes(sheet, proposal.clashes)
    yield from conflict.render_missed_aims(sheet, proposal.aims, request.pins)
    yield from render_barred_people(sheet, proposal)
    yield from outcome.render_interchangeable(sheet, proposal)
    yield from outcome.render_provenance(sheet, proposal)


def render_more_conflicts_note(names: Names) -> Block:
    """Render the note on how to see all conflicts."""
    return LineBlock(
        names.say(
            "Trên đây là một nhóm; có thể còn nhóm khác. Xem tất cả: lưu bằng -o TỆP.json, rồi "
            "`cocau conflicts TỆP.json`.",
            "This is one conflict; there may be others. To see all: store this with -o FILE.json, then "
            "`cocau conflicts FILE.json`.",
        ),
        Tone.CARE,
    )


def render_title(names: Names) -> Iterator[Block]:
    """Render the council, its election day, the rulebook, and the notes of the files."""
    council = names.council
    yield Heading(council.name, level=1)
    day, made = council.election_day, council.planned_on
    vi, en = ("", "") if made is None else (f", phương án lập ngày {made:%d/%m/%Y}", f", planned on {made}")
    yield LineBlock(
        names.say(
            f"{council.seats} đại biểu, {len(council.constituencies)} đơn vị bầu cử, {day:%d/%m/%Y}{vi}. "
            f"Bộ quy định: {names.book.title.vi}.",
            f"{council.seats} seats, {len(council.constituencies)} constituencies, election day {day}{en}. "
            f"Rulebook: {names.book.title.en}.",
        )
    )
    for note in (council.note, names.pool.note):
        if note:
            yield LineBlock(note, Tone.QUIET)
