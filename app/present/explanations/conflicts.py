"""All conflicts of a proposal, or all that keep an aim from holding, in words."""

from collections.abc import Iterator

from cocau.app.present.blocks import Block, Heading, LineBlock, Tone
from cocau.app.present.names import Names
from cocau.app.present.proposal.conflict import render_conflict_details
from cocau.app.present.wording import Footnotes, count_noun
from cocau.solver.conflicts.enumerate import ProposalConflicts
from cocau.solver.proposal import Proposal


def render_conflicts(names: Names, proposal: Proposal, answer: ProposalConflicts) -> Iterator[Block]:
    """Render all conflicts in the order in which they are to be read."""
    yield _render_headline(names, answer)
    if answer.aim is not None:
        rule = names.book.by_id[answer.aim]
        yield LineBlock(names.rule_line(rule, strength=False), mark="△")
    if answer.conflicts:
        yield LineBlock(_describe_next_step(names, answer), Tone.QUIET)
    notes = Footnotes(names)
    for number, found in enumerate(answer.conflicts, 1):
        title = names.say("Xung đột", "Conflict") if answer.aim is None else names.say("Cản trở", "Obstacle")
        yield Heading(f"{title} {number}/{len(answer.conflicts)}")
        if not found.members:
            yield LineBlock(_describe_no_obstacle(names), mark="•")
        yield from render_conflict_details(names, found, proposal.request.pins, notes, answer.aim)
    if answer.conflicts:
        yield from notes.blocks()
    elif answer.aim is None and answer.complete:
        yield from _render_missed_aims(names, proposal)


def _render_headline(names: Names, answer: ProposalConflicts) -> Block:
    number = len(answer.conflicts)
    if answer.aim is not None:
        return LineBlock(_describe_obstacles(names, answer, number), Tone.CARE)
    if number:
        vi, en = f"CÓ {number} NHÓM XUNG ĐỘT", count_noun(number, "CONFLICT", "CONFLICTS")
        return LineBlock(f"{names.say(vi, en)}; {_describe_completeness(names, answer)}.", Tone.BAD)
    if answer.complete:
        return LineBlock(
            names.say(
                "KHÔNG CÓ XUNG ĐỘT: mọi quy định bắt buộc và yêu cầu cùng đạt được.",
                "NOTHING CONFLICTS: all musts and pins can hold together.",
            ),
            Tone.GOOD,
        )
    return LineBlock(
        names.say(
            "CHƯA TÌM RA XUNG ĐỘT NÀO TRONG THỜI GIAN CHO PHÉP; chưa kết luận là không có.",
            "NO CONFLICT WAS FOUND IN TIME; that does not say that there is none.",
        ),
        Tone.CARE,
    )


def _describe_obstacles(names: Names, answer: ProposalConflicts, number: int) -> str:
    if not number:
        return names.say(
            "CHƯA XÁC ĐỊNH ĐƯỢC điều gì cản trở mục tiêu trong thời gian cho phép.",
            "WHAT STANDS IN THE WAY of the aim was not found out in time.",
        )
    return names.say(
        f"CÓ {number} NHÓM CẢN TRỞ mục tiêu này; {_describe_completeness(names, answer)}.",
        f"{count_noun(number, 'OBSTACLE', 'OBSTACLES')} to this aim; "
        f"{_describe_completeness(names, answer)}.",
    )


def _describe_completeness(names: Names, answer: ProposalConflicts) -> str:
    if answer.complete:
        return names.say("không còn nhóm nào khác", "there are no others")
    if answer.limited:
        return names.say(
            "đủ số đã yêu cầu (--limit), có thể còn nhóm khác, kể cả nhóm nhỏ hơn",
            "as many as were asked for (--limit); there may be others, smaller ones too",
        )
    return names.say("hết thời gian, có thể còn nhóm khác", "time ran out; there may be others")


def _describe_next_step(names: Names, answer: ProposalConflicts) -> str:
    if answer.aim is not None:
        return names.say(
            "Muốn đạt mục tiêu, mỗi nhóm dưới đây phải nới ít nhất một điều.",
            "For the aim to hold, something of each of these has to give way.",
        )
    return names.say(
        "Muốn lập được phương án, mỗi nhóm dưới đây phải nới ít nhất một điều.",
        "For a plan to be possible, something of each of these has to give way.",
    )


def _describe_no_obstacle(names: Names) -> str:
    return names.say(
        "Không quy định nào cản trở: bản thân danh sách giới thiệu không đủ người để đạt.",
        "No rule is in the way: the pool itself lacks the people for it.",
    )


def _render_missed_aims(names: Names, proposal: Proposal) -> Iterator[Block]:
    """Render missed aims; each can be asked about next."""
    missed = [aim.rule for aim in proposal.aims if aim.missed]
    if missed:
        yield LineBlock(
            names.say(
                "Mục tiêu chưa đạt; xem điều cản trở bằng --aim QĐ:",
                "Missed aims; see what is in the way with --aim RULE:",
            )
        )
    for rule in missed:
        yield LineBlock(f"{names.says(names.book.by_id[rule])} [{rule}]", mark="△", indent=2)
