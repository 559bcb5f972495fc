"""What a re-planned slate changes against the one before: how many moves, and person by person."""

from collections.abc import Iterator

from cocau.app.render.blocks import Block, Column, Heading, Line, Table, Tone, Words
from cocau.app.render.numbers import counted
from cocau.app.render.sheet import Sheet
from cocau.solver.differences import Move, Part, Why
from cocau.solver.nearness import OFFERS, PEOPLE, PLACES, POSTS
from cocau.solver.proposal import Moved, Proposal

_TONES = {Why.GONE: Tone.BAD, Why.BARRED: Tone.BAD, Why.LEFT_OUT: Tone.CARE, Why.CAME_IN: Tone.GOOD}


def moved(sheet: Sheet, proposal: Proposal) -> Iterator[Block]:
    """How far the slate is from the one before; nothing for a slate planned afresh."""
    if not proposal.moved:
        return
    yield Heading(sheet.say("Thay đổi so với phương án trước", "Changes against the slate before"))
    yield Line("; ".join(_counted(sheet, m) for m in proposal.moved) + ".")
    yield Line(_proven(sheet, proposal), Tone.QUIET)
    if not proposal.differences:
        yield Line(sheet.say("Không ai thay đổi.", "Nobody's part is another one."), Tone.GOOD)
        return
    say = sheet.say
    columns = (
        Column(say("Mã", "Id"), narrow=True),
        Column(say("Họ và tên", "Name"), share=3),
        Column(say("Trước", "Before"), share=4),
        Column(say("Nay", "Now"), share=4),
        Column(say("Vì", "Because"), share=4),
    )
    yield Table(columns, tuple(_row(sheet, proposal, move) for move in proposal.differences))


def _counted(sheet: Sheet, moved: Moved) -> str:
    words = {
        PEOPLE: sheet.say(
            "{} người được đưa vào, đưa ra hoặc đổi vị trí (không kể người không còn ứng cử được)",
            f"{counted(moved.value, 'person', 'people')} brought in, left out or moved"
            " (without those who may not stand any more)",
        ),
        POSTS: sheet.say("{} lượt đổi chức danh", f"{counted(moved.value, 'post', 'posts')} given or taken"),
        OFFERS: sheet.say(
            "{} lượt đổi người được giới thiệu",
            f"{counted(moved.value, 'change', 'changes')} of who is introduced",
        ),
        PLACES: sheet.say(
            "{} người đổi đơn vị bầu cử",
            f"{counted(moved.value, 'person', 'people')} in another constituency",
        ),
    }
    return words[moved.what].format(moved.value)


def _proven(sheet: Sheet, proposal: Proposal) -> str:
    if _fewest(proposal):
        return sheet.say(
            "Đã chứng minh: không thể ít hơn, xét lần lượt người, chức danh, đơn vị bầu cử; "
            "các mục tiêu được xét sau đó.",
            "Proven: fewer are impossible, people first, then posts, then constituencies; aims come after.",
        )
    return sheet.say("Chưa chứng minh là ít nhất.", "That they are the fewest is not proven.")


def _fewest(proposal: Proposal) -> bool:
    """Whether the moves are proven to be the fewest."""
    return all(m.proven for m in proposal.moved)


def _row(sheet: Sheet, proposal: Proposal, move: Move) -> tuple[str | Words, ...]:
    gone = proposal.request.gone
    name = gone.get(move.person) or sheet.pool.by_id[move.person].name
    tone = _TONES.get(move.why, Tone.PLAIN)
    why = why_in_words(sheet, move, proven=_fewest(proposal))
    was, now = part_in_words(sheet, move.was), part_in_words(sheet, move.now)
    return move.person, Words(name, tone), was, now, why


def part_in_words(sheet: Sheet, part: Part | None) -> str:
    """What somebody is on a slate: where, meant for the council or not, with which posts."""
    if part is None:
        return "—"
    meant = (
        sheet.say("đại biểu dự kiến", "intended deputy") if part.deputy else sheet.say("ứng cử", "candidate")
    )
    if part.constituency is None:
        return sheet.say("được giới thiệu", "introduced")
    unit = part.constituency
    return ", ".join([f"{sheet.unit(unit)} ({unit})", meant, *(sheet.post(post) for post in part.posts)])


def why_in_words(sheet: Sheet, move: Move, *, proven: bool) -> str:
    """Why somebody's part is another one; `proven`: fewer moves are impossible."""
    if move.why is Why.BARRED:
        rules = (sheet.book.by_id.get(i) for i in move.standards)
        said = "; ".join(f"{sheet.says(rule)} [{rule.id}]" for rule in rules if rule is not None)
        return sheet.say("không đủ tiêu chuẩn: ", "misses a standard: ") + said
    for_rules = (
        sheet.say("để giữ các quy định", "to keep the rules")
        if proven
        else sheet.say("chưa chứng minh là cần", "not proven to be needed")
    )
    return {
        Why.GONE: sheet.say("đã rút hoặc không còn được giới thiệu", "withdrew, or no longer in the pool"),
        Why.LEFT_OUT: for_rules,
        Why.CAME_IN: sheet.say("thay vào chỗ trống", "takes a place"),
        Why.MOVED: for_rules,
    }[move.why]
