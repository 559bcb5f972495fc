"""What is left open and where a proposal comes from: interchangeable people, and provenance."""

from collections.abc import Iterator

from cocau.app.render.blocks import Block, Column, Heading, Line, Table, Tone
from cocau.app.render.sheet import Sheet
from cocau.solver.proposal import Proposal


def interchangeable(sheet: Sheet, proposal: Proposal) -> Iterator[Block]:
    """People whom no rule tells apart: the choice among them is open."""
    if not proposal.interchangeable:
        return
    yield Heading(sheet.say("Những người có thể thay cho nhau", "Interchangeable people"))
    yield Line(
        sheet.say(
            "Không quy định nào phân biệt những người trong cùng một nhóm; việc chọn ai là của con người.",
            "No rule tells the people of one group apart; whom of them to take is for people to decide.",
        ),
        Tone.QUIET,
    )
    for group in proposal.interchangeable:
        yield Line(sheet.people(group.people, most=99), mark="⇄")


def provenance(sheet: Sheet, proposal: Proposal) -> Iterator[Block]:
    """What made the proposal, and from what."""
    say, made = sheet.say, proposal.provenance
    yield Heading(say("Nguồn gốc", "Provenance"))
    engines = ", ".join(f"{name} {version}" for name, version in made.engines.items())
    rows = (
        ("cocau", made.cocau),
        (say("bộ giải", "engines"), engines),
        (say("bộ quy định", "rulebook"), f"{sheet.book.name} sha256:{made.rulebook_digest[:16]}"),
        (say("hội đồng", "council"), f"{sheet.council.id} sha256:{made.council_digest[:16]}"),
        (say("danh sách giới thiệu", "pool"), f"{len(sheet.pool.people)} sha256:{made.pool_digest[:16]}"),
    )
    yield Table((Column("", narrow=True), Column("")), rows)
    left = len(sheet.book.not_modelled)
    yield Line(
        say(
            f"{left} quy định đã đọc nhưng để con người quyết định; xem `cocau rules`.",
            f"{left} provisions were read and are left to people; see `cocau rules`.",
        ),
        Tone.QUIET,
    )
