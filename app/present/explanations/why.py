"""Why a person has or has not a part in a plan, in words."""

from collections.abc import Iterator
from functools import partial

from cocau.app.present.blocks import Block, Heading, LineBlock, Tone
from cocau.app.present.explanations.other_slate import render_costs, render_movers
from cocau.app.present.names import Names
from cocau.app.present.proposal.conflict import (
    describe_confirmation,
    describe_pin,
    name_member,
    render_available_people,
    render_members,
    render_minimality,
)
from cocau.app.present.wording import lower_first
from cocau.solver.explain.proven_plan import AlternativeSlate
from cocau.solver.explain.questions import PartQuestion, PlanPart
from cocau.solver.explain.why import WhyAnswer, WhyAnswerKind, WhyAnswers
from cocau.solver.proposal import Proposal, RuleConflict


def render_reasons(names: Names, proposal: Proposal, reasons: WhyAnswers) -> Iterator[Block]:
    """Render each question, its answer, and what the answer rests on."""
    for reason in reasons.reasons:
        yield Heading(_describe_question(names, reason.question, has=reason.has))
        yield from _render_answer(names, proposal, reason)


def _describe_question(names: Names, question: PartQuestion, *, has: bool) -> str:
    who, where = _name_person(names, question), _name_place(names, question)
    vi, en = {
        (PlanPart.LISTED, True): ("Vì sao {who} có trong danh sách?", "Why is {who} on a list?"),
        (PlanPart.LISTED, False): ("Vì sao {who} không có trong danh sách?", "Why is {who} on no list?"),
        (PlanPart.DEPUTY, True): ("Vì sao {who} là đại biểu dự kiến?", "Why is {who} an intended deputy?"),
        (PlanPart.DEPUTY, False): (
            "Vì sao {who} không là đại biểu dự kiến?",
            "Why is {who} not an intended deputy?",
        ),
        (PlanPart.POST, True): (
            "Vì sao {who} giữ chức danh {where}?",
            "Why does {who} hold the post: {where}?",
        ),
        (PlanPart.POST, False): (
            "Vì sao {who} không giữ chức danh {where}?",
            "Why does {who} not hold the post: {where}?",
        ),
        (PlanPart.AT, True): ("Vì sao {who} ứng cử ở {where}?", "Why does {who} stand at {where}?"),
        (PlanPart.AT, False): (
            "Vì sao {who} không ứng cử ở {where}?",
            "Why does {who} not stand at {where}?",
        ),
    }[question.what, has]
    return names.say(vi, en).format(who=who, where=where)


def _describe_opposite(names: Names, question: PartQuestion, *, has: bool) -> str:
    """Describe the opposite of what the plan has, to begin a sentence with."""
    who, where = _name_person(names, question), _name_place(names, question)
    vi, en = {
        (PlanPart.LISTED, True): ("Bỏ {who} khỏi danh sách", "Leaving {who} off the lists"),
        (PlanPart.LISTED, False): ("Đưa {who} vào danh sách", "Putting {who} on a list"),
        (PlanPart.DEPUTY, True): (
            "Không dự kiến {who} làm đại biểu",
            "Taking {who} out of the intended council",
        ),
        (PlanPart.DEPUTY, False): ("Dự kiến {who} làm đại biểu", "Making {who} an intended deputy"),
        (PlanPart.POST, True): (
            "Không để {who} giữ chức danh {where}",
            "Taking the post of {where} from {who}",
        ),
        (PlanPart.POST, False): ("Để {who} giữ chức danh {where}", "Giving the post of {where} to {who}"),
        (PlanPart.AT, True): (
            "Đưa {who} sang đơn vị bầu cử khác",
            "Standing {who} at another constituency",
        ),
        (PlanPart.AT, False): ("Đưa {who} về ứng cử ở {where}", "Standing {who} at {where}"),
    }[question.what, has]
    return names.say(vi, en).format(who=who, where=where)


def _name_person(names: Names, question: PartQuestion) -> str:
    name = names.pool.by_id[question.person].name
    return f"{name} ({question.person})" if names.codes else names.person(question.person)


def _name_place(names: Names, question: PartQuestion) -> str:
    if question.where is None:
        return ""
    return names.unit_code(question.where) if question.what is PlanPart.AT else names.post(question.where)


