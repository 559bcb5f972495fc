"""Why somebody has or has not a part in a plan, in words."""

from collections.abc import Iterator
from functools import partial

from cocau.app.render.available import available
from cocau.app.render.beside import costs, movers
from cocau.app.render.blocks import Block, Heading, Line, Tone
from cocau.app.render.reasons import confirmed, how_small, members, named, pin_in_words
from cocau.app.render.sheet import Sheet
from cocau.solver.explain.beside import Beside
from cocau.solver.explain.question import Question, What
from cocau.solver.explain.why import Answered, Reason, Reasons
from cocau.solver.proposal import Conflict, Proposal


def reasons(sheet: Sheet, proposal: Proposal, found: Reasons) -> Iterator[Block]:
    """Each question, its answer in the first line, then what the answer rests on."""
    for reason in found.reasons:
        yield Heading(_question(sheet, reason.question, has=reason.has))
        yield from _answer(sheet, proposal, reason)


def _question(sheet: Sheet, asked: Question, *, has: bool) -> str:
    who, where = _who(sheet, asked), _where(sheet, asked)
    vi, en = {
        (What.LISTED, True): ("Vì sao {who} có trong danh sách?", "Why is {who} on a list?"),
        (What.LISTED, False): ("Vì sao {who} không có trong danh sách?", "Why is {who} on no list?"),
        (What.DEPUTY, True): ("Vì sao {who} là đại biểu dự kiến?", "Why is {who} an intended deputy?"),
        (What.DEPUTY, False): (
            "Vì sao {who} không là đại biểu dự kiến?",
            "Why is {who} not an intended deputy?",
        ),
        (What.POST, True): (
            "Vì sao {who} giữ chức danh {where}?",
            "Why does {who} hold the post: {where}?",
        ),
        (What.POST, False): (
            "Vì sao {who} không giữ chức danh {where}?",
            "Why does {who} not hold the post: {where}?",
        ),
        (What.AT, True): ("Vì sao {who} ứng cử ở {where}?", "Why does {who} stand at {where}?"),
        (What.AT, False): (
            "Vì sao {who} không ứng cử ở {where}?",
            "Why does {who} not stand at {where}?",
        ),
    }[asked.what, has]
    return sheet.say(vi, en).format(who=who, where=where)


def _opposite(sheet: Sheet, asked: Question, *, has: bool) -> str:
    """The opposite of what the plan has, within a sentence that it begins."""
    who, where = _who(sheet, asked), _where(sheet, asked)
    vi, en = {
        (What.LISTED, True): ("Bỏ {who} khỏi danh sách", "Leaving {who} off the lists"),
        (What.LISTED, False): ("Đưa {who} vào danh sách", "Putting {who} on a list"),
        (What.DEPUTY, True): (
            "Không dự kiến {who} làm đại biểu",
            "Taking {who} out of the intended council",
        ),
        (What.DEPUTY, False): ("Dự kiến {who} làm đại biểu", "Making {who} an intended deputy"),
        (What.POST, True): (
            "Không để {who} giữ chức danh {where}",
            "Taking the post of {where} from {who}",
        ),
        (What.POST, False): ("Để {who} giữ chức danh {where}", "Giving the post of {where} to {who}"),
        (What.AT, True): (
            "Đưa {who} sang đơn vị bầu cử khác",
            "Standing {who} at another constituency",
        ),
        (What.AT, False): ("Đưa {who} về ứng cử ở {where}", "Standing {who} at {where}"),
    }[asked.what, has]
    return sheet.say(vi, en).format(who=who, where=where)


def _who(sheet: Sheet, asked: Question) -> str:
    return f"{sheet.pool.by_id[asked.person].name} ({asked.person})"


def _where(sheet: Sheet, asked: Question) -> str:
    if asked.where is None:
        return ""
    return f"{sheet.unit(asked.where)} ({asked.where})" if asked.what is What.AT else sheet.post(asked.where)


def _answer(sheet: Sheet, proposal: Proposal, reason: Reason) -> Iterator[Block]:
    opposite = _opposite(sheet, reason.question, has=reason.has)
    match reason.answer:
        case Answered.BARRED:
            yield from _barred(sheet, reason)
        case Answered.PINNED:
            yield from _pinned(sheet, proposal, reason)
        case Answered.CONFLICT if reason.conflict is not None:
            yield from _impossible(sheet, proposal, opposite, reason.conflict)
        case Answered.COSTS | Answered.FREE if reason.beside is not None:
            yield from _possible(sheet, opposite, reason, reason.beside)
        case _:
            yield Line(
                sheet.say(
                    "Chưa trả lời được trong thời gian cho phép (không có nghĩa là không thể); "
                    "hãy hỏi lại với nhiều thời gian hơn (--seconds).",
                    "Not answered in time, which does not mean that it is impossible; "
                    "ask again with more time (--seconds).",
                ),
                Tone.CARE,
            )


