"""Who may not stand, and by which standard: where structure comes short, this is often why."""

from collections.abc import Iterator

from cocau.app.render.blocks import Block, Heading, Line, Tone
from cocau.app.render.sheet import Sheet
from cocau.solver.proposal import Proposal


def barred(sheet: Sheet, proposal: Proposal) -> Iterator[Block]:
    """Everybody whom a standard keeps off the lists, and how many are left for how many places."""
    if not proposal.barred:
        return
    out = {i for ids in proposal.barred.values() for i in ids}
    total = len(sheet.pool.people)
    yield Heading(sheet.say("Không đủ tiêu chuẩn ứng cử", "Who may not stand"))
    yield Line(
        sheet.say(
            f"{len(out)} trong {total} người được giới thiệu; "
            f"còn lại {total - len(out)} người có thể ứng cử. Không vì cơ cấu mà hạ thấp tiêu chuẩn.",
            f"{len(out)} of the {total} introduced; {total - len(out)} may stand. "
            "Standards are never lowered for the sake of structure.",
        ),
        Tone.QUIET,
    )
    for rule, ids in proposal.barred.items():
        says = sheet.book.by_id[rule].says.of(sheet.lang)
        yield Line(f"{says} [{rule}]: {sheet.people(ids, most=20)}", mark="✗")


def passed_over(sheet: Sheet) -> Iterator[Block]:
    """The recorded reason why the secretary does not chair (directive, S2.2), where one is given."""
    reason = sheet.council.secretary_not_chairing
    if reason:
        said = sheet.say("Lý do Bí thư không làm Chủ tịch HĐND", "Why the secretary does not chair")
        yield Line(f"{said}: {reason}", Tone.CARE)
