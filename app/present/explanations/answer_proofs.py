"""How each thing that an answer says cannot be is proven."""

from collections.abc import Iterator, Sequence

from cocau.app.present.blocks import Block, BlockColumn, Heading, LineBlock, TableBlock, Tone
from cocau.app.present.explanations.prices import name_price
from cocau.app.present.explanations.proofs import count_ways, describe_way, explain_exactly
from cocau.app.present.names import Names
from cocau.app.present.wording import capitalise_first, describe_selector
from cocau.solver.explain.elections.bounds import ElectionBounds
from cocau.solver.explain.elections.outcomes import ElectionOutcomes, GroupElectionBounds
from cocau.solver.explain.pareto import ParetoFront
from cocau.solver.explain.price_report import RulePrice, RulePrices
from cocau.solver.explain.ranges import GroupRange, GroupRanges
from cocau.solver.explain.repairs.repair import RepairPrice, Repairs
from cocau.solver.proofs.answers.answer_proof import AnswerClaim, AnswerPlace, AnswerProof
from cocau.solver.proposal import Proposal
from cocau.solver.question import QuestionAnswer


def render_answer_proof(
    names: Names, proposal: Proposal, proof: AnswerProof, answer: QuestionAnswer | None = None
) -> Iterator[Block]:
    """Render each thing said with the weakest of its proofs; without an answer, how many."""
    say = names.say
    yield Heading(say("Chứng minh của trả lời", "The proof of the answer"))
    tone = Tone.CARE if proof.exact < proof.said else Tone.GOOD if proof.said else Tone.QUIET
    yield LineBlock(count_ways(names, proof.exact, proof.said), tone)
    weakest = {} if answer is None else _find_weakest(names, proposal, proof, answer)
    if weakest:
        columns = (
            BlockColumn(say("Trả lời nêu", "What the answer says"), share=5),
            BlockColumn(say("Được chứng minh", "How it is proven"), share=3),
        )
        rows = tuple((said, describe_way(names, claim)) for said, claim in weakest.items())
        yield TableBlock(columns, rows, rules=True)
    if isinstance(answer, ParetoFront):
        yield LineBlock(
            say(
                "Việc không còn mức đánh đổi nào khác là theo bộ giải nếu không nêu trong bảng.",
                "That there is no other trade-off rests on engines unless it is named.",
            ),
            Tone.QUIET,
        )
    yield LineBlock(
        say(
            "Điều tự nó đã rõ không nêu ở đây. Mức tốt nhất của phương án có chứng minh riêng.",
            "What is plain by itself is not named. That the plan is the best has a proof of its own.",
        ),
        Tone.QUIET,
    )
    if proof.said:
        yield explain_exactly(names)


def _find_weakest(
    names: Names, proposal: Proposal, proof: AnswerProof, answer: QuestionAnswer
) -> dict[str, AnswerClaim]:
    """Find the claim with the weakest proof for each sentence, in the order of the answer."""
    weakest: dict[str, AnswerClaim] = {}
    for place, claim in _list_by_place(proof):
        said = _describe_place(names, proposal, answer, place)
        weakest[said] = max(weakest.get(said, claim), claim, key=_rank_weakness)
    return weakest


_LATER = frozenset({"steps", "at_optimum", "complete"})
"""Parts of an answer that are told after others beside them."""


def _list_by_place(proof: AnswerProof) -> list[tuple[AnswerPlace, AnswerClaim]]:
    found = [(place, claim) for claim in proof.claims for place in claim.places]
    return sorted(found, key=lambda pair: [(str(step) in _LATER, step) for step in pair[0]])


def _rank_weakness(claim: AnswerClaim) -> tuple[bool, int]:
    return claim.leaves == 0, claim.leaves


