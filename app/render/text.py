"""A proposal as text: departures first, then the answer, the slate, the rules, and where it all came from."""

from collections.abc import Iterator

from cocau.app.render import origin, outcome, reasons, slate
from cocau.app.render.barred import barred, passed_over
from cocau.app.render.blocks import Block, Heading, Line, Tone
from cocau.app.render.clashes import clashing
from cocau.app.render.compliance import compliance, summary
from cocau.app.render.moves import moved
from cocau.app.render.paper import lines
from cocau.app.render.sheet import Sheet
from cocau.solver.proposal import Proposal


def text(proposal: Proposal, lang: str, width: int = 100, *, styled: bool = False) -> Iterator[str]:
    """The whole proposal, line by line."""
    return lines(blocks(proposal, lang), width, styled=styled)


def blocks(proposal: Proposal, lang: str) -> Iterator[Block]:
    """The whole proposal in the order in which it is to be read."""
    request, sheet = proposal.request, Sheet.of(proposal, lang)
    yield from title(sheet)
    yield from outcome.departures(sheet, proposal.departures)
    yield Line("")
    yield from outcome.outcome(sheet, proposal)
    if proposal.findings:
        yield summary(sheet, proposal.findings)
    yield from moved(sheet, proposal)
    if proposal.conflict is not None:
        yield from reasons.conflict(sheet, proposal.conflict, request.pins)
        yield others(sheet)
    if proposal.slate is not None:
        yield from slate.leadership(sheet, proposal.slate)
        yield from passed_over(sheet)
        yield from slate.lists(sheet, proposal.slate)
        yield from slate.composition(sheet, proposal.slate)
        yield from compliance(sheet, proposal.findings)
    yield from clashing(sheet, proposal.clashes)
    yield from reasons.missed(sheet, proposal.aims, request.pins)
    yield from barred(sheet, proposal)
    yield from origin.interchangeable(sheet, proposal)
    yield from origin.provenance(sheet, proposal)


def others(sheet: Sheet) -> Block:
    """Where all conflicts are to be had: one is shown."""
    return Line(
        sheet.say(
            "Trên đây là một nhóm; có thể còn nhóm khác. Xem tất cả: lưu bằng -o TỆP.json, rồi "
            "`cocau conflicts TỆP.json`.",
            "This is one conflict; there may be others. To see all: store this with -o FILE.json, then "
            "`cocau conflicts FILE.json`.",
        ),
        Tone.CARE,
    )


def title(sheet: Sheet) -> Iterator[Block]:
    """The council, its day, the rulebook, and the notes of the files."""
    council = sheet.council
    yield Heading(council.name, level=1)
    day, made = council.election_day, council.planned_on
    vi, en = ("", "") if made is None else (f", phương án lập ngày {made:%d/%m/%Y}", f", planned on {made}")
    yield Line(
        sheet.say(
            f"{council.seats} đại biểu, {len(council.constituencies)} đơn vị bầu cử, {day:%d/%m/%Y}{vi}. "
            f"Bộ quy định: {sheet.book.title.vi}.",
            f"{council.seats} seats, {len(council.constituencies)} constituencies, election day {day}{en}. "
            f"Rulebook: {sheet.book.title.en}.",
        )
    )
    for note in (council.note, sheet.pool.note):
        if note:
            yield Line(note, Tone.QUIET)
