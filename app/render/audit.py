"""An audit as text: departures, a summary, what differs from a stored proposal, and the compliance table."""

from collections.abc import Iterator, Sequence

from cocau.app.difference import Difference
from cocau.app.judging import Audit, Rejudged
from cocau.app.render.blocks import Block, Heading, Line, Tone
from cocau.app.render.clashes import clashing
from cocau.app.render.compliance import compliance, summary
from cocau.app.render.outcome import departures
from cocau.app.render.sheet import Sheet
from cocau.solver.proposal import Proposal


def audited(sheet: Sheet, audit: Audit) -> Iterator[Block]:
    """A slate judged."""
    yield Heading(sheet.council.name, level=1)
    yield from departures(sheet, audit.departures)
    yield summary(sheet, audit.findings)
    yield from clashing(sheet, audit.clashes)
    yield from compliance(sheet, audit.findings)


def rejudged(sheet: Sheet, proposal: Proposal, again: Rejudged) -> Iterator[Block]:
    """A stored proposal judged once more."""
    yield Heading(sheet.council.name, level=1)
    yield from departures(sheet, proposal.departures)
    yield from _differences(sheet, again.differences)
    if again.findings:
        yield summary(sheet, again.findings)
    else:
        yield Line(
            sheet.say("Phương án này không có danh sách để chấm.", "This proposal holds no slate to judge.")
        )
    yield from clashing(sheet, proposal.clashes)
    if again.findings:
        yield from compliance(sheet, again.findings)


def _differences(sheet: Sheet, differences: Sequence[Difference]) -> Iterator[Block]:
    say = sheet.say
    if not differences:
        yield Line(
            say(
                "Chấm lại từ chính tệp này: trùng khớp với kết luận và mã băm đã lưu.",
                "Judged again from this file alone: findings and digests agree with what is stored.",
            ),
            Tone.GOOD,
        )
        return
    yield Line(say("KHÁC VỚI KẾT LUẬN ĐÃ LƯU:", "DIFFERENT FROM WHAT IS STORED:"), Tone.BAD)
    for difference in differences:
        yield Line(f"{difference.what}: {say(difference.vi, difference.en)}", mark="≠")
