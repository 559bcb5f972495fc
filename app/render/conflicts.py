"""All conflicts of a proposal, or all that keep an aim from holding: first how many, then each."""

from collections.abc import Iterator

from cocau.app.render.blocks import Block, Heading, Line, Tone
from cocau.app.render.notes import Notes
from cocau.app.render.numbers import counted
from cocau.app.render.reasons import explained
from cocau.app.render.sheet import Sheet
from cocau.solver.explain.conflicts import Conflicts
from cocau.solver.proposal import Proposal


def conflicts(sheet: Sheet, proposal: Proposal, answer: Conflicts) -> Iterator[Block]:
    """The whole answer in the order in which it is to be read."""
    yield _first(sheet, answer)
    if answer.aim is not None:
        rule = sheet.book.by_id[answer.aim]
        yield Line(f"{sheet.says(rule)} — {sheet.clause(rule)} [{answer.aim}]", mark="△")
    if answer.conflicts:
        yield Line(_what_to_do(sheet, answer), Tone.QUIET)
    notes = Notes(sheet)
    for number, found in enumerate(answer.conflicts, 1):
        title = sheet.say("Xung đột", "Conflict") if answer.aim is None else sheet.say("Cản trở", "Obstacle")
        yield Heading(f"{title} {number}/{len(answer.conflicts)}")
        if not found.members:
            yield Line(_nothing_to_change(sheet), mark="•")
        yield from explained(sheet, found, proposal.request.pins, notes, answer.aim)
    if answer.conflicts:
        yield from notes.blocks()
    elif answer.aim is None and answer.complete:
        yield from _missed(sheet, proposal)


def _first(sheet: Sheet, answer: Conflicts) -> Block:
    number = len(answer.conflicts)
    if answer.aim is not None:
        return Line(_standing_in_the_way(sheet, answer, number), Tone.CARE)
    if number:
        vi, en = f"CÓ {number} NHÓM XUNG ĐỘT", counted(number, "CONFLICT", "CONFLICTS")
        return Line(f"{sheet.say(vi, en)}; {_whether_all(sheet, answer)}.", Tone.BAD)
    if answer.complete:
        return Line(
            sheet.say(
                "KHÔNG CÓ XUNG ĐỘT: mọi quy định bắt buộc và yêu cầu cùng đạt được.",
                "NOTHING CONFLICTS: all musts and pins can hold together.",
            ),
            Tone.GOOD,
        )
    return Line(
        sheet.say(
            "CHƯA TÌM RA XUNG ĐỘT NÀO TRONG THỜI GIAN CHO PHÉP; chưa kết luận là không có.",
            "NO CONFLICT WAS FOUND IN TIME; that does not say that there is none.",
        ),
        Tone.CARE,
    )


def _standing_in_the_way(sheet: Sheet, answer: Conflicts, number: int) -> str:
    if not number:
        return sheet.say(
            "CHƯA XÁC ĐỊNH ĐƯỢC điều gì cản trở mục tiêu trong thời gian cho phép.",
            "WHAT STANDS IN THE WAY of the aim was not found out in time.",
        )
    return sheet.say(
        f"CÓ {number} NHÓM CẢN TRỞ mục tiêu này; {_whether_all(sheet, answer)}.",
        f"{counted(number, 'OBSTACLE', 'OBSTACLES')} to this aim; {_whether_all(sheet, answer)}.",
    )


def _whether_all(sheet: Sheet, answer: Conflicts) -> str:
    if answer.complete:
        return sheet.say("không còn nhóm nào khác", "there are no others")
    if answer.limited:
        return sheet.say(
            "đủ số đã yêu cầu (--limit), có thể còn nhóm khác, kể cả nhóm nhỏ hơn",
            "as many as were asked for (--limit); there may be others, smaller ones too",
        )
    return sheet.say("hết thời gian, có thể còn nhóm khác", "time ran out; there may be others")


def _what_to_do(sheet: Sheet, answer: Conflicts) -> str:
    if answer.aim is not None:
        return sheet.say(
            "Muốn đạt mục tiêu, mỗi nhóm dưới đây phải nới ít nhất một điều.",
            "For the aim to hold, something of each of these has to give way.",
        )
    return sheet.say(
        "Muốn lập được phương án, mỗi nhóm dưới đây phải nới ít nhất một điều.",
        "For a plan to be possible, something of each of these has to give way.",
    )


def _nothing_to_change(sheet: Sheet) -> str:
    return sheet.say(
        "Không quy định nào cản trở: bản thân danh sách giới thiệu không đủ người để đạt.",
        "No rule is in the way: the pool itself lacks the people for it.",
    )


def _missed(sheet: Sheet, proposal: Proposal) -> Iterator[Block]:
    """Aims that may be asked about next."""
    missed = [aim.rule for aim in proposal.aims if aim.missed]
    if missed:
        yield Line(
            sheet.say(
                "Mục tiêu chưa đạt; xem điều cản trở bằng --aim QĐ:",
                "Missed aims; see what is in the way with --aim RULE:",
            )
        )
    for rule in missed:
        yield Line(f"{sheet.says(sheet.book.by_id[rule])} [{rule}]", mark="△", indent=2)
