"""How each thing that a proposal says cannot be is proven."""

from collections.abc import Iterator

from cocau.app.present.blocks import Block, BlockColumn, Heading, LineBlock, StyledText, TableBlock, Tone
from cocau.app.present.names import Names
from cocau.app.present.proposal.conflict import describe_moves, describe_pin
from cocau.app.present.wording import format_number
from cocau.solver.model.slate_model import MOVE_TIERS
from cocau.solver.proofs.proof import ConflictClaim, EngineClaim, ProposalProof, ProvenClaim, TierClaim
from cocau.solver.proposal import Proposal, RuleConflict


def render_proof(names: Names, proposal: Proposal, proof: ProposalProof) -> Iterator[Block]:
    """Render each claim with how it is proven, and what being proven means."""
    say = names.say
    yield Heading(say("Chứng minh của phương án", "The proof of the proposal"))
    if not proof.claims:
        yield LineBlock(count_ways(names, 0, 0), Tone.QUIET)
    else:
        tone = Tone.CARE if any(_rests_on_engines(claim) for claim in proof.claims) else Tone.GOOD
        yield LineBlock(count_ways(names, proof.exact, len(proof.claims)), tone)
        columns = (
            BlockColumn(say("Phương án nêu", "What the proposal says"), share=5),
            BlockColumn(say("Được chứng minh", "How it is proven"), share=3),
        )
        rows = (
            (_describe_claim(names, proposal, claim), describe_way(names, claim)) for claim in proof.claims
        )
        yield TableBlock(columns, tuple(rows), rules=True)
    if proposal.slate is not None:
        yield LineBlock(
            say(
                "Mục tiêu không nêu ở đây đã đạt đủ nên không cần chứng minh.",
                "An aim that is not named here is met in full and needs no proof.",
            ),
            Tone.QUIET,
        )
    if proof.claims:
        yield explain_exactly(names)


def count_ways(names: Names, exact: int, said: int) -> str:
    """Say how many of the things said are proven exactly, and how many by engines."""
    if not said:
        return names.say("Không có điều gì phải chứng minh.", "There is nothing to prove.")
    return names.say(
        f"Chính xác: {exact} điều; theo bộ giải: {said - exact} điều.",
        f"Exactly: {exact}; by engines: {said - exact}.",
    )


def explain_exactly(names: Names) -> LineBlock:
    """Say what being proven exactly means, and what it does not."""
    return LineBlock(
        names.say(
            "“Chính xác”: cộng các quy định theo những số nguyên đã lưu thì ra mâu thuẫn, ai cũng tính lại "
            "được. Điều này không nói rằng luật đã được đọc đúng hay số liệu là đúng.",
            '"Exactly": adding the rules by the whole numbers stored gives a contradiction, and anybody can '
            "add them up again. It does not say that the law was read rightly or that the data are true.",
        ),
        Tone.QUIET,
    )


def render_engines_word(names: Names) -> Iterator[LineBlock]:
    """Say where an answer is told by command that it rests on engines, and what proves it."""
    if names.codes:
        yield LineBlock(
            names.say(
                "Điều nêu là không thể ở đây theo bộ giải; `cocau proof PHƯƠNG-ÁN --answer TRẢ-LỜI` "
                "chứng minh.",
                "What is said to be impossible here is by engines; `cocau proof PROPOSAL --answer ANSWER` "
                "proves it.",
            ),
            Tone.QUIET,
        )


def _rests_on_engines(claim: ProvenClaim | EngineClaim) -> bool:
    """Return whether a tier or a conflict has no tree; lots never have one."""
    return isinstance(claim, ProvenClaim) and not claim.leaves


def describe_way(names: Names, claim: ProvenClaim | EngineClaim) -> StyledText:
    """Describe how a claim is proven: exactly, by a tree of leaves, or by engines."""
    say, engines = names.say, len(claim.confirmed_by)
    leaves = claim.leaves if isinstance(claim, ProvenClaim) else 0
    if leaves == 1:
        return StyledText(say("chính xác", "exactly"), Tone.GOOD)
    if leaves:
        split = say(f"chính xác, chia {leaves} trường hợp", f"exactly, by a tree of {leaves} leaves")
        return StyledText(split, Tone.GOOD)
    if engines > 1:
        return StyledText(say("theo hai bộ giải", "by two engines"), Tone.CARE)
    return StyledText(say("theo một bộ giải", "by one engine"), Tone.CARE)


def _describe_claim(names: Names, proposal: Proposal, claim: TierClaim | ConflictClaim | EngineClaim) -> str:
    say = names.say
    if isinstance(claim, TierClaim):
        least = format_number(claim.bound, names.lang)
        return f"{_name_tier(names, claim.rules)}: " + say(
            f"thiếu ít nhất {least}", f"short by {least} at least"
        )
    if isinstance(claim, ConflictClaim):
        members = "; ".join(_list_members(names, proposal, claim))
        if claim.aim is None:
            return say(f"Không thể cùng đạt: {members}", f"These cannot hold together: {members}")
        aim = _name_rule(names, claim.aim)
        return (
            say(f"Không thể đạt “{aim}” khi giữ: {members}", f'"{aim}" cannot be met with: {members}')
            if members
            else say(f"Nguồn người không đủ cho “{aim}”", f'The pool lacks the people for "{aim}"')
        )
    return _describe_engine_claim(names, claim)


def _describe_engine_claim(names: Names, claim: EngineClaim) -> str:
    say = names.say
    if claim.claim == "average":
        return f"{_name_tier(names, claim.rules)}: " + say("không thể đều hơn", "no more even")
    words = {
        "lot": (
            "Phương án được rút thăm trong các phương án ngang nhau",
            "The lot among slates that are alike",
        ),
        "irreducible": (
            "Thiếu bất kỳ điều nào trong nhóm thì cùng đạt được",
            "Without any member the rest hold",
        ),
        "smallest": ("Không có nhóm xung đột nào ít quy định hơn", "No conflict has fewer rules"),
    }
    said = say(*words[claim.claim])
    return said if claim.aim is None else f"{said} (“{_name_rule(names, claim.aim)}”)"


def _name_tier(names: Names, rules: tuple[str, ...]) -> str:
    if rules[0] in MOVE_TIERS:
        return describe_moves(names, rules[0])
    return "; ".join(_name_rule(names, rule) for rule in rules)


def _name_rule(names: Names, rule_id: str) -> str:
    return names.says(names.book.by_id[rule_id]).rstrip(".")


def _list_members(names: Names, proposal: Proposal, claim: ConflictClaim) -> Iterator[str]:
    stated: dict[str | None, RuleConflict | None] = {aim.rule: aim.blocked_by for aim in proposal.aims}
    conflict = proposal.conflict if claim.aim is None else stated.get(claim.aim)
    if conflict is not None:
        yield from (_name_rule(names, rule) for rule in conflict.rules)
        yield from (describe_pin(names, pin, proposal.request.pins) for pin in conflict.pins)