def _barred(sheet: Sheet, reason: Reason) -> Iterator[Block]:
    yield Line(
        sheet.say(
            "Không được ứng cử: chưa đạt tiêu chuẩn dưới đây. Không vì cơ cấu mà hạ thấp tiêu chuẩn.",
            "May not stand: misses the standard below. "
            "Standards are never lowered for the sake of structure.",
        ),
        Tone.BAD,
    )
    for rule_id in reason.standards:
        rule = sheet.book.by_id[rule_id]
        yield Line(
            f"{sheet.says(rule)} — {sheet.clause(rule)} [{sheet.strength(rule)}, {rule_id}]",
            mark="✗",
            indent=2,
        )


def _pinned(sheet: Sheet, proposal: Proposal, reason: Reason) -> Iterator[Block]:
    yield Line(
        sheet.say(
            "Vì chính yêu cầu khi lập phương án đã định như vậy; phải bỏ yêu cầu này thì mới khác được:",
            "Because the request of this plan fixes it; it can only be otherwise without that pin:",
        ),
        Tone.CARE,
    )
    for pin in reason.pins:
        yield Line(pin_in_words(sheet, pin, proposal.request.pins), mark="•", indent=2)


def _impossible(sheet: Sheet, proposal: Proposal, opposite: str, found: Conflict) -> Iterator[Block]:
    say = sheet.say
    if not (found.rules or found.pins):
        yield Line(
            say(
                f"Không thể {_small(opposite)}: số ghế và danh sách giới thiệu không cho phép.",
                f"{opposite} is impossible: the seats and the pool do not allow it.",
            ),
            Tone.BAD,
        )
        return
    yield Line(
        say(
            f"Không thể {_small(opposite)}: trái với",
            f"{opposite} is impossible: it cannot hold together with",
        ),
        Tone.BAD,
    )
    yield from members(sheet, found, proposal.request.pins, None, indent=2)
    yield from available(sheet, found, partial(named, sheet))
    yield from how_small(sheet, found)
    yield Line(confirmed(sheet, found), Tone.QUIET)


def _possible(sheet: Sheet, opposite: str, reason: Reason, other: Beside) -> Iterator[Block]:
    say = sheet.say
    if other.costs:
        yield Line(
            say(
                f"{opposite} thì giữ được mọi điều bắt buộc, nhưng mục tiêu kém đi (không thể ít hơn):",
                f"{opposite} keeps every must, but costs aims (it cannot cost less):",
            ),
            Tone.CARE,
        )
        yield from costs(sheet, other, indent=2)
        if any(tier.now < tier.was for tier in other.costs):
            yield Line(
                say(
                    "▼ kém đi, ▲ tốt lên; mục tiêu xếp trước quyết định trước.",
                    "▼ worse, ▲ better; earlier aims decide first.",
                ),
                Tone.QUIET,
                indent=2,
            )
    else:
        yield from _free(sheet, opposite, reason)
    yield Line(
        say(
            "Thay đổi kèm theo (đã chứng minh là ít người nhất, rồi ít chức danh nhất):",
            "What moves with it (the fewest people, then posts, proven):",
        )
    )
    yield from movers(sheet, other)


def _free(sheet: Sheet, opposite: str, reason: Reason) -> Iterator[Block]:
    say = sheet.say
    yield Line(
        say(
            f"Không quy định nào đòi hỏi như vậy: {_small(opposite)} thì mọi điều bắt buộc và mọi bậc mục "
            "tiêu vẫn như trong phương án. Giữa các phương án ngang nhau, chương trình bốc thăm; "
            "quyết định là của con người.",
            f"No rule asks for it: {_small(opposite)} leaves every must and every tier of aims as in the "
            "plan. Among slates that are as good the program drew lots; the choice is for people to make.",
        ),
        Tone.GOOD,
    )
    if reason.alike:
        yield Line(
            say("Như nhau trước mọi quy định: ", "Alike to every rule: ") + sheet.people(reason.alike),
            mark="⇄",
            indent=2,
        )


def _small(text: str) -> str:
    return f"{text[:1].lower()}{text[1:]}"
