"""Repairs of lists that lost candidates, constituency by constituency."""

from collections.abc import Iterator

from cocau.app.present.blocks import Block, BlockColumn, Heading, LineBlock, TableBlock, Tone
from cocau.app.present.names import Names
from cocau.constraints.record import Text
from cocau.solver.explain.elections.candidate_gaps import CandidateGap, CandidateGaps, GapWay
from cocau.solver.proposal import Proposal

_WAYS = {
    GapWay.KEEP: Text(vi="Giữ nguyên danh sách còn lại", en="The list is kept as it is"),
    GapWay.ADD: Text(vi="Bổ sung", en="Added"),
    GapWay.CUT: Text(vi="Giảm số đại biểu được bầu", en="Fewer deputies are elected"),
}


def render_candidate_gaps(names: Names, proposal: Proposal, answer: CandidateGaps) -> Iterator[Block]:
    """Render each constituency, what may be done, and what the guidance asks besides."""
    say = names.say
    when = (
        say("sau khi niêm yết", "after posting")
        if answer.posted
        else say("trước khi niêm yết", "before posting")
    )
    yield Heading(say(f"Khuyết người ứng cử ({when})", f"Lost candidates ({when})"))
    columns = (
        BlockColumn(say("Đơn vị bầu cử", "Constituency"), share=2),
        BlockColumn(say("Khuyết", "Lost"), share=3),
        BlockColumn(say("Còn lại", "Left"), right=True, narrow=True),
        BlockColumn(say("Cần ít nhất", "Needed"), right=True, narrow=True),
        BlockColumn(say("Được làm", "What may be done"), share=4),
    )
    yield TableBlock(columns, tuple(_build_row(names, gap) for gap in answer.gaps), rules=True)
    cut = sum(gap.seats - gap.seats_then for gap in answer.gaps)
    if cut:
        seats = proposal.request.council.seats
        yield LineBlock(
            say(
                f"Hội đồng bầu {seats - cut} đại biểu thay vì {seats}.",
                f"The council elects {seats - cut} deputies instead of {seats}.",
            ),
            Tone.CARE,
        )
    step = next(step for step in names.book.steps if step.id == answer.step)
    yield LineBlock(f"{step.actor.of(names.lang)}: {(step.content or step.says).of(names.lang)}")
    days, percent = answer.terms.least_days, answer.terms.above_percent
    yield LineBlock(
        say(
            f"Chỉ bổ sung khi còn ít nhất {days} ngày tính đến ngày niêm yết: người có phiếu tín nhiệm cao "
            f"nhất, trên {percent}%, ở hiệp thương lần thứ ba. Nhiều đơn vị cùng khuyết thì xét theo thứ tự "
            "đơn vị bầu cử: hướng dẫn không nói người nào vào đơn vị nào.",
            f"Somebody is added only where at least {days} days are left until posting: whoever has the most "
            f"votes, more than {percent}%, at the third consultation. Constituencies are served in their "
            "order: the guidance does not say who goes where.",
        ),
        Tone.QUIET,
    )
    if step.doubt is not None:
        yield LineBlock(step.doubt.of(names.lang), Tone.QUIET, mark="?")


def _build_row(names: Names, gap: CandidateGap) -> tuple[str, ...]:
    return (
        names.unit_code(gap.constituency),
        ", ".join(names.person(i) for i in gap.lost),
        str(gap.left),
        str(gap.needed),
        _describe_way(names, gap),
    )


def _describe_way(names: Names, gap: CandidateGap) -> str:
    words = _WAYS[gap.way].of(names.lang)
    if gap.way is GapWay.CUT:
        return f"{words}: {gap.seats} → {gap.seats_then}"
    if gap.way is GapWay.KEEP:
        return words
    added = ", ".join(names.person(i) for i in gap.added)
    if not gap.tied:
        return f"{words}: {added}"
    tied = ", ".join(names.person(i) for i in gap.tied)
    return f"{words}: {added}; " + names.say(f"cùng số phiếu: {tied}", f"with as many votes: {tied}")