def _render_answer(names: Names, proposal: Proposal, reason: WhyAnswer) -> Iterator[Block]:
    opposite = _describe_opposite(names, reason.question, has=reason.has)
    match reason.answer:
        case WhyAnswerKind.BARRED:
            yield from _render_barred(names, reason)
        case WhyAnswerKind.PINNED:
            yield from _render_pinned(names, proposal, reason)
        case WhyAnswerKind.CONFLICT if reason.conflict is not None:
            yield from _render_impossible(names, proposal, opposite, reason.conflict)
        case WhyAnswerKind.COSTS | WhyAnswerKind.FREE if reason.beside is not None:
            yield from _render_possible(names, opposite, reason, reason.beside)
        case _:
            yield LineBlock(
                names.say(
                    "Chưa trả lời được trong thời gian cho phép (không có nghĩa là không thể); "
                    "hãy hỏi lại với nhiều thời gian hơn (--seconds).",
                    "Not answered in time, which does not mean that it is impossible; "
                    "ask again with more time (--seconds).",
                ),
                Tone.CARE,
            )


def _render_barred(names: Names, reason: WhyAnswer) -> Iterator[Block]:
    yield LineBlock(
        names.say(
            "Không được ứng cử: chưa đạt tiêu chuẩn dưới đây. Không vì cơ cấu mà hạ thấp tiêu chuẩn.",
            "May not stand: misses the standard below. "
            "Standards are never lowered for the sake of structure.",
        ),
        Tone.BAD,
    )
    for rule_id in reason.standards:
        rule = names.book.by_id[rule_id]
        yield LineBlock(names.rule_line(rule), mark="✗", indent=2)


def _render_pinned(names: Names, proposal: Proposal, reason: WhyAnswer) -> Iterator[Block]:
    yield LineBlock(
        names.say(
            "Vì chính yêu cầu khi lập phương án đã định như vậy; phải bỏ yêu cầu này thì mới khác được:",
            "Because the request of this plan fixes it; it can only be otherwise without that pin:",
        ),
        Tone.CARE,
    )
    for pin in reason.pins:
        yield LineBlock(describe_pin(names, pin, proposal.request.pins), mark="•", indent=2)


def _render_impossible(
    names: Names, proposal: Proposal, opposite: str, conflict: RuleConflict
) -> Iterator[Block]:
    say = names.say
    if not (conflict.rules or conflict.pins):
        yield LineBlock(
            say(
                f"Không thể {lower_first(opposite)}: số ghế và danh sách giới thiệu không cho phép.",
                f"{opposite} is impossible: the seats and the pool do not allow it.",
            ),
            Tone.BAD,
        )
        return
    yield LineBlock(
        say(
            f"Không thể {lower_first(opposite)}: trái với",
            f"{opposite} is impossible: it cannot hold together with",
        ),
        Tone.BAD,
    )
    yield from render_members(names, conflict, proposal.request.pins, None, indent=2)
    yield from render_available_people(names, conflict, partial(name_member, names))
    yield from render_minimality(names, conflict)
    yield LineBlock(describe_confirmation(names, conflict), Tone.QUIET)


def _render_possible(
    names: Names, opposite: str, reason: WhyAnswer, other: AlternativeSlate
) -> Iterator[Block]:
    say = names.say
    if other.costs:
        yield LineBlock(
            say(
                f"{opposite} thì giữ được mọi điều bắt buộc, nhưng mục tiêu kém đi (không thể ít hơn):",
                f"{opposite} keeps every must, but costs aims (it cannot cost less):",
            ),
            Tone.CARE,
        )
        yield from render_costs(names, other, indent=2)
        if any(tier.now < tier.was for tier in other.costs):
            yield LineBlock(
                say(
                    "▼ kém đi, ▲ tốt lên; mục tiêu xếp trước quyết định trước.",
                    "▼ worse, ▲ better; earlier aims decide first.",
                ),
                Tone.QUIET,
                indent=2,
            )
    else:
        yield from _render_free(names, opposite, reason)
    yield LineBlock(
        say(
            "Thay đổi kèm theo (theo bộ giải là ít người nhất, rồi ít chức danh nhất):",
            "What moves with it (the fewest people, then posts, by the engines):",
        )
    )
    yield from render_movers(names, other)


def _render_free(names: Names, opposite: str, reason: WhyAnswer) -> Iterator[Block]:
    say = names.say
    yield LineBlock(
        say(
            f"Không quy định nào đòi hỏi như vậy: {lower_first(opposite)} "
            "thì mọi điều bắt buộc và mọi chỉ "
            "tiêu vẫn như trong phương án. Các phương án này đáp ứng quy định như nhau; "
            "việc chọn người do cấp có thẩm quyền quyết định.",
            f"No rule asks for it: {lower_first(opposite)} "
            "leaves every must and every tier of aims as in the "
            "plan. These plans meet the rules equally well; the choice is for the competent body to make.",
        ),
        Tone.GOOD,
    )
    if reason.alike:
        yield LineBlock(
            say("Như nhau trước mọi quy định: ", "Alike to every rule: ") + names.people(reason.alike),
            mark="⇄",
            indent=2,
        )