def _describe_place(names: Names, proposal: Proposal, answer: QuestionAnswer, place: AnswerPlace) -> str:
    say = names.say
    match place:
        case ("groups", int(i), region, end) if isinstance(answer, GroupRanges):
            return _describe_end(names, answer.groups[i], str(region), str(end))
        case ("prices", int(i), *step) if isinstance(answer, RulePrices):
            return _describe_price(names, proposal, answer.prices[i], step)
        case ("alternatives" | "points", int(i), *_):
            return _describe_best(names, answer, i)
        case ("repairs", *_) if isinstance(answer, Repairs):
            return _describe_cheapest(names, answer.repairs[0].price)
        case ("groups", int(i), *where, name, end) if isinstance(answer, ElectionOutcomes):
            return _describe_outcome(names, answer.groups[i], where, str(name), str(end))
    is_front = isinstance(answer, ParetoFront)
    return (
        say("Không còn mức đánh đổi nào khác", "There is no other trade-off")
        if is_front
        else say("Không còn phương án nào khác", "There is no other slate")
    )


def _describe_price(names: Names, proposal: Proposal, price: RulePrice, where: Sequence[str | int]) -> str:
    say, rule = names.say, name_price(names, price, proposal.request.pins)
    match where:
        case ("steps", int(n), *_):
            step = price.steps[n]
            return say(
                f"Mục tiêu không tốt hơn mức đã nêu nếu giới hạn là {step.now} thay cho {step.was}: {rule}",
                f"No better aims than told with a bound of {step.now} instead of {step.was}: {rule}",
            )
    return say(
        f"Mục tiêu không tốt hơn mức đã nêu nếu không có: {rule}",
        f"No better aims than told without: {rule}",
    )


def _describe_best(names: Names, answer: QuestionAnswer, number: int) -> str:
    """Say that an alternative is the best left, or that nothing beats a point of a front."""
    if isinstance(answer, ParetoFront):
        a, b = answer.points[number].short
        return names.say(
            f"Không thể cùng bớt mức thiếu {a} và {b}", f"No slate beats the shortfalls {a} and {b}"
        )
    return names.say(
        f"Phương án kế tiếp {number + 1} là tốt nhất còn lại",
        f"Alternative {number + 1} is the best that is left",
    )


def _describe_cheapest(names: Names, price: RepairPrice) -> str:
    """Say that the first repair is the cheapest, as far as that is proven."""
    vi = "Trong danh sách hiện có, không có cách tháo gỡ nào nhẹ hơn cách thứ nhất"
    en = "Within the pool, no repair gives up less than the first"
    if price.has_dearer_than_recruits:
        vi += "; giới thiệu thêm người cũng không nhẹ hơn là theo bộ giải"
        en += "; that recruiting saves nothing rests on engines"
    return names.say(vi, en)


def _describe_outcome(
    names: Names, group: GroupElectionBounds, where: Sequence[str | int], name: str, end: str
) -> str:
    say = names.say
    bounds: ElectionBounds = group
    who = describe_selector(names, group.who)
    match where:
        case (_, int(n)):
            bounds = group.by_constituency[n]
            who = f"{names.unit(group.by_constituency[n].constituency)}, {who}"
    when = {
        "filled": say("khi bầu đủ", "with all seats filled"),
        "once": say("khi không bầu thêm", "without an extra vote"),
        "lawful": say("trong mọi kết quả hợp lệ", "in every lawful outcome"),
    }[name]
    return f"{capitalise_first(who)}: {_say_number(names, getattr(getattr(bounds, name), end), end)} {when}"


def _describe_end(names: Names, group: GroupRange, region: str, end: str) -> str:
    say = names.say
    ends = group.possible if region == "possible" else group.at_optimum
    number = getattr(ends, end)
    who = f"{names.label(group.among)}, {describe_selector(names, group.who)}"
    told = _say_number(names, number, end)
    where = (
        "" if region == "possible" else say(" khi mục tiêu ở mức tốt nhất", " with the aims at their best")
    )
    return capitalise_first(f"{who}: {told}{where}")


def _say_number(names: Names, number: int, end: str) -> str:
    if end == "least":
        return names.say(f"ít nhất {number}", f"at least {number}")
    return names.say(f"nhiều nhất {number}", f"at most {number}")
